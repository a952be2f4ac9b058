"""Take tasks, give them back, hand them over, postpone, complete or undo them: one, or many in one form.

Each task has a message of its own, and its own answer.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from portal.addresses import ours
from portal.each import MOST, Results, say_each
from portal.forms import Failure, Filled, Form, empty
from portal.pages.tasks.chosen import AT_ONCE, FORMS, Choice, Completed, HandedOver, Nothing, Postponed, sentence
from portal.pages.tasks.shown import What, around
from portal.reading import tasks as reading
from portal.reading.colleagues import colleagues
from portal.reading.task_filters import read_text
from portal.reading.task_rows import some
from portal.undoing import to_undo
from portal.visit import Visit, Visiting

router = APIRouter()


class Chosen(Form):
    """Which tasks, and what about them. `actie` may name one task after a colon: the button of one line."""

    actie: str = ""
    taak: tuple[UUID, ...] = ()
    groep: tuple[str, ...] = ()
    vraag: str = ""
    naam: str | None = None
    ingevuld: bool = False


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
    if not chosen.ingevuld and choice.what not in AT_ONCE:
        return _show(choice, _begin(choice))
    filled = visit.fill(FORMS.get(choice.what, Nothing))
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
        return visit.see(_back(visit), sentence(choice))
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
