"""The list of trajects: one statement a page, each line with who is in it, what comes next and what is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, case, cast, exists, func, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from portal import keyset
from portal.reading.task_rows import Onlooker
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.queries.overdue import is_overdue
from storage.queries.undone import was_undone
from storage.tables import facts, participants, stalls, tasks, trajects

SIZE = 25
EVERYTHING = "alle"
_town = func.lower(trajects.c.municipality)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which trajects; None is all. Without a phase those that run; `EVERYTHING` is also those that ended."""

    phase: str | None = None
    municipality: str | None = None
    programme: str | None = None
    stalled: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A traject for people to read. `rule`, `since` and `facts` are of its oldest stall."""

    id: UUID
    key: str
    municipality: str
    programme: str
    phase: str
    own: bool
    people: int
    next_session: date | None
    overdue: int
    stalls: int
    rule: str | None
    since: date | None
    facts: dict[str, Any] | None


def traject_lines(
    session: ReadSession, who: Onlooker, wanted: Wanted, *, after: str | None = None, size: int = SIZE
) -> tuple[list[Line], str | None]:
    """One page, the visitor's own trajects first, and where the next page begins."""
    visitor = who.visitor
    order = (_not_own(visitor), _town, trajects.c.key, trajects.c.id)
    page = select(trajects.c.id).where(visitor.sees(), *_filters(wanted)).order_by(*order).limit(size + 1)
    cursor = keyset.read(after, (UUID,))
    if cursor is not None:
        page = page.where(tuple_(*order) > select(*order).where(trajects.c.id == cursor[0]).scalar_subquery())
    rows = session.execute(_columns(visitor, who.today).where(trajects.c.id.in_(page)).order_by(*order)).all()
    lines = [Line(*row) for row in rows[:size]]
    return lines, keyset.write(lines[-1].id) if len(rows) > size else None


def choices(session: ReadSession, visitor: Visitor) -> tuple[list[str], list[str]]:
    """The municipalities and programmes that the visitor's trajects are of."""
    query = select(trajects.c.municipality, trajects.c.programme).where(visitor.sees()).distinct()
    rows = session.execute(query).all()
    return sorted({row.municipality for row in rows}, key=str.casefold), sorted({row.programme for row in rows})


def _not_own(visitor: Visitor) -> ColumnElement[Any]:
    if visitor.staff is None:
        return literal(1)
    own = or_(trajects.c.coordinator_id == visitor.staff, trajects.c.trainer_id == visitor.staff)
    return case((own, 0), else_=1)


def _filters(wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.phase is None:
        found.append(trajects.c.phase.not_in(("closed", "cancelled")))
    elif wanted.phase != EVERYTHING:
        found.append(trajects.c.phase == wanted.phase)
    if wanted.municipality is not None:
        found.append(_town == wanted.municipality.casefold())
    if wanted.programme is not None:
        found.append(trajects.c.programme == wanted.programme)
    if wanted.stalled:
        found.append(exists().where(stalls.c.traject_id == trajects.c.id))
    return found


def _columns(visitor: Visitor, today: date) -> Select[Any]:
    first = (
        select(stalls.c.rule, stalls.c.since, stalls.c.facts, func.count().over().label("number"))
        .where(stalls.c.traject_id == trajects.c.id)
        .order_by(stalls.c.since, stalls.c.rule)
        .limit(1)
        .lateral("stall")
    )
    return select(
        trajects.c.id,
        trajects.c.key,
        trajects.c.municipality,
        trajects.c.programme,
        trajects.c.phase,
        (_not_own(visitor) == 0).label("own"),
        _people(),
        _next_session(today),
        _overdue(today),
        func.coalesce(first.c.number, 0),
        first.c.rule,
        first.c.since,
        first.c.facts,
    ).outerjoin(first, literal(value=True))


def _people() -> ColumnElement[int]:
    """Who takes part, or may still be admitted."""
    there = participants.c.phase.not_in(("withdrawn", "refused", "waiting_list"))
    return select(func.count()).where(participants.c.traject_id == trajects.c.id, there).scalar_subquery()


def _overdue(today: date) -> ColumnElement[int]:
    late = (tasks.c.traject_id == trajects.c.id, tasks.c.state == "open", is_overdue(tasks.c.due, today))
    return select(func.count()).where(*late).scalar_subquery()


def _next_session(today: date) -> ColumnElement[date]:
    """The first day of a session planned today or later, as its last fact has it."""
    status = func.coalesce(facts.c.data["status"].astext, "planned").label("status")
    day = cast(facts.c.data["day"].astext, Date).label("day")
    last = (
        select(day, status)
        .where(facts.c.traject_id == trajects.c.id, facts.c.kind == "session_planned", ~was_undone())
        .order_by(facts.c.session_id, facts.c.seq.desc())
        .ext(distinct_on(facts.c.session_id))
        .correlate(trajects)
        .subquery()
    )
    return select(func.min(last.c.day)).where(last.c.day >= today, last.c.status == "planned").scalar_subquery()
