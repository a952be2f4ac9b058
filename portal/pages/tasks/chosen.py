"""The tasks that were chosen, what each action asks about them, and what it says of each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.facts import AnyFact, Retracted, TaskClaimed, TaskPostponed
from portal.each import Item
from portal.forms import Day, Form, Prose
from portal.pages.tasks.saying import Notes, about, done
from portal.pages.tasks.shown import What, around, problem
from portal.reading.colleagues import Colleague
from portal.reading.task_rows import Task
from portal.telling import Statement
from portal.undoing import Undo
from portal.visit import Visit


class Nothing(Form):
    """Claiming, releasing and undoing ask nothing more."""


class HandedOver(Form):
    staff: UUID
    reason: Prose


class Postponed(Form):
    until: Day
    reason: Prose


class Completed(Form):
    on: Day
    note: Prose | None = None


FORMS: Mapping[What, type[Form]] = {
    What.HAND_OVER: HandedOver,
    What.POSTPONE: Postponed,
    What.COMPLETE: Completed,
}
AT_ONCE = frozenset({What.CLAIM, What.RELEASE})
"""Said as soon as the button is pressed; the others ask something first."""


class Choice:
    """The tasks that were chosen, and what is known about them."""

    def __init__(self, visit: Visit, what: What, tasks: Sequence[Task]) -> None:
        self.visit, self.what, self.tasks = visit, what, tasks
        self.undo: Mapping[UUID, Undo] = {}
        self.colleagues: Sequence[Colleague] = ()
        self.left = 0
        """Tasks that were chosen too, and are more than one form takes."""

    def problem(self, task: Task) -> str:
        """Why it cannot be said of this task."""
        found = problem(self.visit, self.what, task)
        if not found and self.what is What.UNDO and task.id not in self.undo:
            return self.visit.words.gettext("Hier is niets van terug te nemen; dat kan tot een dag later.")
        return found

    def items(self, said: Form) -> list[Item]:
        """A message for each task; tasks that one message closed are undone by one."""
        here, undone, found = around(self.visit), set[UUID](), []
        for task in self.tasks:
            why = self.problem(task)
            undo = self.undo.get(task.id)
            if undo is not None and undo.message in undone:
                continue
            undone |= {undo.message} if undo else set()
            statement = None if why and self.what is What.UNDO else _statement(self, task, said)
            content = f"{self.what} {said.model_dump_json()}"
            found.append(Item(str(task.id), task.label, content, statement, why, here.form_of(task) if why else None))
        return found


def _statement(choice: Choice, task: Task, said: Form) -> Statement:
    fact, notes = _SAYS[choice.what](choice, task, said)
    return about(task, fact, notes)


def _claimed(choice: Choice, task: Task, _said: Form) -> tuple[AnyFact, Notes]:
    return TaskClaimed(task=task.id, participant=task.participant, staff=choice.visit.visitor.staff), {}


def _released(_choice: Choice, task: Task, _said: Form) -> tuple[AnyFact, Notes]:
    return TaskClaimed(task=task.id, participant=task.participant, staff=None), {}


def _handed_over(_choice: Choice, task: Task, said: HandedOver) -> tuple[AnyFact, Notes]:
    fact = TaskClaimed(task=task.id, participant=task.participant, staff=said.staff)
    return fact, {"hand_over_reason": said.reason}


def _postponed(_choice: Choice, task: Task, said: Postponed) -> tuple[AnyFact, Notes]:
    fact = TaskPostponed(task=task.id, participant=task.participant, until=said.until)
    return fact, {"postpone_reason": said.reason}


def _completed(_choice: Choice, task: Task, said: Completed) -> tuple[AnyFact, Notes]:
    return done(task, said.on), {"remark": said.note}


def _undone(choice: Choice, task: Task, _said: Form) -> tuple[AnyFact, Notes]:
    return Retracted(message=choice.undo[task.id].message, participant=task.participant), {}


_SAYS: Mapping[What, Callable[[Choice, Task, Any], tuple[AnyFact, Notes]]] = {
    What.CLAIM: _claimed,
    What.RELEASE: _released,
    What.HAND_OVER: _handed_over,
    What.POSTPONE: _postponed,
    What.COMPLETE: _completed,
    What.UNDO: _undone,
}


def sentence(choice: Choice) -> str:
    """That it was recorded."""
    words = choice.visit.words.gettext
    sentences = {
        What.CLAIM: words("U hebt deze taak opgepakt: %(task)s."),
        What.RELEASE: words("Deze taak is weer vrij: %(task)s."),
        What.HAND_OVER: words("Overgedragen: %(task)s."),
        What.POSTPONE: words("Uitgesteld: %(task)s."),
        What.COMPLETE: words("Afgerond: %(task)s."),
        What.UNDO: words("Teruggenomen: %(task)s."),
    }
    return sentences[choice.what] % {"task": choice.tasks[0].title}
