"""The task list: open tasks of one kind and traject are one line, in pages that stay right while tasks come and go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, tuple_

from portal import keyset
from portal.reading.task_conditions import A_WEEK, LATELY, of_open_task, of_task, of_traject
from portal.reading.task_filters import Wanted
from portal.reading.task_rows import Onlooker, Task, as_task, task_rows
from storage.engine import ReadSession
from storage.queries.overdue import is_overdue
from storage.queries.tasks import by_urgency
from storage.tables import participants, tasks, trajects

LINES = 25
"""Lines on a page."""
OPENED = 15
"""People in a line that opens; of more there is a page."""


@dataclass(frozen=True, slots=True)
class Line:
    """Open tasks of one kind and traject, the most urgent first; `tasks` are those shown of `count`."""

    tasks: Sequence[Task]
    count: int
    late: int

    @property
    def first(self) -> Task:
        return self.tasks[0]

    @property
    def key(self) -> str:
        """What the form calls it."""
        return f"{self.first.traject}~{self.first.kind}"

    @property
    def takers(self) -> list[str]:
        """Who took some of it."""
        return sorted({task.assignee_name for task in self.tasks if task.assignee_name})


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, and where the next page begins."""

    lines: Sequence[Line]
    after: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many lines the visitor's own list has."""

    late: int
    week: int
    later: int
    taken: int


def page(session: ReadSession, who: Onlooker, wanted: Wanted, after: str | None = None) -> Page:
    """One page of lines: one statement for the lines, one for who is in them."""
    found = session.execute(leaders(who, wanted, after)).all()
    shown = found[:LINES]
    kinds = [(row.traject_id, row.kind) for row in shown]
    inside = session.execute(members(who, wanted, kinds)).all() if kinds else []
    last = shown[-1] if len(found) > LINES else None
    return Page(_lines(inside, who), keyset.write(last.due, last.priority, last.id) if last else None)


def leaders(who: Onlooker, wanted: Wanted, after: str | None = None) -> Select[Any]:
    """The most urgent task of each line. What comes before a task in its own line is found by index."""
    earlier = tasks.alias("earlier")
    order = by_urgency()
    before = exists().where(
        earlier.c.traject_id == tasks.c.traject_id,
        earlier.c.kind == tasks.c.kind,
        tuple_(*by_urgency(earlier.c)) < tuple_(*order),
        *of_open_task(wanted, who.visitor, who.today, earlier.c),
    )
    query = select(tasks.c.traject_id, tasks.c.kind, *order).join(trajects, trajects.c.id == tasks.c.traject_id)
    query = query.where(*of_open_task(wanted, who.visitor, who.today), *of_traject(wanted, who.visitor), ~before)
    cursor = keyset.read(after, (date, int, UUID))
    if cursor is not None:
        query = query.where(and_(tasks.c.due >= cursor[0], tuple_(*order) > tuple_(*cursor)))
    return query.order_by(*order).limit(LINES + 1)


def members(who: Onlooker, wanted: Wanted, kinds: Sequence[tuple[UUID, str]], most: int = OPENED) -> Select[Any]:
    """The tasks of these lines, so many of each, with how many there are."""
    of_line = (tasks.c.traject_id, tasks.c.kind)
    numbered = (
        select(
            tasks.c.id,
            func.row_number().over(partition_by=of_line, order_by=by_urgency()).label("place"),
            func.count().over(partition_by=of_line).label("count"),
            func.count().filter(is_overdue(tasks.c.due, who.today)).over(partition_by=of_line).label("late"),
        )
        .join(trajects, trajects.c.id == tasks.c.traject_id)
        .where(*of_open_task(wanted, who.visitor, who.today), *of_traject(wanted, who.visitor), _among(kinds))
        .subquery("numbered")
    )
    query = task_rows().add_columns(numbered.c.count, numbered.c.late)
    query = query.join(numbered, numbered.c.id == tasks.c.id).where(numbered.c.place <= most)
    return query.order_by(*by_urgency())


def line(session: ReadSession, who: Onlooker, wanted: Wanted, traject: UUID, kind: str) -> Sequence[Task]:
    """Everybody in one line."""
    rows = session.execute(members(who, wanted, [(traject, kind)], most=10_000)).all()
    return [as_task(row, who) for row in rows]


def every(session: ReadSession, who: Onlooker, wanted: Wanted, most: int) -> list[Task]:
    """So many open tasks, each for itself, the most urgent first; one statement."""
    query = task_rows().where(*of_open_task(wanted, who.visitor, who.today), *of_traject(wanted, who.visitor))
    query = query.order_by(*by_urgency()).limit(most)
    return [as_task(row, who) for row in session.execute(query)]


def of_lines(
    session: ReadSession,
    who: Onlooker,
    wanted: Wanted,
    kinds: Sequence[tuple[UUID, str]],
) -> list[UUID]:
    """The tasks that these lines stand for under these filters."""
    if not kinds:
        return []
    query = select(tasks.c.id).join(trajects, trajects.c.id == tasks.c.traject_id)
    query = query.where(*of_open_task(wanted, who.visitor, who.today), *of_traject(wanted, who.visitor), _among(kinds))
    return list(session.execute(query.order_by(tasks.c.due, tasks.c.id)).scalars())


def closed(
    session: ReadSession, who: Onlooker, wanted: Wanted, after: str | None = None, size: int = LINES
) -> tuple[list[Task], str | None]:
    """What was closed lately, the latest first."""
    found = session.execute(closed_lately(who, wanted, after, size)).all()
    shown = [as_task(row, who) for row in found[:size]]
    last = found[size - 1] if len(found) > size else None
    return shown, keyset.write(last.closed_on, last.id) if last else None


def closed_lately(who: Onlooker, wanted: Wanted, after: str | None = None, size: int = LINES) -> Select[Any]:
    """The statement behind `closed`."""
    lately = [tasks.c.state != "open", tasks.c.closed_on >= who.today - LATELY]
    conditions = [*lately, *of_task(wanted, who.visitor), *of_traject(wanted, who.visitor)]
    query = task_rows().where(*([_found_first(conditions)] if _is_narrow(who, wanted) else conditions))
    cursor = keyset.read(after, (date, UUID))
    if cursor is not None:
        query = query.where(tuple_(tasks.c.closed_on, tasks.c.id) < tuple_(*cursor))
    return query.order_by(tasks.c.closed_on.desc(), tasks.c.id.desc()).limit(size + 1)


def _is_narrow(who: Onlooker, wanted: Wanted) -> bool:
    return not who.visitor.everywhere or wanted.municipality is not None or wanted.traject is not None


def _found_first(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Of few trajects, Postgres shall not walk through what all others closed until it has found enough."""
    query = select(tasks.c.id).join(trajects, trajects.c.id == tasks.c.traject_id).where(*conditions)
    return tasks.c.id.in_(select(query.cte("found").prefix_with("MATERIALIZED").c.id))


def counts(session: ReadSession, who: Onlooker) -> Counts:
    """Of the visitor's own list, whatever is filtered for."""
    own = Wanted()
    lines = (
        select(func.min(tasks.c.due).label("due"), func.bool_or(tasks.c.assignee == who.visitor.staff).label("taken"))
        .join(trajects, trajects.c.id == tasks.c.traject_id)
        .where(*of_open_task(own, who.visitor, who.today), *of_traject(own, who.visitor))
        .group_by(tasks.c.traject_id, tasks.c.kind)
        .subquery()
    )
    how_many = func.count()
    row = session.execute(
        select(
            how_many.filter(is_overdue(lines.c.due, who.today)),
            how_many.filter(lines.c.due.between(who.today, who.today + A_WEEK)),
            how_many.filter(lines.c.due > who.today + A_WEEK),
            how_many.filter(lines.c.taken),
        )
    ).one()
    return Counts(*row)


def next_look(session: ReadSession, who: Onlooker) -> date | None:
    """The next day on which something may be asked, in what the visitor sees."""
    of_groups = select(func.min(trajects.c.next_check)).where(who.visitor.sees(), trajects.c.next_check > who.today)
    of_people = select(func.min(participants.c.next_check)).join(trajects, trajects.c.id == participants.c.traject_id)
    of_people = of_people.where(who.visitor.sees(), participants.c.next_check > who.today)
    earliest = select(func.least(of_groups.scalar_subquery(), of_people.scalar_subquery()))
    found: date | None = session.execute(earliest).scalar_one()
    return found


def _among(kinds: Sequence[tuple[UUID, str]]) -> Any:  # noqa: ANN401 - a condition
    return or_(false(), *(and_(tasks.c.traject_id == traject, tasks.c.kind == kind) for traject, kind in kinds))


def _lines(rows: Iterable[Any], who: Onlooker) -> list[Line]:
    found: dict[tuple[UUID, str], tuple[list[Task], int, int]] = {}
    for row in rows:
        inside, _, _ = found.setdefault((row.traject_id, row.kind), ([], row.count, row.late))
        inside.append(as_task(row, who))
    return [Line(inside, count, late) for inside, count, late in found.values()]
