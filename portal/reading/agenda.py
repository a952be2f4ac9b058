"""What stands in somebody's calendar: the sessions they may see, and their tasks by the day they are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, cast, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from portal.reading.task_conditions import of_open_task, of_traject
from portal.reading.task_filters import Wanted
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.queries.undone import was_undone
from storage.tables import facts, tasks, trajects
from views.texts import rule_of

BEFORE, AFTER = timedelta(days=28), timedelta(days=400)
"""How far a calendar looks back and ahead."""
MOST = 1000
"""Of sessions, and of lines of tasks: the first ones."""
_OVER = ("closed", "cancelled")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session as it was last planned; `at` is when somebody said so."""

    id: UUID
    kind: str
    day: date
    at: datetime
    traject: UUID
    key: str
    municipality: str


@dataclass(frozen=True, slots=True)
class Chores:
    """Open tasks of one kind and traject that are due on one day; a follow-up has its `milestone`."""

    kind: str
    milestone: int | None
    due: date
    count: int
    at: datetime
    traject: UUID
    key: str
    municipality: str

    @property
    def rule(self) -> str:
        """What the list of tasks calls them."""
        return rule_of(self.kind, self.milestone)


def meetings(session: ReadSession, visitor: Visitor, today: date) -> Sequence[Meeting]:
    """Sessions of the trajects that they may see, but for those called off."""
    last = (
        select(
            facts.c.session_id.label("id"),
            facts.c.data["session_kind"].astext.label("kind"),
            cast(facts.c.data["day"].astext, Date).label("day"),
            func.coalesce(facts.c.data["status"].astext, "planned").label("status"),
            facts.c.recorded_at.label("at"),
            *_OF_TRAJECT,
        )
        .join(trajects, trajects.c.id == facts.c.traject_id)
        .where(facts.c.kind == "session_planned", ~was_undone(), trajects.c.phase.not_in(_OVER), visitor.sees())
        .order_by(facts.c.session_id, facts.c.seq.desc())
        .ext(distinct_on(facts.c.session_id))
        .subquery()
    )
    columns = (last.c[name] for name in ("id", "kind", "day", "at", "traject", "key", "municipality"))
    query = select(*columns).where(last.c.status != "cancelled", last.c.day.between(today - BEFORE, today + AFTER))
    return [Meeting(*row) for row in session.execute(query.order_by(last.c.day, last.c.id).limit(MOST))]


def chores(session: ReadSession, visitor: Visitor, today: date) -> Sequence[Chores]:
    """The visitor's own list of tasks, by day."""
    own = Wanted()
    query = (
        select(tasks.c.kind, tasks.c.milestone, tasks.c.due, func.count(), func.max(tasks.c.opened_at), *_OF_TRAJECT)
        .join(trajects, trajects.c.id == tasks.c.traject_id)
        .where(*of_open_task(own, visitor, today), *of_traject(own, visitor))
        .group_by(tasks.c.kind, tasks.c.milestone, tasks.c.due, trajects.c.id)
        .order_by(tasks.c.due, trajects.c.key, tasks.c.kind, tasks.c.milestone)
        .limit(MOST)
    )
    return [Chores(*row) for row in session.execute(query)]


_OF_TRAJECT: tuple[ColumnElement[Any], ...] = (
    trajects.c.id.label("traject"),
    trajects.c.key,
    trajects.c.municipality,
)
