"""Messages of which nobody confirmed that everybody heard them, long after the worker should have told it again."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine, select

from activities.start import Starter
from doctor.checks import Finding, Wrong
from storage import unheard
from storage.engine import ReadSession
from storage.tables import trajects
from workers.hearing import tell_again

LONG = timedelta(minutes=2)
MOST = 1000


def not_heard(session: ReadSession) -> list[Finding]:
    """One finding for each traject in which somebody may not know."""
    waiting = {UUID(str(wake["traject"])) for _, wakes in unheard.older_than(session, LONG, MOST) for wake in wakes}
    columns = (trajects.c.id, trajects.c.key, trajects.c.municipality)
    rows = session.execute(select(*columns).where(trajects.c.id.in_(waiting)).order_by(trajects.c.id))
    return [Finding(row.id, row.key, row.municipality, Wrong.UNHEARD) for row in rows]


async def tell_now(engine: Engine, starter: Starter) -> None:
    """All of it, and until nothing is left."""
    while await tell_again(engine, starter, LONG):
        pass
