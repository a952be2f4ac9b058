"""Whether something that a person says can be true of the traject as it stands.

A take-over from a spreadsheet is not checked here: its oddities are warnings of the importer (interface.md).
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from domain import facts as f
from domain import refusals as r
from domain.calendar import EARLIEST, LATEST
from domain.certificate import certificate
from domain.clock import Clock
from domain.follow_up import keeps_follow_up
from domain.group import Group
from domain.member import Member
from domain.programme import Programme
from domain.situation import SessionState, Situation
from domain.terms import VISIT_KINDS, SessionKind, SessionStatus, Verdict

UNDO_FOR = timedelta(days=1)


class Said:
    """What a check may look at: the situation, the definition and the day."""

    def __init__(self, situation: Situation, programme: Programme, today: date) -> None:
        self.situation = situation
        self.programme = programme
        self.today = today
        self.group = Group(situation, programme, Clock(today))

    def session(self, fact: Any) -> SessionState:  # noqa: ANN401 - any fact that names a session
        """The session that a fact is about."""
        session = self.situation.sessions.get(fact.session)
        if session is None:
            raise r.SessionUnknown
        return session

    def member(self, fact: Any) -> Member:  # noqa: ANN401 - any fact that names a participant
        """The participant whom a fact is about."""
        state = self.situation.participants.get(fact.participant)
        if state is None or not state.registered:
            raise r.ParticipantUnknown
        return Member(state, self.group, Clock(self.today))


def check(fact: f.Fact, situation: Situation, programme: Programme, today: date) -> None:
    """Refuse what cannot be true.

    Raises:
        Refusal: naming the rule; nothing may be stored.
    """
    _within_reach(fact)
    if not situation.exists and not isinstance(fact, f.TrajectCreated):
        raise r.TrajectUnknown
    said = Said(situation, programme, today)
    if getattr(fact, "session", None) is not None and not isinstance(fact, f.SessionPlanned):
        said.session(fact)
    if getattr(fact, "participant", None) is not None and not isinstance(fact, f.Registered | f.ForgettingAsked):
        said.member(fact)
    if rule := _CHECKS.get(type(fact)):
        rule(said, fact)


def check_kept(before: Situation, after: Situation, taken_back: Iterable[f.Fact]) -> None:
    """Refuse to take back the planning of a session whose attendance would go with it.

    Raises:
        SessionAlreadyHeld: attendance that is registered of it was not among what is `taken_back`.
    """
    own = {fact.session for fact in taken_back if isinstance(fact, f.AttendanceRegistered)}
    for key, session in before.sessions.items():
        now = after.sessions.get(key)
        if session.attendance and key not in own and (now is None or not now.attendance):
            raise r.SessionAlreadyHeld


def _within_reach(fact: f.Fact) -> None:
    for day in vars(fact).values():
        if isinstance(day, date) and not EARLIEST <= day <= LATEST:
            raise r.DayOutOfReach(day=day, earliest=EARLIEST, latest=LATEST)


def _created(said: Said, _fact: f.TrajectCreated) -> None:
    if said.situation.exists:
        raise r.TrajectExists


def _session_planned(said: Said, fact: f.SessionPlanned) -> None:
    if fact.status is SessionStatus.PLANNED:
        _goes_on(said)
    known = said.situation.sessions.get(fact.session)
    if known and known.kind is not fact.session_kind:
        raise r.SessionOfAnotherKind
    if fact.status is SessionStatus.CANCELLED and known and known.attendance:
        raise r.SessionAlreadyHeld
    parts = _parts(said.programme, fact.session_kind)
    if fact.part is not None and parts and fact.part not in parts:
        raise r.PartUnknown(part=fact.part, known=", ".join(parts))


def _goes_on(said: Said) -> None:
    if said.group.cancelled:
        raise r.TrajectIsCancelled


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


def _registered(said: Said, fact: f.Registered) -> None:
    _goes_on(said)
    known = said.situation.participants.get(fact.participant)
    if known is not None and known.registered:
        raise r.ParticipantRegistered


def _forgetting(said: Said, fact: f.ForgettingAsked) -> None:
    """Also of somebody whose registration was taken back: their name is still here."""
    if fact.participant not in said.situation.participants:
        raise r.ParticipantUnknown


def _never_said(_said: Said, _fact: f.PeopleForgotten) -> None:
    raise r.OnlyTheClockForgets


def _withdrawn(said: Said, fact: f.Withdrawn) -> None:
    member = said.member(fact)
    if fact.cleared:
        if fact.on not in member.state.withdrawals:
            raise r.ParticipantNotWithdrawn
    elif member.withdrawn_on is not None:
        raise r.ParticipantWithdrawn
    elif (back := member.came_back_on) is not None and fact.on <= back:
        raise r.NotBackYet(on=back)


def _came_back(said: Said, fact: f.Reentered) -> None:
    left = said.member(fact).withdrawn_on
    if left is None:
        raise r.ParticipantNotWithdrawn
    if fact.on < left:
        raise r.NotLeftYet(on=left)


def _follow_up_requested(said: Said, fact: f.FollowUpRequested) -> None:
    member = said.member(fact)
    if fact.cleared:
        _was_said(member.state.follow_up_requested_on)
    elif member.withdrawn_on is None:
        raise r.ParticipantNotWithdrawn
    elif not member.was_admitted_in_time:
        raise r.NotAdmittedInTime


def _contact_refused(said: Said, fact: f.ContactRefused) -> None:
    if fact.cleared:
        _was_said(said.member(fact).state.contact_refused_on)


def _was_said(on: date | None) -> None:
    if on is None:
        raise r.NothingToTakeBack


def _consent(said: Said, fact: f.ConsentRecorded) -> None:
    """What was said later stands: a yes that turns up afterwards does not undo the no that withdrew it."""
    member = said.member(fact)
    since, known = member.known(member.state.consent)
    if known is not None and known is not fact.consent and (fact.on or member.registered_on) < since:
        raise r.ConsentSaidLater(on=since)


def _takes_part(said: Said, fact: f.Decided | f.Paused) -> Member:
    member = said.member(fact)
    if member.withdrawn_on is not None:
        raise r.ParticipantWithdrawn
    return member


def _decided(said: Said, fact: f.Decided) -> None:
    """An earlier day is a slip, or comes too late to say: what was decided since would stand all the same."""
    member = _takes_part(said, fact)
    day = said.situation.decided_on(member.state, fact.on)
    if fact.decision is not None and member.decision is not None and day < member.decided_on:
        raise r.DecidedLater(on=member.decided_on)


def _paused(said: Said, fact: f.Paused) -> None:
    member = _takes_part(said, fact)
    if fact.review <= fact.on:
        raise r.ReviewNotAfterPause(on=fact.on)
    if (back := member.came_back_on) is not None and fact.on < back:
        raise r.NotBackYet(on=back)
    known = member.pauses_known_until
    if known is None or fact.on >= known:
        return
    if not member.began_pause_by(fact.on):
        raise r.PauseEndedLater(on=known)
    if fact.review != member.paused_until:
        raise r.PauseBeganLater(on=known, review=member.paused_until)


def _resumed(said: Said, fact: f.Resumed) -> None:
    last = said.member(fact).pause_said_on
    if last is None:
        raise r.ParticipantNotPaused
    if fact.on < last:
        raise r.ResumedBeforePause(on=last)


def _admitted(said: Said, fact: f.Approved | f.CompetencesRecorded | f.Waived) -> None:
    if not said.member(fact).is_admitted:
        raise r.ParticipantNotAdmitted


def _competences(said: Said, fact: f.CompetencesRecorded) -> None:
    _admitted(said, fact)
    known = said.programme.competences
    for competence in fact.competences or ():
        if competence not in known:
            raise r.CompetenceUnknown(competence=competence, known=", ".join(known))


def _waived(said: Said, fact: f.Waived) -> None:
    _admitted(said, fact)
    if fact.visit not in VISIT_KINDS:
        raise r.NotAVisitKind


def _measured(said: Said, fact: f.Measured) -> None:
    for question, answer in fact.answers.items():
        if answer is not None:
            _answer(said.programme, question, answer)


def _answer(programme: Programme, question: str, answer: bool | float) -> None:  # noqa: FBT001 - an answer
    if question in programme.statements:
        if not isinstance(answer, bool):
            raise r.AnswerOutOfRange(question=question, expected="ja/nee (yes/no)")
        return
    scale = programme.mark if question == programme.mark.key else programme.questions.get(question)
    if scale is None:
        raise r.QuestionUnknown(question=question)
    if isinstance(answer, bool) or not scale.low <= answer <= scale.high:
        raise r.AnswerOutOfRange(question=question, expected=f"{scale.low}–{scale.high}")


def _issued(said: Said, fact: f.CertificateIssued) -> None:
    verdict = certificate(said.member(fact))
    if fact.on is not None and verdict.verdict is not Verdict.ELIGIBLE:
        raise r.CertificateNotEarned(failed=", ".join(verdict.failed) or verdict.verdict.value)


def _followed_up(said: Said, fact: f.FollowedUp) -> None:
    known = (0, *said.programme.follow_up.months)
    if fact.months not in known:
        raise r.MilestoneUnknown(known=", ".join(map(str, known)))
    ceremony = said.group.ceremony
    if ceremony is None or (fact.reached is not None and fact.on < ceremony.day):
        raise r.CeremonyNotHeld
    member = said.member(fact)
    if fact.reached is not None and not keeps_follow_up(member):
        raise r.NotFollowedUp if member.was_admitted_in_time else r.NotAdmittedInTime


_CHECKS: dict[type[f.Fact], Callable[[Said, Any], None]] = {
    f.TrajectCreated: _created,
    f.SessionPlanned: _session_planned,
    f.AttendanceRegistered: _attendance,
    f.PitchesNoted: _pitches,
    f.EvaluationFollowedUp: _evaluation_action,
    f.BreakRecorded: _break,
    f.TaskPostponed: _postponed,
    f.Retracted: _retracted,
    f.PeopleForgotten: _never_said,
    f.ForgettingAsked: _forgetting,
    f.Registered: _registered,
    f.Withdrawn: _withdrawn,
    f.Reentered: _came_back,
    f.FollowUpRequested: _follow_up_requested,
    f.ContactRefused: _contact_refused,
    f.ConsentRecorded: _consent,
    f.Decided: _decided,
    f.Paused: _paused,
    f.Resumed: _resumed,
    f.Approved: _admitted,
    f.CompetencesRecorded: _competences,
    f.Waived: _waived,
    f.Measured: _measured,
    f.CertificateIssued: _issued,
    f.FollowedUp: _followed_up,
}
