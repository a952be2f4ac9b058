"""One session: move it, cancel it or let it go on after all, and say who received it and how the co-trainer did."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from domain import texts
from domain.facts import AnyFact, AttendanceRegistered, CoTrainerTookPart, PitchesNoted, SessionHosted, SessionPlanned
from domain.situation import SessionState
from domain.terms import CoTrainerPart, SessionKind, SessionStatus
from portal.forms import Day, Filled, Form, Prose, empty
from portal.pages.trajects.common import look_at, of_traject, onward, page
from portal.pages.trajects.planning import against, parts_of
from portal.reading.attendance import Place, places
from portal.reading.hosts import hosts, is_host
from portal.reading.plan import Objection
from portal.reading.traject import Picture, count_of
from portal.telling import about_traject
from portal.visit import Visit, Visiting

router = APIRouter()


class Meeting(Form):
    """How a session stands; what is left empty is taken away. `anyway` as in planning."""

    day: Day
    part: str | None = None
    organisation: UUID | None = None
    co_trainer_part: CoTrainerPart | None = None
    pitches: tuple[UUID, ...] = ()
    report_made: bool | None = None
    note: Prose | None = None
    anyway: bool = False


class Status(Form):
    """One button: the session was held, is off, or goes on after all; why is a note."""

    status: SessionStatus
    reason: Prose | None = None


@router.get("/trajecten/{traject}/bijeenkomsten/{session}", name="session")
def session(visit: Visiting, traject: UUID, session: UUID) -> Response:
    """The session with its forms."""
    picture = look_at(visit, traject)
    return _show(visit, picture, picture.session(session))


@router.post("/trajecten/{traject}/bijeenkomsten/{session}", name="session")
def record_session(visit: Visiting, traject: UUID, session: UUID) -> Response:
    """Record what changed; the buttons send a status, the form everything else."""
    picture = look_at(visit, traject)
    meeting = picture.session(session)
    if "status" in visit.form:
        return _record_status(visit, picture, meeting)
    filled = visit.fill(Meeting)
    if filled.value is not None:
        filled.value = _with_pitches_of_others(picture, meeting, filled.value)
    if filled.value is not None and not filled.repeated:
        _check(visit, picture, meeting, filled, filled.value)
    if filled.value is None:
        return _show(visit, picture, meeting, filled)
    facts = tuple(_changes(meeting, filled.value))
    statement = about_traject(traject, *facts, session=session).with_notes({"remark": filled.value.note})
    if not facts and filled.value.note is None and not filled.repeated:
        return visit.see(_address(visit, picture, meeting), visit.words.gettext("Er is niets veranderd."))
    if visit.tell(filled, statement):
        return onward(visit, _address(visit, picture, meeting))
    return _show(visit, picture, meeting, filled)


def _with_pitches_of_others(picture: Picture, meeting: SessionState, said: Meeting) -> Meeting:
    """Whoever pitched and is not in the list, such as somebody who was forgotten, still did."""
    shown = {place.participant for place in _pitchers(picture, meeting)}
    others = (who for who in meeting.pitches if who not in shown)
    return said.model_copy(update={"pitches": (*said.pitches, *others)})


def _pitchers(picture: Picture, meeting: SessionState) -> list[Place]:
    """Who is expected, and who pitched although they are not."""
    return [place for place in places(picture, meeting) if place.expected or place.participant in meeting.pitches]


def _record_status(visit: Visit, picture: Picture, meeting: SessionState) -> Response:
    filled = visit.fill(Status)
    if filled.value is not None and not filled.repeated:
        _check_status(visit, picture, meeting, filled, filled.value)
    if filled.value is not None:
        said = filled.value
        fact = _planned(meeting, status=said.status)
        statement = about_traject(picture.id, fact, session=meeting.id).with_notes({"remark": said.reason})
        if visit.tell(filled, statement):
            return onward(visit, _address(visit, picture, meeting))
    return _show(visit, picture, meeting, changing=filled)


def _check_status(visit: Visit, picture: Picture, meeting: SessionState, filled: Filled[Status], said: Status) -> None:
    words = visit.words
    if said.status is SessionStatus.CANCELLED and said.reason is None:
        filled.refuse("reason", words.gettext("Zeg waarom de bijeenkomst vervalt."))
    elif said.status is SessionStatus.HELD and meeting.day > picture.day.end:
        filled.refuse("reason", words.gettext("Deze dag moet nog komen."))


def _check(visit: Visit, picture: Picture, meeting: SessionState, filled: Filled[Meeting], said: Meeting) -> None:
    words = visit.words
    with visit.reading() as session:
        if not is_host(session, picture.municipality, said.organisation):
            filled.refuse("organisation", words.gettext("Kies een van de mogelijkheden."))
    most = picture.programme.pitches_per_visit
    if len(said.pitches) > most:
        filled.refuse("pitches", words.gettext("In één bezoek passen ten hoogste %(most)s pitches.") % {"most": most})
    elif said.day > picture.day.end and meeting.attendance:
        filled.refuse("day", words.gettext("De aanwezigheid is al ingevuld; een latere dag kan dan niet."))
    elif said.day != meeting.day and not said.anyway and list(_against(picture, meeting, said)):
        filled.refuse("anyway", words.gettext("Kijk of deze dag klopt, en zeg dat u hem toch wilt."))


def _against(picture: Picture, meeting: SessionState, said: Meeting) -> Iterator[Objection]:
    yield from against(picture, meeting.kind, said.day, but=meeting.id)


def _changes(meeting: SessionState, said: Meeting) -> Iterator[AnyFact]:
    """Only what differs from how the session stands."""
    if (said.day, said.part) != (meeting.day, meeting.part):
        yield _planned(meeting).model_copy(update={"day": said.day, "part": said.part})
    if said.organisation != meeting.organisation:
        yield SessionHosted(session=meeting.id, organisation=said.organisation)
    if said.co_trainer_part is not meeting.co_trainer_part:
        yield CoTrainerTookPart(session=meeting.id, part=said.co_trainer_part)
    if set(said.pitches) != set(meeting.pitches):
        yield PitchesNoted(session=meeting.id, participants=said.pitches)
    if said.report_made is not None and said.report_made is not meeting.report_made:
        yield AttendanceRegistered(session=meeting.id, statuses={}, report_made=said.report_made)


def _planned(meeting: SessionState, status: SessionStatus | None = None) -> SessionPlanned:
    return SessionPlanned(
        session=meeting.id,
        session_kind=meeting.kind,
        part=meeting.part,
        day=meeting.day,
        status=status or meeting.status,
    )


def _address(visit: Visit, picture: Picture, meeting: SessionState) -> str:
    return visit.url("session", traject=picture.id, session=meeting.id)


def _as_typed(meeting: SessionState) -> Mapping[str, object]:
    """The session as its form begins."""
    made = {True: "true", False: "false", None: ""}
    return {
        "day": meeting.day.isoformat(),
        "part": meeting.part or "",
        "organisation": str(meeting.organisation or ""),
        "co_trainer_part": str(meeting.co_trainer_part or ""),
        "pitches": [str(who) for who in meeting.pitches],
        "report_made": made[meeting.report_made],
    }


def _show(
    visit: Visit,
    picture: Picture,
    meeting: SessionState,
    filled: Filled[Meeting] | None = None,
    changing: Filled[Status] | None = None,
) -> Response:
    form = filled or empty(**_as_typed(meeting))
    with visit.reading() as session:
        organisations = hosts(session, picture.municipality)
    return page(
        visit,
        "trajects/session.html",
        picture,
        status=(changing or form).status,
        filled=form,
        **_buttons(changing),
        meeting=meeting,
        over=picture.is_over(meeting),
        trainings=parts_of(picture, meeting.kind, visit.language),
        hosts=organisations,
        pitchers=[(str(place.participant), place.name) for place in _pitchers(picture, meeting)],
        parts_of_co_trainer=[(str(part), texts.name(part, visit.language).capitalize()) for part in CoTrainerPart],
        counts=count_of(meeting),
        objections=_shown(picture, meeting, form),
        is_visit=meeting.kind is SessionKind.COMPANY_VISIT,
        back=of_traject(visit, picture.id),
    )


def _buttons(changing: Filled[Status] | None) -> dict[str, Filled[Status]]:
    """The form that cancels, and the buttons: only the one that was sent says what was wrong."""
    sent = changing or empty()
    cancels = sent["status"] == SessionStatus.CANCELLED
    return {"cancelling": sent if cancels else empty(), "pressed": empty() if cancels else sent}


def _shown(picture: Picture, meeting: SessionState, filled: Filled[Meeting]) -> list[Objection]:
    if "anyway" not in filled.errors:
        return []
    sent = Meeting.model_validate({name: value for name, value in filled.typed.items() if value})
    return list(_against(picture, meeting, sent))
