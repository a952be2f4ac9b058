"""What the last assessment of a traject left in the tables, read under its lock to be set beside the next one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select, text

from storage.engine import WriteSession
from storage.tables import participants, stalls, trajects

Columns = dict[str, Any]


@dataclass(slots=True)
class Current:
    """The rows of one traject: its own, and by id those of its participants and tasks; `facts` only of open tasks."""

    traject: Columns
    participants: dict[UUID, Columns] = field(default_factory=dict)
    tasks: dict[UUID, Columns] = field(default_factory=dict)
    stalls: list[Columns] = field(default_factory=list)


_ROW = select(trajects).where(trajects.c.id == bindparam("traject")).with_for_update()
_SIBLINGS = (
    select(trajects)
    .where(func.lower(trajects.c.municipality) == func.lower(bindparam("municipality")))
    .where(trajects.c.id != bindparam("besides"), ~trajects.c.ended)
    .order_by(trajects.c.id)
    .limit(bindparam("most"))
    .with_for_update()
)
# As if today had not been looked at yet: `next_check` always lies after the day that was counted.
_LATER = text("""
    UPDATE trajects SET next_check = :today, counted_on = least(counted_on, CAST(:today AS date) - 1),
        version = version + 1
    WHERE lower(municipality) = lower(:municipality) AND NOT ended AND id > :after AND id <> :besides
    RETURNING id, municipality, phase, next_check, ended, version, last_progress
""")
_PARTICIPANTS = select(participants).where(participants.c.traject_id == func.any(bindparam("ids")))
_TASKS = text("""
    SELECT id, traject_id, participant_id, kind, opens, due, expires, role, priority, state, session_id, milestone,
        assignee, programme, programme_version, opened_at, CASE WHEN state = 'open' THEN facts END AS facts
    FROM tasks WHERE traject_id = ANY(:ids)
""")
_STALLS = select(stalls).where(stalls.c.traject_id == func.any(bindparam("ids")))
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
    ids = {"ids": list(found)}
    for row in session.execute(_PARTICIPANTS, ids).mappings():
        found[row["traject_id"]].participants[row["id"]] = dict(row)
    for row in session.execute(_TASKS, ids).mappings():
        found[row["traject_id"]].tasks[row["id"]] = dict(row)
    for row in session.execute(_STALLS, ids).mappings():
        found[row["traject_id"]].stalls.append(dict(row))
    return found


def municipal_days(session: WriteSession, municipality: str) -> tuple[date | None, date | None]:
    """When a municipality's trajects say that it signed the agreement, and wrote its plan; the earliest."""
    row = session.execute(_MUNICIPAL, {"municipality": municipality}).one()
    return row[0], row[1]
