"""Writes the consequences of a message, in the order in which rows refer to each other; each table in one statement."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, delete, select, text

from domain.names import sort_key
from storage import rows
from storage.current import Columns
from storage.engine import WriteSession
from storage.tables import (
    imported_rows,
    notes,
    organisations,
    outbox,
    participants,
    people,
    sessions,
    staff,
    stalls,
    tasks,
    trajects,
)

_NO_STALLS = delete(stalls).where(stalls.c.traject_id.in_(bindparam("trajects", expanding=True)))
_NAMES = select(people.c.participant_id, people.c.last_name, people.c.first_name)
_SORT_NAMES = text("""
    UPDATE people SET sort_name = made.sort_name FROM unnest(CAST(:ids AS uuid[]), CAST(:names AS text[]))
    AS made (participant_id, sort_name) WHERE people.participant_id = made.participant_id
""")


def write_network(session: WriteSession, colleagues: Sequence[Columns], network: Sequence[Columns]) -> None:
    """People at work and organisations; a name that is given later is added."""
    for row in colleagues:
        rows.upsert(session, staff, [{name: value for name, value in row.items() if value is not None}])
    rows.upsert(session, organisations, network)


def write_trajects(session: WriteSession, changed: Sequence[Columns]) -> None:
    """Trajects with their standing and their counts."""
    rows.upsert(session, trajects, changed, keep=("municipality", "key"))


def write_participants(session: WriteSession, changed: Sequence[Columns]) -> None:
    """Participants with their standing; they stay in their traject."""
    rows.upsert(session, participants, changed, keep=("traject_id", "municipality", "key"))


def write_sessions(session: WriteSession, new: Sequence[Columns]) -> None:
    """What new sessions are called."""
    rows.insert(session, sessions, new)


def write_people(session: WriteSession, values: Sequence[Columns]) -> None:
    """Personal values, each row with the columns that were given only."""
    by_columns: dict[tuple[str, ...], list[Columns]] = {}
    for row in values:
        by_columns.setdefault(tuple(row), []).append(row)
    for alike in by_columns.values():
        rows.upsert(session, people, alike)
    if values:
        _put_in_order(session, [row["participant_id"] for row in values])


def _put_in_order(session: WriteSession, ids: Sequence[UUID]) -> None:
    """Sort keys from the names as they now stand: a row may have given the first name only."""
    named = session.execute(_NAMES.where(people.c.participant_id.in_(ids))).all()
    keys = [sort_key(row.last_name, row.first_name) for row in named]
    session.execute(_SORT_NAMES, {"ids": [row.participant_id for row in named], "names": keys})


def write_notes(session: WriteSession, new: Sequence[Columns]) -> None:
    """Free text, beside what was written before."""
    rows.insert(session, notes, new)


def write_tasks(session: WriteSession, open_: Sequence[Columns], closed: Sequence[Columns]) -> None:
    """Tasks that are open now, and those that are no longer."""
    rows.upsert(session, tasks, open_)
    rows.update(session, tasks, closed)


def write_stalls(session: WriteSession, of: Sequence[UUID], now: Sequence[Columns]) -> None:
    """All stalls of these trajects, instead of those before."""
    if of:
        session.execute(_NO_STALLS, {"trajects": list(of)})
        rows.insert(session, stalls, now)


def write_outbox(session: WriteSession, events: Sequence[Columns]) -> None:
    """What must be sent on."""
    rows.insert(session, outbox, events)


def write_imported(session: WriteSession, taken: Sequence[Columns]) -> None:
    """Rows as the next import will be compared with them."""
    rows.upsert(session, imported_rows, taken)
