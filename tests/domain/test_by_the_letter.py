"""What an oracle, written from the text of the programme alone, read otherwise than the rules did."""

from datetime import date, timedelta

from domain.terms import Decision, Presence, SessionKind, TaskKind
from tests.domain.story import COURSE, MONDAY, Story, ident


def test_sessions_of_one_day_follow_each_other_as_they_were_planned() -> None:
    day = MONDAY + timedelta(days=14)
    story = Story().admitted("amal").kick_off("amal")
    for name in ("morning", "noon", "afternoon", "evening"):
        story.held(name, day, amal="present" if name == "morning" else "excused")
    assert story.stalls(day)["STL-ABSENT"] == day
    story.attendance("evening", amal="present")
    assert "STL-ABSENT" not in story.stalls(day)
    assert story.task(day, TaskKind.CALL_ABSENTEE) is None


def test_a_later_session_proves_the_kick_off_from_which_half_of_the_length_counts() -> None:
    story = Story().admitted("amal").held("training", MONDAY, amal="present")
    kinds = (TaskKind.ORGANISE_COMPANY_VISIT, TaskKind.ORGANISE_GUEST_LESSON, TaskKind.ORGANISE_NETWORK_MEETING)
    dues = [story.window(MONDAY, kind)[1] for kind in kinds]
    assert dues == [date(2026, 6, 1), date(2026, 6, 1), date(2026, 7, 16)]
    assert story.window(date(2026, 7, 20), TaskKind.PLAN_CEREMONY) == (date(2026, 7, 20), date(2026, 8, 17), None)


def test_a_kick_off_planned_or_proven_is_not_what_the_activity_plan_misses() -> None:
    story = Story().admitted("amal")
    kinds = [SessionKind.TRAINING] * 6
    kinds += [SessionKind.COMPANY_VISIT, SessionKind.GUEST_LESSON, SessionKind.NETWORK_MEETING, SessionKind.CEREMONY]
    for number, kind in enumerate(kinds):
        story.session(f"session {number}", MONDAY + timedelta(days=14 * number), kind)
    story.attendance("session 0", amal=Presence.PRESENT)
    assert story.task(MONDAY, TaskKind.WRITE_ACTIVITY_PLAN) is None


def test_who_waits_is_asked_again_once_however_many_withdraw() -> None:
    first, second = MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)
    story = Story().admitted("amal", "bilal", "carim").registered("dana").criteria("dana")
    story.decided("dana", Decision.WAITING_LIST, on=MONDAY - timedelta(days=20))
    story.kick_off("amal", "bilal", "carim").withdrew("amal", first).withdrew("bilal", second)
    assert story.window(second, TaskKind.DECIDE_ADMISSION, "dana")[0] == first
    story.done(TaskKind.DECIDE_ADMISSION, "dana", on=first)
    assert story.window(second, TaskKind.DECIDE_ADMISSION, "dana")[0] == second


def test_the_attendance_rate_is_of_all_registered_attendances_also_of_who_was_registered_later() -> None:
    story = Story().admitted("amal").registered("bilal", on=MONDAY + timedelta(days=7))
    story.held("kick-off", MONDAY, SessionKind.KICK_OFF, amal="absent", bilal="present")
    assert story.on(MONDAY).tally.results()["attendance_rate"] == 0.5


def test_a_session_to_which_nobody_belongs_asks_for_no_attendance() -> None:
    """«Met when: attendance of everyone»; there is nobody."""
    story = Story().session("kick-off", MONDAY, SessionKind.KICK_OFF)
    assert story.task(MONDAY, TaskKind.REGISTER_ATTENDANCE) is None


def test_a_session_to_which_nobody_belongs_waits_for_no_attendance() -> None:
    """With an intake at the kick-off nobody is admitted by its day; any other session can have nobody as well."""
    story = Story("kixworks-2018").registered("amal").session("kick-off", MONDAY, SessionKind.KICK_OFF)
    story.criteria("amal", on=MONDAY).decided("amal", Decision.ADMITTED, on=MONDAY + timedelta(days=2))
    story.held("training", MONDAY + timedelta(days=14), amal="present")
    assert "STL-ATTENDANCE" not in story.stalls(MONDAY + timedelta(days=20))
    story.paused("amal", on=MONDAY + timedelta(days=20), review=MONDAY + timedelta(days=80))
    story.session("missed by all", MONDAY + timedelta(days=28))
    assert "STL-ATTENDANCE" not in story.stalls(MONDAY + timedelta(days=50))
    story.admitted("bilal", on=MONDAY + timedelta(days=21))
    assert story.stalls(MONDAY + timedelta(days=50))["STL-ATTENDANCE"] == MONDAY + timedelta(days=43)


def test_attendance_done_before_the_take_over_says_nothing_of_sessions_after_it() -> None:
    """«Without a session for the sessions until then» (docs/rules.md, Tasks)."""
    story = Story().admitted("amal").kick_off("amal")
    for weeks in (2, 4):
        story.session(f"training {weeks}", MONDAY + timedelta(weeks=weeks))
    story.done(TaskKind.REGISTER_ATTENDANCE, on=MONDAY + timedelta(weeks=3))
    today = MONDAY + timedelta(weeks=8)
    task = story.task(today, TaskKind.REGISTER_ATTENDANCE)
    assert task is not None
    assert task.session == ident("training 4")
    assert story.stalls(today)["STL-ATTENDANCE"] == MONDAY + timedelta(weeks=4, days=15)


def test_what_was_done_for_everybody_before_the_take_over_says_nothing_of_who_came_later() -> None:
    story = Story().registered("amal", on=MONDAY).registered("bilal", on=MONDAY + timedelta(days=14))
    story.done(TaskKind.HOLD_INTAKE, on=MONDAY + timedelta(days=7))
    today = MONDAY + timedelta(days=14)
    assert story.task(today, TaskKind.HOLD_INTAKE, "amal") is None
    assert story.task(today, TaskKind.HOLD_INTAKE, "bilal") is not None


def test_one_visit_caught_up_with_before_the_take_over_is_not_another_kind_missed_later() -> None:
    story = Story().course("amal", "bilal").attended("amal", "kick-off").attended("bilal", *COURSE)
    caught_up = date(2026, 5, 18)  # the company visit was a week before, the guest lesson is a week later
    story.done(TaskKind.CATCH_UP_VISIT, "amal", on=caught_up)
    assert story.task(caught_up, TaskKind.CATCH_UP_VISIT, "amal") is None
    task = story.task(date(2026, 5, 26), TaskKind.CATCH_UP_VISIT, "amal")
    assert task is not None
    assert task.facts["kind"] == SessionKind.GUEST_LESSON
