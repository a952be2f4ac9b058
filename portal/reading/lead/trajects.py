"""The trajects behind a number: where each stands, what is the matter with it, and who leads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Float, Select, func, select, tuple_

from portal import keyset
from portal.reading.lead.filters import Look
from storage.engine import ReadSession
from storage.tables import staff, stalls, tasks, trajects

SIZE = 50
_FOLLOW_UPS = (3, 6, 12)


@dataclass(frozen=True, slots=True)
class Line:
    """A traject in numbers; `followed` is (months, due, reached) of each milestone that came."""

    id: UUID
    key: str
    municipality: str
    phase: str
    created_on: date | None
    ceremony_on: date | None
    last_progress: date | None
    coordinator: str | None
    trainer: str | None
    admitted: int
    certificates: int
    stalls: int
    overdue: int
    followed: Sequence[tuple[int, int, int]]


def lines(
    session: ReadSession, look: Look, *, after: str | None = None, size: int = SIZE
) -> tuple[list[Line], str | None]:
    """One page in the order of municipality and key, and where the next one begins."""
    order = (func.lower(trajects.c.municipality), trajects.c.key, trajects.c.id)
    query = _columns(look).where(*look.behind()).order_by(*order)
    cursor = keyset.read(after, (UUID,))
    if cursor is not None:
        last = select(*order).where(trajects.c.id == cursor[0]).scalar_subquery()
        query = query.where(tuple_(*order) > last)
    rows = session.execute(query.limit(size + 1)).all()
    found = [_line(row) for row in rows[:size]]
    return found, keyset.write(found[-1].id) if len(rows) > size else None


def number(session: ReadSession, look: Look) -> int:
    """How many there are behind the number."""
    query = select(func.count()).select_from(trajects).where(*look.behind())
    found: int = session.execute(query).scalar_one()
    return found


def _columns(look: Look) -> Select[Any]:
    trainer = staff.alias("trainer")
    stalled = select(func.count()).where(stalls.c.traject_id == trajects.c.id).scalar_subquery()
    late = select(func.count()).where(tasks.c.traject_id == trajects.c.id, *look.left_undone()).scalar_subquery()
    return (
        select(
            trajects,
            func.coalesce(staff.c.name, staff.c.email).label("coordinator"),
            func.coalesce(trainer.c.name, trainer.c.email).label("trainer"),
            _counted("admitted").label("admitted"),
            _counted("certificate").label("certificates"),
            stalled.label("stalls"),
            late.label("overdue"),
        )
        .outerjoin(staff, staff.c.id == trajects.c.coordinator_id)
        .outerjoin(trainer, trainer.c.id == trajects.c.trainer_id)
    )


def _counted(name: str) -> ColumnElement[float]:
    counted: ColumnElement[float] = trajects.c.tally[name].astext.cast(Float)
    return counted


def _line(row: Any) -> Line:  # noqa: ANN401 - a row of `_columns`
    known = row.tally.get("follow_up", {})
    followed = [(months, known.get(str(months), {})) for months in _FOLLOW_UPS]
    return Line(
        id=row.id,
        key=row.key,
        municipality=row.municipality,
        phase=row.phase,
        created_on=row.created_on,
        ceremony_on=row.ceremony_on,
        last_progress=row.last_progress,
        coordinator=row.coordinator,
        trainer=row.trainer,
        admitted=int(row.admitted or 0),
        certificates=int(row.certificates or 0),
        stalls=row.stalls,
        overdue=row.overdue,
        followed=[(months, each.get("due", 0), each.get("reached", 0)) for months, each in followed],
    )


def by_phase(session: ReadSession, look: Look) -> Mapping[str, int]:
    """How many trajects there are in each phase now."""
    query = select(trajects.c.phase, func.count()).where(*look.of_traject()).group_by(trajects.c.phase)
    return {row[0]: row[1] for row in session.execute(query)}
