"""What a journey asks from registration to the ceremony: opens, due, met, cancelled."""

from datetime import date

import pytest

from domain import facts as f
from domain.terms import Decision, Moment, SessionKind, SessionStatus, TaskKind, TaskState
from domain.texts import why
from tests.domain.story import CEREMONY, COURSE, MONDAY, Story, ident

SESSIONS = tuple(COURSE)
REGISTERED = date(2026, 2, 2)


def called(story: Story, today: date) -> list[tuple[date, TaskState]]:
    """When each call to Amal came up, and how it stands."""
    needs = sorted(story.needs(today, TaskKind.CALL_ABSENTEE, "amal"), key=lambda need: need.opens)
    return [(need.opens, need.state) for need in needs]


def test_an_intake_is_held_within_ten_working_days() -> None:
    story = Story().registered("amal", on=REGISTERED)
    assert story.window(REGISTERED, TaskKind.HOLD_INTAKE) == (REGISTERED, date(2026, 2, 16), None)
    [need] = story.needs(REGISTERED, TaskKind.HOLD_INTAKE)
    assert need.facts["unknown"] == ["INT-1", "INT-2", "INT-3", "INT-4", "INT-5", "INT-6", "INT-7"]


def test_an_intake_is_held_when_seven_criteria_are_known() -> None:
    story = Story().course().registered("amal", on=REGISTERED).criteria("amal", int_6=None)
    assert story.states(REGISTERED, TaskKind.HOLD_INTAKE) == [TaskState.OPEN]
    assert story.criteria("amal").states(REGISTERED, TaskKind.HOLD_INTAKE) == [TaskState.DONE]


def test_who_is_refused_or_too_late_for_the_ceremony_needs_no_intake() -> None:
    story = Story().registered("amal", on=REGISTERED).decided("amal", Decision.REFUSED, on=date(2026, 2, 9))
    assert story.states(date(2026, 2, 9), TaskKind.HOLD_INTAKE) == [TaskState.CANCELLED]
    over = Story().registered("amal", on=REGISTERED).ceremony()
    assert over.states(CEREMONY, TaskKind.HOLD_INTAKE) == [TaskState.CANCELLED]


def test_an_intake_at_the_kick_off_opens_on_that_day() -> None:
    story = Story("kixworks-2018").session("kick-off", MONDAY, SessionKind.KICK_OFF).registered("amal", on=REGISTERED)
    assert story.task(date(2026, 3, 1), TaskKind.HOLD_INTAKE) is None
    assert story.window(MONDAY, TaskKind.HOLD_INTAKE)[:2] == (MONDAY, date(2026, 3, 16))
    [task] = story.needs(MONDAY, TaskKind.HOLD_INTAKE)
    assert why(task.kind, task.facts).startswith("Aangemeld op 2 februari 2026.")


@pytest.mark.parametrize(
    ("known", "due"),
    [
        (date(2026, 2, 2), date(2026, 2, 16)),  # ten working days before the kick-off
        (date(2026, 2, 12), date(2026, 2, 19)),  # at the earliest five after the criteria
    ],
)
def test_admission_is_decided_in_time_for_the_kick_off(known: date, due: date) -> None:
    story = Story().course().registered("amal", on=REGISTERED).criteria("amal", on=known)
    assert story.window(known, TaskKind.DECIDE_ADMISSION) == (known, due, None)


def test_admission_without_a_kick_off_is_decided_within_five_working_days() -> None:
    story = Story().registered("amal", on=REGISTERED).criteria("amal", on=date(2026, 2, 4))
    assert story.needs(date(2026, 2, 4), TaskKind.DECIDE_ADMISSION) == []  # the age has no day to count on
    story.tell(f.IntakeHeld(participant=ident("amal"), on=date(2026, 2, 4)))
    assert story.window(date(2026, 2, 4), TaskKind.DECIDE_ADMISSION)[1] == date(2026, 2, 11)


@pytest.mark.parametrize("decision", list(Decision))
def test_any_decision_decides(decision: Decision) -> None:
    story = Story().course().registered("amal", on=REGISTERED).criteria("amal")
    story.decided("amal", decision, on=date(2026, 2, 9))
    assert story.states(date(2026, 2, 8), TaskKind.DECIDE_ADMISSION) == [TaskState.OPEN]
    assert story.states(date(2026, 2, 9), TaskKind.DECIDE_ADMISSION) == [TaskState.DONE]


def test_who_is_refused_is_referred_on_within_ten_working_days() -> None:
    story = Story().registered("amal", on=REGISTERED).decided("amal", Decision.REFUSED, on=date(2026, 2, 9))
    assert story.window(date(2026, 2, 9), TaskKind.REFER_ON) == (date(2026, 2, 9), date(2026, 2, 23), None)
    story.done(TaskKind.REFER_ON, "amal", on=date(2026, 2, 10))
    assert story.states(date(2026, 2, 10), TaskKind.REFER_ON) == [TaskState.DONE]


def test_consent_is_asked_before_the_kick_off_or_within_ten_working_days() -> None:
    assert Story().course("amal").window(date(2026, 2, 9), TaskKind.ASK_CONSENT) == (date(2026, 2, 9), MONDAY, None)
    alone = Story().admitted("amal")
    assert alone.window(date(2026, 2, 9), TaskKind.ASK_CONSENT)[1] == date(2026, 2, 23)


@pytest.mark.parametrize(("consent", "state"), [(True, "done"), (False, "done"), (None, "open")])
def test_yes_and_no_are_consent_answered(consent: bool | None, state: str) -> None:  # noqa: FBT001
    story = Story().course("amal").tell(f.ConsentRecorded(participant=ident("amal"), consent=consent))
    assert story.states(MONDAY, TaskKind.ASK_CONSENT) == [state]


def test_a_baseline_is_recorded_within_a_week_of_the_kick_off_or_the_admission() -> None:
    story = Story().course("amal").attended("amal", "kick-off").admitted("bilal", on=date(2026, 3, 20))
    assert story.needs(date(2026, 3, 1), TaskKind.RECORD_BASELINE) == []
    assert story.window(MONDAY, TaskKind.RECORD_BASELINE) == (MONDAY, date(2026, 3, 9), None)
    assert story.window(date(2026, 3, 20), TaskKind.RECORD_BASELINE, "bilal")[:2] == (
        date(2026, 3, 20),
        date(2026, 3, 27),
    )


def test_a_later_session_proves_the_kick_off_for_the_baseline() -> None:
    story = Story().course("amal").attended("amal", "training 1")
    assert story.needs(date(2026, 3, 15), TaskKind.RECORD_BASELINE) == []
    assert story.window(date(2026, 3, 16), TaskKind.RECORD_BASELINE)[:2] == (date(2026, 3, 16), date(2026, 3, 9))


def test_any_answer_is_a_baseline_until_it_is_cleared() -> None:
    story = Story().course("amal").attended("amal", "kick-off").measured("amal", on=date(2026, 3, 4), netwerk=1)
    assert story.states(date(2026, 3, 3), TaskKind.RECORD_BASELINE) == [TaskState.OPEN]
    assert story.states(date(2026, 3, 4), TaskKind.RECORD_BASELINE) == [TaskState.DONE]
    story.measured("amal", on=date(2026, 3, 4), netwerk=None)
    assert story.states(date(2026, 3, 4), TaskKind.RECORD_BASELINE) == [TaskState.OPEN]
    assert story.ceremony().states(CEREMONY, TaskKind.RECORD_BASELINE) == [TaskState.CANCELLED]


def test_an_absence_asks_a_call_within_three_working_days() -> None:
    story = Story().course("amal").attended("amal", "kick-off", said="absent")
    assert story.window(MONDAY, TaskKind.CALL_ABSENTEE) == (MONDAY, date(2026, 3, 5), None)
    assert story.ceremony().states(CEREMONY, TaskKind.CALL_ABSENTEE) == [TaskState.CANCELLED]


def test_one_excuse_asks_nothing_and_the_second_in_a_row_does() -> None:
    story = Story().course("amal").attended("amal", "kick-off", "training 2", said="excused")
    assert called(story, date(2026, 3, 29)) == []
    assert called(story, date(2026, 3, 30)) == [(date(2026, 3, 30), TaskState.OPEN)]
    assert called(story.attended("amal", "training 1"), date(2026, 3, 30)) == []


def test_at_most_one_call_is_open() -> None:
    story = Story().course("amal").attended("amal", "kick-off", "training 1", "training 2", said="absent")
    assert called(story, date(2026, 3, 30)) == [(MONDAY, TaskState.OPEN)]


def test_a_call_is_over_when_the_participant_is_back_and_a_new_absence_asks_a_new_one() -> None:
    story = Story().course("amal").attended("amal", "kick-off", "training 2", said="absent")
    story.attended("amal", "training 1")
    assert called(story, date(2026, 3, 16)) == [(MONDAY, TaskState.DONE)]
    assert called(story, date(2026, 3, 30)) == [(MONDAY, TaskState.DONE), (date(2026, 3, 30), TaskState.OPEN)]


def test_a_talk_answers_the_absence_before_it_and_none_after() -> None:
    story = Story().course("amal").attended("amal", "kick-off", "training 1", said="absent")
    story.done(TaskKind.CALL_ABSENTEE, "amal", on=date(2026, 3, 4))
    assert called(story, date(2026, 3, 3)) == [(MONDAY, TaskState.OPEN)]
    assert called(story, date(2026, 3, 4)) == [(MONDAY, TaskState.DONE)]
    assert called(story, date(2026, 3, 16)) == [(MONDAY, TaskState.DONE), (date(2026, 3, 16), TaskState.OPEN)]


def test_after_a_talk_one_excuse_asks_nothing() -> None:
    story = (
        Story()
        .course("amal")
        .attended("amal", "kick-off", said="absent")
        .attended("amal", "training 1", said="excused")
    )
    story.done(TaskKind.CALL_ABSENTEE, "amal", on=date(2026, 3, 4))
    assert called(story, date(2026, 3, 16)) == [(MONDAY, TaskState.DONE)]


def test_a_talk_before_the_take_over_does_not_answer_absences_after_it() -> None:
    story = Story().course("amal").attended("amal", "kick-off", "training 2", said="absent")
    story.tell(f.Done(task=TaskKind.CALL_ABSENTEE, participant=ident("amal")), on=date(2026, 3, 20))
    assert called(story, date(2026, 3, 30)) == [(MONDAY, TaskState.DONE), (date(2026, 3, 30), TaskState.OPEN)]


def test_a_talk_about_one_session_without_a_date_answers_that_session() -> None:
    story = Story().course("amal").attended("amal", "kick-off", "training 2", said="absent")
    story.tell(f.Done(task=TaskKind.CALL_ABSENTEE, participant=ident("amal"), session=ident("training 2")), on=MONDAY)
    assert called(story.attended("amal", "training 1"), date(2026, 3, 30))[-1] == (date(2026, 3, 30), TaskState.DONE)


def test_one_session_to_miss_asks_the_trainer_for_a_talk() -> None:
    story = Story().course("amal", "bilal").attended("bilal", *SESSIONS)
    story.attended("amal", *SESSIONS[:5], said="excused")
    assert story.task(date(2026, 4, 12), TaskKind.TALK_AT_RISK, "amal") is None
    # the fourth of ten missed on 13 April leaves one
    assert story.window(date(2026, 4, 13), TaskKind.TALK_AT_RISK, "amal") == (
        date(2026, 4, 13),
        date(2026, 4, 20),
        None,
    )
    assert story.window(date(2026, 4, 28), TaskKind.TALK_AT_RISK, "amal")[0] == date(2026, 4, 13)
    story.done(TaskKind.TALK_AT_RISK, "amal", on=date(2026, 4, 29))
    assert story.states(date(2026, 4, 29), TaskKind.TALK_AT_RISK, "amal") == [TaskState.DONE]


def test_a_half_out_of_reach_asks_the_coordinator_for_a_talk() -> None:
    story = Story().course("amal", "bilal").attended("bilal", *SESSIONS)
    story.attended("amal", *SESSIONS[:6], said="excused")
    day = date(2026, 5, 11)  # five working days later is Tuesday: Ascension Day does not count
    assert story.task(date(2026, 5, 10), TaskKind.TALK_OUT_OF_REACH, "amal") is None
    assert story.window(day, TaskKind.TALK_OUT_OF_REACH, "amal") == (day, date(2026, 5, 19), None)
    assert story.task(day, TaskKind.TALK_AT_RISK, "amal") is None
    story.session("extra 1", date(2026, 7, 8)).session("extra 2", date(2026, 7, 9))
    assert story.task(day, TaskKind.TALK_OUT_OF_REACH, "amal") is None  # two more sessions bring it back


def test_who_comes_late_is_at_risk_from_the_day_of_admission() -> None:
    story = Story().course("bilal").attended("bilal", *SESSIONS[:5]).admitted("amal", on=date(2026, 5, 4))
    assert story.window(date(2026, 5, 4), TaskKind.TALK_AT_RISK, "amal")[0] == date(2026, 5, 4)


def missed_the_guest() -> Story:
    return Story().course("amal", "bilal").attended("amal", "kick-off").attended("bilal", *SESSIONS)


def test_a_visit_held_without_somebody_is_caught_up_with() -> None:
    day = date(2026, 5, 26)
    story = missed_the_guest().attended("amal", "guest", said="excused")
    [task] = [n for n in story.needs(day, TaskKind.CATCH_UP_VISIT, "amal") if n.facts["kind"] == "guest_lesson"]
    assert (task.opens, task.due, task.expires, task.state) == (day, date(2026, 6, 9), None, TaskState.OPEN)
    assert story.needs(day, TaskKind.CATCH_UP_VISIT, "bilal") == []


def test_catching_up_is_met_by_another_visit_a_waiver_or_one_that_is_planned() -> None:
    def guest(story: Story, today: date) -> list[TaskState]:
        needs = story.needs(today, TaskKind.CATCH_UP_VISIT, "amal")
        return [n.state for n in needs if n.facts["kind"] == "guest_lesson"]

    today = date(2026, 6, 20)
    second = ("second", date(2026, 6, 15), SessionKind.GUEST_LESSON)
    assert guest(missed_the_guest().waived("amal", SessionKind.GUEST_LESSON, on=today), today) == [TaskState.DONE]
    planned = missed_the_guest().session("second", date(2026, 7, 15), SessionKind.GUEST_LESSON)
    assert guest(planned, today) == [TaskState.DONE]
    planned.session("second", date(2026, 7, 15), SessionKind.GUEST_LESSON, SessionStatus.CANCELLED)
    assert guest(planned, today) == [TaskState.OPEN]
    assert guest(missed_the_guest().held(*second, amal="present"), today) == [TaskState.DONE]
    assert guest(missed_the_guest().held(*second, bilal="present"), today) == [TaskState.OPEN]


def test_who_went_to_one_visit_and_missed_another_has_nothing_to_catch_up_with() -> None:
    story = (
        Story().course("amal").attended("amal", "company").session("more", date(2026, 5, 18), SessionKind.COMPANY_VISIT)
    )
    story.attended("amal", "more", said="absent")
    assert story.needs(date(2026, 5, 18), TaskKind.CATCH_UP_VISIT, "amal") == []


def test_who_comes_after_a_visit_has_to_catch_up_from_the_admission() -> None:
    story = Story().course("bilal").attended("bilal", *SESSIONS[:6]).admitted("amal", on=date(2026, 5, 15))
    task = story.task(date(2026, 5, 15), TaskKind.CATCH_UP_VISIT, "amal")
    assert task is not None
    assert task.opens == date(2026, 5, 15)
    assert "bedrijfsbezoek, op 11 mei 2026." in why(task.kind, task.facts)


def test_the_end_measurement_is_recorded_within_a_week_of_the_ceremony() -> None:
    story = Story().course("amal").attended("amal", "kick-off").ceremony()
    assert story.needs(date(2026, 7, 19), TaskKind.RECORD_END_MEASUREMENT) == []
    assert story.window(CEREMONY, TaskKind.RECORD_END_MEASUREMENT) == (CEREMONY, date(2026, 7, 27), date(2026, 10, 26))
    assert story.states(date(2026, 10, 27), TaskKind.RECORD_END_MEASUREMENT) == [TaskState.MISSED]
    story.measured("amal", Moment.END_MEASUREMENT, cijfer=8)
    assert story.states(CEREMONY, TaskKind.RECORD_END_MEASUREMENT) == [TaskState.DONE]


def test_nothing_is_asked_twice_of_somebody_not_admitted() -> None:
    story = Story().course("bilal").registered("amal").attended("amal", *SESSIONS, said="absent")
    kinds = {need.kind for need in story.person("amal", date(2026, 7, 10)).needs}
    assert kinds == {TaskKind.HOLD_INTAKE}
