"""Open tasks as lines of a mail: what, of which traject and how many people; nobody's name, nobody on pause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from domain import texts
from domain.calendar import overdue
from domain.texts import Language
from sending.recipients import Recipient
from storage.queries.overdue import is_left_undone, is_overdue
from storage.queries.whose import mine, sees
from storage.tables import participants, tasks, trajects
from views.texts import rule_of

A_WEEK = timedelta(days=7)
URGENT = 2
"""Tasks of priority 1 and 2 are told at once."""
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Line:
    """Open tasks of one kind in one traject; `due` is the earliest, `free` how many nobody took."""

    traject: UUID
    traject_key: str
    municipality: str
    kind: str
    milestone: int | None
    due: date
    count: int
    people: int
    free: int

    def title(self, language: Language) -> str:
        """What is to be done."""
        return texts.title(rule_of(self.kind, self.milestone), language)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What somebody has to do: late, today, and in the week that begins now."""

    late: Sequence[Line]
    today: Sequence[Line]
    week: Sequence[Line]

    def __bool__(self) -> bool:
        return bool(self.late or self.today or self.week)


def agenda(session: Connection, who: Recipient, today: date) -> Agenda:
    """Somebody's own open tasks that are due within a week or late."""

    def due(*conditions: Condition) -> Sequence[Line]:
        return _lines(session, _of(who), *conditions)

    return Agenda(
        late=due(is_overdue(tasks.c.due, today)),
        today=due(tasks.c.due == today),
        week=due(tasks.c.due > today, tasks.c.due <= today + A_WEEK),
    )


def has_agenda(session: Connection, who: Recipient, today: date) -> bool:
    """Whether there would be anything in it."""
    return _is_there(session, _of(who), tasks.c.due <= today + A_WEEK)


def urgent(session: Connection, who: Recipient, today: date, since: datetime) -> Sequence[Line]:
    """Somebody's own urgent tasks that were opened since then."""
    return _lines(session, _of(who), _is_urgent(today), tasks.c.opened_at >= since)


def is_urgent(session: Connection, who: Recipient, today: date, ids: Sequence[UUID]) -> bool:
    """Whether one of these tasks is urgent, and theirs."""
    return _is_there(session, _of(who), _is_urgent(today), tasks.c.id.in_(ids))


def left_lying(session: Connection, who: Recipient, today: date, among: Sequence[UUID] | None = None) -> Sequence[Line]:
    """Tasks of anybody, or of nobody, long past due in what somebody sees; only of these trajects, if given."""
    some = () if among is None else (trajects.c.id.in_(among),)
    return _lines(session, (sees(who),), is_left_undone(tasks.c.due, today), *some)


def is_late(line: Line, today: date) -> bool:
    """Whether its earliest task is past due."""
    return overdue(line.due, today)


def _of(who: Recipient) -> tuple[Condition, ...]:
    return (sees(who), mine(who))


def _is_urgent(today: date) -> Condition:
    return or_(tasks.c.priority <= URGENT, is_overdue(tasks.c.due, today))


def _is_there(session: Connection, *conditions: Any) -> bool:  # noqa: ANN401 - conditions, the first a tuple of them
    of, *others = conditions
    return session.execute(_open(select(tasks.c.id)).where(*of, *others).limit(1)).first() is not None


def _lines(session: Connection, of: Sequence[Condition], *conditions: Condition) -> Sequence[Line]:
    earliest = func.min(tasks.c.due)
    by = (trajects.c.id, trajects.c.key, trajects.c.municipality, tasks.c.kind, tasks.c.milestone)
    query = _open(
        select(
            *by,
            earliest,
            func.count(),
            func.count(tasks.c.participant_id.distinct()),
            func.count().filter(tasks.c.assignee.is_(None)),
        )
    )
    query = query.where(*of, *conditions).group_by(*by)
    order = (earliest, func.min(tasks.c.priority), trajects.c.key, tasks.c.kind, tasks.c.milestone)
    return [Line(*row) for row in session.execute(query.order_by(*order))]


def _open(query: Select[Any]) -> Select[Any]:
    """Nobody is written to about somebody who is on pause."""
    query = query.join_from(tasks, trajects, trajects.c.id == tasks.c.traject_id)
    query = query.outerjoin(participants, participants.c.id == tasks.c.participant_id)
    return query.where(tasks.c.state == "open", or_(participants.c.id.is_(None), ~participants.c.paused))
