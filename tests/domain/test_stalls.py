"""Where nothing moves although something should: from which day, until when, and who is waited for."""

from datetime import date, timedelta

import pytest

from domain import facts as f
from domain.assessment import Stall
from domain.terms import Decision, EvaluationMoment, Moment, SessionKind, SessionStatus, StaffRole, TaskKind
from tests.domain.story import CEREMONY, COURSE, MONDAY, Story, ident

SESSIONS = tuple(COURSE)
ONE_DAY = timedelta(days=1)


def begins(story: Story, rule: str, since: date, waiting_on: str) -> Stall:
    """The one stall of a rule, which is there from `since` on and not the day before."""
    assert rule not in story.stalls(since - ONE_DAY)
    [stall] = [stall for stall in story.on(since).all_stalls() if stall.rule == rule]
    assert (stall.since, stall.waiting_on) == (since, waiting_on)
    return stall


def test_preparation_stalls_on_day_57_without_a_kick_off() -> None:
    begins(Story(), "STL-PREP", date(2026, 3, 3), "coordinator")  # 56 days after 5 January is 2 March


@pytest.mark.parametrize("status", [SessionStatus.PLANNED, SessionStatus.HELD])
def test_a_kick_off_planned_or_held_ends_the_stall_of_the_preparation(status: SessionStatus) -> None:
    story = Story().session("kick-off", date(2026, 5, 4), SessionKind.KICK_OFF, status)
    assert "STL-PREP" not in story.stalls(date(2026, 4, 1))
    story.session("kick-off", date(2026, 5, 4), SessionKind.KICK_OFF, SessionStatus.CANCELLED)
    assert "STL-PREP" in story.stalls(date(2026, 4, 1))
    assert "STL-PREP" not in story.tell(f.KickOffPlanned(day=date(2026, 5, 4))).stalls(date(2026, 4, 1))


def test_the_kick_off_stalls_on_day_eight_until_something_is_held() -> None:
    story = Story().course("amal")
    begins(story, "STL-KICKOFF", date(2026, 3, 10), "coordinator")
    story.attended("amal", "training 1")
    assert "STL-KICKOFF" in story.stalls(date(2026, 3, 15))
    assert "STL-KICKOFF" not in story.stalls(date(2026, 3, 16))


def test_a_kick_off_that_moves_stalls_later() -> None:
    story = Story().course("amal").session("kick-off", date(2026, 3, 12), SessionKind.KICK_OFF)
    begins(story, "STL-KICKOFF", date(2026, 3, 20), "coordinator")


def test_the_cadence_stalls_on_day_29_after_the_last_session_held() -> None:
    story = Story().course("amal").attended("amal", "kick-off")
    begins(story, "STL-CADENCE", date(2026, 3, 31), "coordinator")
    # marked held is enough for the cadence
    story.session("training 1", date(2026, 3, 16), SessionKind.TRAINING, SessionStatus.HELD)
    begins(story, "STL-CADENCE", date(2026, 4, 14), "coordinator")


@pytest.mark.parametrize(
    ("start", "end", "since"),
    [
        (date(2026, 3, 9), date(2026, 3, 15), date(2026, 4, 7)),  # seven days within
        (date(2026, 3, 31), date(2026, 4, 6), date(2026, 4, 7)),  # begins on the very day
        (date(2026, 4, 1), date(2026, 4, 6), date(2026, 3, 31)),  # begins too late
        (date(2026, 2, 23), date(2026, 3, 8), date(2026, 4, 6)),  # six days after the session
    ],
)
def test_a_break_does_not_count_for_the_cadence(start: date, end: date, since: date) -> None:
    begins(Story().course("amal").attended("amal", "kick-off").pausing(start, end), "STL-CADENCE", since, "coordinator")


def test_breaks_that_overlap_count_once() -> None:
    story = Story().course("amal").attended("amal", "kick-off")
    story.pausing(date(2026, 3, 9), date(2026, 3, 15)).pausing(date(2026, 3, 12), date(2026, 3, 18))
    begins(story, "STL-CADENCE", date(2026, 4, 10), "coordinator")  # ten days more


def test_the_ceremony_ends_the_cadence() -> None:
    story = Story().course("amal").attended("amal", "kick-off").ceremony(date(2026, 4, 20))
    assert "STL-CADENCE" in story.stalls(date(2026, 4, 19))
    assert story.stalls(date(2026, 4, 20)) == {}


@pytest.mark.parametrize("status", [SessionStatus.PLANNED, SessionStatus.HELD])
def test_attendance_stalls_on_day_15_of_the_earliest_session_without_any(status: SessionStatus) -> None:
    story = Story().course("amal", "bilal").attended("amal", "kick-off", "training 3")
    story.session("training 1", date(2026, 3, 16), SessionKind.TRAINING, status)
    stall = begins(story, "STL-ATTENDANCE", date(2026, 3, 31), "trainer")
    assert stall.facts["session"] == str(ident("training 1"))
    story.attended("bilal", "training 1", said="excused")  # somebody's is enough
    begins(story, "STL-ATTENDANCE", date(2026, 4, 14), "trainer")  # training 2, on 30 March


def test_attendance_before_the_programme_phase_does_not_stall() -> None:
    assert "STL-ATTENDANCE" not in Story().course("amal").stalls(date(2026, 5, 1))


def test_attendance_of_a_cancelled_session_or_a_side_activity_does_not_stall() -> None:
    story = Story().course("amal").attended("amal", "kick-off").cancelled("training 1")
    story.session("town hall", date(2026, 3, 9), SessionKind.SIDE_ACTIVITY)
    assert "STL-ATTENDANCE" not in story.stalls(date(2026, 4, 13))


def test_attendance_stalls_also_where_the_definition_asks_nobody_to_register_it() -> None:
    story = Story().course("amal").attended("amal", "kick-off")
    asked = {kind: rule for kind, rule in story.programme.tasks.items() if kind is not TaskKind.REGISTER_ATTENDANCE}
    story.programme = story.programme.model_copy(update={"tasks": asked})
    assert story.task(date(2026, 3, 31), TaskKind.REGISTER_ATTENDANCE) is None
    stall = begins(story, "STL-ATTENDANCE", date(2026, 3, 31), "trainer")
    assert stall.facts["session"] == str(ident("training 1"))
    story.done(TaskKind.REGISTER_ATTENDANCE, on=date(2026, 3, 20))
    begins(story, "STL-ATTENDANCE", date(2026, 4, 14), "trainer")  # training 2, on 30 March


def test_the_attendance_of_one_session_that_was_said_to_be_done_does_not_stall() -> None:
    story = Story().course("amal").attended("amal", "kick-off")
    story.done(TaskKind.REGISTER_ATTENDANCE, session="training 1")
    begins(story, "STL-ATTENDANCE", date(2026, 4, 14), "trainer")  # training 2, on 30 March


def test_the_length_stalls_a_day_after_26_weeks_and_28_days() -> None:
    story = Story().course("amal").attended("amal", *SESSIONS)
    begins(story, "STL-LENGTH", date(2026, 9, 29), "coordinator")  # 2 March + 182 d + 28 d is 28 September
    story.ceremony(date(2026, 11, 2), SessionStatus.PLANNED)
    assert "STL-LENGTH" not in story.stalls(date(2026, 9, 29))


def test_a_break_does_not_count_for_the_length() -> None:
    story = Story().course("amal").attended("amal", *SESSIONS).pausing(date(2026, 7, 13), date(2026, 8, 23))
    begins(story, "STL-LENGTH", date(2026, 11, 10), "coordinator")  # 42 days more


def test_a_ceremony_stalls_on_day_eight_of_the_earliest_planned() -> None:
    story = Story().course("amal").attended("amal", *SESSIONS).ceremony(status=SessionStatus.PLANNED)
    story.session("second", date(2026, 8, 17), SessionKind.CEREMONY)
    begins(story, "STL-CEREMONY", date(2026, 7, 28), "trainer")
    story.session("second", date(2026, 8, 17), SessionKind.CEREMONY, SessionStatus.HELD)
    assert "STL-CEREMONY" in story.stalls(date(2026, 8, 16))
    assert "STL-CEREMONY" not in story.stalls(date(2026, 8, 17))


def test_a_task_stalls_on_day_29_after_its_due_day_for_its_role() -> None:
    # the trainer should be named by 19 January, as should the agreement be signed
    stall = begins(Story(), "STL-TASKS", date(2026, 2, 17), "coordinator")
    assert stall.facts["task"] == TaskKind.APPOINT_TRAINER
    signed_off = Story().tell(f.StaffNamed(role=StaffRole.TRAINER, staff=ident("trainer")))
    assert begins(signed_off, "STL-TASKS", date(2026, 2, 17), "project_lead").facts["task"] == TaskKind.SIGN_AGREEMENT


def prepared() -> Story:
    """Nothing of the preparation is left to do but the least number of participants."""
    story = Story().tell(
        f.AgreementSigned(on=date(2026, 1, 5)),
        f.PlanOfApproachWritten(on=date(2026, 1, 5)),
        f.StaffNamed(role=StaffRole.TRAINER, staff=ident("trainer")),
    )
    story.programme = story.programme.model_copy(
        update={"group": story.programme.group.model_copy(update={"least": 0})}
    )
    return story


def test_a_task_of_a_participant_stalls_the_traject_but_not_of_who_is_paused_or_left() -> None:
    story = prepared().course("amal").ceremony(status=SessionStatus.PLANNED).attended("amal", "kick-off")
    story.measured("amal").attended("amal", *SESSIONS[1:6])
    since = date(2026, 3, 31)  # consent was due on the day of the kick-off, 2 March
    assert begins(story, "STL-TASKS", since, "coordinator").facts["task"] == TaskKind.ASK_CONSENT
    paused = story.paused("amal", on=date(2026, 4, 1), review=date(2026, 5, 1))
    assert "STL-TASKS" not in paused.stalls(date(2026, 4, 1))
    resumed = paused.resumed("amal", on=date(2026, 4, 2))
    assert "STL-TASKS" in resumed.stalls(date(2026, 4, 2))
    assert "STL-TASKS" not in resumed.withdrew("amal", on=date(2026, 4, 3)).stalls(date(2026, 4, 3))


def test_unblocking_and_follow_up_are_left_out_of_the_stall_of_tasks() -> None:
    story = prepared().ceremony(CEREMONY).admitted("amal")
    story.tell(f.EvaluationRecorded(evaluation=ident("final"), moment=EvaluationMoment.FINAL, on=CEREMONY))
    story.measured("amal", moment=Moment.END_MEASUREMENT, on=CEREMONY)
    story.tell(f.CompetencesRecorded(participant=ident("amal"), competences=(), on=CEREMONY))
    story.approved("amal", approval=False, on=CEREMONY)
    today = date(2026, 11, 30)  # follow-up was due on 20 October and stalls since 18 November
    assert story.stalls(today) == {"STL-FOLLOWUP": date(2026, 11, 18)}


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2026, 11, 17), None),
        (date(2026, 11, 18), date(2026, 11, 18)),  # day 29 after 20 October
        (date(2027, 1, 5), date(2026, 11, 18)),  # the day before the next milestone opens
        (date(2027, 1, 6), None),
        (date(2027, 2, 17), None),
        (date(2027, 2, 18), date(2027, 2, 18)),  # 20 January + 29 d
        (date(2027, 7, 5), date(2027, 2, 18)),
        (date(2027, 7, 6), None),
        (date(2027, 8, 18), date(2027, 8, 18)),  # 20 July + 29 d
        (date(2027, 10, 19), date(2027, 8, 18)),  # through 91 days after
        (date(2027, 10, 20), None),
    ],
)
def test_follow_up_stalls_from_day_29_until_the_next_milestone_opens(today: date, since: date | None) -> None:
    story = Story().course("amal").attended("amal", *SESSIONS).ceremony()
    assert story.stalls(today).get("STL-FOLLOWUP") == since


def test_contact_or_three_attempts_end_the_stall_of_follow_up() -> None:
    story = Story().course("amal", "bilal").attended("amal", *SESSIONS).ceremony()
    story.contacted("amal", 3, date(2026, 12, 7))
    for day in (1, 2, 3):
        story.contacted("bilal", 3, date(2026, 12, day), reached=False)
    assert "STL-FOLLOWUP" in story.stalls(date(2026, 12, 6))
    assert "STL-FOLLOWUP" not in story.stalls(date(2026, 12, 7))


def test_who_left_after_the_ceremony_still_counts_for_the_stall_of_follow_up() -> None:
    story = Story().course("amal").attended("amal", *SESSIONS).ceremony().withdrew("amal", on=date(2026, 8, 3))
    assert "STL-FOLLOWUP" in story.stalls(date(2026, 11, 18))


def test_an_intake_stalls_on_day_29_without_a_decision() -> None:
    story = Story().registered("amal", on=date(2026, 2, 2))
    begins(story, "STL-INTAKE", date(2026, 3, 3), "coordinator")
    for decision in Decision:
        decided = Story().registered("amal", on=date(2026, 2, 2)).decided("amal", decision, on=date(2026, 3, 4))
        assert "STL-INTAKE" in decided.stalls(date(2026, 3, 3))
        assert "STL-INTAKE" not in decided.stalls(date(2026, 3, 4))


def test_an_intake_stalls_no_more_after_the_ceremony_the_end_of_the_traject_or_leaving() -> None:
    day = date(2026, 4, 1)
    story = Story().registered("amal", on=date(2026, 2, 2))
    assert "STL-INTAKE" not in Story().registered("amal", on=date(2026, 2, 2)).ceremony(day).stalls(day)
    assert "STL-INTAKE" not in Story().registered("amal", on=date(2026, 2, 2)).stopped(day).stalls(day)
    assert "STL-INTAKE" not in story.withdrew("amal", on=day).stalls(day)


def test_three_own_attendances_not_present_stall_a_participant_from_the_third() -> None:
    story = Story().course("amal", "bilal").attended("bilal", *SESSIONS).attended("amal", "kick-off")
    story.attended("amal", "training 1", said="excused").attended("amal", "training 3", "training 4", said="absent")
    # nothing was registered of training 2, and training 4 is the third of the run
    stall = begins(story, "STL-ABSENT", date(2026, 4, 28), "participant")
    assert stall.participant == ident("amal")
    story.attended("amal", "company", said="excused")
    assert story.stalls(date(2026, 5, 11))["STL-ABSENT"] == date(2026, 4, 28)
    story.attended("amal", "guest")
    assert "STL-ABSENT" not in story.stalls(date(2026, 5, 26))


def test_absences_stall_nobody_once_the_ceremony_is_held() -> None:
    story = Story().course("amal").attended("amal", *SESSIONS, said="absent").ceremony()
    assert "STL-ABSENT" in story.stalls(date(2026, 7, 19))
    assert "STL-ABSENT" not in story.stalls(CEREMONY)


def test_a_pause_stalls_on_day_15_after_its_review() -> None:
    story = Story().course("amal").attended("amal", *SESSIONS[:3], said="absent")
    story.paused("amal", on=date(2026, 4, 1), review=date(2026, 5, 1))
    begins(story, "STL-PAUSE", date(2026, 5, 16), "coordinator")
    assert "STL-ABSENT" not in story.stalls(date(2026, 5, 16))
    story.paused("amal", on=date(2026, 5, 18), review=date(2026, 6, 1))
    assert "STL-PAUSE" not in story.stalls(date(2026, 5, 18))


def test_who_was_refused_does_not_stall_even_when_paused() -> None:
    story = Story().registered("amal").paused("amal", on=date(2026, 2, 3), review=date(2026, 2, 10))
    story.decided("amal", Decision.REFUSED, on=date(2026, 2, 20))
    assert "STL-PAUSE" not in story.stalls(date(2026, 3, 1))


def test_a_cancelled_traject_does_not_stall() -> None:
    story = Story().course("amal").attended("amal", *SESSIONS[:3], said="absent").stopped(date(2026, 6, 1))
    assert "STL-CADENCE" in story.stalls(date(2026, 5, 31))
    assert story.stalls(date(2026, 6, 1)) == {}


def test_limits_of_zero_stall_on_the_next_day() -> None:
    story = Story().course("amal").attended("amal", "kick-off")
    nothing = dict.fromkeys(type(story.programme.stalls).model_fields, 0) | {"absences": 1}
    story.programme = story.programme.model_copy(update={"stalls": story.programme.stalls.model_copy(update=nothing)})
    begins(story, "STL-CADENCE", date(2026, 3, 3), "coordinator")
    begins(story, "STL-ATTENDANCE", date(2026, 3, 17), "trainer")
    assert MONDAY + timedelta(days=183) == story.stalls(date(2026, 9, 1))["STL-LENGTH"]
