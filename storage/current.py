"""What the last assessment of a traject left in the tables, read under its lock to be set beside the next one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Connection, select, text

from storage.engine import WriteSession
from storage.tables import trajects

Columns = dict[str, Any]


@dataclass(slots=True)
class Current:
    """The rows of one traject: its own, and by id those of its participants and tasks.

    Of its own row, where it stands; of a closed task only whose and of which kind it is, and how it ended.
    """

    traject: Columns
    participants: dict[UUID, Columns] = field(default_factory=dict)
    tasks: dict[UUID, Columns] = field(default_factory=dict)
    stalls: list[Columns] = field(default_factory=list)


class _Rows:
    """Rows of one table as they come: a JSON text a traject, whose values pydantic makes what the columns are."""

    def __init__(self, **columns: Any) -> None:  # noqa: ANN401  types, as pydantic takes them
        self.names = tuple(columns)
        row: Any = tuple[tuple(columns.values())]  # type: ignore[misc]
        self._adapter: TypeAdapter[list[tuple[Any, ...]]] = TypeAdapter(list[row])

    def read(self, found: str | None) -> list[Columns]:
        """The rows by the names of their columns."""
        rows = self._adapter.validate_json(found) if found else []
        return [dict(zip(self.names, row, strict=True)) for row in rows]


def _all_of(table: str, columns: Iterable[str]) -> str:
    """A query for one traject's rows as `_Rows` reads them."""
    return f"SELECT json_agg(json_build_array({', '.join(columns)}))::text FROM {table} WHERE traject_id = wanted.id"  # noqa: S608  names of our own


_PARTICIPANTS = _Rows(
    id=UUID,
    traject_id=UUID,
    municipality=str,
    key=str,
    phase=str,
    paused=bool,
    admitted=bool,
    verdict=str,
    next_check=date | None,
    ended=bool,
    version=int,
)
_TASKS = _Rows(
    id=UUID,
    participant_id=UUID | None,
    kind=str,
    state=str,
    opens=date | None,
    due=date | None,
    expires=date | None,
    role=str | None,
    priority=int | None,
    session_id=UUID | None,
    milestone=int | None,
    assignee=UUID | None,
    programme=str | None,
    programme_version=int | None,
    opened_at=datetime | None,
    facts=Any,  # whatever it is, to be set beside what it should be
)
_STALLS = _Rows(traject_id=UUID, participant_id=UUID | None, rule=str, since=date, waiting_on=str, facts=Any)
_OF_CLOSED = ("id", "participant_id", "kind", "state")
_OF_TASKS = (name if name in _OF_CLOSED else f"CASE WHEN state = 'open' THEN {name} END" for name in _TASKS.names)
_LEFT = text(f"""
    SELECT wanted.id, ({_all_of("participants", _PARTICIPANTS.names)}), ({_all_of("tasks", _OF_TASKS)}),
        ({_all_of("stalls", _STALLS.names)})
    FROM unnest(CAST(:ids AS uuid[])) AS wanted (id)
""")  # noqa: S608  made of our own names
_STANDING = """
    id, municipality, key, programme, programme_version, phase, next_check, ended, version, agreement_on, plan_on,
    counted_on
"""
_ROW = text(f"SELECT {_STANDING} FROM trajects WHERE id = :traject FOR UPDATE")  # noqa: S608  as above
_SIBLINGS = text(f"""
    SELECT {_STANDING} FROM trajects
    WHERE lower(municipality) = lower(:municipality) AND id <> :besides AND NOT ended
    ORDER BY id LIMIT :most FOR UPDATE
""")  # noqa: S608  as above
# As if today had not been looked at yet: `next_check` always lies after the day that was counted.
_LATER = text("""
    UPDATE trajects SET next_check = :today, counted_on = least(counted_on, CAST(:today AS date) - 1),
        version = version + 1
    WHERE lower(municipality) = lower(:municipality) AND NOT ended AND id > :after AND id <> :besides
    RETURNING id, municipality, phase, next_check, ended, version, last_progress
""")
_MUNICIPAL = text("""
    SELECT min(agreement_on), min(plan_on) FROM trajects WHERE lower(municipality) = lower(:municipality)
""")
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(lower(:municipality), 0))")
_WHOSE = text("SELECT municipality FROM trajects WHERE id = :traject")


def lock_municipality(session: WriteSession, municipality: str) -> None:
    """Until the transaction ends, nobody else creates a traject there or changes what its trajects share.

    Taken before any traject's row: who does it the other way round may wait for each other for ever.
    """
    session.execute(_ONE_AT_A_TIME, {"municipality": municipality})


def municipality_of(session: WriteSession, traject: UUID) -> str | None:
    """Whose traject it is; None when there is no such traject."""
    found: str | None = session.execute(_WHOSE, {"traject": traject}).scalar_one_or_none()
    return found


def lock_traject(session: WriteSession, traject: UUID) -> Columns | None:
    """The traject's row, locked until the transaction ends; None when there is no such traject."""
    row = session.execute(_ROW, {"traject": traject}).mappings().one_or_none()
    return None if row is None else dict(row)


def lock_siblings(session: WriteSession, municipality: str, besides: UUID, most: int) -> list[Columns]:
    """The municipality's other trajects that have not ended, locked in the order of their ids; the first `most`."""
    rows = session.execute(_SIBLINGS, {"municipality": municipality, "besides": besides, "most": most})
    return [dict(row) for row in rows.mappings()]


def to_be_looked_at(session: WriteSession, municipality: str, besides: UUID, after: UUID, today: date) -> list[Columns]:
    """Have the municipality's trajects with later ids look at today by themselves; where they now stand."""
    values = {"municipality": municipality, "besides": besides, "after": after, "today": today}
    return [dict(row) for row in session.execute(_LATER, values).mappings()]


def unlocked(session: Connection, traject: UUID) -> Current:
    """What was left of a traject, for who changes nothing."""
    row = dict(session.execute(select(trajects).where(trajects.c.id == traject)).mappings().one())
    return read(session, [row])[traject]


def read(session: Connection, rows: Sequence[Columns]) -> dict[UUID, Current]:
    """What was left of the trajects with these rows; who is going to change it has locked them."""
    found = {row["id"]: Current(row) for row in rows}
    for traject, members, tasks, stalls in session.execute(_LEFT, {"ids": list(found)}):
        one = found[traject]
        one.participants = {row["id"]: row for row in _PARTICIPANTS.read(members)}
        one.tasks = {row["id"]: row for row in _TASKS.read(tasks)}
        one.stalls = _STALLS.read(stalls)
    return found


def municipal_days(session: Connection, municipality: str) -> tuple[date | None, date | None]:
    """When a municipality's trajects say that it signed the agreement, and wrote its plan; the earliest."""
    row = session.execute(_MUNICIPAL, {"municipality": municipality}).one()
    return row[0], row[1]
