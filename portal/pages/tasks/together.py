"""One form for the people of one line of the list; each of them gets a message and an answer of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from domain.assessment import Intake
from domain.programme import Programme
from domain.terms import TaskKind
from portal import completing
from portal.addresses import ours
from portal.each import MOST, Item, say_each
from portal.errors import Forbidden, NotThere
from portal.forms import Day, Failure, Filled, Form, empty
from portal.pages.tasks.sheets import SHEETS, Sheet, why_not
from portal.pages.tasks.shown import LATE_COMPLETION, around
from portal.reading import tasks as reading
from portal.reading.task_filters import Tab, Wanted
from portal.reading.task_rows import Task, some
from portal.visit import Visit, Visiting
from storage.engine import ReadSession
from views.day import Day as Moment
from views.reading import one

router = APIRouter()


class Together(Form):
    """What all people of the form have in common; the rest is named by their tasks."""

    on: Day
    taak: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A traject, and what of its people the form shows."""

    traject: UUID
    kind: TaskKind
    key: str
    programme: Programme
    intakes: Mapping[UUID, Intake]
    tasks: Sequence[Task]


@router.get("/trajecten/{traject}/samen/{kind}", name="together")
def together(visit: Visiting, traject: UUID, kind: str) -> Response:
    """The form, with everybody whose task is open; where each needs a form of their own, the way to those."""
    with visit.reading() as session:
        group = _group(visit, session, traject, kind, _open_ones(visit, session, traject, kind))
    if kind == TaskKind.APPROVE_CERTIFICATE:
        return visit.see(visit.url("certificates", traject=traject))
    return _show(visit, group, empty(on=visit.today.isoformat()))


@router.post("/trajecten/{traject}/samen/{kind}", name="together")
def record_together(visit: Visiting, traject: UUID, kind: str) -> Response:
    """What was filled in: a message for each person about whom something was."""
    filled = visit.fill(Together)
    with visit.reading() as session:
        named = filled.value.taak if filled.value else _named(visit)
        tasks = some(session, visit, named[:MOST])
        group = _group(visit, session, traject, kind, [t for t in tasks if (t.traject, t.kind) == (traject, kind)])
    sheet = SHEETS.get(kind)
    if sheet is None or not group.tasks:
        return together(visit, traject, kind)
    filled.typed = {**filled.typed, **_ticked(visit, group.tasks)}
    if filled.value is not None and filled.value.on > visit.today:
        filled.refuse("on", visit.words.gettext("Deze dag moet nog komen."))
    return _show(visit, group, filled) if filled.value is None else _say(visit, group, sheet, filled, filled.value)


def _say(visit: Visit, group: Group, sheet: Sheet, filled: Filled[Together], said: Together) -> Response:
    items = list(_items(visit, group, sheet, said))
    if not items:
        sentence = visit.words.gettext("Vul voor ten minste één persoon iets in.")
        filled.failure = Failure(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)
        return _show(visit, group, filled)
    results = say_each(visit, filled, items)
    if results is None:
        return _show(visit, group, filled)
    back = ours(visit.back, visit.url("tasks"))
    fields = [(name, text) for name, text in visit.form.multi_items() if isinstance(text, str)]
    return visit.page("tasks/results.html", results=results, fields=fields, back=back, left=0)


def _items(visit: Visit, group: Group, sheet: Sheet, said: Together) -> list[Item]:
    here, found = around(visit), []
    for task in group.tasks:
        statement = sheet.statement(visit.form, task, said.on)
        if statement is None:
            continue
        intake = group.intakes.get(task.participant) if task.participant else None
        problem = why_not(visit.form, task, intake, visit.words)
        if task.state not in LATE_COMPLETION:
            problem = visit.words.gettext("Deze taak is niet meer open.")
        content = f"{statement.facts} {statement.enclosure.notes}"
        address = here.form_of(task) if problem else None
        found.append(Item(str(task.id), task.about, content, statement, problem, address))
    return found


def _show(visit: Visit, group: Group, filled: Filled[Together]) -> Response:
    sheet = SHEETS.get(group.kind)
    here = around(visit, back=visit.back or visit.url("tasks"))
    forms = [(task, completing.address(task, visit.visitor, visit.url, here.back)) for task in group.tasks]
    return visit.page("tasks/together.html", filled=filled, group=group, sheet=sheet, here=here, forms=forms)


def _group(visit: Visit, session: ReadSession, traject: UUID, kind: str, tasks: Sequence[Task]) -> Group:
    found = one(session, Moment(visit.today), traject)
    if found is None or kind not in set(TaskKind):
        raise NotThere
    if kind != TaskKind.CATCH_UP_VISIT and not completing.may_together(kind, visit.visitor):
        raise Forbidden
    intakes = {who: person.intake for who, person in found.found.participants.items()}
    by_name = sorted(tasks, key=lambda task: (task.about.casefold(), task.due))
    return Group(traject, TaskKind(kind), found.known.key, found.programme, intakes, by_name)


def _open_ones(visit: Visit, session: ReadSession, traject: UUID, kind: str) -> Sequence[Task]:
    everybody = Wanted(tab=Tab.TEAM)
    return reading.line(session, visit, everybody, traject, kind)


def _named(visit: Visit) -> tuple[UUID, ...]:
    """The tasks of a form whose other fields could not be read."""
    try:
        return tuple(UUID(str(text)) for text in visit.form.getlist("taak"))
    except ValueError:
        return ()


def _ticked(visit: Visit, tasks: Sequence[Task]) -> dict[str, list[str]]:
    """The fields of which one person can have several."""
    names = [f"c-{task.id}" for task in tasks]
    return {name: [str(each) for each in visit.form.getlist(name)] for name in names}
