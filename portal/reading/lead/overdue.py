"""Tasks that are left undone for more than a week: counted, and as lines of one kind and traject, longest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Row, Select, Subquery, exists, func, select, true, tuple_

from domain import texts
from domain.texts import Language
from portal import keyset
from portal.reading.lead.filters import NOBODY, Look
from storage.engine import ReadSession
from storage.queries.tasks import by_urgency
from storage.tables import staff, tasks, trajects
from views.texts import rule_of

SIZE = 50
TOP = 8
"""Municipalities, coordinators and kinds that are counted by name."""
_NO_MILESTONE = 0
_BY_TOWN, _BY_COORDINATOR, _BY_KIND = 0b011, 0b101, 0b110
"""What `grouping(town, coordinator, kind)` says: a bit for each that a row is not about."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many tasks, behind one value of a filter; `called` is it in words, empty for nobody."""

    value: str
    called: str
    tasks: int


@dataclass(frozen=True, slots=True)
class Most:
    """The values of one filter with most tasks; `others` more of them have `rest` tasks together."""

    shown: Sequence[Count] = ()
    others: int = 0
    rest: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """All of them, and by municipality, coordinator and kind; `longest` is the earliest due day."""

    tasks: int
    longest: date | None
    by_municipality: Most
    by_coordinator: Most
    by_kind: Most


@dataclass(frozen=True, slots=True)
class Line:
    """Tasks of one kind in one traject; `due` is the earliest, `who` took them, as far as anybody did."""

    kind: str
    title: str
    why: str
    ends: str
    role: str
    traject: UUID
    key: str
    municipality: str
    coordinator: str | None
    who: Sequence[str]
    due: date
    tasks: int


# ---- counted ----


def counts(session: ReadSession, look: Look) -> Counts:
    """Of everything that the filters leave; one statement, of which only the top comes here."""
    rows = session.execute(_top(look)).all()
    ways = {way: [row for row in rows if row.way == way] for way in (_BY_TOWN, _BY_COORDINATOR, _BY_KIND)}
    towns = [Count(row.municipality, row.municipality, row.tasks) for row in ways[_BY_TOWN]]
    people = [Count(str(row.coordinator_id or NOBODY), row.name or "", row.tasks) for row in ways[_BY_COORDINATOR]]
    kinds = [Count(row.kind, texts.title(row.kind, look.language), row.tasks) for row in ways[_BY_KIND]]
    return Counts(
        tasks=rows[0].everything if rows else 0,
        longest=rows[0].longest if rows else None,
        by_municipality=_most(towns, ways[_BY_TOWN]),
        by_coordinator=_most(people, ways[_BY_COORDINATOR]),
        by_kind=_most(kinds, ways[_BY_KIND]),
    )


def _most(shown: Sequence[Count], rows: Sequence[Row[Any]]) -> Most:
    if not rows:
        return Most()
    rest = rows[0].everything - sum(each.tasks for each in shown)
    return Most(shown, rows[0].values - len(shown), rest)


def _top(look: Look) -> Select[Any]:
    """The first of each way to count, with how many values there are and what they have together."""
    each = _grouped(look)
    way = each.c.way
    place = func.row_number().over(order_by=[each.c.tasks.desc(), each.c.municipality, each.c.kind], partition_by=way)
    ranked = select(
        each,
        place.label("place"),
        func.count().over(partition_by=way).label("values"),
        func.sum(each.c.tasks).over(partition_by=way).label("everything"),
        func.min(each.c.due).over(partition_by=way).label("longest"),
    ).subquery("ranked")
    query = select(ranked, _name(staff).label("name")).outerjoin(staff, staff.c.id == ranked.c.coordinator_id)
    return query.where(ranked.c.place <= TOP).order_by(ranked.c.way, ranked.c.place)


def _grouped(look: Look) -> Subquery:
    ways = (func.lower(trajects.c.municipality), trajects.c.coordinator_id, tasks.c.kind)
    query = select(
        func.grouping(*ways).label("way"),
        func.min(trajects.c.municipality).label("municipality"),
        *ways[1:],
        func.count().label("tasks"),
        func.min(tasks.c.due).label("due"),
    )
    query = query.join_from(tasks, trajects, trajects.c.id == tasks.c.traject_id)
    query = query.where(*look.of_traject(), *look.of_task())
    return query.group_by(func.grouping_sets(*ways)).subquery("each")


# ---- line by line ----


def overdue_lines(
    session: ReadSession, look: Look, *, after: str | None = None, size: int = SIZE
) -> tuple[list[Line], str | None]:
    """One page, and where the next one begins; one statement."""
    rows = session.execute(_lines(look, _leaders(look, after).limit(size + 1).subquery("first"))).all()
    last = rows[size - 1] if len(rows) > size else None
    end = None if last is None else keyset.write(*by_urgency(last))
    return [_line(row, look.language) for row in rows[:size]], end


def _leaders(look: Look, after: str | None) -> Select[Any]:
    """The most urgent task of each line: what comes before a task in its own line is found by index."""
    earlier = tasks.alias("earlier")
    order = tuple_(*by_urgency())
    before = exists().where(
        *_in_line(earlier, tasks), earlier.c.state == "open", tuple_(*by_urgency(earlier.c)) < order
    )
    query = select(tasks).join(trajects, trajects.c.id == tasks.c.traject_id)
    query = query.where(*look.of_traject(), *look.of_task(), ~before).order_by(*by_urgency())
    cursor = keyset.read(after, (date, int, UUID))
    return query if cursor is None else query.where(tasks.c.due >= cursor[0], order > tuple_(*cursor))


def _lines(look: Look, first: FromClause) -> Select[Any]:
    """The lines that begin with these tasks, with all that is in them."""
    inside, taker = tasks.alias("inside"), staff.alias("taker")
    counted = select(func.count().label("tasks"), func.array_agg(_name(taker).distinct()).label("takers"))
    counted = counted.select_from(inside).outerjoin(taker, taker.c.id == inside.c.assignee)
    together = counted.where(*_in_line(inside, first), *look.left_undone(inside.c)).lateral("together")
    return (
        select(first, trajects.c.key, trajects.c.municipality, _name(staff).label("coordinator"))
        .add_columns(together.c.tasks, together.c.takers)
        .join_from(first, trajects, trajects.c.id == first.c.traject_id)
        .outerjoin(staff, staff.c.id == trajects.c.coordinator_id)
        .join(together, true())
        .order_by(*by_urgency(first.c))
    )


def _in_line(one: FromClause, other: FromClause) -> list[ColumnElement[bool]]:
    """Whether two tasks stand in the same line."""
    same = [one.c[name] == other.c[name] for name in ("traject_id", "kind", "role")]
    return [*same, _milestone(one) == _milestone(other)]


def _milestone(task: FromClause) -> ColumnElement[int]:
    return func.coalesce(task.c.milestone, _NO_MILESTONE)


def _name(who: FromClause) -> ColumnElement[str]:
    return func.coalesce(who.c.name, who.c.email)


def _line(row: Row[Any], language: Language) -> Line:
    rule = rule_of(row.kind, row.milestone)
    return Line(
        kind=row.kind,
        title=texts.title(rule, language),
        why=texts.why(rule, row.facts, language),
        ends=texts.ends(rule, row.facts, language),
        role=texts.waiting_on(row.role, language),
        traject=row.traject_id,
        key=row.key,
        municipality=row.municipality,
        coordinator=row.coordinator,
        who=sorted(name for name in row.takers if name),
        due=row.due,
        tasks=row.tasks,
    )
