"""Whether something that is said of one participant can be true."""

from collections.abc import Callable
from datetime import date
from typing import Any

from domain import facts as f
from domain import refusals as r
from domain.certificate import certificate
from domain.checks.said import UNDO_FOR, Said, goes_on
from domain.follow_up import keeps_follow_up
from domain.member import Member
from domain.programme import Programme
from domain.terms import VISIT_KINDS, Verdict


def _registered(said: Said, fact: f.Registered) -> None:
    goes_on(said)
    known = said.situation.participants.get(fact.participant)
    if known is not None and known.registered:
        raise r.ParticipantRegistered


def _forgetting(said: Said, fact: f.ForgettingAsked) -> None:
    """Also of somebody whose registration was taken back: their name is still here."""
    if fact.participant not in said.situation.participants:
        raise r.ParticipantUnknown


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
    elif member.withdrawn_on is None and not member.left_during:
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
    known = member.known(member.state.consent)
    if _otherwise_later(fact.consent, fact.on or member.registered_on, known):
        raise r.ConsentSaidLater(on=known[0])


def _otherwise_later(answer: bool | None, on: date, known: tuple[date, bool | None]) -> bool:  # noqa: FBT001 - an answer
    """Whether a later day knows another answer; it is never too late to take one back."""
    since, then = known
    return answer is not None and then is not None and answer is not then and on < since


def _takes_part(said: Said, fact: f.Decided | f.Paused) -> Member:
    member = said.member(fact)
    if member.withdrawn_on is not None:
        raise r.ParticipantWithdrawn
    return member


def _decided(said: Said, fact: f.Decided) -> None:
    """An earlier day is a slip, or comes too late to say: what was decided since would stand all the same."""
    member = _takes_part(said, fact)
    day = said.situation.decided_on(member.state, fact.on)
    last = max((on for on, _ in member.decisions), default=day)
    if fact.decision is not None and day < last:
        raise r.DecidedLater(on=last)


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


def _approved(said: Said, fact: f.Approved) -> None:
    _admitted(said, fact)
    member = said.member(fact)
    known = member.at_certificate(member.state.approval)
    if known is not None and fact.on is not None and _otherwise_later(fact.approval, fact.on, known):
        raise r.ApprovalSaidLater(on=known[0])


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
    if fact.reached is False and _had_contact_just_now(said, member, fact):
        raise r.ContactThatDay


def _had_contact_just_now(said: Said, member: Member, fact: f.FollowedUp) -> bool:
    """Whether the day has a contact that can be taken back; later than that, a failed attempt is what corrects it."""
    state, day = member.state, (fact.months, fact.on)
    known = state.contacts.get(day)
    if known is None or not known.reached:
        return False
    return said.today <= state.contacts_recorded[day] + UNDO_FOR


CHECKS: dict[type[f.Fact], Callable[[Said, Any], None]] = {
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
    f.Approved: _approved,
    f.CompetencesRecorded: _competences,
    f.Waived: _waived,
    f.Measured: _measured,
    f.CertificateIssued: _issued,
    f.FollowedUp: _followed_up,
}
