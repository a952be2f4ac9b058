"""Tasks to come, counted: in parts of one kind, week, traject and colleague, and these by week and by colleague."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from domain.terms import Role, TaskKind
from views.forecast import DAYS_OF_A_WEEK, Coming, Horizon, monday

_WEEK = timedelta(days=DAYS_OF_A_WEEK)


@dataclass(frozen=True, slots=True)
class Part:
    """Tasks of one kind and colleague that open in one week in one traject; `opens` and `due` are the earliest."""

    week: date
    kind: TaskKind
    role: Role
    staff: UUID | None
    traject: UUID
    key: str
    municipality: str
    opens: date
    due: date
    tasks: int


@dataclass(frozen=True, slots=True)
class Kind:
    """The tasks of one kind in a week, and where they are."""

    kind: TaskKind
    tasks: int
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its Monday, with what opens in it, the most first."""

    monday: date
    tasks: int
    kinds: Sequence[Kind]


@dataclass(frozen=True, slots=True)
class Load:
    """What comes to a colleague; `staff` None is whoever will have this role in this municipality."""

    staff: UUID | None
    role: Role
    municipality: str
    tasks: int
    busiest: date


def counted(tasks: Iterable[Coming]) -> list[Part]:
    """All that is alike as one, by day."""
    alike: dict[tuple[object, ...], list[Part]] = defaultdict(list)
    for task in tasks:
        one = _part(task)
        alike[one.week, one.kind, one.traject, one.role, one.staff].append(one)
    return sorted(map(_together, alike.values()), key=lambda part: (part.opens, part.municipality, part.key))


def weeks(parts: Sequence[Part], horizon: Horizon) -> list[Week]:
    """Every week until the horizon, also those in which nothing opens."""
    first, last = (monday(day) for day in (horizon.today + timedelta(days=1), horizon.until))
    mondays = [first + ahead * _WEEK for ahead in range((last - first) // _WEEK + 1)]
    return [_week(each, [part for part in parts if part.week == each]) for each in mondays]


def loads(parts: Sequence[Part]) -> list[Load]:
    """Who gets how much, the most first."""
    each: dict[tuple[object, ...], list[Part]] = defaultdict(list)
    for part in parts:
        each[(part.staff,) if part.staff is not None else (part.role, part.municipality)].append(part)
    return sorted(map(_load, each.values()), key=lambda load: -load.tasks)


def number(parts: Sequence[Part]) -> int:
    """How many tasks these are."""
    return sum(part.tasks for part in parts)


def _part(task: Coming) -> Part:
    known, opens = task.found.known, task.found.found.today
    return Part(
        week=task.week,
        kind=task.need.kind,
        role=task.role,
        staff=task.staff,
        traject=known.traject,
        key=known.key,
        municipality=known.municipality,
        opens=opens,
        due=task.need.due,
        tasks=1,
    )


def _together(parts: Sequence[Part]) -> Part:
    opens, due = min(part.opens for part in parts), min(part.due for part in parts)
    return replace(parts[0], opens=opens, due=due, tasks=len(parts))


def _week(first: date, parts: Sequence[Part]) -> Week:
    return Week(first, number(parts), sorted(_kinds(parts), key=lambda kind: -kind.tasks))


def _kinds(parts: Sequence[Part]) -> Iterator[Kind]:
    for kind in dict.fromkeys(part.kind for part in parts):
        alike = [part for part in parts if part.kind is kind]
        yield Kind(kind, number(alike), alike)


def _load(parts: Sequence[Part]) -> Load:
    by_week: dict[date, int] = defaultdict(int)
    for part in parts:
        by_week[part.week] += part.tasks
    busiest = max(by_week, key=lambda week: (by_week[week], -week.toordinal()))
    return Load(parts[0].staff, parts[0].role, parts[0].municipality, number(parts), busiest)
