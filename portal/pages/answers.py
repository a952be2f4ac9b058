"""Participants answer for themselves, on a page of four questions behind an address that somebody gave them.

Nobody is signed in here, and the address says nothing about anybody. An address that leads nowhere gets one answer,
whether it never existed or is over.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from pydantic import BeforeValidator

from domain.facts import AnyFact, ContactRefused, FollowedUp
from domain.terms import Outcome
from portal import secret_addresses, telling
from portal.answers import links, wording
from portal.answers.links import Link
from portal.answers.wording import Wording
from portal.forms import Filled, Form, empty
from portal.telling import Statement, about_participant
from portal.visit import Visit, Visiting
from storage.errors import StorageError

router = APIRouter()
BY = "participant"
"""Who says it: the history shows it as the participant's own answer."""
YesNo = Literal["yes", "no"]
Going = Annotated[int, BeforeValidator(lambda text: int(text) if text in {"1", "2", "3", "4", "5"} else None)]


class Answers(Form):
    """The four questions; only the first asks for an answer."""

    outcomes: tuple[Outcome, ...]
    benefits: YesNo | None = None
    going: Going | None = None
    call: bool = False
    again: YesNo | None = None


@router.get("/antwoord/{token}", name="own_answer")
def ask(visit: Visiting, token: str, klaar: bool = False) -> Response:  # noqa: FBT001, FBT002 - from the address
    """The questions, or why there are none any more. Opening it changes nothing: programs open links too."""
    try:
        return _ask(visit, token, thanks=klaar)
    except StorageError:
        return _away(visit, empty())


def _ask(visit: Visit, token: str, *, thanks: bool) -> Response:
    found = _found(visit, token)
    if not isinstance(found, Link):
        return found
    asked = _asked(visit, found, thanks=thanks)
    return asked if isinstance(asked, Response) else _questions(visit, empty())


@router.post("/antwoord/{token}", name="own_answer")
def answer(visit: Visiting, token: str) -> Response:
    """Say it, once; what was chosen stays on the page when it could not be said."""
    try:
        return _answer(visit, token)
    except StorageError:
        return _away(visit, visit.fill(Answers))


def _answer(visit: Visit, token: str) -> Response:
    found = _found(visit, token)
    if not isinstance(found, Link):
        return found
    traject = _asked(visit, found, thanks=False)
    if isinstance(traject, Response):
        return traject
    filled = visit.fill(Answers)
    _check(visit, filled)
    if filled.value is not None and visit.say(filled, _said(visit, found, traject, filled.value), found.message, BY):
        with visit.writing() as session:
            links.used(session, found, visit.services.now())
        here = visit.url("own_answer", token=token)
        return _secret(RedirectResponse(f"{here}?taal={_wording(visit).code}&klaar=1", int(HTTPStatus.SEE_OTHER)))
    return _questions(visit, filled)


def _found(visit: Visit, token: str) -> Link | Response:
    with visit.reading() as session:
        link = links.find(session, token, visit.today)
    if link is not None:
        return link
    if secret_addresses.tried_too_often(visit, "antwoord"):
        return _nowhere(visit, "too_often", HTTPStatus.TOO_MANY_REQUESTS)
    return _nowhere(visit, "closed", HTTPStatus.NOT_FOUND)


def _asked(visit: Visit, link: Link, *, thanks: bool) -> UUID | Response:
    """The traject of who is asked, or the page for who need not answer any more."""
    with visit.reading() as session:
        answered = links.answered(session, link)
        traject = None if answered else links.asked(session, link, visit.today)
    if answered:
        return _ended(visit, "thanks" if thanks else "already")
    return _ended(visit, "not_needed") if traject is None else traject


def _check(visit: Visit, filled: Filled[Answers]) -> None:
    """What is wrong, in the participant's language."""
    says = _wording(visit).problems
    if "outcomes" in filled.errors or (filled.value is not None and not filled.value.outcomes):
        filled.refuse("outcomes", says.work)
    elif filled.value is not None and Outcome.NONE in filled.value.outcomes and len(filled.value.outcomes) > 1:
        filled.refuse("outcomes", says.nothing)
    filled.errors |= {name: says.choice for name in filled.errors if name != "outcomes"}


def _said(visit: Visit, link: Link, traject: UUID, given: Answers) -> Statement:
    """A contact like any other, by the participant; who wants no more questions refuses contact."""
    contact = FollowedUp(
        participant=link.participant,
        months=link.months,
        on=visit.today,
        reached=True,
        outcomes=tuple(dict.fromkeys(given.outcomes)),
        benefits=None if given.benefits is None else given.benefits == "yes",
        call=given.call,
    )
    said: tuple[AnyFact, ...] = (contact,)
    if given.again == "no":
        said = (*said, ContactRefused(participant=link.participant, on=visit.today))
    note = None if given.going is None else f"Hoe het gaat, naar eigen zeggen: {given.going} van 5."
    return about_participant(link.participant, traject, *said).with_notes({"remark": note})


# ---- pages ----


def _wording(visit: Visit) -> Wording:
    wanted = visit.form.get("taal") or visit.request.query_params.get("taal")
    accepts = visit.request.headers.get("accept-language", "")
    return wording.best(_offered(visit), str(wanted or ""), accepts)


def _offered(visit: Visit) -> list[Wording]:
    return list(wording.offered(drafts=visit.services.settings.draft_translations))


def _away(visit: Visit, filled: Filled[Any]) -> Response:
    """Postgres does not answer: said here too in the participant's own language."""
    filled.failure = telling.unavailable("")
    return _questions(visit, filled)


def _questions(visit: Visit, filled: Filled[Any]) -> Response:
    return _page(visit, "answers/questions.html", int(filled.status), {"filled": filled, "outcomes": list(Outcome)})


def _ended(visit: Visit, ending: str) -> Response:
    return _page(visit, "answers/ending.html", HTTPStatus.OK, {"ending": ending, "spoken": [_wording(visit)]})


def _nowhere(visit: Visit, ending: str, status: HTTPStatus) -> Response:
    """In every language: who comes here has no page to choose one on."""
    return _page(visit, "answers/ending.html", status, {"ending": ending, "spoken": _offered(visit)}, chooser=False)


def _page(visit: Visit, template: str, status: int, context: Mapping[str, Any], *, chooser: bool = True) -> Response:
    around: dict[str, Any] = {"said": _wording(visit), "offered": _offered(visit), "chooser": chooser}
    return _secret(visit.page(template, status=status, **around, **context))


def _secret(response: Response) -> Response:
    """Kept by no browser and found by no search."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
