"""The talk, or the report, that a task asks for: that it was done, when, and what came of it."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from portal.forms import Day, Filled, Form, Prose, empty
from portal.pages.tasks.one import find
from portal.pages.tasks.saying import about, done
from portal.pages.tasks.shown import around, why_no_talk
from portal.reading.task_rows import Task
from portal.telling import Statement, last_fact
from portal.visit import Visit, Visiting

router = APIRouter()


class Talk(Form):
    """What was done, when, and what came of it."""

    on: Day
    note: Prose | None = None


@router.get("/taken/{task}/gesprek", name="talk")
def talk(visit: Visiting, task: UUID) -> Response:
    """The form of a talk; why there is none, where the task asks for something else."""
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


def _tell(visit: Visit, identity: UUID, filled: Filled[Talk], talk: Talk) -> bool:
    with visit.reading() as session:
        task = find(visit, session, identity)
    if why_no_talk(visit, task) and task.state != "done":
        return False
    return visit.tell(filled, held(task, talk))


def held(task: Task, talk: Talk) -> Statement:
    """That the talk of a task was held."""
    return about(task, done(task, talk.on), {"remark": talk.note})


def _show(visit: Visit, identity: UUID, filled: Filled[Talk]) -> Response:
    with visit.reading() as session:
        task = find(visit, session, identity)
        seen = filled.seen or last_fact(session, task.traject)
    here = around(visit, back=visit.back or visit.url("tasks"))
    return visit.page(
        "tasks/talk.html", filled=filled, task=task, seen=seen, problem=why_no_talk(visit, task), here=here
    )
