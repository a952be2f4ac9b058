"""What Postgres itself should agree on: every row of the lists with the facts, and the clocks with the calendar.

A fresh assessment is set beside the tables by the very function that would write them, so nothing that a look writes
can differ unnoticed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from activities.assignees import assignees
from activities.consequences import Changes, Found, consequences
from domain.terms import TaskState
from storage import current
from storage.current import Columns, Current
from storage.engine import ReadSession
from storage.errors import TrajectUnreadable
from storage.tables import trajects
from views.day import Day, Scope
from views.reading import Assessed, assessed, to_assess


class Wrong(StrEnum):
    """What can be wrong with what Postgres says of a traject."""

    CLOCK = "clock_behind"
    STANDING = "standing_differs"
    OVERVIEW = "overview_differs"
    TASK_MISSING = "task_missing"
    TASK_TOO_MANY = "task_without_need"
    TASK_DIFFERS = "task_differs"
    STALLS = "stalls_differ"
    FORGOTTEN = "forgotten_is_back"
    KEY = "key_missing"
    UNHEARD = "not_heard"
    UNREADABLE_NOTE = "note_unreadable"
    NAME = "name_differs"
    NAME_LOST = "name_unknown"
    STRAY = "journey_of_nobody"
    MISPLACED = "in_another_traject"
    FACTS_GONE = "facts_gone"
    CONTRADICTORY = "fact_contradictory"
    FACT = "fact_unreadable"
    PERSON = "person_unreadable"
    PROGRAMME = "programme_unreadable"
    DAY = "day_unreadable"


_STANDING = {"phase", "next_check", "ended", "phases"}
_OF_THE_LOOK = {"version", "counted_on"}
"""They say when was looked, and how often something came of it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a traject, or with a row that is of none.

    `task` is a task's id; `what` its kind, a stall's rule, an overview's columns, whose standing, key or birth date, a
    name, a fact's number, a programme, a column, or the id of a message or
    workflow; `participant` is whose key, or who was forgotten.
    """

    traject: UUID | None
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
    unreadable: list[TrajectUnreadable] = []
    found = [_finding(traject, Wrong.CLOCK) for traject in assessed(session, day, behind, unreadable)]
    for traject in assessed(session, day, [traject for traject in everything if traject not in late], unreadable):
        found += _differences(traject, current.unlocked(session, traject.known.traject))
    return [*found, *(finding for problem in unreadable for finding in _not_readable(problem))]


def _not_readable(problem: TrajectUnreadable) -> Iterator[Finding]:
    wrong = [
        *((Wrong.FACT, str(seq)) for seq in problem.facts),
        *((Wrong.PERSON, key) for key in problem.people),
        *((Wrong.PROGRAMME, programme) for programme in filter(None, [problem.programme])),
    ]
    for kind, what in wrong:
        yield Finding(problem.traject, problem.key, problem.municipality, kind, what)


def _differences(traject: Assessed, before: Current) -> Iterator[Finding]:
    found = Found(
        situation=traject.situation,
        programme=traject.programme,
        assessment=traject.found,
        assignees=assignees(traject.known.log, traject.found.today),
        keys=traject.participants,
    )
    changes = consequences(before, found, datetime.now(UTC))
    yield from _own(traject, before.traject, changes.traject)
    yield from (_finding(traject, Wrong.STANDING, row["key"]) for row in changes.participants)
    yield from _tasks(traject, before, changes)
    if changes.stalls is not None:
        rules = {row["rule"] for row in _only_in_one(before.stalls, changes.stalls)}
        yield from (_finding(traject, Wrong.STALLS, rule) for rule in sorted(rules))


def _own(traject: Assessed, row: Columns, wanted: Columns) -> Iterator[Finding]:
    other = {name for name, value in wanted.items() if row[name] != value} - _OF_THE_LOOK
    if other & _STANDING:
        yield _finding(traject, Wrong.STANDING, traject.known.key)
    if other - _STANDING:
        yield _finding(traject, Wrong.OVERVIEW, ", ".join(sorted(other - _STANDING)))


def _tasks(traject: Assessed, before: Current, changes: Changes) -> Iterator[Finding]:
    for row in changes.tasks:
        is_listed = _is_open(before.tasks.get(row["id"]))
        yield _finding(traject, Wrong.TASK_DIFFERS if is_listed else Wrong.TASK_MISSING, row["kind"], row["id"])
    for row in changes.closed:
        known = before.tasks[row["id"]]
        wrong = Wrong.TASK_TOO_MANY if _is_open(known) else Wrong.TASK_DIFFERS
        yield _finding(traject, wrong, known["kind"], row["id"])


def _is_open(task: Columns | None) -> bool:
    return task is not None and task["state"] == TaskState.OPEN


def _only_in_one(some: list[Columns], others: list[Columns]) -> Iterator[Columns]:
    yield from (row for row in some if row not in others)
    yield from (row for row in others if row not in some)


def _finding(traject: Assessed, wrong: Wrong, what: str = "", task: UUID | None = None) -> Finding:
    return Finding(traject.known.traject, traject.known.key, traject.known.municipality, wrong, str(what), task)
