"""What went in of what was said: by it a page knows a form that is sent again."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from storage.engine import ReadSession
from storage.tables import messages


def recorded(session: ReadSession, said: Collection[UUID]) -> set[UUID]:
    """Those of these messages that went in; one whose author was told that it did not is none of them."""
    went_in = messages.c.answer["refused"].astext.is_(None)
    return set(session.execute(select(messages.c.id).where(messages.c.id.in_(said), went_in)).scalars())


def was_recorded(session: ReadSession, message: UUID | None) -> bool:
    """Whether this one did; None is the message of no form of ours."""
    return message is not None and bool(recorded(session, [message]))
