"""What is to be done: the list of open tasks, and the talk that closes one."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from domain.facts import Done
from domain.terms import TaskKind
from portal.errors import NotThere
from portal.forms import Day, Filled, Form, Prose, empty
from portal.lists import task_line, task_lines
from portal.telling import about_task, last_fact
from portal.visit import Visiting

router = APIRouter()

TALKS = frozenset(
    {
        TaskKind.AFTERCARE,
        TaskKind.CALL_ABSENTEE,
        TaskKind.EXIT_TALK,
        TaskKind.PREPARE_GUEST,
        TaskKind.REFER_ON,
        TaskKind.REPORT_OUTCOMES,
        TaskKind.TALK_AT_RISK,
        TaskKind.TALK_OUT_OF_REACH,
    }
)
"""Needs that end when somebody says that it was done, and how it went."""


class Talk(Form):
    """What was done, when, and what came of it."""

    on: Day
    note: Prose | None = None


@router.get("/taken", name="tasks")
def tasks(visit: Visiting, vanaf: str | None = None) -> Response:
    """Open tasks in trajects that the visitor may see, most urgent first."""
    with visit.reading() as session:
        lines, after = task_lines(session, visit.visitor, visit.language, after=vanaf)
    return visit.page("tasks/list.html", lines=lines, after=after, talks=TALKS)


@router.get("/taken/{task}/gesprek", name="talk")
def talk(visit: Visiting, task: UUID) -> Response:
    """The form of a talk."""
    return _show(visit, task, empty(on=visit.today.isoformat()))


@router.post("/taken/{task}/gesprek", name="talk")
def record_talk(visit: Visiting, task: UUID) -> Response:
    """It was held: a fact, which closes the task; what was said is a note."""
    filled = visit.fill(Talk)
    if filled.value is not None and filled.value.on > visit.today:
        filled.refuse("on", visit.words.gettext("Deze dag moet nog komen."))
    if filled.value is not None and _tell(visit, task, filled, filled.value):
        return visit.see(visit.url("tasks"))
    return _show(visit, task, filled)


def _tell(visit: Visiting, task: UUID, filled: Filled[Talk], talk: Talk) -> bool:
    with visit.reading() as session:
        line = task_line(session, visit.visitor, visit.language, task)
    done = Done(task=TaskKind(line.kind), participant=line.participant, session=line.session, on=talk.on)
    statement = about_task(line.traject, line.participant, done).with_notes({"talk": talk.note})
    return visit.tell(filled, statement)


def _show(visit: Visiting, task: UUID, filled: Filled[Talk]) -> Response:
    with visit.reading() as session:
        line = task_line(session, visit.visitor, visit.language, task)
        seen = filled.seen or last_fact(session, line.traject)
    if line.kind not in TALKS:
        raise NotThere
    return visit.page("tasks/talk.html", filled=filled, line=line, seen=seen)
