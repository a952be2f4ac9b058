"""Filters that somebody keeps under a name: saved, opened, deleted."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from portal import saved
from portal.forms import Filled, Form, Line, empty
from portal.pages.tasks.shown import TASKS, around
from portal.reading.task_filters import read_text
from portal.visit import Visit, Visiting

router = APIRouter()


class Kept(Form):
    """The present filters, under a name."""

    name: Line
    vraag: str = ""


class Forgotten(Form):
    """One of the saved views."""

    weg: UUID


@router.get("/taken/weergaven", name="saved_views")
def views(visit: Visiting) -> Response:
    """What was kept."""
    return _show(visit, empty(vraag=visit.request.url.query))


@router.post("/taken/weergaven", name="saved_views")
def change(visit: Visiting) -> Response:
    """Keep the filters of a list under a name, or delete what was kept."""
    if "weg" in visit.form:
        return _forget(visit)
    filled = visit.fill(Kept)
    if filled.value is None:
        return _show(visit, filled)
    wanted = read_text(filled.value.vraag)
    with visit.writing() as session:
        saved.keep(session, visit.visitor, TASKS, filled.value.name, wanted.query)
    return visit.see(around(visit, wanted).address(wanted), visit.words.gettext("Deze weergave is bewaard."))


def _forget(visit: Visit) -> Response:
    filled = visit.fill(Forgotten)
    if filled.value is None:
        return _show(visit, empty())
    with visit.writing() as session:
        saved.forget(session, visit.visitor, TASKS, filled.value.weg)
    return visit.see(visit.url("saved_views"), visit.words.gettext("Deze weergave is weg."))


def _show(visit: Visit, filled: Filled[Kept]) -> Response:
    with visit.reading() as session:
        views = saved.views(session, visit.visitor, TASKS)
    return visit.page("tasks/views.html", filled=filled, views=views)
