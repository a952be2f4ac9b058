"""Tasks as rows for people to read, open or closed, with names where the visitor sees names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Select, func, select

from domain import texts
from domain.calendar import overdue
from domain.terms import SessionKind, TaskKind
from domain.texts import Language
from portal import people
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.queries.tasks import by_urgency
from storage.tables import participants, staff, tasks, trajects
from storage.tables import people as people_table
from views.texts import rule_of


class Onlooker(Protocol):
    """Who looks, in which language, on which day: a visit is one."""

    @property
    def visitor(self) -> Visitor: ...
    @property
    def language(self) -> Language: ...
    @property
    def today(self) -> date: ...


@dataclass(frozen=True, slots=True)
class Task:
    """A task for people to read; `name` is whom it is about, as this visitor may know them."""

    id: UUID
    kind: str
    role: str
    traject: UUID
    traject_key: str
    municipality: str
    phase: str
    participant: UUID | None
    name: str
    session: UUID | None
    milestone: int | None
    opens: date
    due: date
    expires: date | None
    priority: int
    state: str
    closed_on: date | None
    assignee: UUID | None
    assignee_name: str | None
    facts: Mapping[str, Any]
    definition: str
    language: Language

    @property
    def rule(self) -> str:
        """What it rests on: its kind, or the milestone's own rule."""
        return rule_of(self.kind, self.milestone)

    @property
    def participant_id(self) -> UUID | None:
        """As facts and views call it."""
        return self.participant

    @property
    def session_id(self) -> UUID | None:
        """As facts and views call it."""
        return self.session

    @property
    def title(self) -> str:
        return texts.title(self.rule, self.language)

    @property
    def why(self) -> str:
        return texts.why(self.rule, self.facts, self.language)

    @property
    def ends(self) -> str:
        return texts.ends(self.rule, self.facts, self.language)

    @property
    def about(self) -> str:
        """The person, or else the session by kind and day; empty when it is about the whole group."""
        return self.name or session_of(self.kind, self.facts, self.language)

    @property
    def label(self) -> str:
        """On one line: what, and for whom."""
        return f"{self.title} – {self.about or self.traject_key}"


def some(session: ReadSession, who: Onlooker, ids: Sequence[UUID]) -> list[Task]:
    """These tasks, open or closed, as far as they are theirs to see."""
    query = task_rows().where(tasks.c.id.in_(ids), who.visitor.sees()).order_by(*by_urgency())
    return [as_task(row, who) for row in session.execute(query)]


def task_rows() -> Select[Any]:
    """Tasks with all that a line shows."""
    return (
        select(
            tasks,
            trajects.c.key.label("traject_key"),
            trajects.c.municipality,
            trajects.c.phase,
            participants.c.key.label("participant_key"),
            func.coalesce(staff.c.name, staff.c.email).label("assignee_name"),
            *people.COLUMNS,
        )
        .join_from(tasks, trajects, trajects.c.id == tasks.c.traject_id)
        .outerjoin(participants, participants.c.id == tasks.c.participant_id)
        .outerjoin(people_table, people_table.c.participant_id == tasks.c.participant_id)
        .outerjoin(staff, staff.c.id == tasks.c.assignee)
    )


def as_task(row: Any, who: Onlooker) -> Task:  # noqa: ANN401 - a row of `task_rows`
    """A row for people to read."""
    return Task(
        id=row.id,
        kind=row.kind,
        role=row.role,
        traject=row.traject_id,
        traject_key=row.traject_key,
        municipality=row.municipality,
        phase=row.phase,
        participant=row.participant_id,
        name=people.called(who.visitor, row, row.participant_key),
        session=row.session_id,
        milestone=row.milestone,
        opens=row.opens,
        due=row.due,
        expires=row.expires,
        priority=row.priority,
        state=row.state,
        closed_on=row.closed_on,
        assignee=row.assignee,
        assignee_name=row.assignee_name,
        facts=row.facts,
        definition=f"{row.programme} v{row.programme_version}",
        language=who.language,
    )


def session_of(kind: str, facts: Mapping[str, Any], language: Language) -> str:
    """The session that a task is about, as people speak of it; empty when it is about none."""
    day, of = facts.get("session"), facts.get("kind") or _OF_KIND.get(kind)
    if day is None or of is None:
        return ""
    name = texts.name(SessionKind(of), language)
    return f"{name[:1].upper()}{name[1:]}, {texts.day(date.fromisoformat(day), language)}"


_OF_KIND: Mapping[str, str] = {
    TaskKind.PREPARE_GUEST: SessionKind.GUEST_LESSON,
    TaskKind.CONFIRM_CEREMONY: SessionKind.CEREMONY,
    TaskKind.INTERIM_EVALUATION: SessionKind.TRAINING,
}
"""Of which kind the session is, where the kind of task says it."""


def is_late(task: Task, today: date) -> bool:
    """Open, and today is later than its due date."""
    return task.state == "open" and overdue(task.due, today)
