"""The filters of the task list as SQL: what holds for a task, and what holds for its traject."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from portal.reading.task_filters import Due, Tab, Wanted
from portal.visitor import Visitor
from storage.queries.overdue import is_overdue
from storage.queries.whose import Columns, Condition, mine, roles
from storage.tables import people, tasks, trajects

A_WEEK = timedelta(days=7)
LATELY = timedelta(days=28)


def of_open_task(wanted: Wanted, visitor: Visitor, today: date, task: Columns = tasks.c) -> list[Condition]:
    """What must hold of an open task itself; `trajects` must be among the tables."""
    open_one: Condition = task.state == "open"
    return [open_one, *_of_tab(wanted, visitor, task), *_of_due(wanted, today, task), *of_task(wanted, visitor, task)]


def of_task(wanted: Wanted, visitor: Visitor, task: Columns = tasks.c) -> list[Condition]:
    """What must hold of any task, open or closed."""
    found: list[Condition] = []
    if wanted.kind is not None:
        found.append(task.kind == wanted.kind)
    if wanted.role is not None:
        found.append(task.role == wanted.role)
    if wanted.mine_only:
        found.append(task.assignee == visitor.staff)
    if wanted.name is not None and visitor.sees_names:
        found.append(task.participant_id.in_(_called(wanted.name)))
    return found


def of_traject(wanted: Wanted, visitor: Visitor) -> list[Condition]:
    """What must hold of the traject of a task: theirs to see, and filtered for."""
    found: list[Condition] = [visitor.sees()]
    if wanted.traject is not None:
        found.append(trajects.c.key == wanted.traject)
    if wanted.phase is not None:
        found.append(trajects.c.phase == wanted.phase)
    if wanted.municipality is not None:
        found.append(func.lower(trajects.c.municipality) == wanted.municipality.lower())
    return found


def _of_tab(wanted: Wanted, visitor: Visitor, task: Columns) -> list[Condition]:
    if wanted.tab is Tab.MINE:
        return [mine(visitor, task)]
    if wanted.tab is Tab.FREE:
        return [task.assignee.is_(None), task.role.in_(roles(visitor))]
    return []


def _of_due(wanted: Wanted, today: date, task: Columns) -> list[Condition]:
    limits: dict[Due | None, list[Condition]] = {
        Due.LATE: [is_overdue(task.due, today)],
        Due.WEEK: [task.due >= today, task.due <= today + A_WEEK],
        Due.LATER: [task.due > today + A_WEEK],
    }
    found = limits.get(wanted.due, [])
    return found if wanted.until is None else [*found, task.due <= wanted.until]


def _called(name: str) -> Any:  # noqa: ANN401 - a query of ids
    """Who is called so: every word stands somewhere in the name."""
    whole = func.concat_ws(" ", people.c.first_name, people.c.infix, people.c.last_name)
    return select(people.c.participant_id).where(*(whole.icontains(word, autoescape=True) for word in name.split()))
