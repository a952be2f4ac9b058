"""Take tasks, give them back, hand them over, postpone, complete or undo them: one, or many in one form.

Each task has a message of its own, and its own answer.
"""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from domain.facts import AnyFact, Done, Retracted, TaskClaimed, TaskPostponed
from domain.terms import TaskKind
from portal.addresses import ours
from portal.each import MOST, Item, Results, say_each
from portal.forms import Day, Failure, Filled, Form, Prose, empty
from portal.pages.tasks.shown import What, around, problem
from portal.reading import tasks as reading
from portal.reading.colleagues import Colleague, colleagues
from portal.reading.task_filters import read_text
from portal.reading.task_rows import Task, some
from portal.telling import Statement, about_participant, about_traject
from portal.undoing import Undo, to_undo
from portal.visit import Visit, Visiting

router = APIRouter()
Notes = Mapping[str, str | None]


class Chosen(Form):
    """Which tasks, and what about them. `actie` may name one task after a colon: the button of one line."""

    actie: str = ""
    taak: tuple[UUID, ...] = ()
    groep: tuple[str, ...] = ()
    vraag: str = ""
    naam: str | None = None
    ingevuld: bool = False


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


_FORMS: Mapping[What, type[Form]] = {
    What.HAND_OVER: HandedOver,
    What.POSTPONE: Postponed,
    What.COMPLETE: Completed,
}
_AT_ONCE = frozenset({What.CLAIM, What.RELEASE})
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
        here, done, found = around(self.visit), set[UUID](), []
        for task in self.tasks:
            why = self.problem(task)
            undo = self.undo.get(task.id)
            if undo is not None and undo.message in done:
                continue
            done |= {undo.message} if undo else set()
            statement = None if why and self.what is What.UNDO else _statement(self, task, said)
            content = f"{self.what} {said.model_dump_json()}"
            found.append(Item(str(task.id), task.label, content, statement, why, here.form_of(task) if why else None))
        return found


@router.get("/taken/acties", name="task_actions")
def ask(visit: Visiting) -> Response:
    """The form of one action, for tasks that the address names."""
    query = visit.request.query_params
    tasks = [UUID(text) for text in query.getlist("taak") if _is_id(text)]
    choice = _choice(visit, query.get("actie", ""), tasks)
    return _nothing_chosen(visit) if choice is None else _show(choice, _begin(choice))


@router.post("/taken/acties", name="task_actions")
def act(visit: Visiting) -> Response:
    """Say it, or ask what must be known first."""
    chosen = visit.fill(Chosen).value
    if chosen is None:
        return _nothing_chosen(visit)
    name, _, one = chosen.actie.partition(":")
    choice = _choice(visit, name, _ids(visit, _only(chosen, one) if one else chosen))
    if choice is None:
        return _nothing_chosen(visit)
    if not chosen.ingevuld and choice.what not in _AT_ONCE:
        return _show(choice, _begin(choice))
    filled = visit.fill(_FORMS.get(choice.what, Nothing))
    _check(choice, filled)
    return _show(choice, filled) if filled.value is None else _say(choice, filled, filled.value)


def _say(choice: Choice, filled: Filled[Any], said: Form) -> Response:
    visit, items = choice.visit, choice.items(said)
    results = say_each(visit, filled, items)
    if results is None:
        return _show(choice, filled)
    if len(items) > 1:
        fields, back = _fields(visit), _back(visit)
        return visit.page("tasks/results.html", results=results, fields=fields, back=back, left=choice.left)
    if not results.problems:
        return visit.see(_back(visit), _sentence(choice))
    return _show(choice, _failed(filled, results))


def _failed(filled: Filled[Any], results: Results) -> Filled[Any]:
    status = HTTPStatus.SERVICE_UNAVAILABLE if results.again else HTTPStatus.CONFLICT
    filled.failure = Failure(status, results.problems[0].problem)
    return filled


def _show(choice: Choice, filled: Filled[Any]) -> Response:
    visit = choice.visit
    here = around(visit, back=_back(visit))
    possible = [task for task in choice.tasks if not choice.problem(task)]
    return visit.page("tasks/action.html", filled=filled, choice=choice, possible=possible, here=here, what=choice.what)


def _begin(choice: Choice) -> Filled[Any]:
    return empty(on=choice.visit.today.isoformat()) if choice.what is What.COMPLETE else empty()


def _choice(visit: Visit, name: str, ids: Sequence[UUID]) -> Choice | None:
    what = next((each for each in What if each == name), None)
    if what is None or not ids:
        return None
    with visit.reading() as session:
        choice = Choice(visit, what, some(session, visit, ids[:MOST]))
        choice.left = max(0, len(ids) - MOST)
        if what is What.UNDO:
            choice.undo = to_undo(session, visit, choice.tasks)
        if what is What.HAND_OVER:
            about = list({task.traject for task in choice.tasks})
            choice.colleagues = colleagues(session, about, visit.visitor.staff)
    return choice if choice.tasks else None


def _ids(visit: Visit, chosen: Chosen) -> list[UUID]:
    """The tasks ticked, and those of the lines ticked under the filters of the list."""
    kinds = [(UUID(traject), kind) for traject, _, kind in (g.partition("~") for g in chosen.groep) if _is_id(traject)]
    wanted = read_text(chosen.vraag, chosen.naam or None)
    with visit.reading() as session:
        of_lines = reading.of_lines(session, visit, wanted, kinds)
    return list(dict.fromkeys([*of_lines, *chosen.taak]))


def _only(chosen: Chosen, one: str) -> Chosen:
    """The button of one task or line, whatever else is ticked."""
    if _is_id(one):
        return chosen.model_copy(update={"taak": (UUID(one),), "groep": ()})
    return chosen.model_copy(update={"taak": (), "groep": (one,)})


def _check(choice: Choice, filled: Filled[Any]) -> None:
    """What only the day and the colleagues can tell."""
    words, today = choice.visit.words.gettext, choice.visit.today
    match filled.value:
        case Postponed(until=until) if until <= today:
            filled.refuse("until", words("Kies een dag na vandaag."))
        case Completed(on=on) if on > today:
            filled.refuse("on", words("Deze dag moet nog komen."))
        case HandedOver(staff=staff) if staff not in {each.staff for each in choice.colleagues}:
            filled.refuse("staff", words("Kies een van de mogelijkheden."))


def _statement(choice: Choice, task: Task, said: Form) -> Statement:
    fact, notes = _SAYS[choice.what](choice, task, said)
    if task.participant is None:
        return about_traject(task.traject, fact, session=task.session).with_notes(notes)
    return about_participant(task.participant, task.traject, fact).with_notes(notes)


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


def done(task: Task, on: Any) -> Done:  # noqa: ANN401 - a day
    """The need of a task was met on a day."""
    return Done(task=TaskKind(task.kind), participant=task.participant, session=task.session, on=on)


_SAYS: Mapping[What, Callable[[Choice, Task, Any], tuple[AnyFact, Notes]]] = {
    What.CLAIM: _claimed,
    What.RELEASE: _released,
    What.HAND_OVER: _handed_over,
    What.POSTPONE: _postponed,
    What.COMPLETE: _completed,
    What.UNDO: _undone,
}


def _sentence(choice: Choice) -> str:
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


def _fields(visit: Visit) -> list[tuple[str, str]]:
    """The form again, to be sent once more."""
    return [(name, text) for name, text in visit.form.multi_items() if isinstance(text, str)]


def _back(visit: Visit) -> str:
    return ours(visit.back, visit.url("tasks"))


def _nothing_chosen(visit: Visit) -> Response:
    return visit.see(_back(visit), visit.words.gettext("Kies eerst een of meer taken."))


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
