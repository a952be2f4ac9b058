"""A participant's pause: what is due shifts, nobody calls, and somebody looks at it again."""

from datetime import date

from domain import facts as f
from domain.assessment import task_id
from domain.terms import Phase, TaskKind, TaskState
from tests.domain.story import TRAJECT, Story, ident


def started() -> Story:
    return Story().course("amal", "bilal").attended("amal", "kick-off").attended("bilal", "kick-off")


def test_what_is_due_shifts_by_the_days_paused_and_to_a_working_day() -> None:
    story = started()
    assert story.window(date(2026, 3, 3), TaskKind.RECORD_BASELINE, "amal")[1] == date(2026, 3, 9)
    story.paused("amal", on=date(2026, 3, 5), review=date(2026, 3, 10)).resumed("amal", on=date(2026, 3, 10))
    # five days later is Saturday 14 March, so Monday
    assert story.window(date(2026, 3, 10), TaskKind.RECORD_BASELINE, "amal")[1] == date(2026, 3, 16)
    assert story.window(date(2026, 3, 10), TaskKind.RECORD_BASELINE, "bilal")[1] == date(2026, 3, 9)


def test_a_pause_in_force_counts_until_its_review_and_an_early_return_shifts_less() -> None:
    story = started().paused("amal", on=date(2026, 3, 5), review=date(2026, 4, 2))
    # 28 days after Monday 9 March is Easter Monday, 6 April
    assert story.window(date(2026, 3, 6), TaskKind.RECORD_BASELINE, "amal")[1] == date(2026, 4, 7)
    story.resumed("amal", on=date(2026, 3, 6))
    assert story.window(date(2026, 3, 6), TaskKind.RECORD_BASELINE, "amal")[1] == date(2026, 3, 10)


def test_only_the_days_since_a_task_opened_count() -> None:
    story = started().paused("amal", on=date(2026, 2, 23), review=date(2026, 3, 4)).resumed("amal", on=date(2026, 3, 4))
    # the task opened on 2 March: two days of the pause are left
    assert story.window(date(2026, 3, 4), TaskKind.RECORD_BASELINE, "amal")[1] == date(2026, 3, 11)


def test_a_pause_after_the_due_day_shifts_nothing() -> None:
    story = started().paused("amal", on=date(2026, 3, 10), review=date(2026, 3, 20))
    assert story.window(date(2026, 3, 11), TaskKind.RECORD_BASELINE, "amal")[1] == date(2026, 3, 9)


def postponed(story: Story, until: date, on: date) -> Story:
    """Amal's baseline may wait, says somebody on a day."""
    key = task_id(TRAJECT, f"{TaskKind.RECORD_BASELINE}:{ident('amal')}")
    return story.tell(f.TaskPostponed(task=key, participant=ident("amal"), until=until), on=on)


def test_what_was_postponed_shifts_by_a_pause_that_came_later() -> None:
    story = postponed(started(), until=date(2026, 3, 12), on=date(2026, 3, 4))
    assert story.window(date(2026, 3, 4), TaskKind.RECORD_BASELINE, "amal")[1] == date(2026, 3, 12)
    story.paused("amal", on=date(2026, 3, 5), review=date(2026, 3, 10)).resumed("amal", on=date(2026, 3, 10))
    assert story.window(date(2026, 3, 10), TaskKind.RECORD_BASELINE, "amal")[1] == date(2026, 3, 17)


def test_who_postpones_something_knows_of_the_pause_that_began_already() -> None:
    story = started().paused("amal", on=date(2026, 3, 5), review=date(2026, 3, 25))
    postponed(story, until=date(2026, 3, 31), on=date(2026, 3, 9))
    assert story.window(date(2026, 3, 9), TaskKind.RECORD_BASELINE, "amal")[1] == date(2026, 3, 31)
    story.resumed("amal", on=date(2026, 3, 20))
    assert story.window(date(2026, 3, 20), TaskKind.RECORD_BASELINE, "amal")[1] == date(2026, 3, 31)


def test_a_follow_up_shifts_too() -> None:
    story = started().ceremony().paused("amal", on=date(2026, 9, 1), review=date(2026, 9, 8))
    story.resumed("amal", on=date(2026, 9, 8))
    assert [m.due for m in story.person("amal", date(2026, 9, 8)).follow_up] == [
        date(2026, 10, 27),
        date(2027, 1, 27),
        date(2027, 7, 27),
    ]


def test_a_follow_up_that_was_postponed_shifts_too() -> None:
    story = started().ceremony()
    key = task_id(TRAJECT, f"{TaskKind.FOLLOW_UP}:{ident('amal')}:3")
    story.tell(f.TaskPostponed(task=key, participant=ident("amal"), until=date(2026, 11, 3)), on=date(2026, 10, 12))
    story.paused("amal", on=date(2026, 10, 19), review=date(2026, 10, 26)).resumed("amal", on=date(2026, 10, 26))
    assert story.window(date(2026, 10, 26), TaskKind.FOLLOW_UP, "amal")[1] == date(2026, 11, 10)


def test_nobody_is_called_during_a_pause_and_an_open_call_waits() -> None:
    story = started().attended("amal", "training 1", said="absent")
    assert story.task(date(2026, 3, 16), TaskKind.CALL_ABSENTEE, "amal") is not None
    story.paused("amal", on=date(2026, 3, 17), review=date(2026, 4, 17)).attended("amal", "training 2", said="absent")
    assert story.task(date(2026, 3, 31), TaskKind.CALL_ABSENTEE, "amal") is None
    story.resumed("amal", on=date(2026, 4, 10))
    task = story.task(date(2026, 4, 10), TaskKind.CALL_ABSENTEE, "amal")
    assert task is not None
    assert task.session == ident("training 1")  # not the one during the pause


def test_absences_during_a_pause_never_ask_a_call_also_after_the_review_date_has_passed() -> None:
    story = started().paused("amal", on=date(2026, 3, 5), review=date(2026, 3, 12))
    story.attended("amal", "training 1", "training 2", said="absent").resumed("amal", on=date(2026, 4, 1))
    assert story.task(date(2026, 3, 30), TaskKind.CALL_ABSENTEE, "amal") is None
    assert story.task(date(2026, 4, 1), TaskKind.CALL_ABSENTEE, "amal") is None


def test_sessions_during_a_pause_still_count() -> None:
    story = started().paused("amal", on=date(2026, 3, 5), review=date(2026, 6, 1)).attended("amal", "training 1")
    found = story.person("amal", date(2026, 3, 16))
    assert (found.paused, found.phase, found.certificate.attended) == (True, Phase.PROGRAMME, 2)
    story.attended("bilal", "training 1").attended("bilal", "training 2")
    assert story.person("amal", date(2026, 3, 30)).certificate.may_miss == 4


def test_the_attendance_of_who_is_paused_is_not_asked_also_after_the_review_date_has_passed() -> None:
    story = started().paused("amal", on=date(2026, 3, 5), review=date(2026, 3, 12)).attended("bilal", "training 1")
    assert story.task(date(2026, 3, 16), TaskKind.REGISTER_ATTENDANCE) is None


def test_a_pause_is_reviewed_on_its_date() -> None:
    story = started().paused("amal", on=date(2026, 3, 5), review=date(2026, 4, 3))  # Good Friday
    assert story.window(date(2026, 3, 5), TaskKind.REVIEW_PAUSE) == (
        date(2026, 3, 5),
        date(2026, 4, 7),
        date(2026, 7, 7),
    )


def test_a_review_is_over_when_the_pause_is_extended_resumed_or_the_participant_left() -> None:
    extended = started().paused("amal", on=date(2026, 3, 5), review=date(2026, 4, 1))
    extended.paused("amal", on=date(2026, 4, 1), review=date(2026, 5, 1))
    assert extended.window(date(2026, 4, 1), TaskKind.REVIEW_PAUSE)[1] == date(2026, 5, 1)
    resumed = started().paused("amal", on=date(2026, 3, 5), review=date(2026, 4, 1)).resumed("amal", date(2026, 4, 1))
    assert resumed.task(date(2026, 4, 1), TaskKind.REVIEW_PAUSE) is None
    left = started().paused("amal", on=date(2026, 3, 5), review=date(2026, 4, 1)).withdrew("amal", date(2026, 4, 1))
    assert left.task(date(2026, 4, 1), TaskKind.REVIEW_PAUSE) is None


def test_the_review_of_an_earlier_pause_says_nothing_of_a_later_one() -> None:
    story = started().paused("amal", on=date(2026, 3, 5), review=date(2026, 4, 1))
    story.done(TaskKind.REVIEW_PAUSE, "amal", on=date(2026, 4, 1)).resumed("amal", on=date(2026, 4, 1))
    story.paused("amal", on=date(2026, 5, 5), review=date(2026, 6, 1))
    assert story.states(date(2026, 5, 5), TaskKind.REVIEW_PAUSE)[-1] is TaskState.OPEN


def test_somebody_can_be_paused_in_any_phase() -> None:
    story = Story().course().registered("amal", on=date(2026, 2, 2))
    assert story.window(date(2026, 2, 3), TaskKind.HOLD_INTAKE, "amal")[1] == date(2026, 2, 16)
    story.paused("amal", on=date(2026, 2, 9), review=date(2026, 2, 23))
    found = story.person("amal", date(2026, 2, 9))
    assert (found.phase, found.paused) == (Phase.INTAKE, True)
    assert story.window(date(2026, 2, 9), TaskKind.HOLD_INTAKE, "amal")[1] == date(2026, 3, 2)


def test_a_pause_that_begins_on_the_day_of_leaving_and_coming_back_is_in_force() -> None:
    story = started().withdrew("amal", on=date(2026, 3, 9)).reentered("amal", on=date(2026, 3, 9))
    story.paused("amal", on=date(2026, 3, 9), review=date(2026, 4, 9))
    assert story.person("amal", date(2026, 3, 9)).paused
    assert story.window(date(2026, 3, 9), TaskKind.REVIEW_PAUSE)[0] == date(2026, 3, 9)


def test_coming_back_on_the_very_day_does_not_bring_back_a_pause_either() -> None:
    story = started().paused("amal", on=date(2026, 3, 9), review=date(2026, 4, 9))
    story.withdrew("amal", on=date(2026, 3, 9)).reentered("amal", on=date(2026, 3, 9))
    assert not story.person("amal", date(2026, 3, 9)).paused


def test_a_pause_said_of_a_day_on_which_somebody_turns_out_to_have_left_does_not_come_back() -> None:
    story = started().paused("amal", on=date(2026, 3, 9), review=date(2026, 4, 9))
    story.withdrew("amal", on=date(2026, 3, 5)).reentered("amal", on=date(2026, 3, 16))
    assert not story.person("amal", date(2026, 3, 16)).paused


def test_a_pause_can_turn_out_to_have_begun_earlier() -> None:
    story = started().paused("amal", on=date(2026, 3, 5), review=date(2026, 4, 2))
    story.paused("amal", on=date(2026, 3, 4), review=date(2026, 4, 2))
    assert story.window(date(2026, 3, 6), TaskKind.REVIEW_PAUSE)[:2] == (date(2026, 3, 4), date(2026, 4, 2))
