"""From facts to what is known: corrections, undoing, undated values and what it counts from."""

from datetime import date

import pytest

from domain import facts as f
from domain.facts import AnyFact
from domain.fold import _REDUCERS, fold
from domain.terms import Decision, Moment, Outcome, SessionKind, SessionStatus, TaskKind
from tests.domain.story import CEREMONY, COURSE, MONDAY, Story, ident

AMAL = ident("amal")
SESSIONS = tuple(COURSE)


def unregistered() -> Story:
    """Amal, of whom no date of registration is known; the traject itself has none either."""
    story = Story(created=None)
    return story.tell(f.Registered(participant=AMAL))


def registered_on(story: Story) -> date:
    situation = story.situation()
    return situation.registered_on(situation.participants[AMAL])


def test_every_kind_of_fact_has_its_reducer() -> None:
    assert set(_REDUCERS) == set(AnyFact.__origin__.__args__)  # type: ignore[attr-defined]


def test_a_log_without_facts_knows_nothing() -> None:
    assert not fold([]).exists
    assert fold([]).created_on == date.max


@pytest.mark.parametrize(
    "fact",
    [
        f.KickOffPlanned(day=date(2026, 1, 12)),
        f.AgreementSigned(on=date(2026, 1, 12)),
        f.PlanOfApproachWritten(on=date(2026, 1, 12)),
        f.TrajectCancelled(on=date(2026, 1, 12)),
        f.Registered(participant=AMAL, on=date(2026, 1, 12)),
        f.IntakeHeld(participant=AMAL, on=date(2026, 1, 12)),
        f.Decided(participant=AMAL, decision=Decision.REFUSED, on=date(2026, 1, 12)),
        f.SessionPlanned(session=ident("s"), session_kind=SessionKind.TRAINING, day=date(2026, 1, 12)),
        f.SessionPlanned(
            session=ident("s"),
            session_kind=SessionKind.TRAINING,
            day=date(2026, 1, 12),
            status=SessionStatus.CANCELLED,
        ),
    ],
    ids=lambda fact: fact.kind,
)
def test_a_traject_without_a_date_exists_since_the_earliest_that_was_given(fact: f.Fact) -> None:
    story = unregistered().tell(f.KickOffPlanned(day=date(2026, 5, 4)))
    assert story.situation().created_on == date(2026, 5, 4)
    assert story.tell(fact).situation().created_on == date(2026, 1, 12)


@pytest.mark.parametrize(
    "fact",
    [
        f.ConsentRecorded(participant=AMAL, consent=True, on=date(2026, 1, 12)),
        f.Withdrawn(participant=AMAL, on=date(2026, 1, 12)),
        f.FollowedUp(participant=AMAL, months=3, on=date(2026, 1, 12), reached=True),
        f.BreakRecorded(start=date(2026, 1, 12), end=date(2026, 1, 16)),
    ],
    ids=lambda fact: fact.kind,
)
def test_other_dates_do_not_say_since_when_a_traject_exists(fact: f.Fact) -> None:
    story = unregistered().tell(f.KickOffPlanned(day=date(2026, 5, 4))).tell(fact)
    assert story.situation().created_on == date(2026, 5, 4)


def test_a_traject_without_any_date_exists_since_it_was_recorded() -> None:
    story = Story(created=None)
    assert story.situation().created_on == MONDAY  # the day of the first telling


def test_registration_is_the_intake_or_the_decision_or_the_creation() -> None:
    story = unregistered().tell(f.KickOffPlanned(day=date(2026, 1, 12)))
    assert registered_on(story) == date(2026, 1, 12)
    assert registered_on(story.decided("amal", Decision.ADMITTED, on=date(2026, 2, 9))) == date(2026, 2, 9)
    assert registered_on(story.tell(f.IntakeHeld(participant=AMAL, on=date(2026, 2, 12)))) == date(2026, 2, 12)
    assert registered_on(story.tell(f.Registered(participant=AMAL, on=date(2026, 2, 16)))) == date(2026, 2, 16)


def test_a_decision_without_a_date_is_of_the_intake_or_the_registration() -> None:
    story = Story().registered("amal", on=date(2026, 2, 2))
    story.tell(f.Decided(participant=AMAL, decision=Decision.ADMITTED))
    assert not story.on(date(2026, 2, 1)).participants
    assert story.person("amal", date(2026, 2, 2)).admitted
    story.tell(f.IntakeHeld(participant=AMAL, on=date(2026, 2, 6)))
    assert not story.person("amal", date(2026, 2, 5)).admitted
    assert story.person("amal", date(2026, 2, 6)).admitted


def test_undated_answers_are_of_the_kick_off_and_of_the_ceremony() -> None:
    story = Story().course("amal").ceremony(status=SessionStatus.PLANNED)
    story.measured("amal").measured("amal", Moment.END_MEASUREMENT, cijfer=8)
    tallies = [story.on(day).tally for day in (date(2026, 3, 1), MONDAY, date(2026, 7, 19), CEREMONY)]
    assert [(t.baseline, t.end_measurement) for t in tallies] == [(0, 0), (1, 0), (1, 0), (1, 1)]


def test_what_belongs_to_the_certificate_waits_for_the_ceremony_that_was_held() -> None:
    story = Story().course("amal").waived("amal", SessionKind.GUEST_LESSON)
    assert story.person("amal", date(2027, 1, 4)).certificate.waived == ()
    story.session("early", date(2026, 7, 13), SessionKind.CEREMONY).ceremony()
    assert story.person("amal", date(2026, 7, 19)).certificate.waived == ()
    assert story.person("amal", CEREMONY).certificate.waived == (SessionKind.GUEST_LESSON,)


def test_attendance_makes_a_session_held_from_its_day_whatever_its_status_says() -> None:
    story = Story().course("amal").attended("amal", "kick-off")
    assert story.person("amal", date(2026, 3, 1)).certificate.attended == 0
    assert story.person("amal", MONDAY).certificate.attended == 1
    story.cancelled("kick-off")
    assert story.person("amal", MONDAY).certificate.attended == 0


def test_a_session_that_moves_takes_its_attendance_along() -> None:
    story = Story().course("amal").attended("amal", "training 1").session("training 1", date(2026, 3, 23))
    assert story.person("amal", date(2026, 3, 22)).certificate.attended == 0
    assert story.person("amal", date(2026, 3, 23)).certificate.attended == 1


def test_an_attendance_form_leaves_alone_whom_it_does_not_name() -> None:
    story = Story().course("amal", "bilal").attendance("kick-off", amal="present", bilal="absent")
    story.attendance("kick-off", bilal="present")
    assert [story.person(name, MONDAY).certificate.attended for name in ("amal", "bilal")] == [1, 1]
    story.attendance("kick-off", amal=None)
    assert story.on(MONDAY).tally.attendances == 1


def test_what_is_said_of_an_unknown_session_is_nothing() -> None:
    story = Story().course("amal").attendance("ghost", amal="present")
    assert story.on(CEREMONY).tally.attendances == 0


def test_a_decision_is_corrected_and_taken_back() -> None:
    story = Story().registered("amal").decided("amal", Decision.REFUSED, on=date(2026, 2, 9))
    story.decided("amal", Decision.ADMITTED, on=date(2026, 2, 9))
    assert story.person("amal", date(2026, 2, 9)).admitted
    story.tell(f.Decided(participant=AMAL, decision=None, on=date(2026, 2, 9)))
    assert story.person("amal", date(2026, 2, 9)).phase == "intake"


def test_a_criterion_left_out_keeps_what_was_said_and_the_language_too() -> None:
    story = Story().course().registered("amal").criteria("amal", language="B1")
    story.tell(f.CriteriaRecorded.model_validate({"participant": AMAL, "criteria": {"INT-5": False}}))
    found = story.person("amal", date(2026, 2, 20)).intake
    assert (found.failed, found.unknown) == (("INT-5",), ())
    story.tell(f.CriteriaRecorded(participant=AMAL, language=None))
    assert story.person("amal", date(2026, 2, 20)).intake.unknown == ("INT-4",)


def test_an_undated_value_that_is_corrected_counts_from_the_same_day() -> None:
    story = Story().course("amal").tell(f.ConsentRecorded(participant=AMAL, consent=True), on=MONDAY)
    story.tell(f.ConsentRecorded(participant=AMAL, consent=None), on=date(2026, 3, 9))
    assert story.task(date(2026, 2, 20), TaskKind.ASK_CONSENT) is not None


def test_dates_of_a_traject_are_corrected_and_cleared() -> None:
    story = Story().tell(f.TrajectCancelled(on=date(2026, 2, 2)))
    assert story.on(date(2026, 2, 2)).phase == "cancelled"
    assert story.tell(f.TrajectCancelled(on=None)).on(date(2026, 2, 2)).phase == "preparation"
    story.tell(f.KickOffPlanned(day=MONDAY)).tell(f.KickOffPlanned(day=None))
    assert story.situation().kick_off_on is None


def test_a_break_is_changed_by_its_first_day_and_taken_back_without_an_end() -> None:
    story = Story().pausing(date(2026, 4, 20), date(2026, 4, 26)).pausing(date(2026, 4, 20), date(2026, 5, 3))
    assert story.situation().breaks == {date(2026, 4, 20): date(2026, 5, 3)}
    assert story.tell(f.BreakRecorded(start=date(2026, 4, 20), end=None)).situation().breaks == {}


def test_a_contact_is_corrected_by_its_milestone_and_day() -> None:
    story = Story().course("amal").ceremony().contacted("amal", 3, date(2026, 10, 20), Outcome.NONE)
    story.contacted("amal", 3, date(2026, 10, 20), Outcome.EDUCATION)
    [first, *_] = story.person("amal", date(2026, 10, 20)).follow_up
    assert first.outcomes == (Outcome.EDUCATION,)


def test_what_was_done_is_taken_back() -> None:
    story = Story().done(TaskKind.APPOINT_TRAINER, on=date(2026, 1, 12))
    story.tell(f.Done(task=TaskKind.APPOINT_TRAINER, on=date(2026, 1, 12), cleared=True))
    assert story.task(date(2026, 1, 12), TaskKind.APPOINT_TRAINER) is not None


def test_an_undone_message_takes_back_all_it_said_and_nothing_else() -> None:
    story = Story().course("amal")
    story.tell(f.AgreementSigned(on=MONDAY), f.PlanOfApproachWritten(on=MONDAY), on=MONDAY)
    message = story.log[-1].message
    story.tell(f.AgreementSigned(on=date(2026, 3, 3)), on=date(2026, 3, 3)).tell(f.Retracted(message=message))
    situation = story.situation()
    assert (situation.agreement_on, situation.plan_on) == (date(2026, 3, 3), None)


def test_undoing_a_correction_brings_back_what_was_said_before() -> None:
    story = Story().course("amal").attended("amal", "kick-off").attended("amal", "kick-off", said="absent")
    story.tell(f.Retracted(message=story.log[-1].message))
    assert story.person("amal", MONDAY).certificate.attended == 1


def test_gedaan_says_when_agreement_and_plan_were_there() -> None:
    story = Story().done(TaskKind.SIGN_AGREEMENT).done(TaskKind.WRITE_PLAN_OF_APPROACH, on=date(2026, 1, 20))
    situation = story.situation()
    assert (situation.agreement_on, situation.plan_on) == (date(2026, 1, 5), date(2026, 1, 20))
