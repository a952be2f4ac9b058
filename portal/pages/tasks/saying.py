"""What is said of a task, whichever form says it."""

from collections.abc import Mapping
from datetime import date

from domain.facts import AnyFact, Done
from domain.terms import TaskKind
from portal.reading.task_rows import Task
from portal.telling import Statement, about_participant, about_traject

Notes = Mapping[str, str | None]
"""Free text by field."""


def about(task: Task, fact: AnyFact, notes: Notes) -> Statement:
    """A fact about the participant of a task, or about its traject if it has none."""
    if task.participant is None:
        return about_traject(task.traject, fact, session=task.session).with_notes(notes)
    return about_participant(task.participant, task.traject, fact).with_notes(notes)


def done(task: Task, on: date) -> Done:
    """The need of a task was met on a day."""
    return Done(task=TaskKind(task.kind), participant=task.participant, session=task.session, on=on)
