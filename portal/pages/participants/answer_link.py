"""A link on which a participant answers a follow-up: made here, shown once, sent by the coordinator's own phone."""

from http import HTTPStatus
from typing import Any, Literal
from uuid import UUID

import segno
from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup

from domain.assessment import Milestone
from portal import secret_addresses
from portal.answers import links, wording
from portal.errors import NotThere
from portal.forms import Form
from portal.reading.journey import Journey, journey
from portal.visit import Visit, Visiting
from storage.engine import ReadSession
from views.day import Day
from views.journey import NotYetThere

router = APIRouter()
PATH = "/deelnemers/{participant}/opvolging/{months}/link"


class Act(Form):
    """What to do with the link."""

    act: Literal["make", "withdraw"] = "make"


@router.get(PATH, name="answer_link")
def link(visit: Visiting, participant: UUID, months: str) -> Response:
    """How it stands; the address itself is not known any more."""
    with visit.reading() as session:
        person, number = _asked(visit, session, participant, months)
        made = links.of(session, participant, number)
    return _page(visit, person, number, link=made)


@router.post(PATH, name="answer_link")
def make(visit: Visiting, participant: UUID, months: str) -> Response:
    """Make a link and show it this once, or end the one there is."""
    wanted = visit.fill(Act).value or Act()
    with visit.reading() as reading:
        person, number = _asked(visit, reading, participant, months)
    if wanted.act == "withdraw":
        return _withdraw(visit, person, number)
    expiring = links.may_ask(person.member, number)
    if expiring is None:
        return _page(visit, person, number, status=HTTPStatus.CONFLICT)
    with visit.writing() as session:
        token = links.make(session, participant, expiring, visit.visitor.account, visit.services.now())
    return _once(visit, person, expiring, token)


def _withdraw(visit: Visit, person: Journey, months: int) -> Response:
    with visit.writing() as session:
        links.withdraw(session, person.id, months)
    here = visit.url("follow_up", participant=person.id, months=months)
    return visit.see(here, visit.words.gettext("De link werkt niet meer."))


def _once(visit: Visit, person: Journey, expiring: Milestone, token: str) -> Response:
    """The page with the address, which nobody can show again."""
    address = secret_addresses.whole(visit, visit.url("own_answer", token=token))
    response = _page(visit, person, expiring.months, address=address, expires=expiring.expires, **_to_send(address))
    response.headers["Cache-Control"] = "no-store"
    return response


def _to_send(address: str) -> dict[str, Any]:
    """The address as a picture for a camera, and in a few words that say nothing about anybody."""
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=3, dark="#000", light="#fff", omitsize=True)
    return {"drawn": Markup(drawn), "message": f"{wording.languages()[wording.FIRST].message} {address}"}  # noqa: S704 - drawn here, from an address of ours


def _asked(visit: Visit, session: ReadSession, participant: UUID, months: str) -> tuple[Journey, int]:
    try:
        person = journey(session, visit.visitor, Day(visit.today), participant)
    except NotYetThere:
        raise NotThere from None
    number = next((each for each in person.programme.follow_up.months if str(each) == months), None)
    if number is None:
        raise NotThere
    return person, number


def _page(visit: Visit, person: Journey, months: int, *, status: int = HTTPStatus.OK, **shown: Any) -> Response:  # noqa: ANN401 - what the template shows
    around = {"link": None, "address": None, "expires": None, "drawn": None, "message": ""}
    may_ask = links.may_ask(person.member, months) is not None
    context = {**around, **shown, "person": person, "months": months, "may_ask": may_ask}
    return visit.page("participants/answer_link.html", status=status, **context)
