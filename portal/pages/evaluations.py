"""Evaluations midway and at the end: with trainer, co-trainer and participants, and what is done about them."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from domain.facts import EvaluationFollowedUp, EvaluationRecorded
from domain.terms import EvaluationMoment
from portal import keyset
from portal.errors import NotThere
from portal.forms import Day, Filled, Form, Prose, empty
from portal.reading import evaluations as reading
from portal.reading.evaluations import KINDS, MOMENTS, TEXTS, WORDS, Held, OfTraject
from portal.telling import about_traject, last_fact
from portal.visit import Visit, Visiting

router = APIRouter()


class Evaluation(Form):
    """What came out of it. At least one of the texts is there."""

    on: Day
    session: UUID | None = None
    with_co_trainer: bool = False
    with_participants: bool = False
    goals: Prose | None = None
    process: Prose | None = None
    embedding: Prose | None = None
    co_trainer: Prose | None = None
    findings: Prose | None = None
    agreed: Prose | None = None


class Done(Form):
    """What was done about it."""

    on: Day
    action: Prose


@router.get("/evaluaties", name="evaluations")
def evaluations(visit: Visiting, vanaf: str | None = None, stand: str = "") -> Response:
    """What must be held, and what was; `stand=open` shows only what waits to be done."""
    cursor = keyset.read(vanaf, (int,))
    with visit.reading() as session:
        due, more = reading.due(session, visit.visitor)
        held, after = reading.held(
            session, visit.visitor, waiting=stand == "open", after=cursor[0] if cursor is not None else None
        )
    return visit.page(
        "evaluations/list.html",
        due=[] if cursor else due,
        more=more,
        held=held,
        after=after,
        waiting=stand == "open",
        kinds={kind.value: WORDS[moment] for kind, moment in KINDS.items()},
        words_of={moment.value: word for moment, word in WORDS.items()},
        days={row.seq: date.fromisoformat(row.data["on"]) for row in held},
    )


@router.get("/trajecten/{traject}/evaluatie/{moment}", name="evaluation")
def evaluation(visit: Visiting, traject: UUID, moment: str) -> Response:
    """The evaluations of this moment, and the form for another."""
    with visit.reading() as session:
        session_id = reading.suggested(session, traject)
    return _show(visit, traject, _moment(moment), empty(on=visit.today.isoformat(), session=session_id or ""))


@router.post("/trajecten/{traject}/evaluatie/{moment}", name="evaluation")
def record_evaluation(visit: Visiting, traject: UUID, moment: str) -> Response:
    """It was held: a fact; what was said at it are notes under its number, as the command line writes them."""
    which, filled = _moment(moment), visit.fill(Evaluation)
    with visit.reading() as session:
        known = reading.of_traject(session, traject)
    if filled.value is not None:
        _refuse_what_cannot_be(visit, known, which, filled, filled.value)
    if filled.value is not None and _tell(visit, traject, which, filled, filled.value):
        return visit.see(visit.url("evaluation", traject=traject, moment=moment))
    return _show(visit, traject, which, filled)


@router.get("/trajecten/{traject}/evaluaties/{evaluation}/gedaan", name="evaluation_done")
def evaluation_done(visit: Visiting, traject: UUID, evaluation: str) -> Response:
    """The form for what was done about an evaluation."""
    return _show_done(visit, traject, evaluation, empty(on=visit.today.isoformat()))


@router.post("/trajecten/{traject}/evaluaties/{evaluation}/gedaan", name="evaluation_done")
def record_done(visit: Visiting, traject: UUID, evaluation: str) -> Response:
    """It was followed up."""
    filled = visit.fill(Done)
    with visit.reading() as session:
        held = _find(reading.of_traject(session, traject), evaluation)
    if filled.value is not None and filled.value.on > visit.today:
        filled.refuse("on", visit.words.gettext("Deze dag moet nog komen."))
    if held is not None and filled.value is not None:
        fact = EvaluationFollowedUp(evaluation=held.id, on=filled.value.on)
        statement = about_traject(traject, fact).with_notes({f"evaluation_action:{held.id}": filled.value.action})
        if visit.tell(filled, statement):
            return visit.see(visit.url("evaluation", traject=traject, moment=WORDS[held.moment]))
    return _show_done(visit, traject, evaluation, filled)


def _moment(word: str) -> EvaluationMoment:
    if word not in MOMENTS:
        raise NotThere
    return MOMENTS[word]


def _refuse_what_cannot_be(
    visit: Visit, known: OfTraject, moment: EvaluationMoment, filled: Filled[Any], said: Evaluation
) -> None:
    if said.on > visit.today:
        filled.refuse("on", visit.words.gettext("Deze dag moet nog komen."))
    elif not any(getattr(said, name) for name in TEXTS):
        filled.refuse("findings", visit.words.gettext("Schrijf kort op wat eruit kwam."))
    elif said.session is not None and said.session not in {each.id for each in known.trainings}:
        filled.refuse("session", visit.words.gettext("Kies een van de mogelijkheden."))
    elif not known.possible(moment):
        filled.refuse("on", visit.words.gettext("Deze evaluatie kan nu nog niet."))


def _tell(visit: Visit, traject: UUID, moment: EvaluationMoment, filled: Filled[Any], said: Evaluation) -> bool:
    number = filled.message or UUID(int=0)
    fact = EvaluationRecorded(
        evaluation=number,
        moment=moment,
        on=said.on,
        session=said.session if moment is EvaluationMoment.INTERIM else None,
        with_co_trainer=said.with_co_trainer,
        with_participants=said.with_participants,
    )
    texts = {f"{name}:{number}": getattr(said, name) for name in TEXTS}
    return visit.tell(filled, about_traject(traject, fact).with_notes(texts))


def _show(visit: Visit, traject: UUID, moment: EvaluationMoment, filled: Filled[Any]) -> Response:
    with visit.reading() as session:
        known = reading.of_traject(session, traject)
        seen = filled.seen or last_fact(session, traject)
    return visit.page(
        "evaluations/one.html",
        filled=filled,
        traject=traject,
        known=known,
        moment=moment.value,
        word=WORDS[moment],
        possible=known.possible(moment),
        held=[each for each in known.held if each.moment is moment],
        seen=seen,
    )


def _find(known: OfTraject, evaluation: str) -> Held | None:
    return next((each for each in known.held if str(each.id) == evaluation), None)


def _show_done(visit: Visit, traject: UUID, evaluation: str, filled: Filled[Any]) -> Response:
    """Of an evaluation that is not there (any more), back to the list of all."""
    with visit.reading() as session:
        known = reading.of_traject(session, traject)
    held = _find(known, evaluation)
    if held is None:
        return visit.see(visit.url("evaluations"), visit.words.gettext("Deze evaluatie is er niet (meer)."))
    return visit.page(
        "evaluations/done.html", filled=filled, traject=traject, known=known, held=held, word=WORDS[held.moment]
    )
