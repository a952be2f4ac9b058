"""Writes the consequences of a message, in the order in which rows refer to each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from uuid import UUID

from sqlalchemy import Table, select, text

from domain.names import sort_key
from storage import rows
from storage.current import Columns
from storage.engine import WriteSession
from storage.tables import (
    imported_rows,
    notes,
    organisations,
    participants,
    people,
    sessions,
    staff,
    stalls,
    tasks,
    trajects,
)

_STALL = ("traject_id", "participant_id", "rule")
_NAMES = select(people.c.participant_id, people.c.last_name, people.c.first_name)
_SORT_NAMES = text("""
    UPDATE people SET sort_name = made.sort_name FROM unnest(CAST(:ids AS uuid[]), CAST(:names AS text[]))
    AS made (participant_id, sort_name) WHERE people.participant_id = made.participant_id
""")


def write_network(
    session: WriteSession, colleagues: Sequence[Columns], new: Sequence[Columns], network: Sequence[Columns]
) -> None:
    """People at work, new organisations and others; a colleague's name that is given later is added.

    Raises:
        WrittenMeanwhile: a new organisation is there; begin again.
    """
    _make_known(session, staff, [_given(row) for row in colleagues])
    for row in new:
        session.execute(organisations.insert().values(row))
    _make_known(session, organisations, network)


def _given(row: Columns) -> Columns:
    return {name: value for name, value in row.items() if value is not None}


def _make_known(session: WriteSession, table: Table, those: Sequence[Columns]) -> None:
    """Other trajects name them too: in the order of their ids, so that no two messages wait for each other, and in two
    statements, of which neither waits where nothing is new.
    """
    for row in sorted(those, key=itemgetter("id")):
        rows.write(session, rows.insert(table, [row]))
        rows.write(session, rows.update(table, [row]))


@dataclass(frozen=True, slots=True)
class Work:
    """What a message changes of trajects: their standing and counts, what their sessions are called, tasks and stalls.

    `tasks` are open now, `closed` no longer; `unstalled` are stalls that ended.
    """

    trajects: Sequence[Columns]
    participants: Sequence[Columns]
    sessions: Sequence[Columns]
    tasks: Sequence[Columns]
    closed: Sequence[Columns]
    stalls: Sequence[Columns]
    unstalled: Sequence[Columns]


def write_work(session: WriteSession, work: Work) -> None:
    """All in one statement, because somebody waits; participants stay in their traject.

    A traject closes what is its own: a task that somebody moved there may be back where it belongs meanwhile.
    """
    rows.write(
        session,
        rows.upsert(trajects, work.trajects, keep=("municipality", "key")),
        rows.upsert(participants, work.participants, keep=("traject_id", "municipality", "key")),
        rows.insert(sessions, work.sessions),
        rows.upsert(tasks, work.tasks),
        rows.update(tasks, work.closed, key=("id", "traject_id")),
        rows.delete(stalls, work.unstalled, key=_STALL),
        rows.upsert(stalls, work.stalls, key=_STALL),
    )


def write_people(session: WriteSession, values: Sequence[Columns]) -> None:
    """Personal values, each row with the columns that were given only."""
    by_columns: dict[tuple[str, ...], list[Columns]] = {}
    for row in values:
        by_columns.setdefault(tuple(row), []).append(row)
    for alike in by_columns.values():
        rows.write(session, rows.upsert(people, alike))
    if values:
        _put_in_order(session, [row["participant_id"] for row in values])


def _put_in_order(session: WriteSession, ids: Sequence[UUID]) -> None:
    """Sort keys from the names as they now stand: a row may have given the first name only."""
    named = session.execute(_NAMES.where(people.c.participant_id.in_(ids))).all()
    keys = [sort_key(row.last_name, row.first_name) for row in named]
    session.execute(_SORT_NAMES, {"ids": [row.participant_id for row in named], "names": keys})


def write_notes(session: WriteSession, new: Sequence[Columns]) -> None:
    """Free text, beside what was written before."""
    rows.write(session, rows.insert(notes, new))


def write_imported(session: WriteSession, taken: Sequence[Columns]) -> None:
    """Rows as the next import will be compared with them."""
    rows.write(session, rows.upsert(imported_rows, taken))
