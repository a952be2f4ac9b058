"""Going on under another version of a definition: what it would change for each running traject, and who moves."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field

from domain.facts import ProgrammeChanged
from domain.programme import Programme
from portal.each import Item, Results, say_each
from portal.forms import Filled, Form, empty
from portal.pages.programmes import found_definition
from portal.reading import moving as reading
from portal.telling import about_traject
from portal.visit import Visit, Visiting

router = APIRouter()


class Moving(Form):
    """Which trajects go on under it."""

    trajects: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=reading.MOST_SHOWN)]


@router.get("/programmas/{programme}/{version}/overstappen", name="move_trajects")
def move_trajects(visit: Visiting, programme: str, version: str, vanaf: str | None = None) -> Response:
    """Who could move, and what that would change, now and in the coming weeks."""
    return _show(visit, found_definition(visit, programme, version)[0], vanaf)


@router.post("/programmas/{programme}/{version}/overstappen", name="move_trajects")
def record_moved(visit: Visiting, programme: str, version: str, vanaf: str | None = None) -> Response:
    """Each traject is told for itself; one that stays says why."""
    definition, _ = found_definition(visit, programme, version)
    filled = visit.fill(Moving)
    results = None if filled.value is None else _move_each(visit, definition, filled, filled.value)
    return _show(visit, definition, vanaf, filled, results)


def _move_each(visit: Visit, programme: Programme, filled: Filled[Moving], form: Moving) -> Results | None:
    with visit.reading() as session:
        called = reading.called(session, visit.visitor, programme, form.trajects)
    fact = ProgrammeChanged(programme=programme.id, version=programme.version)
    return say_each(visit, filled, [_item(visit, one, called[one], fact) for one in form.trajects if one in called])


def _item(visit: Visit, traject: UUID, called: reading.Called, fact: ProgrammeChanged) -> Item:
    """What the effects were not shown of stays: a traject of another definition could move to this one as well."""
    refused = "" if called.follows else visit.words.gettext("Dit traject volgt dit programma niet (meer).")
    content = f"{fact.programme}/{fact.version}"
    address = visit.url("traject", traject=traject)
    return Item(str(traject), called.label, content, about_traject(traject, fact), refused, address)


def _show(
    visit: Visit,
    programme: Programme,
    start: str | None,
    filled: Filled[Moving] | None = None,
    results: Results | None = None,
) -> Response:
    with visit.reading_everything() as session:  # all days of the coming weeks are assessed meanwhile
        found = reading.movable(session, visit, programme, start)
    here = visit.url("move_trajects", programme=programme.id, version=programme.version)
    return visit.page(
        "programmes/moving.html",
        filled=empty() if results or filled is None else filled,
        programme=programme,
        found=found,
        weeks=reading.WEEKS,
        results=results,
        here=lambda start: f"{here}?vanaf={start}" if start else here,
    )
