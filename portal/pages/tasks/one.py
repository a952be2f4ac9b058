"""One task: why it is there, what would end it, what was said of it, what can be done."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from portal.errors import NotThere
from portal.pages.tasks.shown import LATE_COMPLETION, around
from portal.reading.task_rows import Task, some
from portal.reading.task_story import story
from portal.undoing import to_undo
from portal.visit import Visit, Visiting
from storage.engine import ReadSession

router = APIRouter()


@router.get("/taken/{task}", name="task")
def task(visit: Visiting, task: UUID) -> Response:
    """A task, open or closed."""
    with visit.reading() as session:
        found = find(visit, session, task)
        said = story(session, visit.visitor, found)
        undo = to_undo(session, visit, [found]).get(found.id)
    here = around(visit)
    form = here.form_of(found) if found.state in LATE_COMPLETION else None
    return visit.page("tasks/one.html", task=found, said=said, undo=undo, form=form, here=here)


def find(visit: Visit, session: ReadSession, identity: UUID) -> Task:
    """The task, which the access check saw a moment ago.

    Raises:
        NotThere: it is gone.
    """
    found = some(session, visit, [identity])
    if not found:
        raise NotThere
    return found[0]
