"""Deletes everything that is personal of participants, in one transaction; what is left of them is counted (RET-1).

Every table that refers to a participant is emptied of them, also one that was added later: see `referring`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Column, Table, bindparam, delete, func, select, text, update

from domain.ids import participant_workflow, traject_workflow
from domain.terms import ForgetReason
from storage import access, called, receipts
from storage.called import Called
from storage.current import Columns
from storage.engine import WriteSession
from storage.queries.certificates import of_participants
from storage.tables import access_log, certificates, facts, metadata, notes, participants, tasks

GONE = "[vergeten]"
"""Stands in other people's notes where a name stood."""
_ERASING = text("SET LOCAL trajectvolger.erasing = 'on'")
_ROWS = text("""
    DELETE FROM imported_rows WHERE traject_id = :traject
    AND (sheet = 'deelnemers' AND key = ANY(:keys) OR row ->> 'deelnemer' = ANY(:keys))
    RETURNING coalesce(row ->> 'deelnemer', key)
""")
_ENCLOSURES = text("DELETE FROM enclosures WHERE data::text LIKE ANY(:patterns)")
# Tasks of others stay in what is to be sent; an event of which nothing is left goes, and so does one of those that
# version 0.1 wrote about stalls, which named a participant.
_EVENTS = text("""
    UPDATE outbox SET payload = jsonb_set(payload, '{data,tasks}', (
        SELECT coalesce(jsonb_agg(task), '[]') FROM jsonb_array_elements_text(payload #> '{data,tasks}') AS task
        WHERE task <> ALL(:tasks)
    ))
    WHERE subject = :workflow AND payload #> '{data,tasks}' ?| :tasks
""")
_EMPTY_EVENTS = text("""
    DELETE FROM outbox WHERE subject = ANY(:own) OR subject = :workflow AND (
        payload #> '{data,tasks}' = '[]' OR payload::text LIKE ANY(:patterns)
    )
""")
_FACT = text("""
    UPDATE facts SET data = new.data, participant_id = NULL
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS new (seq bigint, data jsonb) WHERE facts.seq = new.seq
""")


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody to be forgotten: why, and under which receipt."""

    participant: UUID
    why: ForgetReason
    number: int
    mark: bytes


@dataclass(frozen=True, slots=True)
class Erasure:
    """Who goes from a traject, which of its facts go with them, and which stay without them (`seq` and `data`)."""

    traject: UUID
    leavers: Sequence[Leaver]
    dropped: Sequence[int]
    changed: Sequence[Columns]


def erase(session: WriteSession, erasure: Erasure, by: str, message: UUID) -> None:
    """Delete it all, and leave a receipt for each. The journeys' keys stay until the journeys have ended.

    The number of statements does not depend on how many people go: a whole group does so on one day.
    """
    those = [leaver.participant for leaver in erasure.leavers]
    # Nobody adds to what is held of them any more, such as a line in the log that the receipt would not know.
    session.execute(select(participants.c.id).where(participants.c.id.in_(those)).with_for_update())
    _keep_verifiable(session, those)
    thin_out(session, erasure.dropped, erasure.changed)
    known = called.of(session, those)
    deleted = _delete(session, erasure.traject, known)
    _redact(session, erasure.traject, known)
    session.execute(delete(participants).where(participants.c.id.in_(those)))
    receipts.add(
        session, [_receipt(erasure.traject, leaver, deleted[leaver.participant]) for leaver in erasure.leavers]
    )
    access.forgot(session, by, message, [leaver.number for leaver in erasure.leavers])


def thin_out(session: WriteSession, dropped: Sequence[int], changed: Sequence[Columns]) -> None:
    """Take facts out of the log, and say others anew (`seq` and `data`), which only erasing may."""
    session.execute(_ERASING)
    session.execute(delete(facts).where(facts.c.seq.in_(dropped)))
    if changed:
        session.execute(_FACT, {"rows": to_json(changed).decode()})


def _delete(session: WriteSession, traject: UUID, known: Sequence[Called]) -> dict[UUID, Counter[str]]:
    """How many rows of each went, by table."""
    those = {one.key: one.participant for one in known}
    deleted: dict[UUID, Counter[str]] = {one: Counter() for one in those.values()}
    _delete_what_is_to_be_sent(session, traject, list(those.values()))
    for key in session.execute(_ROWS, {"traject": traject, "keys": list(those)}).scalars():
        deleted[those[key]]["imported_rows"] += 1
    for table, column in referring():
        for one in session.execute(delete(table).where(column.in_(deleted)).returning(column)).scalars():
            deleted[one][table.name] += 1
    _leave_the_log(session, deleted)
    return deleted


def _delete_what_is_to_be_sent(session: WriteSession, traject: UUID, those: Sequence[UUID]) -> None:
    theirs = session.scalars(select(tasks.c.id).where(tasks.c.participant_id.in_(those)))
    values = {
        "tasks": [str(task) for task in theirs],
        "workflow": traject_workflow(traject),
        "own": [participant_workflow(one) for one in those],
        "patterns": [f"%{one}%" for one in those],
    }
    for statement in (_EVENTS, _EMPTY_EVENTS, _ENCLOSURES):
        session.execute(statement, values)


def _leave_the_log(session: WriteSession, deleted: dict[UUID, Counter[str]]) -> None:
    """The rows stay, and say no longer whom they are about."""
    whose = access_log.c.participant_id
    count = select(whose, func.count()).where(whose.in_(deleted)).group_by(whose)
    for one, rows in session.execute(count).all():
        deleted[one]["access_log"] = rows
    unnamed = update(access_log).where(whose.in_(deleted))
    session.execute(unnamed.values(participant_id=None, reason=None, nonce=None))


def referring() -> Iterator[tuple[Table, Column[Any]]]:
    """Where rows of a participant are; the log of access keeps its own, without saying whose they were."""
    for table in reversed(metadata.sorted_tables):
        for key in table.foreign_keys:
            if key.column is participants.c.id and table is not access_log:
                yield table, key.parent


def _keep_verifiable(session: WriteSession, those: Sequence[UUID]) -> None:
    """A paper that somebody holds stays what it is: number, code and day remain, the file and whose it was go.

    So does one that nobody got yet, as taken back: numbers have no gaps.
    """
    papers = of_participants(session, those)
    if papers:
        gone: Columns = {"participant_id": None, "file": None, "content_hash": None, "kept_as": bindparam("state")}
        keep = update(certificates).where(certificates.c.id == bindparam("paper")).values(gone)
        kept = ({"paper": paper.id, "state": paper.state} for paper in papers)
        session.execute(keep, [one | ({"state": "taken_back"} if one["state"] == "prepared" else {}) for one in kept])


def _redact(session: WriteSession, traject: UUID, known: Sequence[Called]) -> None:
    """Take names, numbers and addresses out of what was written about others."""
    wanted = called.anywhere(name for one in known for name in one.said)
    if wanted is None:
        return
    written = session.execute(select(notes.c.id, notes.c.text).where(notes.c.traject_id == traject))
    changed = [
        {"note": row.id, "said": rest}
        for row in written
        if row.text is not None and (rest := wanted.sub(GONE, row.text)) != row.text
    ]
    if changed:
        session.execute(update(notes).where(notes.c.id == bindparam("note")).values(text=bindparam("said")), changed)


def _receipt(traject: UUID, leaver: Leaver, deleted: Counter[str]) -> Columns:
    return {
        "number": leaver.number,
        "subject": leaver.participant,
        "traject_id": traject,
        "why": leaver.why,
        "deleted": dict(deleted),
        "mark": leaver.mark,
    }
