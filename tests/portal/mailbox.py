"""Mail that waits or failed, for tests of the pages that show it."""

from uuid import UUID, uuid4

from sqlalchemy import Engine, select

from storage import outbox
from storage.engine import reading, writing
from storage.outbox import Mail
from storage.tables import accounts
from tests.portal.portal import Portal
from tests.portal.stock import PEOPLE


def account_of(engine: Engine, who: str) -> UUID:
    """The account of somebody of PEOPLE."""
    with reading(engine) as session:
        query = select(accounts.c.id).where(accounts.c.email == PEOPLE[who].email)
        found: UUID = session.execute(query).scalar_one()
    return found


def queued(portal: Portal, who: str, failed: str | None = None) -> UUID:
    """A digest to somebody of PEOPLE; `failed` is why it did not arrive."""
    engine, now = portal.services.engine, portal.services.now()
    mail = Mail(uuid4(), account_of(engine, who), "digest", {"kind": "digest", "day": f"{now:%Y-%m-%d}"})
    with writing(engine) as session:
        outbox.queue(session, [mail], now)
        if failed is not None:
            outbox.failed(session, mail.id, failed)
    return mail.id
