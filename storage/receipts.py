"""Proof that somebody was forgotten, which says nothing of them, and what is still to be done for it to be true.

What was deleted is gone with the transaction that wrote the receipt. The person's key, and the id in what was answered
to others, go once their journey has ended: until then `subject` says whose.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, select, text, update

from domain.ids import participant_workflow
from domain.terms import ForgetReason
from storage.engine import WriteSession
from storage.tables import receipts, subject_keys

_NUMBER = text("SELECT nextval(pg_get_serial_sequence('receipts', 'number'))")
_TOLD = text("""
    UPDATE unheard SET wakes = (
        SELECT coalesce(jsonb_agg(wake), '[]') FROM jsonb_array_elements(wakes) AS wake
        WHERE wake ->> 'workflow' <> ALL(:workflows)
    )
    WHERE jsonb_path_exists(wakes, '$[*].workflow') AND EXISTS (
        SELECT FROM jsonb_path_query(wakes, '$[*].workflow') AS workflow WHERE workflow #>> '{}' = ANY(:workflows)
    )
""")
_NOBODY_TO_TELL = text("DELETE FROM unheard WHERE wakes = '[]'")
_UNUSED = text("""
    DELETE FROM messages WHERE subject = ANY(:workflows)
    AND NOT EXISTS (SELECT FROM facts WHERE message_id = messages.id)
    AND NOT EXISTS (SELECT FROM notes WHERE message_id = messages.id)
    AND NOT EXISTS (SELECT FROM outbox WHERE message_id = messages.id)
    AND NOT EXISTS (SELECT FROM unheard WHERE message_id = messages.id)
""")
_NAMELESS = text("""
    UPDATE messages SET subject = 'participant-' || gen_random_uuid(), answer = answer || '{"wake": []}'
    WHERE subject = ANY(:workflows)
""")
# Whoever lives in the same municipality may have been told to wake them.
_NO_WAKES = text("""
    WITH theirs AS (
        SELECT sibling.id FROM trajects JOIN trajects AS sibling
        ON lower(sibling.municipality) = lower(trajects.municipality) WHERE trajects.id = ANY(:trajects)
    ), places AS (
        SELECT 'traject-' || id AS subject FROM theirs UNION
        SELECT 'participant-' || id FROM participants WHERE traject_id IN (SELECT id FROM theirs)
    )
    UPDATE messages SET answer = answer || jsonb_build_object('wake', (
        SELECT coalesce(jsonb_agg(wake), '[]') FROM jsonb_array_elements(answer -> 'wake') AS wake
        WHERE wake ->> 'workflow' <> ALL(:workflows)
    ))
    WHERE subject IN (SELECT subject FROM places) AND EXISTS (
        SELECT FROM jsonb_array_elements(answer -> 'wake') AS wake WHERE wake ->> 'workflow' = ANY(:workflows)
    )
""")


@dataclass(frozen=True, slots=True)
class Receipt:
    """One person forgotten; `deleted` counts rows by table."""

    number: int
    at: datetime
    why: ForgetReason
    deleted: Mapping[str, int]
    mark: bytes
    finished_at: datetime | None
    emptied_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Somebody forgotten whose key is still there."""

    number: int
    subject: UUID
    traject_id: UUID
    at: datetime


def next_number(session: WriteSession) -> int:
    """The number of a receipt to be; one that is refused leaves a gap."""
    number: int = session.execute(_NUMBER).scalar_one()
    return number


def add(session: WriteSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write receipts: `number`, `why`, `deleted`, `mark`, and whose each is until that is finished with."""
    session.execute(receipts.insert(), [dict(row) for row in rows])


def all_of(session: Connection) -> list[Receipt]:
    """Every receipt, the first one first."""
    columns = (receipts.c[name] for name in Receipt.__slots__)
    rows = session.execute(select(*columns).order_by(receipts.c.number))
    return [Receipt(row.number, row.at, ForgetReason(row.why), *row[3:]) for row in rows]


def known(session: Connection, marks: Collection[bytes]) -> set[bytes]:
    """Those of these marks that are on a receipt."""
    if not marks:
        return set()
    return set(session.execute(select(receipts.c.mark).where(receipts.c.mark.in_(marks))).scalars())


def unfinished(session: Connection, after: timedelta = timedelta()) -> list[Unfinished]:
    """Whose keys are still there although they were forgotten so long ago."""
    columns = (receipts.c[name] for name in Unfinished.__slots__)
    old = (receipts.c.at <= func.now() - after, receipts.c.subject.is_not(None))
    rows = session.execute(select(*columns).where(*old).order_by(receipts.c.number))
    return [Unfinished(*row) for row in rows]


def finish(session: WriteSession, those: Sequence[Unfinished]) -> None:
    """Destroy these keys, and take the ids out of what was answered to others."""
    subjects = [one.subject for one in those]
    whose = {
        "workflows": [participant_workflow(subject) for subject in subjects],
        "trajects": list({one.traject_id for one in those}),
    }
    session.execute(delete(subject_keys).where(subject_keys.c.subject.in_(subjects)))
    for statement in (_TOLD, _NOBODY_TO_TELL, _UNUSED, _NAMELESS, _NO_WAKES):
        session.execute(statement, whose)
    numbers = [one.number for one in those]
    done = update(receipts).where(receipts.c.number.in_(numbers))
    session.execute(done.values(subject=None, traject_id=None, finished_at=func.now()))
