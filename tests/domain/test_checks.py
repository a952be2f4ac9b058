"""What a person cannot say, each refusal with its rule and a sentence in both languages (domain.refusals)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain import facts as f
from domain import refusals as r
from domain.checks import check
from domain.fold import fold
from domain.outcomes import Tally
from domain.terms import Decision, Moment, SessionKind, SessionStatus, TaskKind
from tests.domain.story import CEREMONY, COURSE, MONDAY, Story, ident

SESSIONS = tuple(COURSE)
TODAY = date(2026, 3, 20)
BACK = date(2026, 3, 12)
MONDAY_AFTER = date(2026, 3, 9)
LEAVERS = ("bilal", "gul")
AMAL, CHEN, DINA, EDA, FADI, GUL, STRANGER = map(ident, ("amal", "chen", "dina", "eda", "fadi", "gul", "stranger"))


def story() -> Story:
    """Amal takes part, Bilal left, Chen is paused, Dina is only registered, Eda came back, Fadi was paused until
    recently, Gul left before the decision; two sessions were held, and Amal wants no pictures.
    """
    told = Story().course("amal", "bilal", "chen", "eda", "fadi").registered("dina", "gul")
    told.withdrew("gul", on=date(2026, 2, 16)).tell(f.ConsentRecorded(participant=AMAL, consent=False, on=MONDAY_AFTER))
    told.paused("fadi", on=date(2026, 3, 3), review=date(2026, 3, 17)).resumed("fadi", on=date(2026, 3, 13))
    told.withdrew("eda", on=date(2026, 3, 5)).reentered("eda", on=BACK)
    told.attended("amal", "kick-off", "training 1").withdrew("bilal", on=date(2026, 3, 9))
    return (
        told.paused("chen", on=date(2026, 3, 9), review=date(2026, 4, 9))
        .cancelled("training 3")
        .approved("eda", on=date(2026, 3, 16), approval=False)
    )


def refusal(fact: f.Fact, told: Story | None = None, today: date = TODAY) -> r.Refusal | None:
    told = told or story()
    try:
        check(fact, told.situation(), told.programme, today)
    except r.Refusal as refused:
        return refused
    return None


def measured(**answers: Any) -> f.Measured:  # noqa: ANN401 - any answer
    return f.Measured(participant=AMAL, moment="baseline", answers=answers)  # type: ignore[arg-type]


def planned(name: str, **more: Any) -> f.SessionPlanned:  # noqa: ANN401 - any field
    known = {"session": ident(name), "session_kind": SessionKind.TRAINING, "day": date(2026, 3, 16)}
    return f.SessionPlanned.model_validate(known | more)


REFUSED = [
    (f.ConsentRecorded(participant=STRANGER, consent=True), r.ParticipantUnknown),
    (f.ForgettingAsked(participant=STRANGER), r.ParticipantUnknown),
    (f.PeopleForgotten(number=1), r.OnlyTheClockForgets),
    (f.Approved(participant=DINA, approval=True), r.ParticipantNotAdmitted),
    (f.CompetencesRecorded(participant=DINA, competences=()), r.ParticipantNotAdmitted),
    (f.Waived(participant=DINA, visit=SessionKind.GUEST_LESSON), r.ParticipantNotAdmitted),
    (f.Withdrawn(participant=ident("bilal"), on=TODAY), r.ParticipantWithdrawn),
    (f.Decided(participant=ident("bilal"), decision=Decision.ADMITTED, on=TODAY), r.ParticipantWithdrawn),
    (f.Paused(participant=ident("bilal"), on=TODAY, review=date(2026, 5, 1)), r.ParticipantWithdrawn),
    (f.Withdrawn(participant=AMAL, on=TODAY, cleared=True), r.ParticipantNotWithdrawn),
    (f.Decided(participant=AMAL, decision=Decision.REFUSED, on=date(2026, 2, 8)), r.DecidedLater),
    (f.Decided(participant=AMAL, decision=Decision.ADMITTED, on=date(2026, 2, 8)), r.DecidedLater),
    (f.Reentered(participant=AMAL, on=TODAY), r.ParticipantNotWithdrawn),
    (f.Reentered(participant=ident("bilal"), on=date(2026, 3, 8)), r.NotLeftYet),
    (f.FollowUpRequested(participant=AMAL, on=TODAY), r.ParticipantNotWithdrawn),
    (f.FollowUpRequested(participant=GUL, on=TODAY), r.NotAdmittedInTime),
    (f.FollowUpRequested(participant=ident("bilal"), on=TODAY, cleared=True), r.NothingToTakeBack),
    (f.ContactRefused(participant=AMAL, on=TODAY, cleared=True), r.NothingToTakeBack),
    (f.ConsentRecorded(participant=AMAL, consent=True, on=date(2026, 3, 3)), r.ConsentSaidLater),
    (f.ConsentRecorded(participant=AMAL, consent=True), r.ConsentSaidLater),
    (f.Approved(participant=EDA, approval=True, on=date(2026, 3, 14)), r.ApprovalSaidLater),
    (f.Resumed(participant=AMAL, on=TODAY), r.ParticipantNotPaused),
    (f.Paused(participant=AMAL, on=TODAY, review=TODAY), r.ReviewNotAfterPause),
    (f.Resumed(participant=ident("chen"), on=date(2026, 3, 8)), r.ResumedBeforePause),
    (f.Paused(participant=CHEN, on=date(2026, 3, 8), review=date(2026, 4, 10)), r.PauseBeganLater),
    (f.Paused(participant=FADI, on=date(2026, 3, 5), review=date(2026, 4, 9)), r.PauseEndedLater),
    (f.Paused(participant=FADI, on=date(2026, 3, 2), review=date(2026, 4, 9)), r.PauseEndedLater),
    (f.Withdrawn(participant=EDA, on=BACK), r.NotBackYet),
    (f.Withdrawn(participant=EDA, on=date(2026, 3, 9)), r.NotBackYet),
    (f.Paused(participant=EDA, on=date(2026, 3, 3), review=date(2026, 4, 9)), r.NotBackYet),
    (f.AttendanceRegistered(session=STRANGER, statuses={}), r.SessionUnknown),
    (f.SessionHosted(session=STRANGER, organisation=None), r.SessionUnknown),
    (f.CoTrainerTookPart(session=STRANGER, part=None), r.SessionUnknown),
    (
        f.EvaluationRecorded.model_validate(
            {"evaluation": STRANGER, "moment": "interim", "on": TODAY, "session": STRANGER}
        ),
        r.SessionUnknown,
    ),
    (f.Done(task=TaskKind.REGISTER_ATTENDANCE, session=STRANGER, on=TODAY), r.SessionUnknown),
    (f.AttendanceRegistered(session=ident("training 3"), statuses={}), r.SessionCancelled),
    (f.AttendanceRegistered(session=ident("training 2"), statuses={}), r.SessionNotYetHeld),
    (
        f.AttendanceRegistered.model_validate({"session": ident("training 1"), "statuses": {STRANGER: "present"}}),
        r.ParticipantUnknown,
    ),
    (planned("training 1", status=SessionStatus.CANCELLED), r.SessionAlreadyHeld),
    (planned("new", part="breien"), r.PartUnknown),
    (planned("company"), r.SessionOfAnotherKind),
    (f.Registered(participant=AMAL), r.ParticipantRegistered),
    (f.TrajectCreated(programme="kixworks-2022", version=1), r.TrajectExists),
    (f.ProgrammeChanged(programme="kixworks-2022", version=1), r.ProgrammeKept),
    (planned("new", day=date(9999, 12, 31)), r.DayOutOfReach),
    (f.Withdrawn(participant=AMAL, on=date(1, 1, 1)), r.DayOutOfReach),
    (f.Paused(participant=AMAL, on=TODAY, review=date(3000, 1, 1)), r.DayOutOfReach),
    (f.PitchesNoted(session=ident("guest"), participants=()), r.NotACompanyVisit),
    (f.PitchesNoted(session=ident("company"), participants=tuple(map(ident, "abcdefghi"))), r.TooManyPitches),
    (f.PitchesNoted(session=ident("company"), participants=(STRANGER,)), r.ParticipantUnknown),
    (f.Waived(participant=AMAL, visit=SessionKind.TRAINING), r.NotAVisitKind),
    (measured(haarkleur=3), r.QuestionUnknown),
    (measured(netwerk=6), r.AnswerOutOfRange),
    (measured(netwerk=0), r.AnswerOutOfRange),
    (measured(netwerk=True), r.AnswerOutOfRange),
    (measured(cijfer=10.5), r.AnswerOutOfRange),
    (measured(leuk_en_geholpen=3), r.AnswerOutOfRange),
    (f.CompetencesRecorded(participant=AMAL, competences=("toveren",)), r.CompetenceUnknown),
    (f.CertificateIssued(participant=AMAL, on=TODAY), r.CertificateNotEarned),
    (f.FollowedUp(participant=AMAL, months=4, on=TODAY, reached=True), r.MilestoneUnknown),
    (f.FollowedUp(participant=AMAL, months=3, on=TODAY, reached=True), r.CeremonyNotHeld),
    (f.EvaluationFollowedUp(evaluation=STRANGER, on=TODAY), r.EvaluationUnknown),
    (f.BreakRecorded(start=TODAY, end=date(2026, 3, 19)), r.BreakEndsBeforeItStarts),
    (f.TaskPostponed(task=STRANGER, until=TODAY), r.PostponedIntoThePast),
    (f.Retracted(message=STRANGER), r.MessageUnknown),
]


@pytest.mark.parametrize(("fact", "expected"), REFUSED, ids=[f"{e.__name__}-{x.kind}" for x, e in REFUSED])  # type: ignore[attr-defined]
def test_what_cannot_be_true_is_refused(fact: f.Fact, expected: type[r.Refusal]) -> None:
    refused = refusal(fact)
    assert type(refused) is expected
    assert refused.code == expected.__name__
    assert refused.rule
    assert refused.nl != refused.en
    assert "{" not in refused.nl + refused.en


def test_every_refusal_of_a_check_is_tried() -> None:
    apart = {
        r.ProgrammeIsDraft,
        r.ProgrammeLacks,
        r.ProgrammeForgets,
        r.MoveIsNotUndone,
        r.TrajectUnknown,
        r.TrajectIsCancelled,
        r.UndoTooLate,
        r.NotFollowedUp,
        r.ContactThatDay,
    }
    tried = {expected for _, expected in REFUSED} | apart
    of_the_rules = {kind for kind in r.Refusal.__subclasses__() if kind.__module__.startswith(r.__name__)}
    assert tried | {r.TaskUnknown} == of_the_rules  # a task is known to the tables, not here


ALLOWED = [
    f.Registered(participant=STRANGER, on=TODAY),
    f.Decided(participant=DINA, decision=Decision.REFUSED, on=TODAY),
    f.Decided(participant=AMAL, decision=Decision.REFUSED, on=date(2026, 2, 9)),
    f.Decided(participant=AMAL, decision=None, on=date(2026, 2, 9)),
    f.Withdrawn(participant=AMAL, on=TODAY),
    f.Withdrawn(participant=ident("bilal"), on=date(2026, 3, 9), cleared=True),
    f.Reentered(participant=ident("bilal"), on=TODAY),
    f.Reentered(participant=ident("bilal"), on=date(2026, 3, 9)),
    f.FollowUpRequested(participant=ident("bilal"), on=TODAY),
    f.ConsentRecorded(participant=AMAL, consent=True, on=MONDAY_AFTER),
    f.ConsentRecorded(participant=AMAL, consent=False, on=date(2026, 3, 3)),
    f.ConsentRecorded(participant=AMAL, consent=None, on=date(2026, 3, 3)),
    f.Approved(participant=EDA, approval=True, on=date(2026, 3, 16)),
    f.Approved(participant=EDA, approval=False, on=date(2026, 3, 14)),
    f.Approved(participant=EDA, approval=None, on=date(2026, 3, 14)),
    f.ContactRefused(participant=AMAL, on=TODAY),
    f.Resumed(participant=ident("chen"), on=TODAY),
    f.Paused(participant=ident("chen"), on=TODAY, review=date(2026, 3, 21)),
    f.Resumed(participant=ident("chen"), on=date(2026, 3, 9)),
    f.Paused(participant=CHEN, on=date(2026, 3, 9), review=date(2026, 4, 10)),
    f.Paused(participant=CHEN, on=date(2026, 3, 2), review=date(2026, 4, 9)),
    f.Paused(participant=FADI, on=date(2026, 3, 13), review=date(2026, 4, 9)),
    f.Withdrawn(participant=EDA, on=date(2026, 3, 13)),
    f.Withdrawn(participant=EDA, on=date(2026, 3, 5), cleared=True),
    f.Paused(participant=EDA, on=BACK, review=date(2026, 4, 9)),
    f.AttendanceRegistered.model_validate({"session": ident("training 1"), "statuses": {DINA: "present"}}),
    f.PitchesNoted(session=ident("company"), participants=(AMAL, AMAL)),
    planned("new", part="video-cv"),
    planned("new", day=date(2999, 12, 31)),
    f.IntakeHeld(participant=DINA, on=date(1950, 1, 1)),
    planned("training 1", day=date(2026, 3, 17)),
    planned("training 2", status=SessionStatus.CANCELLED),
    measured(netwerk=1, zelfbeeld=5, cijfer=10, leuk_en_geholpen=False, eigen_kracht=None),
    f.CompetencesRecorded(participant=AMAL, competences=None),
    f.CertificateIssued(participant=AMAL, on=None),
    f.BreakRecorded(start=TODAY, end=TODAY),
    f.BreakRecorded(start=TODAY, end=None),
    f.TaskPostponed(task=STRANGER, until=date(2026, 3, 21)),
    f.TaskPostponed(task=STRANGER, until=None),
]


def test_a_session_keeps_a_part_that_the_definition_does_not_have_any_more() -> None:
    told = story()
    core = {key: part for key, part in told.programme.trainings.core.items() if key != "presentatie"}
    other = told.programme.trainings.model_copy(update={"core": core})
    told.tell(planned("training 9", part="presentatie"))
    told.programme = told.programme.model_copy(update={"trainings": other})
    assert refusal(planned("training 9", part="presentatie", status=SessionStatus.CANCELLED), told) is None
    assert isinstance(refusal(planned("training 10", part="presentatie"), told), r.PartUnknown)


@pytest.mark.parametrize("fact", ALLOWED, ids=lambda fact: fact.kind)
def test_what_can_be_true_is_accepted(fact: f.Fact) -> None:
    assert refusal(fact) is None


def test_nothing_can_be_said_of_a_traject_that_does_not_exist_but_that_it_was_created() -> None:
    nothing, programme = fold([]), Story().programme
    check(f.TrajectCreated(programme="kixworks-2022", version=1), nothing, programme, TODAY)
    with pytest.raises(r.TrajectUnknown):
        check(f.KickOffPlanned(day=MONDAY), nothing, programme, TODAY)


def test_nothing_begins_in_a_cancelled_traject_but_what_was_done_in_it_can_be_recorded() -> None:
    told = story()
    told.tell(f.TrajectCancelled(on=TODAY), on=TODAY)
    for fact in (f.Registered(participant=STRANGER, on=TODAY), planned("new")):
        assert isinstance(refusal(fact, told), r.TrajectIsCancelled)
        assert refusal(fact, told, TODAY - timedelta(days=1)) is None
    assert refusal(planned("training 1", status=SessionStatus.HELD), told) is None
    assert refusal(f.TrajectCancelled(on=None), told) is None


def test_undoing_is_possible_through_the_next_day() -> None:
    told = story()
    told.tell(f.AgreementSigned(on=TODAY), on=TODAY)
    undo = f.Retracted(message=told.log[-1].message)
    assert refusal(undo, told, TODAY + timedelta(days=1)) is None
    assert isinstance(refusal(undo, told, TODAY + timedelta(days=2)), r.UndoTooLate)


def test_attendance_can_be_registered_on_the_day_itself() -> None:
    form = f.AttendanceRegistered(session=ident("training 2"), statuses={})
    assert isinstance(refusal(form, today=date(2026, 3, 29)), r.SessionNotYetHeld)
    assert refusal(form, today=date(2026, 3, 30)) is None


def test_a_call_that_failed_on_a_day_with_contact_corrects_it_only_once_it_is_too_late_to_take_it_back() -> None:
    day = CEREMONY + timedelta(days=90)
    contact = f.FollowedUp(participant=AMAL, months=3, on=day, reached=True)
    told = story().ceremony().tell(contact, on=day)
    call = f.FollowedUp(participant=AMAL, months=3, on=day, reached=False)
    assert isinstance(refusal(call, told, day + timedelta(days=1)), r.ContactThatDay)
    assert refusal(call, told, day + timedelta(days=2)) is None
    assert refusal(call.model_copy(update={"reached": None}), told, day) is None
    assert refusal(call.model_copy(update={"on": day - timedelta(days=1)}), told, day) is None


def test_a_follow_up_can_be_recorded_from_the_day_of_the_ceremony() -> None:
    told = story().ceremony()
    contact = f.FollowedUp(participant=AMAL, months=0, on=CEREMONY, reached=True)
    assert isinstance(refusal(contact, told, date(2026, 7, 19)), r.CeremonyNotHeld)
    assert refusal(contact, told, CEREMONY) is None


def test_a_contact_counts_from_the_ceremony_and_for_whoever_is_followed() -> None:
    told = story().ceremony()
    early = f.FollowedUp(participant=AMAL, months=0, on=CEREMONY - timedelta(days=1), reached=True)
    assert isinstance(refusal(early, told, CEREMONY), r.CeremonyNotHeld)
    of_bilal, of_gul = (f.FollowedUp(participant=ident(who), months=3, on=CEREMONY, reached=True) for who in LEAVERS)
    assert isinstance(refusal(of_bilal, told, CEREMONY), r.NotFollowedUp)
    assert isinstance(refusal(of_gul, told, CEREMONY), r.NotAdmittedInTime)
    told.tell(f.FollowUpRequested(participant=ident("bilal"), on=TODAY))
    assert refusal(of_bilal, told, CEREMONY) is None


def test_a_contact_of_any_day_and_person_can_be_taken_back() -> None:
    told = story().ceremony().contacted("bilal", 3, TODAY)
    assert refusal(f.FollowedUp(participant=ident("bilal"), months=3, on=TODAY, reached=None), told, CEREMONY) is None


def test_the_wish_to_be_followed_can_be_taken_back_by_who_came_back() -> None:
    told = story().tell(f.FollowUpRequested(participant=ident("bilal"), on=TODAY)).reentered("bilal", on=TODAY)
    assert refusal(f.FollowUpRequested(participant=ident("bilal"), on=TODAY, cleared=True), told) is None


def test_a_certificate_is_issued_once_it_is_earned() -> None:
    told = Story().course("amal").attended("amal", *SESSIONS).approved("amal", on=date(2026, 7, 8))
    issued = f.CertificateIssued(participant=AMAL, on=date(2026, 7, 8))
    assert isinstance(refusal(issued, told, date(2026, 7, 7)), r.CertificateNotEarned)
    assert refusal(issued, told, date(2026, 7, 8)) is None


@pytest.mark.parametrize("number", [float("inf"), float("nan")])
def test_an_answer_that_json_cannot_hold_is_no_answer(number: float) -> None:
    """It would arrive as "no answer", which takes an earlier one back."""
    with pytest.raises(ValidationError):
        f.Measured(participant=UUID(int=1), moment=Moment.END_MEASUREMENT, answers={"cijfer": number})
    with pytest.raises(ValidationError):
        Tally(mark_sum=number)


def test_a_decision_between_two_that_say_the_same_comes_too_late() -> None:
    told = story().decided("amal", Decision.ADMITTED, on=date(2026, 3, 5))
    found = refusal(f.Decided(participant=AMAL, decision=Decision.REFUSED, on=date(2026, 3, 4)), told)
    assert isinstance(found, r.DecidedLater)
    assert "5 maart" in found.nl


def test_a_day_in_a_refusal_is_told_as_people_write_it() -> None:
    refusal = r.DecidedLater(on=date(2026, 3, 2))
    assert "Op 2 maart 2026 is al een besluit genomen." in refusal.nl
    assert "made on 2 March 2026 already" in refusal.en
