"""Who works on trajects."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from storage.engine import ReadSession
from storage.tables import staff


def addresses(session: ReadSession, who: Collection[UUID]) -> dict[UUID, str]:
    """E-mail addresses by id; whoever has none is left out."""
    query = select(staff.c.id, staff.c.email).where(staff.c.id.in_(who), staff.c.email.is_not(None))
    return {row.id: row.email for row in session.execute(query)}
