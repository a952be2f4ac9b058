"""What single sessions ask: talk with the guest, attendance, evaluations midway, the ceremony confirmed."""

from datetime import date

import pytest

from domain import facts as f
from domain.assessment import state_when_gone
from domain.terms import SessionKind, SessionStatus, TaskKind, TaskState
from tests.domain.story import CEREMONY, COURSE, MONDAY, Story, ident

SESSIONS = tuple(COURSE)
TRAININGS = tuple(name for name in SESSIONS if name.startswith("training"))
REGISTER = TaskKind.REGISTER_ATTENDANCE
EVALUATE = TaskKind.INTERIM_EVALUATION


def started(*names: str) -> Story:
    story = Story().course(*(names or ("amal",)))
    for name in names or ("amal",):
        story.attended(name, "kick-off")
    return story


def open_sessions(story: Story, today: date) -> set[object]:
    return {need.session for need in story.needs(today, REGISTER) if need.state is TaskState.OPEN}


def test_the_trainer_talks_with_a_guest_a_week_before_the_lesson() -> None:
    story = Story().course()
    assert story.window(date(2026, 1, 5), TaskKind.PREPARE_GUEST)[1:] == (date(2026, 5, 19), None)
    done = story.done(TaskKind.PREPARE_GUEST, on=date(2026, 5, 18), session="guest")
    assert done.states(date(2026, 5, 17), TaskKind.PREPARE_GUEST) == [TaskState.OPEN]
    assert done.states(date(2026, 5, 18), TaskKind.PREPARE_GUEST) == [TaskState.DONE]


def test_there_is_nothing_to_prepare_for_a_lesson_held_or_called_off() -> None:
    story = started().attended("amal", "guest")
    assert story.states(date(2026, 5, 26), TaskKind.PREPARE_GUEST) == [TaskState.CANCELLED]
    assert started().cancelled("guest").task(date(2026, 5, 20), TaskKind.PREPARE_GUEST) is None


def test_each_guest_lesson_has_its_own_talk() -> None:
    story = Story().course().session("second guest", date(2026, 6, 15), SessionKind.GUEST_LESSON)
    story.done(TaskKind.PREPARE_GUEST, on=date(2026, 5, 18), session="guest")
    task = story.task(date(2026, 5, 18), TaskKind.PREPARE_GUEST)
    assert task is not None
    assert (task.session, task.due) == (ident("second guest"), date(2026, 6, 8))


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 3, 16), date(2026, 3, 18)),
        (date(2026, 4, 2), date(2026, 4, 8)),  # Good Friday, the weekend and Easter Monday lie between
        (date(2026, 4, 24), date(2026, 4, 29)),  # King's Day
        (date(2026, 5, 2), date(2026, 5, 5)),  # a Saturday
    ],
)
def test_attendance_is_due_two_working_days_after_the_session(day: date, due: date) -> None:
    story = Story().admitted("amal").kick_off("amal").session("training", day)
    assert story.needs(day, REGISTER)[-1].due == due
    assert story.window(day, REGISTER) == (day, due, None)


def test_attendance_opens_on_the_day_of_the_session() -> None:
    story = started()
    assert story.task(date(2026, 3, 15), REGISTER) is None
    assert story.task(date(2026, 3, 16), REGISTER) is not None


def test_before_the_programme_phase_only_a_kick_off_asks_attendance() -> None:
    story = Story().course("amal")
    assert open_sessions(story, date(2026, 3, 1)) == set()
    assert open_sessions(story, date(2026, 4, 1)) == {ident("kick-off")}
    story.attended("amal", "training 2")
    assert open_sessions(story, date(2026, 3, 30)) == {ident("kick-off"), ident("training 1")}


def test_attendance_is_met_when_everyone_is_registered() -> None:
    story = started("amal", "bilal").attended("amal", "training 1")
    today = date(2026, 3, 16)
    assert open_sessions(story, today) == {ident("training 1")}
    story.attended("bilal", "training 1", said="excused")
    assert open_sessions(story, today) == set()
    assert open_sessions(story.attendance("training 1", amal=None), today) == {ident("training 1")}


def test_a_session_marked_held_still_asks_attendance() -> None:
    story = started().session("training 1", date(2026, 3, 16), SessionKind.TRAINING, SessionStatus.HELD)
    assert open_sessions(story, date(2026, 3, 16)) == {ident("training 1")}


def test_everyone_is_who_is_admitted_by_the_day_and_neither_gone_nor_paused() -> None:
    story = started("amal", "bilal", "chen").attended("amal", "training 1")
    story.withdrew("bilal", on=date(2026, 3, 16)).paused("chen", on=date(2026, 3, 16), review=date(2026, 3, 30))
    story.registered("dina").admitted("eva", on=date(2026, 3, 17))
    assert open_sessions(story, date(2026, 3, 17)) == set()
    late = story.admitted("finn", on=date(2026, 3, 16))
    assert open_sessions(late, date(2026, 3, 17)) == {ident("training 1")}


def test_who_leaves_the_day_after_is_still_to_be_registered() -> None:
    story = started("amal", "bilal").attended("amal", "training 1").withdrew("bilal", on=date(2026, 3, 17))
    assert open_sessions(story, date(2026, 3, 18)) == {ident("training 1")}


def test_a_session_called_off_asks_no_attendance_and_the_ceremony_ends_it() -> None:
    assert started().cancelled("training 1").task(date(2026, 3, 17), REGISTER) is None
    story = started().ceremony(date(2026, 3, 23))
    assert open_sessions(story, date(2026, 3, 22)) == {ident("training 1")}
    assert open_sessions(story, date(2026, 3, 23)) == set()


def test_a_side_activity_asks_no_attendance() -> None:
    story = started().session("town hall", date(2026, 3, 9), SessionKind.SIDE_ACTIVITY)
    assert story.task(date(2026, 3, 9), REGISTER) is None


def test_the_fourth_training_is_evaluated_within_two_weeks() -> None:
    story = started().attended("amal", *TRAININGS[:3])
    assert story.needs(date(2026, 4, 27), EVALUATE) == []
    story.attended("amal", "training 4")
    day = date(2026, 4, 28)
    assert story.window(day, EVALUATE) == (day, date(2026, 5, 12), date(2026, 8, 11))
    assert story.states(date(2026, 8, 11), EVALUATE) == [TaskState.OPEN]
    assert story.states(date(2026, 8, 12), EVALUATE) == [TaskState.MISSED]
    story.evaluated(date(2026, 5, 4))
    assert story.states(date(2026, 5, 4), EVALUATE) == [TaskState.DONE]


def test_without_an_eighth_the_last_training_is_evaluated() -> None:
    story = started().attended("amal", *TRAININGS).evaluated(date(2026, 5, 4))
    assert story.states(date(2026, 6, 8), EVALUATE) == [TaskState.DONE]  # a sixth is to come
    assert story.window(date(2026, 6, 22), EVALUATE)[:2] == (date(2026, 6, 22), date(2026, 7, 6))
    story.session("seventh", date(2026, 7, 13))
    assert story.task(date(2026, 6, 22), EVALUATE) is None


def test_the_last_training_is_evaluated_also_when_its_attendance_is_not_registered_yet() -> None:
    story = started().attended("amal", *TRAININGS[:5]).evaluated(date(2026, 5, 4))
    assert story.task(date(2026, 6, 22), EVALUATE) is None
    story.session("training 6", date(2026, 6, 22), SessionKind.TRAINING, SessionStatus.HELD)
    assert story.task(date(2026, 6, 21), EVALUATE) is None
    assert story.window(date(2026, 6, 22), EVALUATE)[:2] == (date(2026, 6, 22), date(2026, 7, 6))


def test_the_eighth_training_is_evaluated_and_no_later_one() -> None:
    story = started().attended("amal", *TRAININGS)
    for number, day in ((7, date(2026, 6, 29)), (8, date(2026, 7, 7)), (9, date(2026, 7, 14))):
        story.held(f"training {number}", day, amal="present")
    days = [need.opens for need in story.needs(date(2026, 7, 15), EVALUATE)]
    assert days == [date(2026, 4, 28), date(2026, 7, 7)]


def test_with_fewer_than_four_trainings_only_the_last_is_evaluated() -> None:
    story = started().attended("amal", *TRAININGS[:3]).ceremony(date(2026, 4, 20))
    assert [need.opens for need in story.needs(date(2026, 4, 20), EVALUATE)] == [date(2026, 4, 13)]


def test_two_evaluations_midway_do_not_stand_for_the_one_at_the_end() -> None:
    story = started().attended("amal", *TRAININGS).evaluated(date(2026, 4, 28)).evaluated(date(2026, 5, 4))
    assert story.states(date(2026, 6, 22), EVALUATE) == [TaskState.DONE, TaskState.OPEN]


def test_an_evaluation_belongs_to_the_training_it_names() -> None:
    story = started().attended("amal", *TRAININGS)
    named = {"evaluation": ident("e"), "moment": "interim", "on": date(2026, 6, 23), "session": ident("training 4")}
    story.tell(f.EvaluationRecorded.model_validate(named))
    assert story.states(date(2026, 6, 23), EVALUATE) == [TaskState.DONE, TaskState.OPEN]


def test_an_evaluation_before_the_take_over_does_not_stand_for_a_later_one() -> None:
    story = (
        started().attended("amal", *TRAININGS).tell(f.Done(task=EVALUATE, on=date(2026, 5, 4)), on=date(2026, 5, 20))
    )
    assert story.states(date(2026, 6, 22), EVALUATE) == [TaskState.DONE, TaskState.OPEN]
    undated = started().attended("amal", *TRAININGS).tell(f.Done(task=EVALUATE), on=date(2026, 5, 20))
    assert undated.states(date(2026, 6, 22), EVALUATE) == [TaskState.DONE, TaskState.OPEN]


def test_a_ceremony_is_confirmed_within_two_working_days() -> None:
    story = started().ceremony(status=SessionStatus.PLANNED)
    assert story.task(date(2026, 7, 19), TaskKind.CONFIRM_CEREMONY) is None
    assert story.window(CEREMONY, TaskKind.CONFIRM_CEREMONY) == (CEREMONY, date(2026, 7, 22), date(2026, 10, 21))
    assert story.states(date(2026, 10, 21), TaskKind.CONFIRM_CEREMONY) == [TaskState.OPEN]
    assert story.states(date(2026, 10, 22), TaskKind.CONFIRM_CEREMONY) == [TaskState.MISSED]


def test_a_ceremony_held_moved_or_cancelled_is_confirmed() -> None:
    assert started().ceremony().states(CEREMONY, TaskKind.CONFIRM_CEREMONY) == [TaskState.DONE]
    moved = started().ceremony(status=SessionStatus.PLANNED).ceremony(date(2026, 8, 3), SessionStatus.PLANNED)
    assert moved.task(CEREMONY, TaskKind.CONFIRM_CEREMONY) is None
    assert moved.task(date(2026, 8, 3), TaskKind.CONFIRM_CEREMONY) is not None
    assert started().ceremony(status=SessionStatus.CANCELLED).task(CEREMONY, TaskKind.CONFIRM_CEREMONY) is None


def test_a_task_whose_need_went_away_by_being_met_is_done_and_others_are_cancelled() -> None:
    assert state_when_gone(TaskKind.CONFIRM_CEREMONY) is TaskState.DONE  # moved or called off
    assert state_when_gone(TaskKind.REVIEW_PAUSE) is TaskState.DONE  # resumed, extended or withdrawn
    assert state_when_gone(REGISTER) is TaskState.CANCELLED  # the session was called off
    assert state_when_gone(TaskKind.UNBLOCK_TRAJECT) is TaskState.DONE  # no longer stalled
    assert state_when_gone(TaskKind.UNBLOCK_TRAJECT, cancelled=True) is TaskState.CANCELLED
    assert state_when_gone(TaskKind.DECIDE_ON_TRAJECT, cancelled=True) is TaskState.DONE  # cancelled: that was decided


def test_of_two_ceremonies_only_the_first_held_is_confirmed() -> None:
    story = started().ceremony().session("second", date(2026, 8, 3), SessionKind.CEREMONY)
    assert story.states(date(2026, 8, 3), TaskKind.CONFIRM_CEREMONY) == [TaskState.DONE]


def test_a_cancelled_traject_asks_nothing_of_its_sessions() -> None:
    story = started().ceremony(status=SessionStatus.PLANNED).stopped(date(2026, 4, 1))
    for kind in (REGISTER, TaskKind.CONFIRM_CEREMONY, TaskKind.PREPARE_GUEST, EVALUATE):
        assert story.task(date(2026, 7, 21), kind) is None
    assert story.on(MONDAY).exists
