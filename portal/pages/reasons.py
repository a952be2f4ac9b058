"""A project lead says why they open a person; then the page opens."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from portal.addresses import ours
from portal.forms import Filled, Form, Line, empty
from portal.reasons import give_a_reason
from portal.visit import Visiting

router = APIRouter()


class Reason(Form):
    """Why this person is opened."""

    reason: Line
    back: str = "/"


@router.get("/deelnemers/{participant}/reden", name="reason")
def ask(visit: Visiting, participant: UUID, terug: str = "/") -> Response:
    """The form."""
    return _show(visit, participant, empty(back=ours(terug)))


@router.post("/deelnemers/{participant}/reden", name="reason")
def take(visit: Visiting, participant: UUID) -> Response:
    """Keep the reason, and on to the page that was asked for."""
    filled = visit.fill(Reason)
    if filled.value is None:
        return _show(visit, participant, filled)
    with visit.writing() as session:
        give_a_reason(session, visit.visitor.account, participant, filled.value.reason, visit.services.now())
    return visit.see(ours(filled.value.back))


def _show(visit: Visiting, participant: UUID, filled: Filled[Reason]) -> Response:
    return visit.page("people/reason.html", filled=filled, participant=participant)
