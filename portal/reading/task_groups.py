"""The open tasks of one traject, those of one kind as one line: what people have to do, not how many rows there are."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain import texts
from domain.calendar import overdue
from domain.texts import Language
from portal.reading.task_rows import session_of
from portal.reading.traject import Picture
from storage.engine import ReadSession
from storage.queries.tasks import TaskFilter, TaskLine
from storage.queries.tasks import open_tasks as page_of_tasks
from views.tasks import lines_of
from views.texts import task_rule


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Tasks of one kind: `who` are (task, participant or None, name, assignee), `due` is the earliest."""

    kind: str
    title: str
    role: str
    due: date
    late: bool
    why: str
    ends: str
    who: tuple[tuple[UUID, UUID | None, str, str | None], ...]


def task_groups(session: ReadSession, picture: Picture, language: Language) -> list[TaskGroup]:
    """The lines of a traject, most urgent first; of an earlier day as the rules had them then."""
    groups: dict[str, list[TaskLine]] = defaultdict(list)
    for line in sorted(_lines(session, picture), key=lambda line: (line.due, line.priority, line.id)):
        groups[task_rule(line)].append(line)
    return [_group(picture, rule, lines, language) for rule, lines in groups.items()]


def _lines(session: ReadSession, picture: Picture) -> list[TaskLine]:
    if picture.day.as_of is not None:
        return list(lines_of(session, picture.assessed))
    return page_of_tasks(session, TaskFilter(traject=picture.id))[0]


def _group(picture: Picture, rule: str, lines: list[TaskLine], language: Language) -> TaskGroup:
    first = lines[0]
    return TaskGroup(
        kind=first.kind,
        title=texts.title(rule, language),
        role=texts.waiting_on(first.role, language),
        due=first.due,
        late=overdue(first.due, picture.day.end),
        why=texts.why(rule, first.facts, language),
        ends=texts.ends(rule, first.facts, language),
        who=tuple(_who(picture, line, language) for line in lines),
    )


def _who(picture: Picture, line: TaskLine, language: Language) -> tuple[UUID, UUID | None, str, str | None]:
    """The person, or else the session; empty for the whole group."""
    if line.participant_id is None:
        return line.id, None, session_of(line.kind, line.facts, language), line.assignee_name
    name = picture.names.get(line.participant_id, line.participant or "")
    return line.id, line.participant_id, name, line.assignee_name
