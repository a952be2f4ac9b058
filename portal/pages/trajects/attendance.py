"""Attendance of one session, for a phone: everyone is present, then the exceptions; and its corrections."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from domain.facts import AttendanceRegistered
from domain.situation import SessionState
from domain.terms import Presence, SessionStatus
from portal.forms import Filled, Form, empty
from portal.pages.trajects.common import impossible, look_at, of_traject, onward, page
from portal.reading.attendance import Place, places, trail
from portal.reading.traject import Picture
from portal.telling import about_traject
from portal.visit import Visit, Visiting

router = APIRouter()
_FIELD = "p-"
"""Before a participant's id, the name of their field."""


class Attendance(Form):
    """Apart from one field for each person: whether the group's report was made."""

    report_made: bool | None = None


@router.get("/trajecten/{traject}/aanwezigheid/{session}", name="attendance")
def attendance(visit: Visiting, traject: UUID, session: UUID) -> Response:
    """The form: present for everybody the first time, afterwards what was registered."""
    picture = look_at(visit, traject)
    meeting = picture.session(session)
    return _closed(visit, picture, meeting) or _show(visit, picture, meeting, _start(picture, meeting))


@router.post("/trajecten/{traject}/aanwezigheid/{session}", name="attendance")
def register_attendance(visit: Visiting, traject: UUID, session: UUID) -> Response:
    """One fact, with whoever's attendance is new or different."""
    picture = look_at(visit, traject)
    meeting = picture.session(session)
    filled = visit.fill(Attendance)
    closed = None if filled.had_its_turn else _closed(visit, picture, meeting)
    if closed is not None:
        return closed
    statuses = _statuses(visit, picture, meeting, filled)
    if filled.value is None or statuses is None:
        return _show(visit, picture, meeting, filled)
    fact = _fact(meeting, statuses, report_made=filled.value.report_made)
    if fact is None and not filled.repeated:
        return visit.see(of_traject(visit, traject), visit.words.gettext("Er is niets veranderd."))
    said = [] if fact is None else [fact]
    if visit.tell(filled, about_traject(traject, *said, session=session)):
        return onward(visit, f"{of_traject(visit, traject)}#bijeenkomsten")
    return _show(visit, picture, meeting, filled)


def _closed(visit: Visit, picture: Picture, meeting: SessionState) -> Response | None:
    words = visit.words
    if meeting.status is SessionStatus.CANCELLED:
        sentence = words.gettext("Deze bijeenkomst is vervallen. Laat deze bijeenkomst eerst weer doorgaan.")
    elif meeting.day > visit.today:
        sentence = words.gettext("Deze bijeenkomst moet nog komen. De aanwezigheid vult u op de dag zelf in, of later.")
    elif not picture.admitted:
        sentence = words.gettext("Er is nog niemand toegelaten, dus ook niemand om aanwezig te melden.")
    else:
        return None
    return impossible(visit, picture, words.gettext("Aanwezigheid"), sentence)


def _start(picture: Picture, meeting: SessionState) -> Filled[Attendance]:
    """What the form begins with. Whoever is missing in what was registered is not called present by itself."""
    everybody = places(picture, meeting)
    first = not meeting.attendance
    start = {_name(place): _chosen(place, first=first) for place in everybody}
    report = {True: "true", False: "false", None: ""}[meeting.report_made]
    return empty(report_made=report, **start)


def _name(place: Place) -> str:
    return f"{_FIELD}{place.participant}"


def _chosen(place: Place, *, first: bool) -> str:
    if place.status is not None:
        return place.status.value
    return Presence.PRESENT.value if first and place.expected else ""


def _statuses(
    visit: Visit, picture: Picture, meeting: SessionState, filled: Filled[Attendance]
) -> dict[UUID, Presence | None] | None:
    """What was chosen for each person; whoever is left out keeps what was said. None: a value is none of ours."""
    found: dict[UUID, Presence | None] = {}
    for place in places(picture, meeting):
        if _name(place) not in filled.typed:
            continue
        chosen = filled[_name(place)]
        if chosen and chosen not in set(Presence):
            filled.refuse(_name(place), visit.words.gettext("Kies een van de mogelijkheden."))
            return None
        found[place.participant] = Presence(chosen) if chosen else None
    return found


def _fact(
    meeting: SessionState, statuses: dict[UUID, Presence | None], *, report_made: bool | None
) -> AttendanceRegistered | None:
    """Only what differs from what is known; None when nothing does. A report left open says nothing."""
    changed = {who: status for who, status in statuses.items() if meeting.attendance.get(who) is not status}
    report = {} if report_made is None or report_made is meeting.report_made else {"report_made": report_made}
    if not changed and not report:
        return None
    return AttendanceRegistered.model_validate({"session": meeting.id, "statuses": changed, **report})


def _show(visit: Visit, picture: Picture, meeting: SessionState, filled: Filled[Attendance]) -> Response:
    with visit.reading() as session:
        entries = trail(session, picture.id, meeting.id)
    everybody = places(picture, meeting)
    return page(
        visit,
        "trajects/attendance.html",
        picture,
        filled=filled,
        meeting=meeting,
        expected=[place for place in everybody if place.expected],
        others=_others(everybody),
        field=_FIELD,
        entries=entries,
        first=not meeting.attendance,
    )


def _others(everybody: Sequence[Place]) -> list[Place]:
    """Whom nobody expects on that day; they are shown as such, and can have come all the same."""
    return [place for place in everybody if not place.expected]
