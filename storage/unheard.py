"""Messages that are recorded, but whose workflow may not know: Temporal can lose an update that was answered already.

An update is in Temporal's store only when its workflow's step is. A server that is killed before that forgets it, and
with it whoever was to be woken. So what records a message (`journal.write`) notes them here as well.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, text

from storage.engine import ReadSession, WriteSession
from storage.tables import unheard

_FORGET = delete(unheard).where(unheard.c.message_id == text("ANY(:messages)"))
_OLD = (
    select(unheard.c.message_id, unheard.c.wakes)
    .where(unheard.c.created_at < text("now() - CAST(:age AS interval)"))
    .order_by(unheard.c.created_at)
    .execution_options(yield_per=100)
)


def forget(session: WriteSession, messages: Sequence[UUID]) -> None:
    """Their workflows have them for sure."""
    session.execute(_FORGET, {"messages": list(messages)})


def older_than(session: ReadSession, age: timedelta) -> Iterator[tuple[UUID, object]]:
    """Messages and whom to wake, as it was noted, the oldest first; no more is fetched than somebody takes."""
    with session.execute(_OLD, {"age": age}) as rows:
        for row in rows:
            yield row.message_id, row.wakes
