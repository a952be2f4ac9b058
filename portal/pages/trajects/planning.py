"""Planning a session: which kind, which day, with whom; a day that many would not want asks to be confirmed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from activities.messages import Enclosure, SessionValues
from domain.facts import AnyFact, SessionHosted, SessionPlanned
from domain.ids import session_id
from domain.terms import SessionKind, SessionStatus
from portal.forms import Day, Filled, Form, Prose, empty
from portal.pages.trajects.common import impossible, look_at, of_traject, onward, page
from portal.reading.hosts import hosts, is_host
from portal.reading.plan import Objection, objections, plan_of, proposals, too_many
from portal.reading.traject import Picture, kinds_of
from portal.telling import Statement, about_traject
from portal.visit import Visit, Visiting

router = APIRouter()


class Planned(Form):
    """A session to be. `anyway`: the day was shown with what speaks against it."""

    session_kind: SessionKind
    part: str | None = None
    day: Day
    organisation: UUID | None = None
    note: Prose | None = None
    anyway: bool = False


@router.get("/trajecten/{traject}/bijeenkomsten/nieuw", name="plan_session")
def plan_session(visit: Visiting, traject: UUID, soort: str = "", dag: str = "", onderdeel: str = "") -> Response:
    """The form, with the kind and day that somebody chose already."""
    picture = look_at(visit, traject)
    closed = _closed(visit, picture)
    if closed is not None:
        return closed
    day = dag or next((day.isoformat() for day in proposals(picture.group, visit.today, 1)), "")
    return _show(visit, picture, empty(session_kind=soort, day=day, part=onderdeel))


@router.post("/trajecten/{traject}/bijeenkomsten/nieuw", name="plan_session")
def record_session(visit: Visiting, traject: UUID) -> Response:
    """Plan it, unless the day asks to be confirmed first."""
    filled = visit.fill(Planned)
    picture = look_at(visit, traject)
    closed = None if filled.had_its_turn else _closed(visit, picture)
    if closed is not None:
        return closed
    if filled.value is not None and not filled.repeated:
        _check(visit, picture, filled, filled.value)
    if filled.value is not None and visit.tell(filled, _statement(picture, filled.value)):
        return onward(visit, f"{of_traject(visit, traject)}#bijeenkomsten")
    return _show(visit, picture, filled)


def _closed(visit: Visit, picture: Picture) -> Response | None:
    """Nothing is planned in a traject that ended."""
    words = visit.words
    if not picture.group.is_final:
        return None
    sentence = words.gettext("De uitreiking is geweest; er komen geen bijeenkomsten meer bij.")
    if picture.group.cancelled:
        sentence = words.gettext("Dit traject is stopgezet. Neem dat eerst terug als het toch doorgaat.")
    return impossible(visit, picture, words.gettext("Bijeenkomst plannen"), sentence)


def _check(visit: Visit, picture: Picture, filled: Filled[Planned], planned: Planned) -> None:
    words = visit.words
    with visit.reading() as session:
        if not is_host(session, picture.municipality, planned.organisation):
            filled.refuse("organisation", words.gettext("Kies een van de mogelijkheden."))
    if planned.day < picture.group.created_on:
        filled.refuse("day", words.gettext("Toen bestond dit traject nog niet."))
    elif planned.part is not None and planned.part not in dict(parts_of(picture, planned.session_kind, "nl")):
        filled.refuse("part", words.gettext("Dit onderdeel hoort niet bij deze soort bijeenkomst."))
    elif not planned.anyway and list(against(picture, planned.session_kind, planned.day)):
        filled.refuse("anyway", words.gettext("Kijk of deze dag klopt, en zeg dat u hem toch wilt."))


def against(picture: Picture, kind: SessionKind, day: date, *, but: UUID | None = None) -> Iterable[Objection]:
    """What speaks against this day for a session of this kind."""
    return objections(picture.group, day, kind, len(picture.taking_part), but=but)


def _statement(picture: Picture, planned: Planned) -> Statement:
    key = next_key(picture)
    meeting = session_id(picture.municipality, key)
    kind, part = planned.session_kind, planned.part
    said: list[AnyFact] = [
        SessionPlanned(session=meeting, session_kind=kind, part=part, day=planned.day, status=SessionStatus.PLANNED)
    ]
    if planned.organisation is not None:
        said.append(SessionHosted(session=meeting, organisation=planned.organisation))
    named = Enclosure(sessions=(SessionValues(session=meeting, key=key, new=True),))
    statement = about_traject(picture.id, *said, session=meeting).enclosing(named)
    noted = statement.with_notes({"remark": planned.note})
    return replace(noted, session=None)  # who else planned something meanwhile matters more than this new session


def next_key(picture: Picture) -> str:
    """What a new session will be called: the traject's key and the first number above those there are."""
    ends = (re.search(r"(\d+)$", key) for key in picture.keys.values())
    number = max((int(end[1]) for end in ends if end is not None), default=0) + 1
    return f"{picture.key}-b{number:02d}"


def parts_of(picture: Picture, kind: SessionKind | None, language: str) -> Sequence[tuple[str, str]]:
    """The trainings, or the activities, that a session may be; for no kind at all, everything."""
    programme = picture.programme
    trainings = {**programme.trainings.core, **programme.trainings.optional}
    choices = {
        SessionKind.TRAINING: trainings,
        SessionKind.SIDE_ACTIVITY: programme.side_activities,
        None: {**trainings, **programme.side_activities},
    }
    return [(code, getattr(text, language)) for code, text in choices.get(kind, {}).items()]


def _show(visit: Visit, picture: Picture, filled: Filled[Planned]) -> Response:
    kind = next((kind for kind in SessionKind if kind == filled["session_kind"]), None)
    with visit.reading() as session:
        organisations = hosts(session, picture.municipality)
    return page(
        visit,
        "trajects/plan_session.html",
        picture,
        filled=filled,
        kinds=kinds_of(picture.programme, visit.language),
        trainings=parts_of(picture, None, visit.language),
        hosts=organisations,
        plan=plan_of(picture.group, visit.language),
        days=proposals(picture.group, visit.today),
        objections=_shown(picture, filled),
        kind=kind,
        split=kind is not None and too_many(picture.group, kind, len(picture.taking_part)),
    )


def _shown(picture: Picture, filled: Filled[Planned]) -> list[Objection]:
    """What speaks against the day that was sent, once it was asked to be confirmed."""
    if "anyway" not in filled.errors:
        return []
    sent = Planned.model_validate({name: value for name, value in filled.typed.items() if value})
    return list(against(picture, sent.session_kind, sent.day))
