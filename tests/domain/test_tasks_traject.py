"""What a traject asks of coordinator, trainer and project lead: opens, due, expires, met, cancelled."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import facts as f
from domain.assessment import task_id
from domain.calendar import next_working_day
from domain.group import Municipal
from domain.terms import EvaluationMoment, SessionKind, SessionStatus, StaffRole, TaskKind, TaskState
from tests.domain.story import CEREMONY, COURSE, MONDAY, TRAJECT, Story, ident

SESSIONS = tuple(COURSE)
CREATED = date(2026, 1, 5)
NAMES = tuple(f"p{number}" for number in range(10))
PREPARATION = (
    TaskKind.SIGN_AGREEMENT,
    TaskKind.WRITE_PLAN_OF_APPROACH,
    TaskKind.APPOINT_TRAINER,
    TaskKind.RECRUIT_PARTICIPANTS,
    TaskKind.PLAN_KICK_OFF,
)


def started() -> Story:
    """The kick-off of 2 March was held, and the rest of the course is planned."""
    return Story().course("amal").attended("amal", "kick-off")


def bare() -> Story:
    """The kick-off was held and nothing else is planned."""
    return Story().admitted("amal").kick_off("amal")


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        (TaskKind.SIGN_AGREEMENT, date(2026, 1, 19)),
        (TaskKind.WRITE_PLAN_OF_APPROACH, date(2026, 1, 26)),
        (TaskKind.APPOINT_TRAINER, date(2026, 1, 19)),
        (TaskKind.RECRUIT_PARTICIPANTS, date(2026, 2, 16)),
        (TaskKind.PLAN_KICK_OFF, date(2026, 2, 2)),
    ],
)
def test_preparation_opens_with_the_traject_and_is_due_from_its_creation_without_a_kick_off(
    kind: TaskKind, due: date
) -> None:
    assert Story().window(CREATED, kind) == (CREATED, due, None)


@pytest.mark.parametrize(
    ("kick_off", "kind", "due"),
    [
        (MONDAY, TaskKind.SIGN_AGREEMENT, date(2026, 2, 2)),
        (MONDAY, TaskKind.WRITE_PLAN_OF_APPROACH, date(2026, 2, 9)),
        (MONDAY, TaskKind.APPOINT_TRAINER, date(2026, 2, 2)),
        (MONDAY, TaskKind.RECRUIT_PARTICIPANTS, date(2026, 2, 16)),
        (date(2026, 5, 1), TaskKind.SIGN_AGREEMENT, date(2026, 4, 7)),  # 28 days before is Good Friday
        (date(2026, 5, 11), TaskKind.RECRUIT_PARTICIPANTS, date(2026, 4, 28)),  # King's Day
    ],
)
def test_preparation_is_due_before_the_kick_off_once_it_is_planned(kick_off: date, kind: TaskKind, due: date) -> None:
    assert Story().tell(f.KickOffPlanned(day=kick_off)).window(CREATED, kind)[1] == due
    moved = Story().tell(f.KickOffPlanned(day=date(2026, 6, 1)))
    assert moved.session("kick-off", kick_off, SessionKind.KICK_OFF).window(CREATED, kind)[1] == due


@pytest.mark.parametrize(("created", "due"), [(2025, date(2025, 5, 6)), (2026, date(2026, 5, 5))])
def test_the_fifth_of_may_is_a_holiday_every_fifth_year(created: int, due: date) -> None:
    day = date(created, 5, 5) - timedelta(days=28)
    assert Story(created=day).window(day, TaskKind.PLAN_KICK_OFF)[1] == due


@pytest.mark.parametrize("kind", PREPARATION)
def test_preparation_never_expires_and_the_ceremony_cancels_it(kind: TaskKind) -> None:
    assert Story().states(date(2028, 1, 5), kind) == [TaskState.OPEN]
    over = Story().ceremony(CEREMONY)
    assert over.states(date(2026, 7, 19), kind) == [TaskState.OPEN]
    assert over.states(CEREMONY, kind) == [TaskState.CANCELLED]


@pytest.mark.parametrize("kind", PREPARATION)
def test_a_cancelled_traject_asks_nothing(kind: TaskKind) -> None:
    story = Story().stopped(date(2026, 2, 2))
    assert story.states(date(2026, 2, 1), kind) == [TaskState.OPEN]
    assert story.states(date(2026, 2, 2), kind) == [TaskState.CANCELLED]


@pytest.mark.parametrize("kind", PREPARATION)
def test_what_was_done_before_the_take_over_is_done(kind: TaskKind) -> None:
    assert Story().done(kind).states(CREATED, kind) == [TaskState.DONE]
    later = Story().done(kind, on=date(2026, 1, 12))
    assert later.states(date(2026, 1, 11), kind) == [TaskState.OPEN]
    assert later.states(date(2026, 1, 12), kind) == [TaskState.DONE]


def test_agreement_and_plan_are_met_once_for_a_municipality() -> None:
    elsewhere = Municipal(agreement_on=date(2026, 1, 12), plan_on=date(2026, 1, 13))
    for today, open_kinds in ((11, {*PREPARATION[:2]}), (12, {PREPARATION[1]}), (13, set())):
        needs = Story().on(date(2026, 1, today), elsewhere).needs
        assert {n.kind for n in needs if n.kind in PREPARATION[:2] and n.state is TaskState.OPEN} == open_kinds


def test_a_trainer_is_named_until_the_name_is_taken_away() -> None:
    story = Story().tell(f.StaffNamed(role=StaffRole.TRAINER, staff=ident("t"), on=date(2026, 1, 12)))
    assert story.task(date(2026, 1, 11), TaskKind.APPOINT_TRAINER) is not None
    assert story.task(date(2026, 1, 12), TaskKind.APPOINT_TRAINER) is None
    story.tell(f.StaffNamed(role=StaffRole.TRAINER, staff=None, on=date(2026, 2, 2)))
    assert story.task(date(2026, 2, 2), TaskKind.APPOINT_TRAINER) is not None
    other = Story().tell(f.StaffNamed(role=StaffRole.CO_TRAINER, staff=ident("t")))
    assert other.task(CREATED, TaskKind.APPOINT_TRAINER) is not None


def test_ten_admitted_are_enough_and_who_leaves_before_the_start_is_to_be_replaced() -> None:
    today = date(2026, 2, 27)
    assert Story().course(*NAMES[:9]).task(today, TaskKind.RECRUIT_PARTICIPANTS) is not None
    story = Story().course(*NAMES)
    assert story.task(today, TaskKind.RECRUIT_PARTICIPANTS) is None
    story.withdrew("p0", on=today)
    assert story.task(today, TaskKind.RECRUIT_PARTICIPANTS) is not None


def test_who_leaves_after_the_kick_off_is_not_to_be_replaced() -> None:
    story = Story().course(*NAMES).attended("p0", "kick-off").withdrew("p0", on=date(2026, 3, 3))
    assert story.task(date(2026, 3, 3), TaskKind.RECRUIT_PARTICIPANTS) is None


def test_a_planned_date_is_a_planned_kick_off_and_one_called_off_is_none() -> None:
    assert Story().tell(f.KickOffPlanned(day=MONDAY)).task(CREATED, TaskKind.PLAN_KICK_OFF) is None
    story = Story().session("kick-off", MONDAY, SessionKind.KICK_OFF)
    assert story.task(CREATED, TaskKind.PLAN_KICK_OFF) is None
    story.session("kick-off", MONDAY, SessionKind.KICK_OFF, SessionStatus.CANCELLED)
    assert story.task(CREATED, TaskKind.PLAN_KICK_OFF) is not None


def test_the_plan_of_activities_is_asked_for_two_weeks_after_the_kick_off() -> None:
    story = bare()
    assert story.needs(date(2026, 3, 1), TaskKind.WRITE_ACTIVITY_PLAN) == []
    assert story.window(MONDAY, TaskKind.WRITE_ACTIVITY_PLAN) == (MONDAY, date(2026, 3, 16), None)


def test_the_plan_of_activities_stands_when_every_least_count_is_planned_the_ceremony_too() -> None:
    story = started()
    [need] = story.needs(MONDAY, TaskKind.WRITE_ACTIVITY_PLAN)
    assert need.facts["missing"] == {"ceremony": 1}
    story.ceremony(status=SessionStatus.PLANNED)
    assert story.states(MONDAY, TaskKind.WRITE_ACTIVITY_PLAN) == [TaskState.DONE]
    story.cancelled("training 6")
    assert story.states(MONDAY, TaskKind.WRITE_ACTIVITY_PLAN) == [TaskState.OPEN]


def test_a_later_session_proves_the_kick_off_and_opens_what_follows_from_it() -> None:
    story = Story().course("amal").attended("amal", "training 1")
    assert story.needs(date(2026, 3, 15), TaskKind.WRITE_ACTIVITY_PLAN) == []
    assert story.window(date(2026, 3, 16), TaskKind.WRITE_ACTIVITY_PLAN)[:2] == (date(2026, 3, 16), date(2026, 3, 16))


@pytest.mark.parametrize(
    ("kind", "visit", "due"),
    [
        (TaskKind.ORGANISE_COMPANY_VISIT, SessionKind.COMPANY_VISIT, date(2026, 6, 1)),  # 91 days
        (TaskKind.ORGANISE_GUEST_LESSON, SessionKind.GUEST_LESSON, date(2026, 6, 1)),
        (TaskKind.ORGANISE_NETWORK_MEETING, SessionKind.NETWORK_MEETING, date(2026, 7, 16)),  # 136 whole days
    ],
)
def test_a_visit_is_organised_in_time_and_met_when_planned(kind: TaskKind, visit: SessionKind, due: date) -> None:
    story = bare()
    assert story.needs(date(2026, 3, 1), kind) == []
    assert story.window(MONDAY, kind) == (MONDAY, due, None)
    assert story.session("visit", date(2026, 8, 3), visit).states(MONDAY, kind) == [TaskState.DONE]
    story.session("visit", date(2026, 8, 3), visit, SessionStatus.CANCELLED)
    assert story.states(MONDAY, kind) == [TaskState.OPEN]
    assert story.ceremony(CEREMONY).states(CEREMONY, kind) == [TaskState.CANCELLED]


def test_a_break_shifts_half_of_the_length() -> None:
    story = bare().pausing(date(2026, 4, 20), date(2026, 5, 3))
    assert story.window(MONDAY, TaskKind.ORGANISE_COMPANY_VISIT)[1] == date(2026, 6, 15)


def test_the_ceremony_is_planned_between_42_and_14_days_before_the_planned_end() -> None:
    story = started()  # 26 weeks after 2 March is 31 August
    assert story.task(date(2026, 7, 19), TaskKind.PLAN_CEREMONY) is None
    assert story.window(date(2026, 7, 20), TaskKind.PLAN_CEREMONY) == (date(2026, 7, 20), date(2026, 8, 17), None)
    story.ceremony(date(2026, 9, 7), SessionStatus.PLANNED)
    assert story.states(date(2026, 7, 20), TaskKind.PLAN_CEREMONY) == [TaskState.DONE]


def test_breaks_move_the_planned_end() -> None:
    story = started().pausing(date(2026, 7, 13), date(2026, 8, 23))  # 42 days
    assert story.window(date(2026, 8, 31), TaskKind.PLAN_CEREMONY)[:2] == (date(2026, 8, 31), date(2026, 9, 28))


def test_the_next_activity_is_asked_for_when_nothing_is_planned_within_two_weeks() -> None:
    story = bare().session("late", date(2026, 3, 17))
    assert story.window(MONDAY, TaskKind.PLAN_NEXT_ACTIVITY) == (MONDAY, date(2026, 3, 9), None)
    story.session("in time", date(2026, 3, 16))
    assert story.task(MONDAY, TaskKind.PLAN_NEXT_ACTIVITY) is None
    story.session("in time", date(2026, 3, 16), SessionKind.TRAINING, SessionStatus.CANCELLED)
    assert story.task(MONDAY, TaskKind.PLAN_NEXT_ACTIVITY) is not None


def test_the_next_activity_is_not_asked_for_outside_the_programme_phase() -> None:
    assert Story().course().task(date(2026, 2, 27), TaskKind.PLAN_NEXT_ACTIVITY) is None
    assert bare().ceremony(date(2026, 3, 30)).task(date(2026, 3, 30), TaskKind.PLAN_NEXT_ACTIVITY) is None


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 3, 5), date(2026, 3, 5)),  # a day within the two weeks
        (date(2026, 3, 16), date(2026, 3, 29)),  # from their last day on
        (date(2026, 3, 17), date(2026, 3, 29)),  # after them
    ],
)
def test_the_next_activity_is_not_asked_for_while_a_break_lasts(start: date, end: date) -> None:
    story = bare().pausing(start, end)
    for today in (MONDAY, start - timedelta(days=1), end + timedelta(days=1)):
        assert story.task(today, TaskKind.PLAN_NEXT_ACTIVITY) is not None
    for today in (start, end):
        assert story.task(today, TaskKind.PLAN_NEXT_ACTIVITY) is None


def test_the_days_of_a_break_do_not_count_for_the_next_activity() -> None:
    story = bare().pausing(date(2026, 3, 5), date(2026, 3, 11))  # seven days
    assert story.window(MONDAY, TaskKind.PLAN_NEXT_ACTIVITY) == (MONDAY, date(2026, 3, 16), None)
    story.session("next", date(2026, 3, 24))
    assert story.task(MONDAY, TaskKind.PLAN_NEXT_ACTIVITY) is not None
    story.session("next", date(2026, 3, 23))
    assert story.task(MONDAY, TaskKind.PLAN_NEXT_ACTIVITY) is None


def test_the_day_of_the_next_activity_moves_to_a_working_day_after_the_break_was_counted() -> None:
    held = date(2026, 3, 27)  # a week later is Good Friday
    story = bare().held("last", held, amal="present").pausing(date(2026, 3, 30), date(2026, 4, 3))
    assert story.window(held, TaskKind.PLAN_NEXT_ACTIVITY)[:2] == (held, date(2026, 4, 8))


@given(st.dates(MONDAY + timedelta(days=1), date(2028, 12, 31)), st.integers(1, 7), st.integers(1, 60))
def test_a_break_of_so_many_days_moves_the_next_activity_by_as_many_and_then_to_a_working_day(
    held: date, after: int, days: int
) -> None:
    begins = held + timedelta(days=after)
    story = bare().held("last", held, amal="present").pausing(begins, begins + timedelta(days=days - 1))
    due = next_working_day(held + timedelta(days=7 + days))
    assert story.window(held, TaskKind.PLAN_NEXT_ACTIVITY)[:2] == (held, due)


def test_a_next_activity_that_was_postponed_is_due_on_the_day_that_was_chosen_in_spite_of_a_break() -> None:
    story = bare().pausing(date(2026, 3, 5), date(2026, 3, 11))
    task = story.task(MONDAY, TaskKind.PLAN_NEXT_ACTIVITY)
    assert task is not None
    story.tell(f.TaskPostponed(task=task.task_id(TRAJECT), until=date(2026, 3, 12)))
    assert story.window(MONDAY, TaskKind.PLAN_NEXT_ACTIVITY)[:2] == (MONDAY, date(2026, 3, 12))


def test_what_a_ceremony_or_cancelling_takes_away_of_the_programme_ends_as_cancelled() -> None:
    late = date(2026, 6, 29)
    for kind in (TaskKind.PLAN_NEXT_ACTIVITY, TaskKind.DECIDE_ON_TRAJECT):
        assert bare().states(late, kind) == [TaskState.OPEN]
        assert bare().ceremony(late).states(late, kind) == [TaskState.CANCELLED]
    assert bare().stopped(late).states(late, TaskKind.PLAN_NEXT_ACTIVITY) == [TaskState.CANCELLED]
    assert bare().ceremony(date(2026, 3, 9)).states(late, TaskKind.PLAN_NEXT_ACTIVITY) == [TaskState.DONE]
    assert bare().ceremony(date(2026, 3, 9)).states(late, TaskKind.DECIDE_ON_TRAJECT) == []  # never came up


def test_after_91_days_without_a_session_the_project_lead_decides() -> None:
    story = started()
    assert story.task(date(2026, 5, 31), TaskKind.DECIDE_ON_TRAJECT) is None
    opens = date(2026, 6, 1)  # the tenth working day later is Monday 15 June
    assert story.window(opens, TaskKind.DECIDE_ON_TRAJECT) == (opens, date(2026, 6, 15), None)
    assert story.attended("amal", "training 5").task(date(2026, 6, 8), TaskKind.DECIDE_ON_TRAJECT) is None
    assert started().stopped(opens).task(opens, TaskKind.DECIDE_ON_TRAJECT) is None


def test_a_stalled_traject_is_unblocked_within_five_working_days() -> None:
    # the first stall is STL-TASKS, on 17 February: the agreement was due on 19 January
    story = Story()
    assert story.task(date(2026, 2, 16), TaskKind.UNBLOCK_TRAJECT) is None
    assert story.window(date(2026, 2, 17), TaskKind.UNBLOCK_TRAJECT) == (
        date(2026, 2, 17),
        date(2026, 2, 24),
        date(2026, 5, 26),
    )
    assert story.states(date(2026, 5, 26), TaskKind.UNBLOCK_TRAJECT) == [TaskState.OPEN]
    assert story.states(date(2026, 5, 27), TaskKind.UNBLOCK_TRAJECT) == [TaskState.MISSED]
    for kind in PREPARATION:
        story.done(kind, on=date(2026, 2, 18))
    story.tell(f.KickOffPlanned(day=date(2026, 3, 30)))
    assert story.task(date(2026, 2, 18), TaskKind.UNBLOCK_TRAJECT) is None


def test_the_stall_of_a_participant_alone_asks_the_project_lead_nothing() -> None:
    story = started().attended("amal", "training 1", "training 2", "training 3", said="absent")
    for kind in (*PREPARATION, TaskKind.CALL_ABSENTEE, TaskKind.RECORD_BASELINE, TaskKind.ASK_CONSENT):
        story.done(kind, on=date(2026, 3, 3))
    story.done(TaskKind.WRITE_ACTIVITY_PLAN, on=date(2026, 3, 3))
    assert set(story.stalls(date(2026, 4, 13))) == {"STL-ABSENT"}
    assert story.task(date(2026, 4, 13), TaskKind.UNBLOCK_TRAJECT) is None


def test_the_traject_is_evaluated_after_the_ceremony() -> None:
    story = started().ceremony()
    assert story.window(CEREMONY, TaskKind.EVALUATE_TRAJECT) == (CEREMONY, date(2026, 8, 3), date(2026, 11, 2))
    assert story.states(date(2026, 11, 2), TaskKind.EVALUATE_TRAJECT) == [TaskState.OPEN]
    assert story.states(date(2026, 11, 3), TaskKind.EVALUATE_TRAJECT) == [TaskState.MISSED]
    story.evaluated(date(2026, 7, 27), EvaluationMoment.INTERIM)
    assert story.task(date(2026, 7, 27), TaskKind.EVALUATE_TRAJECT) is not None
    story.evaluated(date(2026, 7, 28), EvaluationMoment.FINAL)
    assert story.states(date(2026, 7, 28), TaskKind.EVALUATE_TRAJECT) == [TaskState.DONE]


def test_outcomes_are_reported_once_the_last_twelve_month_follow_up_is_closed() -> None:
    story = Story().course("amal", "bilal").ceremony().contacted("amal", 12, date(2027, 7, 20))
    assert story.needs(date(2027, 8, 31), TaskKind.REPORT_OUTCOMES) == []
    opens = date(2027, 9, 1)  # Bilal's expired on 31 August
    assert story.window(opens, TaskKind.REPORT_OUTCOMES) == (opens, date(2027, 9, 15), date(2027, 12, 15))
    late = story.contacted("bilal", 12, date(2027, 9, 10))
    assert late.window(date(2027, 9, 10), TaskKind.REPORT_OUTCOMES)[0] == opens
    done = story.done(TaskKind.REPORT_OUTCOMES, on=date(2027, 9, 6))
    assert done.states(date(2027, 9, 6), TaskKind.REPORT_OUTCOMES) == [TaskState.DONE]


def test_contact_after_three_attempts_does_not_report_again() -> None:
    story = Story().course("amal").ceremony()
    for day in (20, 21, 22):
        story.contacted("amal", 12, date(2027, 7, day), reached=False)
    assert story.window(date(2027, 7, 22), TaskKind.REPORT_OUTCOMES)[0] == date(2027, 7, 22)
    story.contacted("amal", 12, date(2027, 8, 2))
    assert story.window(date(2027, 8, 2), TaskKind.REPORT_OUTCOMES)[0] == date(2027, 7, 22)


def test_a_postponed_task_is_due_on_the_working_day_that_was_named() -> None:
    story = Story().tell(f.TaskPostponed(task=task_id(TRAJECT, "appoint_trainer"), until=date(2026, 2, 7)))  # Saturday
    assert story.window(CREATED, TaskKind.APPOINT_TRAINER)[1] == date(2026, 2, 9)
    assert story.window(CREATED, TaskKind.SIGN_AGREEMENT)[1] == date(2026, 1, 19)
    story.tell(f.TaskPostponed(task=task_id(TRAJECT, "appoint_trainer"), until=None))
    assert story.window(CREATED, TaskKind.APPOINT_TRAINER)[1] == date(2026, 1, 19)
