"""Breaks of a group: record one, take one back, or take over the school holidays of the region."""

from datetime import timedelta
from typing import Annotated, get_args
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from domain.facts import BreakRecorded
from domain.school_holidays import REGIONS, Region, SchoolHoliday, school_holidays
from portal.forms import Day, Filled, Form, Prose, empty
from portal.pages.trajects.common import impossible, look_at, onward, page
from portal.reading.traject import Picture
from portal.telling import about_traject
from portal.visit import Visit, Visiting

router = APIRouter()
_AHEAD = timedelta(days=300)


class Break(Form):
    """From the first day without a session through the last."""

    start: Day
    end: Day
    reason: Prose | None = None


class Asked(BaseModel):
    """The address: a region whose holidays are proposed, and one of them taken over into the form."""

    regio: str = ""
    van: str = ""
    tot: str = ""
    reden: str = ""


class TakenBack(Form):
    """A break that does not go on after all, by its first day."""

    taken_back: Day


@router.get("/trajecten/{traject}/onderbreking", name="group_break")
def group_break(visit: Visiting, traject: UUID, asked: Annotated[Asked, Query()]) -> Response:
    """The breaks there are, those that could be, and the form."""
    picture = look_at(visit, traject)
    if picture.group.is_final:
        return _closed(visit, picture)
    return _show(visit, picture, empty(start=asked.van, end=asked.tot, reason=asked.reden), asked.regio)


@router.post("/trajecten/{traject}/onderbreking", name="group_break")
def record_break(visit: Visiting, traject: UUID, regio: str = "") -> Response:
    """Record a break, or take one back."""
    picture = look_at(visit, traject)
    if "taken_back" in visit.form:
        return _take_back(visit, picture, regio)
    filled = visit.fill(Break)
    if picture.group.is_final and not filled.had_its_turn:
        return _closed(visit, picture)
    if filled.value is not None and filled.value.end < filled.value.start:
        filled.refuse("end", visit.words.gettext("De laatste dag ligt voor de eerste."))
    if filled.value is not None:
        said = filled.value
        fact = BreakRecorded(start=said.start, end=said.end)
        statement = about_traject(traject, fact).with_notes({f"break_reason:{said.start}": said.reason})
        if visit.tell(filled, statement):
            return onward(visit, visit.url("group_break", traject=traject))
    return _show(visit, picture, filled, regio)


def _take_back(visit: Visit, picture: Picture, regio: str) -> Response:
    filled = visit.fill(TakenBack)
    if filled.value is not None:
        fact = BreakRecorded(start=filled.value.taken_back, end=None)
        if visit.tell(filled, about_traject(picture.id, fact)):
            return visit.see(visit.url("group_break", traject=picture.id))
    return _show(visit, picture, filled, regio)


def _closed(visit: Visit, picture: Picture) -> Response:
    words = visit.words
    sentence = words.gettext(
        "Dit traject heeft geen bijeenkomsten meer voor de boeg; een onderbreking verandert niets."
    )
    return impossible(visit, picture, words.gettext("Onderbreking"), sentence)


def _show(visit: Visit, picture: Picture, filled: Filled[Break] | Filled[TakenBack], regio: str) -> Response:
    region = next((each for each in REGIONS if each == regio), None)
    return page(
        visit,
        "trajects/break.html",
        picture,
        filled=filled,
        breaks=sorted(picture.situation.breaks.items()),
        regions=[(each, each) for each in get_args(Region)],
        region=region,
        asked=empty(regio=regio),
        holidays=[] if region is None else _proposed(visit, picture, region),
    )


def _proposed(visit: Visit, picture: Picture, region: Region) -> list[SchoolHoliday]:
    """The coming school holidays that are no break yet."""
    coming = school_holidays(region, visit.today, visit.today + _AHEAD)
    known = picture.situation.breaks.items()
    return [each for each in coming if not any(start <= each.start and each.end <= end for start, end in known)]
