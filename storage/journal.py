"""Messages with their facts and answers, and what was enclosed with them."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Connection, Table, bindparam, delete, select, text

from storage.current import Columns
from storage.engine import WriteSession
from storage.errors import StorageUnavailable
from storage.tables import enclosures

_ANSWER = text("SELECT subject, answer::text FROM messages WHERE id = :id")
_ENCLOSURE = text("SELECT data::text FROM enclosures WHERE message_id = :id")
_WRITE = text("""
    WITH said AS (
        INSERT INTO messages (id, subject, answer, recorded_at, recorded_by, from_file)
        VALUES (:id, :subject, CAST(:answer AS jsonb), :at, :by, :from_file) ON CONFLICT DO NOTHING RETURNING id
    ), appended AS (
        INSERT INTO facts (traject_id, participant_id, session_id, kind, on_date, recorded_at, recorded_on,
            recorded_by, message_id, ordinal, data)
        SELECT traject_id, participant_id, session_id, kind, on_date, :at, recorded_on, :by, said.id, ordinal, data
        FROM said, jsonb_populate_recordset(NULL::facts, CAST(:facts AS jsonb)) ORDER BY ordinal
    ), noted AS (
        INSERT INTO unheard (message_id, wakes)
        SELECT said.id, CAST(:wakes AS jsonb) FROM said WHERE CAST(:wakes AS jsonb) <> '[]'
    ), sent_on AS (
        INSERT INTO outbox (id, message_id, subject, topic, payload)
        SELECT sent.id, said.id, sent.subject, topic, payload
        FROM said, jsonb_populate_recordset(NULL::outbox, CAST(:outbox AS jsonb)) AS sent ON CONFLICT DO NOTHING
    ), logged AS (
        INSERT INTO access_log (by_whom, participant_id, message_id, act)
        SELECT :by, participants.id, said.id, 'changed' FROM said, participants
        WHERE participants.id = ANY(CAST(:people AS uuid[]))
    )
    SELECT id FROM said
""")
_DESTROY = delete(enclosures).where(enclosures.c.message_id == bindparam("id"))
_ABANDONED = (
    delete(enclosures)
    .where(enclosures.c.created_at < text("now() - CAST(:age AS interval)"))
    .returning(enclosures.c.message_id)
)
_ROWS = text("""
    SELECT sheet, key, row FROM imported_rows
    JOIN unnest(CAST(:sheets AS text[]), CAST(:keys AS text[])) AS wanted (s, k) ON sheet = s AND key = k
    WHERE municipality = :municipality
""")


def answer(session: WriteSession, message: UUID) -> tuple[str, str] | None:
    """To whom a message was said, and the stored answer as JSON; None when it was not recorded.

    Ask under the traject's lock.
    """
    found = session.execute(_ANSWER, {"id": message}).one_or_none()
    return None if found is None else (found.subject, found.answer)


def enclosed(session: WriteSession, message: UUID) -> str | None:
    """What was enclosed with a message, as JSON; None when nothing was, or it was taken in already."""
    found: str | None = session.execute(_ENCLOSURE, {"id": message}).scalar_one_or_none()
    return found


def destroy_enclosure(session: WriteSession, message: UUID) -> None:
    """It was taken in, or refused; what it held has no business here any more."""
    session.execute(_DESTROY, {"id": message})


def destroy_abandoned(session: WriteSession, age: timedelta) -> int:
    """Whatever still waits after so long waits for a message that never came; how many those were."""
    return len(session.execute(_ABANDONED, {"age": age}).all())


def write(  # noqa: PLR0913, PLR0917  everything that goes with a message
    session: WriteSession,
    message: Columns,
    facts: Sequence[Columns],
    must_hear: Sequence[Columns],
    people: Collection[UUID],
    sent_on: Sequence[Columns] = (),
) -> None:
    """Store a message (`id`, `subject`, `by`, `from_file`, `answer` as JSON; `at` is when it had its turn), append its
    facts to the log, note who must hear of it until that is sure (see `storage.unheard`), whose data it changed (see
    `storage.access`), and what is sent on.

    Raises:
        StorageUnavailable: it got an answer a moment ago; trying again finds that.
    """
    values = {
        **message,
        "facts": to_json(facts).decode(),
        "wakes": to_json(must_hear).decode(),
        "people": list(people),
        "outbox": to_json(sent_on).decode(),
    }
    if session.execute(_WRITE, values).one_or_none() is None:
        raise StorageUnavailable("the message was answered meanwhile")


def imported(
    session: WriteSession, municipality: str, keys: Collection[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, Any]]:
    """Rows as the last import left them, by sheet and key."""
    wanted = {
        "municipality": municipality,
        "sheets": [str(sheet) for sheet, _ in keys],
        "keys": [key for _, key in keys],
    }
    return {(row.sheet, row.key): row.row for row in session.execute(_ROWS, wanted)}


def unknown(session: Connection, table: Table, identities: Collection[UUID]) -> set[UUID]:
    """Those of the ids that the table does not have."""
    if not identities:
        return set()
    found = session.execute(select(table.c.id).where(table.c.id.in_(identities)))
    return set(identities) - set(found.scalars())


def elsewhere(session: Connection, table: Table, identities: Collection[UUID], traject: UUID) -> set[UUID]:
    """Those of the ids that belong to another traject already."""
    if not identities:
        return set()
    taken = select(table.c.id).where(table.c.id.in_(identities), table.c.traject_id != traject)
    return set(session.execute(taken).scalars())
