"""Stopping a traject for good, and taking that back."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from domain.facts import TrajectCancelled
from portal.forms import Day, Filled, Form, Prose, empty
from portal.pages.trajects.common import impossible, look_at, of_traject, onward, page
from portal.reading.traject import Picture
from portal.telling import Statement, about_traject
from portal.visit import Visit, Visiting

router = APIRouter()


class Cancelled(Form):
    """From which day, and why."""

    on: Day
    reason: Prose


class GoesOn(Form):
    """It goes on after all, and why."""

    goes_on: bool
    reason: Prose


@router.get("/trajecten/{traject}/stoppen", name="cancel_traject")
def cancel_traject(visit: Visiting, traject: UUID) -> Response:
    """The form; what it would do is said before."""
    picture = look_at(visit, traject)
    return _closed(visit, picture) or _show(visit, picture, empty(on=visit.today.isoformat()))


@router.post("/trajecten/{traject}/stoppen", name="cancel_traject")
def record_cancelling(visit: Visiting, traject: UUID) -> Response:
    """Stop it, or take that back."""
    picture = look_at(visit, traject)
    if "goes_on" in visit.form:
        return _take_back(visit, picture)
    filled = visit.fill(Cancelled)
    closed = None if filled.had_its_turn else _closed(visit, picture)
    if closed is not None:
        return closed
    if filled.value is not None and filled.value.on > visit.today:
        filled.refuse("on", visit.words.gettext("Deze dag moet nog komen."))
    if filled.value is not None and visit.tell(filled, _statement(traject, filled.value)):
        return onward(visit, of_traject(visit, traject))
    return _show(visit, picture, filled)


def _statement(traject: UUID, said: Cancelled) -> Statement:
    return about_traject(traject, TrajectCancelled(on=said.on)).with_notes({"cancellation_reason": said.reason})


def _take_back(visit: Visit, picture: Picture) -> Response:
    filled = visit.fill(GoesOn)
    if filled.value is not None:
        statement = about_traject(picture.id, TrajectCancelled(on=None))
        if visit.tell(filled, statement.with_notes({"cancellation_reason": filled.value.reason})):
            return visit.see(of_traject(visit, picture.id))
    return _show(visit, picture, filled)


def _closed(visit: Visit, picture: Picture) -> Response | None:
    if picture.group.ceremony is None:
        return None
    words = visit.words
    sentence = words.gettext("De uitreiking is geweest. De opvolging gaat door tot iedereen gesproken is.")
    return impossible(visit, picture, words.gettext("Traject stopzetten"), sentence)


def _show(visit: Visit, picture: Picture, filled: Filled[Cancelled] | Filled[GoesOn]) -> Response:
    return page(visit, "trajects/cancel.html", picture, filled=filled, cancelled=picture.group.cancelled)
