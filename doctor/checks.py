"""What Postgres itself should agree on: the task list with the rules, and the clocks with the calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import select

from domain.phase_days import spells
from storage.engine import ReadSession
from storage.queries.stalled import stalled
from storage.queries.standings import of_traject
from storage.queries.tasks import TaskFilter, TaskLine, all_open_tasks
from storage.tables import trajects
from views import stalled as stalled_view
from views import tasks as tasks_view
from views.day import Day, Scope
from views.reading import Assessed, assessed, to_assess


class Wrong(StrEnum):
    """What can be wrong with the lists of a traject."""

    CLOCK = "clock_behind"
    STANDING = "standing_differs"
    TASK_MISSING = "task_missing"
    TASK_TOO_MANY = "task_without_need"
    TASK_DIFFERS = "task_differs"
    STALLS = "stalls_differ"
    FORGOTTEN = "forgotten_is_back"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with one traject; `task` is its id, `what` the task's kind, a stall's rule or whose standing."""

    traject: UUID
    key: str
    municipality: str
    wrong: Wrong
    what: str = ""
    task: UUID | None = None
    participant: UUID | None = None


def findings(session: ReadSession, today: date) -> list[Finding]:
    """All that is wrong, traject by traject. Where a clock is behind, the lists are not compared: they wait for it."""
    day = Day(today)
    behind = to_assess(session, day, Scope())
    everything = list(session.execute(select(trajects.c.id).order_by(trajects.c.id)).scalars())
    late = set(behind)
    found = [finding for traject in assessed(session, day, behind) for finding in _clock(traject)]
    in_time = [traject for traject in everything if traject not in late]
    for traject in assessed(session, day, in_time):
        found += [*_standings(session, traject), *_tasks(session, traject), *_stalls(session, traject)]
    return found


def _clock(traject: Assessed) -> Iterator[Finding]:
    yield _finding(traject, Wrong.CLOCK)


def _standings(session: ReadSession, traject: Assessed) -> Iterator[Finding]:
    found, kept = traject.found, of_traject(session, traject.known.traject)
    past = to_jsonable_python(spells(traject.situation, traject.programme, found.today))
    if kept.get(traject.known.traject) != (found.phase, False, found.next_check, found.ended, None, past):
        yield _finding(traject, Wrong.STANDING, traject.known.key)
    for who, one in found.participants.items():
        if kept.get(who) != (one.phase, one.paused, one.next_check, one.ended, one.certificate.verdict, None):
            yield _finding(traject, Wrong.STANDING, traject.participants.get(who, ""))


def _tasks(session: ReadSession, traject: Assessed) -> Iterator[Finding]:
    needed = {line.id: line for line in tasks_view.lines_of(session, traject)}
    listed = {line.id: line for line in all_open_tasks(session, TaskFilter(traject=traject.known.traject))}
    for number, line in needed.items():
        if number not in listed:
            yield _finding(traject, Wrong.TASK_MISSING, line.kind, number)
        elif _asked(line) != _asked(listed[number]):
            yield _finding(traject, Wrong.TASK_DIFFERS, line.kind, number)
    for number, line in listed.items():
        if number not in needed:
            yield _finding(traject, Wrong.TASK_TOO_MANY, line.kind, number)


def _asked(line: TaskLine) -> tuple[object, ...]:
    return line.role, line.participant_id, line.session_id, line.milestone, line.opens, line.due, line.expires


def _stalls(session: ReadSession, traject: Assessed) -> Iterator[Finding]:
    found = {(s.rule, s.participant_id, s.since) for s in stalled_view.lines_of(traject)}
    listed = {(s.rule, s.participant_id, s.since) for s in stalled(session, traject=traject.known.traject)}
    for rule in sorted({rule for rule, _, _ in found ^ listed}):
        yield _finding(traject, Wrong.STALLS, rule)


def _finding(traject: Assessed, wrong: Wrong, what: str = "", task: UUID | None = None) -> Finding:
    return Finding(traject.known.traject, traject.known.key, traject.known.municipality, wrong, what, task)
