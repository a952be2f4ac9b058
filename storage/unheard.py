"""Messages that are recorded, but whose workflow may not know: Temporal can lose an update that was answered already.

An update is in Temporal's store only when its workflow's step is. A server that is killed before that forgets it, and
with it whoever was to be woken. So what records a message (`journal.write`) notes them here as well, and what wakes
them notes whom it cannot tell.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import delete, select, text, update

from storage.engine import ReadSession, WriteSession
from storage.tables import unheard

_FORGET = delete(unheard).where(unheard.c.message_id == text("ANY(:messages)"))
_NOTE = text("""
    WITH said AS (
        INSERT INTO messages (id, subject, answer, recorded_by) VALUES (gen_random_uuid(), :subject, '{}', 'wake')
        RETURNING id
    )
    INSERT INTO unheard (message_id, wakes) SELECT id, CAST(:wakes AS jsonb) FROM said
""")
PAGE = 100
_OLD = (
    select(unheard.c.message_id, unheard.c.wakes, unheard.c.created_at)
    .where(
        unheard.c.created_at < text("now() - CAST(:age AS interval)"),
        text("(created_at, message_id) > (CAST(:at AS timestamptz), CAST(:message AS uuid))"),
    )
    .order_by(unheard.c.created_at, unheard.c.message_id)
    .limit(PAGE)
)


def forget(session: WriteSession, messages: Sequence[UUID]) -> None:
    """Their workflows have them for sure."""
    session.execute(_FORGET, {"messages": list(messages)})


def note(session: WriteSession, subject: str, wakes: Sequence[object]) -> None:
    """Of whom could not be woken, under a message of its own: the note of what was said is crossed off any moment."""
    session.execute(_NOTE, {"subject": subject, "wakes": to_json(wakes).decode()})


def keep(session: WriteSession, message: UUID, wakes: object) -> None:
    """Of whom a message was to wake, these are left; unless the note is gone by now."""
    session.execute(update(unheard).where(unheard.c.message_id == message).values(wakes=wakes))


def older_than(session: ReadSession, age: timedelta) -> Iterator[tuple[UUID, object]]:
    """Messages and whom to wake, as it was noted, the oldest first; no more pages are fetched than somebody takes.

    Not by a cursor of the server: psycopg leaves that open when the server ends before it is closed.
    """
    after: dict[str, object] = {"at": "-infinity", "message": UUID(int=0)}
    while page := session.execute(_OLD, {"age": age, **after}).all():
        for row in page:
            yield row.message_id, row.wakes
        after = {"at": page[-1].created_at, "message": page[-1].message_id}
