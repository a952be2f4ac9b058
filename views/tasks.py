"""The task list: open tasks with their reasons, most urgent first."""

from collections.abc import Iterable, Iterator
from typing import Any

from domain.assessment import Need
from domain.calendar import overdue
from domain.terms import TaskState
from storage.engine import ReadSession
from storage.errors import TrajectUnreadable
from storage.queries.facts import session_keys
from storage.queries.tasks import TaskFilter, TaskLine, all_open_tasks
from views.day import Day, Scope
from views.reading import Assessed, assessed, left_out, to_assess
from views.texts import Language, task_rule, task_text


def open_tasks(
    session: ReadSession, day: Day, wanted: TaskFilter, unreadable: list[TrajectUnreadable]
) -> list[TaskLine]:
    """The open tasks on a day; `wanted.due_before` is the day itself for those overdue.

    Trajects that cannot be read are added to `unreadable`: of them, today's are those of the last assessment, and those
    of another day are missing.
    """
    scope = Scope(wanted.traject, wanted.municipality)
    again = to_assess(session, day, scope)
    lines = [
        line
        for found in assessed(session, day, again, unreadable)
        for line in lines_of(session, found)
        if _fits(line, wanted)
    ]
    if day.as_of is None:
        judged = set(again) - {one.traject for one in unreadable}
        lines += [line for line in all_open_tasks(session, wanted) if line.traject_id not in judged]
    return sorted(lines, key=lambda line: (line.due, line.priority, line.municipality, line.traject, line.id))


def lines_of(session: ReadSession, found: Assessed, needs: Iterable[Need] | None = None) -> Iterator[TaskLine]:
    """The open ones among these needs (all of the traject's when not given), as the list in Postgres has them."""
    names = found.participants
    meetings = session_keys(session, [found.known.traject])
    for need in found.found.all_needs() if needs is None else needs:
        if need.state is not TaskState.OPEN:
            continue
        rule = found.programme.tasks[need.kind]
        yield TaskLine(
            id=need.task_id(found.known.traject),
            kind=need.kind.value,
            role=rule.role.value,
            traject_id=found.known.traject,
            traject=found.known.key,
            municipality=found.known.municipality,
            participant_id=need.participant,
            participant=None if need.participant is None else names[need.participant],
            session_id=need.session,
            session=None if need.session is None else meetings.get(need.session),
            milestone=need.milestone,
            opens=need.opens,
            due=need.due,
            expires=need.expires,
            priority=rule.priority,
            state=need.state.value,
            closed_on=None,
            assignee=None,
            assignee_name=None,
            facts=need.facts,
            programme=found.programme.id,
            programme_version=found.programme.version,
        )


def as_json(line: TaskLine, day: Day, language: Language) -> dict[str, Any]:
    """One task as `--json` prints it (docs/commands.md); `assignee` is who took it."""
    return {
        "id": str(line.id),
        "kind": line.kind,
        "role": line.role,
        "traject": line.traject,
        "municipality": line.municipality,
        "participant": line.participant,
        "opens": line.opens.isoformat(),
        "due": line.due.isoformat(),
        "expires": None if line.expires is None else line.expires.isoformat(),
        "overdue": overdue(line.due, day.end),
        "priority": line.priority,
        "session": line.session,
        "group": f"{line.municipality}/{line.traject}/{line.kind}",
        "reason": {
            "rule": task_rule(line),
            "text": task_text(line, language),
            "facts": line.facts,
            "definition": f"{line.programme}/{line.programme_version}",
        },
        "milestone": line.milestone,
        "assignee": line.assignee_name,
    }


def document(session: ReadSession, day: Day, wanted: TaskFilter, language: Language) -> dict[str, Any]:
    """The JSON of `traject tasks`."""
    unreadable: list[TrajectUnreadable] = []
    lines = open_tasks(session, day, wanted, unreadable)
    return {
        "as_of": day.end.isoformat(),
        "tasks": [as_json(line, day, language) for line in lines],
        **left_out(unreadable),
    }


def _fits(line: TaskLine, wanted: TaskFilter) -> bool:
    role = wanted.role is None or line.role == wanted.role
    return role and (wanted.due_before is None or overdue(line.due, wanted.due_before))
