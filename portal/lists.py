"""Open tasks as the list shows them: one statement a page, with names where the visitor sees names."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select, tuple_

from domain import texts
from domain.texts import Language
from portal import keyset, people
from portal.errors import NotThere
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.tables import participants, sessions, staff, tasks, trajects
from storage.tables import people as people_table

SIZE = 50
_ORDER = (tasks.c.due, tasks.c.priority, tasks.c.id)


@dataclass(frozen=True, slots=True)
class Line:
    """A task for people to read."""

    id: UUID
    kind: str
    title: str
    why: str
    ends: str
    traject: UUID
    traject_key: str
    municipality: str
    participant: UUID | None
    name: str
    session: UUID | None
    due: date
    expires: date | None
    state: str
    assignee: str | None


def task_lines(
    session: ReadSession, visitor: Visitor, language: Language, *, after: str | None = None
) -> tuple[list[Line], str | None]:
    """One page of open tasks, and where the next one begins."""
    query = _query(visitor).where(tasks.c.state == "open").order_by(*_ORDER).limit(SIZE + 1)
    cursor = keyset.read(after, (date, int, UUID))
    if cursor is not None:
        query = query.where(and_(tasks.c.due >= cursor[0], tuple_(*_ORDER) > tuple_(*cursor)))
    rows = session.execute(query).all()
    lines = [_line(row, visitor, language) for row in rows[:SIZE]]
    last = rows[SIZE - 1] if len(rows) > SIZE else None
    return lines, None if last is None else keyset.write(last.due, last.priority, last.id)


def task_line(session: ReadSession, visitor: Visitor, language: Language, identity: UUID) -> Line:
    """One task, open or closed.

    Raises:
        NotThere: no such task, or not theirs.
    """
    row = session.execute(_query(visitor).where(tasks.c.id == identity)).one_or_none()
    if row is None:
        raise NotThere
    return _line(row, visitor, language)


def _query(visitor: Visitor) -> Select[Any]:
    return (
        select(
            tasks,
            trajects.c.key.label("traject_key"),
            trajects.c.municipality,
            participants.c.key.label("participant_key"),
            sessions.c.key.label("session_key"),
            staff.c.name.label("assignee_name"),
            *people.COLUMNS,
        )
        .join_from(tasks, trajects, trajects.c.id == tasks.c.traject_id)
        .outerjoin(participants, participants.c.id == tasks.c.participant_id)
        .outerjoin(people_table, people_table.c.participant_id == tasks.c.participant_id)
        .outerjoin(sessions, sessions.c.id == tasks.c.session_id)
        .outerjoin(staff, staff.c.id == tasks.c.assignee)
        .where(visitor.sees())
    )


def _line(row: Any, visitor: Visitor, language: Language) -> Line:  # noqa: ANN401 - a row of `_query`
    rule = f"FUP-{row.milestone}" if row.kind == "follow_up" else row.kind
    return Line(
        id=row.id,
        kind=row.kind,
        title=texts.title(row.kind, language) if row.kind != "follow_up" else texts.title(rule, language),
        why=texts.why(rule, row.facts, language),
        ends=texts.ends(rule, row.facts, language),
        traject=row.traject_id,
        traject_key=row.traject_key,
        municipality=row.municipality,
        participant=row.participant_id,
        name=people.called(visitor, row, row.participant_key),
        session=row.session_id,
        due=row.due,
        expires=row.expires,
        state=row.state,
        assignee=row.assignee_name,
    )
