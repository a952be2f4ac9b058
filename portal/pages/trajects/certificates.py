"""Certificates of a group: everybody's verdict, the trainer's word on each or on all, and the handing out.

Each person gets a message of their own, so that one refusal keeps nobody else waiting; sent again it is one fact.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from domain.facts import AnyFact, Approved, CertificateIssued
from domain.terms import Verdict
from portal.each import Item, Results, messages_of, say_each
from portal.errors import Forbidden
from portal.forms import Day, Filled, Form, Prose, empty
from portal.pages.trajects.common import look_at, page
from portal.reading.outlook import Standing, standings
from portal.reading.traject import Picture
from portal.telling import about_participant
from portal.visit import Visit, Visiting
from portal.visitor import Role

router = APIRouter()


class Action(StrEnum):
    """What is said of whoever is ticked."""

    APPROVE = "approve"
    APPROVE_ALL = "approve_all"
    REFUSE = "refuse"
    TAKE_BACK = "take_back"
    HAND_OUT = "hand_out"
    NOT_HANDED_OUT = "not_handed_out"


OF_THE_TRAINER = frozenset({Action.APPROVE, Action.APPROVE_ALL, Action.REFUSE, Action.TAKE_BACK})


class Certificates(Form):
    """Who, what, and why where a reason is asked."""

    action: Action
    who: tuple[UUID, ...] = ()
    on: Day | None = None
    reason: Prose | None = None


@router.get("/trajecten/{traject}/certificaten", name="certificates")
def certificates(visit: Visiting, traject: UUID) -> Response:
    """Everybody's verdict with why, and the form."""
    return _show(visit, look_at(visit, traject), empty(on=visit.today.isoformat()))


@router.post("/trajecten/{traject}/certificaten", name="certificates")
def record_certificates(visit: Visiting, traject: UUID) -> Response:
    """Say it of each of them; whoever could not be recorded is shown with the reason."""
    picture = look_at(visit, traject)
    filled = visit.fill(Certificates)
    everybody = standings(picture, visit.language)
    said, whom = filled.value, list[Standing]()
    if said is not None:
        whom = _whom(said, everybody) or _approved_before(visit, filled, said, picture, everybody)
        _check(visit, filled, said, whom)
    if filled.value is None:
        return _show(visit, picture, filled)
    results = say_each(visit, filled, [_item(picture, each, filled.value) for each in whom])
    if results is not None and not results.problems:
        return visit.see(visit.url("certificates", traject=traject), _recorded(visit, results))
    return _show(visit, look_at(visit, traject), filled, results)


def _recorded(visit: Visit, results: Results) -> str:
    count = len(results.done)
    sentence = visit.words.ngettext("Vastgelegd voor %(num)s deelnemer.", "Vastgelegd voor %(num)s deelnemers.", count)
    return sentence % {"num": count}


def _check(visit: Visit, filled: Filled[Certificates], said: Certificates, whom: Sequence[Standing]) -> None:
    words = visit.words
    if said.action in OF_THE_TRAINER and not visit.visitor.has({Role.TRAINER}):
        raise Forbidden
    if not whom:
        filled.refuse("who", words.gettext("Kies eerst voor wie."))
    elif said.action is Action.REFUSE and said.reason is None:
        filled.refuse("reason", words.gettext("Zeg waarom er geen akkoord is."))
    elif said.action is Action.HAND_OUT and (said.on is None or said.on > visit.today):
        filled.refuse("on", words.gettext("Vul de dag in waarop het certificaat is uitgereikt."))


def _whom(said: Certificates, everybody: Sequence[Standing]) -> list[Standing]:
    """Whoever is ticked; or all who only wait for the trainer."""
    if said.action is Action.APPROVE_ALL:
        return waiting(everybody)
    return [each for each in everybody if each.participant in said.who]


def _approved_before(
    visit: Visit, filled: Filled[Certificates], said: Certificates, picture: Picture, everybody: Sequence[Standing]
) -> list[Standing]:
    """Whom this very form approved together, when it comes again and nobody waits any more."""
    if said.action is not Action.APPROVE_ALL:
        return []
    messages = messages_of(visit, filled, [_item(picture, each, said) for each in everybody])
    before = visit.sent_before(filled, messages)
    return [each for each, sent in zip(everybody, messages, strict=True) if sent.message in before]


def waiting(everybody: Sequence[Standing]) -> list[Standing]:
    """Everybody of whom half and visits are there, and nothing was said yet."""
    return [each for each in everybody if each.verdict is Verdict.AWAITING_APPROVAL]


def _item(picture: Picture, standing: Standing, said: Certificates) -> Item:
    fact = _fact(standing.participant, said, picture)
    statement = about_participant(standing.participant, picture.id, fact)
    if said.action in OF_THE_TRAINER:
        statement = statement.with_notes({"certificate_reason": said.reason})
    return Item(str(standing.participant), standing.name, said.model_dump_json(exclude={"who"}), statement)


def _fact(who: UUID, said: Certificates, picture: Picture) -> AnyFact:
    if said.action is Action.HAND_OUT:
        return CertificateIssued(participant=who, on=said.on)
    if said.action is Action.NOT_HANDED_OUT:
        return CertificateIssued(participant=who, on=None)
    return Approved(participant=who, approval=_SAYS[said.action], on=picture.day.today)


_SAYS: Mapping[Action, bool | None] = {
    Action.APPROVE: True,
    Action.APPROVE_ALL: True,
    Action.REFUSE: False,
    Action.TAKE_BACK: None,
}


def _show(visit: Visit, picture: Picture, filled: Filled[Certificates], results: Results | None = None) -> Response:
    everybody = standings(picture, visit.language)
    status = HTTPStatus.CONFLICT if results is not None else filled.status
    return page(
        visit,
        "trajects/certificates.html",
        picture,
        status=status,
        filled=filled,
        standings=everybody,
        waiting=len(waiting(everybody)),
        is_trainer=visit.visitor.has({Role.TRAINER}),
        results=results,
        actions=Action,
    )
