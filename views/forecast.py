"""What the coming weeks will ask, and of whom, if nobody records anything meanwhile.

The days that the rules wait for stand already; so a traject is assessed anew on each of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from domain.assess import assess
from domain.assessment import Assessment, Need
from domain.terms import Role, StaffRole, TaskKind, TaskState
from storage.engine import ReadSession
from storage.errors import TrajectUnreadable
from storage.queries.taking_out import staff_names
from views.day import Day, Scope
from views.reading import Assessed, assessed, left_out, municipal, to_assess

DAYS_OF_A_WEEK = 7
_ORDER = ("opens", "due", "municipality", "traject", "kind", "participant")


@dataclass(frozen=True, slots=True)
class Horizon:
    """Whose tasks, for so many weeks after today; `role` None is everybody's."""

    today: date
    weeks: int
    role: Role | None = None

    @property
    def until(self) -> date:
        """The last day that counts."""
        return self.today + timedelta(days=DAYS_OF_A_WEEK * self.weeks)


@dataclass(frozen=True, slots=True)
class Coming:
    """A task that opens within the horizon, with the traject as it stands on that day."""

    found: Assessed
    need: Need

    @property
    def role(self) -> Role:
        """Whose task it is."""
        return self.found.programme.tasks[self.need.kind].role

    @property
    def staff(self) -> UUID | None:
        """Who has that role in the traject by then; None when nobody is named."""
        named = {Role.COORDINATOR: StaffRole.COORDINATOR, Role.TRAINER: StaffRole.TRAINER}.get(self.role)
        return None if named is None else self.found.found.staff[named]

    @property
    def week(self) -> date:
        """The Monday of the week in which it opens."""
        return monday(self.found.found.today)


def monday(day: date) -> date:
    """By which a week is called."""
    return day - timedelta(days=day.weekday())


def document(session: ReadSession, horizon: Horizon, scope: Scope) -> dict[str, Any]:
    """The JSON of `traject forecast`, in the order in which tasks open; a `week` is called by its Monday."""
    unreadable: list[TrajectUnreadable] = []
    tasks = [_as_json(task) for task in coming(session, horizon, to_assess(session, _day(horizon), scope), unreadable)]
    names = staff_names(session, sorted({task["staff"] for task in tasks if task["staff"] is not None}))
    for task in tasks:
        task["staff"] = names.get(task["staff"])
    return {
        "as_of": horizon.today.isoformat(),
        "until": horizon.until.isoformat(),
        "tasks": sorted(tasks, key=lambda task: [task[name] or "" for name in _ORDER]),
        **left_out(unreadable),
    }


def coming(
    session: ReadSession, horizon: Horizon, ids: Sequence[UUID], unreadable: list[TrajectUnreadable]
) -> Iterator[Coming]:
    """What these trajects bring; those that cannot be read are added to `unreadable`."""
    for found in assessed(session, _day(horizon), ids, unreadable):
        yield from in_sight(found, horizon)


def in_sight(found: Assessed, horizon: Horizon) -> Iterator[Coming]:
    """Each task of a traject that opens until the horizon and is not open yet, once.

    Those of a project lead because nothing moves are left out: they come of nobody doing the others.
    """
    known = {need.key for need in _open(found.found)}
    for later in _days_to_come(found, horizon.until):
        for need in _open(later.found):
            task = Coming(later, need)
            is_wanted = horizon.role in {None, task.role} and need.kind is not TaskKind.UNBLOCK_TRAJECT
            if need.key not in known and is_wanted:
                yield task
            known.add(need.key)


def _day(horizon: Horizon) -> Day:
    """All trajects are assessed, also those for which the lists answer today."""
    return Day(horizon.today, as_of=horizon.today)


def _days_to_come(found: Assessed, until: date) -> Iterator[Assessed]:
    """The traject on each day on which something about it changes by itself."""
    shared = municipal(found.known, found.situation)
    while (day := _next_check(found.found)) is not None and day <= until:
        found = replace(found, found=assess(found.situation, found.programme, day, shared))
        yield found


def _next_check(assessment: Assessment) -> date | None:
    days = [assessment.next_check, *(one.next_check for one in assessment.participants.values())]
    return min((day for day in days if day is not None), default=None)


def _open(assessment: Assessment) -> list[Need]:
    return [need for need in assessment.all_needs() if need.state is TaskState.OPEN]


def _as_json(task: Coming) -> dict[str, Any]:
    """Without what it came from, of which a country has too much to keep; staff by id."""
    found, need = task.found, task.need
    return {
        "week": task.week.isoformat(),
        "opens": found.found.today.isoformat(),
        "due": need.due.isoformat(),
        "kind": need.kind.value,
        "role": task.role.value,
        "staff": task.staff,
        "traject": found.known.key,
        "municipality": found.known.municipality,
        "participant": None if need.participant is None else found.participants[need.participant],
    }
