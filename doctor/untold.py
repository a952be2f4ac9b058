"""Messages of which nobody confirmed that everybody heard them, long after the worker should have told it again."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, Engine, select, text

from activities.start import Starter
from doctor.checks import Finding, Wrong
from storage import unheard
from storage.engine import ReadSession, reading, writing
from storage.tables import trajects
from workers.hearing import readable, tell_again

LONG = timedelta(minutes=2)
_EVER = timedelta()
_WHOSE = text("""
    SELECT messages.id AS message, trajects.id, trajects.key, trajects.municipality FROM messages
    LEFT JOIN participants ON subject = 'participant-' || participants.id
    LEFT JOIN trajects ON trajects.id = participants.traject_id OR subject = 'traject-' || trajects.id
    WHERE messages.id = ANY(:messages) ORDER BY messages.id
""")


def not_heard(session: ReadSession) -> list[Finding]:
    """One finding for each traject in which somebody may not know, and one for each note that nobody can read."""
    waiting = {wake.traject for _, noted in unheard.older_than(session, LONG) for wake in readable(noted) or ()}
    columns = (trajects.c.id, trajects.c.key, trajects.c.municipality)
    rows = session.execute(select(*columns).where(trajects.c.id.in_(waiting)).order_by(trajects.c.id))
    return [
        *(Finding(row.id, row.key, row.municipality, Wrong.UNHEARD) for row in rows),
        *_unreadable(session, list(_not_readable(session))),
    ]


async def tell_now(engine: Engine, starter: Starter) -> None:
    """All of it, and until nothing is left."""
    while await tell_again(engine, starter, LONG):
        pass


def drop_unreadable(engine: Engine) -> None:
    """What nobody can read tells nobody anything; whoever should have heard it is compared with Postgres anyway."""
    with reading(engine) as session:
        messages = list(_not_readable(session))
    with writing(engine) as session:
        unheard.forget(session, messages)


def _not_readable(session: ReadSession) -> Iterator[UUID]:
    return (message for message, noted in unheard.older_than(session, _EVER) if readable(noted) is None)


def _unreadable(session: Connection, messages: list[UUID]) -> Iterator[Finding]:
    for row in session.execute(_WHOSE, {"messages": messages}):
        what = str(row.message)
        yield Finding(row.id, row.key or "", row.municipality or "", Wrong.UNREADABLE_NOTE, what)
