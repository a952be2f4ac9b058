"""Whether something that is said of a traject, its sessions and its tasks, or of another message, can be true."""

from collections.abc import Callable
from typing import Any

from domain import facts as f
from domain import refusals as r
from domain.checks.said import UNDO_FOR, Said, goes_on
from domain.programme import Programme
from domain.terms import SessionKind, SessionStatus


def _created(said: Said, _fact: f.TrajectCreated) -> None:
    if said.situation.exists:
        raise r.TrajectExists


def _session_planned(said: Said, fact: f.SessionPlanned) -> None:
    if fact.status is SessionStatus.PLANNED:
        goes_on(said)
    known = said.situation.sessions.get(fact.session)
    if known and known.kind is not fact.session_kind:
        raise r.SessionOfAnotherKind
    if fact.status is SessionStatus.CANCELLED and known and known.attendance:
        raise r.SessionAlreadyHeld
    parts = _parts(said.programme, fact.session_kind)
    is_kept = known is not None and known.part == fact.part  # from a definition that it followed before, or a file
    if fact.part is not None and parts and fact.part not in parts and not is_kept:
        raise r.PartUnknown(part=fact.part, known=", ".join(parts))


def _parts(programme: Programme, kind: SessionKind) -> list[str]:
    if kind is SessionKind.TRAINING:
        return [*programme.trainings.core, *programme.trainings.optional]
    return list(programme.side_activities) if kind is SessionKind.SIDE_ACTIVITY else []


def _attendance(said: Said, fact: f.AttendanceRegistered) -> None:
    session = said.session(fact)
    if session.status is SessionStatus.CANCELLED:
        raise r.SessionCancelled
    if session.day > said.today:
        raise r.SessionNotYetHeld(day=session.day)
    known = said.situation.participants
    if any(who not in known or not known[who].registered for who in fact.statuses):
        raise r.ParticipantUnknown


def _pitches(said: Said, fact: f.PitchesNoted) -> None:
    if said.session(fact).kind is not SessionKind.COMPANY_VISIT:
        raise r.NotACompanyVisit
    most = said.programme.pitches_per_visit
    if len(set(fact.participants)) > most:
        raise r.TooManyPitches(most=most, number=len(set(fact.participants)))
    known = {*said.situation.participants, *said.session(fact).pitches}  # who was forgotten still pitched
    if not known.issuperset(fact.participants):
        raise r.ParticipantUnknown


def _evaluation_action(said: Said, fact: f.EvaluationFollowedUp) -> None:
    if fact.evaluation not in said.situation.evaluations:
        raise r.EvaluationUnknown


def _break(_said: Said, fact: f.BreakRecorded) -> None:
    if fact.end is not None and fact.end < fact.start:
        raise r.BreakEndsBeforeItStarts


def _postponed(said: Said, fact: f.TaskPostponed) -> None:
    if fact.until is not None and fact.until <= said.today:
        raise r.PostponedIntoThePast


def _retracted(said: Said, fact: f.Retracted) -> None:
    recorded = said.situation.messages.get(fact.message)
    if recorded is None:
        raise r.MessageUnknown
    if said.today > recorded + UNDO_FOR:
        raise r.UndoTooLate


def _never_said(_said: Said, _fact: f.PeopleForgotten) -> None:
    raise r.OnlyTheClockForgets


CHECKS: dict[type[f.Fact], Callable[[Said, Any], None]] = {
    f.TrajectCreated: _created,
    f.SessionPlanned: _session_planned,
    f.AttendanceRegistered: _attendance,
    f.PitchesNoted: _pitches,
    f.EvaluationFollowedUp: _evaluation_action,
    f.BreakRecorded: _break,
    f.TaskPostponed: _postponed,
    f.Retracted: _retracted,
    f.PeopleForgotten: _never_said,
}
