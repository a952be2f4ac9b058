"""The task list: what must be done now, most urgent first, in pages that stay right while tasks come and go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select, tuple_

from storage.queries.overdue import is_overdue
from storage.queries.whose import Columns
from storage.tables import participants, sessions, staff, tasks, trajects


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks; None is all. `due_before` leaves out what is due on that day or later (overdue: today)."""

    role: str | None = None
    traject: UUID | None = None
    municipality: str | None = None
    assignee: UUID | None = None
    due_before: date | None = None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task with the keys that people know; `programme` is the definition and version that asked for it."""

    id: UUID
    kind: str
    role: str
    traject_id: UUID
    traject: str
    municipality: str
    participant_id: UUID | None
    participant: str | None
    session_id: UUID | None
    session: str | None
    milestone: int | None
    opens: date
    due: date
    expires: date | None
    priority: int
    state: str
    closed_on: date | None
    assignee: UUID | None
    assignee_name: str | None
    facts: dict[str, Any]
    programme: str
    programme_version: int


Cursor = tuple[date, int, UUID]
"""Where a page ended: due, priority, id."""


def by_urgency(task: Columns = tasks.c) -> tuple[ColumnElement[Any], ...]:
    """The most urgent first: the order of every list of tasks, and of its indexes."""
    return (task.due, task.priority, task.id)


def lines() -> Select[Any]:
    """Tasks, open or closed, with one column for each field of `TaskLine`, in its order."""
    return (
        select(
            tasks.c.id,
            tasks.c.kind,
            tasks.c.role,
            tasks.c.traject_id,
            trajects.c.key,
            trajects.c.municipality,
            tasks.c.participant_id,
            participants.c.key,
            tasks.c.session_id,
            sessions.c.key,
            tasks.c.milestone,
            tasks.c.opens,
            tasks.c.due,
            tasks.c.expires,
            tasks.c.priority,
            tasks.c.state,
            tasks.c.closed_on,
            tasks.c.assignee,
            func.coalesce(staff.c.name, staff.c.email),
            tasks.c.facts,
            tasks.c.programme,
            tasks.c.programme_version,
        )
        .join_from(tasks, trajects, trajects.c.id == tasks.c.traject_id)
        .join(participants, participants.c.id == tasks.c.participant_id, isouter=True)
        .join(sessions, sessions.c.id == tasks.c.session_id, isouter=True)
        .join(staff, staff.c.id == tasks.c.assignee, isouter=True)
    )


def open_tasks(
    session: Connection, wanted: TaskFilter, *, after: Cursor | None = None, size: int = 500
) -> tuple[list[TaskLine], Cursor | None]:
    """One page of the open tasks, and where the next page begins; None when this was the last."""
    found = list(session.execute(page(wanted, after, size + 1)))
    shown = [_line(row) for row in found[:size]]
    more = len(found) > size
    return shown, (shown[-1].due, shown[-1].priority, shown[-1].id) if more else None


def all_open_tasks(session: Connection, wanted: TaskFilter) -> Iterator[TaskLine]:
    """All pages after each other."""
    shown, after = open_tasks(session, wanted)
    yield from shown
    while after is not None:
        shown, after = open_tasks(session, wanted, after=after)
        yield from shown


def tasks_of(session: Connection, participant: UUID) -> list[TaskLine]:
    """All tasks about one participant, open or closed, in the order of their due dates."""
    query = lines().where(tasks.c.participant_id == participant).order_by(*by_urgency())
    return [_line(row) for row in session.execute(query)]


def task(session: Connection, identity: UUID) -> TaskLine | None:
    """One task, open or closed."""
    row = session.execute(lines().where(tasks.c.id == identity)).one_or_none()
    return None if row is None else _line(row)


def page(wanted: TaskFilter, after: Cursor | None, size: int) -> Select[Any]:
    """The statement behind `open_tasks`, for who wants to look at its plan."""
    query = lines().where(tasks.c.state == "open").order_by(*by_urgency()).limit(size)
    if wanted.role is not None:
        query = query.where(tasks.c.role == wanted.role)
    if wanted.traject is not None:
        query = query.where(tasks.c.traject_id == wanted.traject)
    if wanted.assignee is not None:
        query = query.where(tasks.c.assignee == wanted.assignee)
    if wanted.municipality is not None:
        query = query.where(func.lower(trajects.c.municipality) == func.lower(wanted.municipality.strip()))
    if wanted.due_before is not None:
        query = query.where(is_overdue(tasks.c.due, wanted.due_before))
    if after is not None:
        query = query.where(and_(tasks.c.due >= after[0], tuple_(*by_urgency()) > tuple_(*after)))
    return query


def _line(row: Row[Any] | Sequence[Any]) -> TaskLine:
    return TaskLine(*row)
