"""Anybody may check a certificate by its number and code. The answer is whether it counts, and since when; no name."""

from datetime import timedelta
from http import HTTPStatus
from math import ceil
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import StringConstraints

from papers.issuing import normal
from papers.verification import Verified, verify
from portal.forms import Failure, Filled, Form, empty
from portal.signing_in.attempts import Doorkeeper
from portal.visit import Visit, Visiting

router = APIRouter()

Typed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class Check(Form):
    """What stands at the foot of the paper."""

    number: Typed
    code: Typed


@router.get("/certificaat", name="verify_certificate")
def ask(visit: Visiting, nummer: str = "") -> Response:
    """The form; an address on paper may hold the number, never the code."""
    return visit.page("papers/verify.html", filled=empty(number=nummer[:80]), verified=None)


@router.post("/certificaat", name="verify_certificate")
def answer(visit: Visiting) -> Response:
    """Valid, since when; or not. Whoever guesses waits longer with each mistake, as at signing in."""
    filled = visit.fill(Check)
    verified = _verified(visit, filled, filled.value) if filled.value is not None else None
    return visit.page("papers/verify.html", filled=filled, verified=verified)


def _verified(visit: Visit, filled: Filled[Check], given: Check) -> Verified | None:
    now, client = visit.services.now(), visit.request.client
    door = Doorkeeper(
        visit.services.secret, f"certificaat/{normal(given.number)}", f"certificaat/{client.host if client else ''}"
    )
    with visit.reading() as session:
        wait = door.wait(session, now)
        found = verify(session, given.number, given.code)
    if wait > timedelta():
        filled.failure = _wait(visit, wait)
        return None
    with visit.writing() as session:
        door.remember(session, now, succeeded=found.finding != "unknown")
    return found


def _wait(visit: Visit, wait: timedelta) -> Failure:
    minutes = ceil(wait.total_seconds() / 60)
    sentence = visit.words.ngettext(
        "Er is te vaak een verkeerde code gegeven. Probeer het over %(num)s minuut opnieuw.",
        "Er is te vaak een verkeerde code gegeven. Probeer het over %(num)s minuten opnieuw.",
        minutes,
    )
    return Failure(HTTPStatus.TOO_MANY_REQUESTS, sentence % {"num": minutes})
