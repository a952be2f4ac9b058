"""Who may receive a group or give it a lesson: the network of a municipality, to choose from."""

from uuid import UUID

from sqlalchemy import func, select

from storage.engine import ReadSession
from storage.tables import organisations


def hosts(session: ReadSession, municipality: str) -> list[tuple[str, str]]:
    """Ids and names, by name."""
    query = (
        select(organisations.c.id, organisations.c.name)
        .where(func.lower(organisations.c.municipality) == municipality.casefold())
        .order_by(func.lower(organisations.c.name))
    )
    return [(str(row.id), row.name) for row in session.execute(query)]


def is_host(session: ReadSession, municipality: str, organisation: UUID | None) -> bool:
    """Whether a session of this municipality can be there; nobody is fine too."""
    return organisation is None or str(organisation) in dict(hosts(session, municipality))
