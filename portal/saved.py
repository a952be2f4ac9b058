"""Filters of a list that somebody kept under a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from portal.visitor import Visitor
from storage.engine import ReadSession, WriteSession
from storage.tables import saved_views


@dataclass(frozen=True, slots=True)
class View:
    """A kept query of a page's address."""

    id: UUID
    name: str
    query: str


def views(session: ReadSession, visitor: Visitor, page: str) -> Sequence[View]:
    """What this visitor kept of a page, by name."""
    kept = saved_views.c
    query = select(kept.id, kept.name, kept.query).where(kept.account_id == visitor.account, kept.page == page)
    return [View(*row) for row in session.execute(query.order_by(kept.name))]


def keep(session: WriteSession, visitor: Visitor, page: str, name: str, query: str) -> None:
    """Keep a query under a name; what had that name is replaced."""
    row = {"id": uuid4(), "account_id": visitor.account, "page": page, "name": name, "query": query}
    session.execute(
        insert(saved_views).values(row).on_conflict_do_update(constraint="uq_saved_views_name", set_={"query": query})
    )


def forget(session: WriteSession, visitor: Visitor, page: str, identity: UUID) -> None:
    """Delete one of their own; of others nothing happens."""
    kept = saved_views.c
    session.execute(
        delete(saved_views).where(kept.id == identity, kept.account_id == visitor.account, kept.page == page)
    )
