"""Leaving in each phase, coming back, and what is asked of whom afterwards."""

from datetime import date

import pytest

from domain import facts as f
from domain.checks import check
from domain.terms import Decision, Moment, Phase, TaskKind, TaskState, Verdict
from tests.domain.story import CEREMONY, COURSE, Story, ident

SESSIONS = tuple(COURSE)
KEPT = {
    TaskKind.EXIT_TALK,
    TaskKind.RECORD_COMPETENCES,
    TaskKind.APPROVE_CERTIFICATE,
    TaskKind.ISSUE_CERTIFICATE,
    TaskKind.FOLLOW_UP,
    TaskKind.AFTERCARE,
}


def open_kinds(story: Story, today: date) -> set[TaskKind]:
    return {need.kind for need in story.person("amal", today).needs if need.state is TaskState.OPEN}


@pytest.mark.parametrize("decision", [None, Decision.WAITING_LIST, Decision.REFUSED, Decision.ADMITTED])
def test_who_leaves_before_the_start_is_asked_for_a_talk_and_nothing_else(decision: Decision | None) -> None:
    story = Story().course().registered("amal")
    if decision:
        story.decided("amal", decision, on=date(2026, 2, 9))
    story.withdrew("amal", on=date(2026, 2, 20))
    assert story.person("amal", date(2026, 2, 19)).phase is not Phase.WITHDRAWN
    assert story.person("amal", date(2026, 2, 20)).phase is Phase.WITHDRAWN
    assert open_kinds(story, date(2026, 2, 20)) == {TaskKind.EXIT_TALK}


def test_who_leaves_during_the_programme_has_everything_else_cancelled() -> None:
    story = Story().course("amal").attended("amal", "kick-off", said="absent")
    assert {TaskKind.CALL_ABSENTEE, TaskKind.RECORD_BASELINE} <= open_kinds(story, date(2026, 3, 4))
    story.withdrew("amal", on=date(2026, 3, 5))
    assert open_kinds(story, date(2026, 3, 5)) == {TaskKind.EXIT_TALK}
    assert story.states(date(2026, 3, 5), TaskKind.RECORD_BASELINE, "amal") == [TaskState.CANCELLED]
    assert story.states(date(2026, 3, 5), TaskKind.CALL_ABSENTEE, "amal") == [TaskState.CANCELLED]


def test_who_leaves_just_before_the_ceremony_is_asked_nothing_of_the_certificate() -> None:
    story = Story().course("amal").attended("amal", *SESSIONS).ceremony()
    assert {TaskKind.RECORD_COMPETENCES, TaskKind.APPROVE_CERTIFICATE} <= open_kinds(story, date(2026, 7, 1))
    story.withdrew("amal", on=CEREMONY)
    assert open_kinds(story, CEREMONY) == {TaskKind.EXIT_TALK}


def test_who_leaves_after_the_ceremony_keeps_what_belongs_to_certificate_and_follow_up() -> None:
    story = Story().course("amal").attended("amal", *SESSIONS).ceremony().approved("amal")
    assert TaskKind.RECORD_END_MEASUREMENT in open_kinds(story, date(2026, 7, 21))
    story.withdrew("amal", on=date(2026, 7, 22))
    assert open_kinds(story, date(2026, 7, 22)) == {
        TaskKind.EXIT_TALK,
        TaskKind.RECORD_COMPETENCES,
        TaskKind.ISSUE_CERTIFICATE,
    }
    assert TaskKind.FOLLOW_UP in open_kinds(story, date(2026, 10, 6))
    assert open_kinds(story, date(2026, 10, 6)) <= KEPT


def test_a_talk_on_leaving_is_asked_within_ten_working_days_and_expires_after_thirteen_weeks() -> None:
    # from Thursday 2 April: Good Friday and Easter Monday do not count, so the tenth is Monday 20 April
    story = Story().course("amal").withdrew("amal", on=date(2026, 4, 2))
    assert story.window(date(2026, 4, 2), TaskKind.EXIT_TALK) == (
        date(2026, 4, 2),
        date(2026, 4, 20),
        date(2026, 7, 20),
    )
    assert story.states(date(2026, 7, 20), TaskKind.EXIT_TALK) == [TaskState.OPEN]
    assert story.states(date(2026, 7, 21), TaskKind.EXIT_TALK) == [TaskState.MISSED]
    story.done(TaskKind.EXIT_TALK, "amal", on=date(2026, 4, 9))
    assert story.states(date(2026, 4, 8), TaskKind.EXIT_TALK) == [TaskState.OPEN]
    assert story.states(date(2026, 4, 9), TaskKind.EXIT_TALK) == [TaskState.DONE]


def test_a_talk_just_before_leaving_is_the_talk_on_leaving() -> None:
    story = Story().course("amal").done(TaskKind.EXIT_TALK, "amal", on=date(2026, 4, 1))
    assert story.withdrew("amal", on=date(2026, 4, 2)).states(date(2026, 4, 2), TaskKind.EXIT_TALK) == [TaskState.DONE]


def test_a_talk_on_leaving_survives_the_end_of_the_traject_and_the_ceremony() -> None:
    story = Story().course("amal").attended("amal", "kick-off").withdrew("amal", on=date(2026, 4, 2))
    story.stopped(date(2026, 4, 7))
    assert story.states(date(2026, 4, 8), TaskKind.EXIT_TALK) == [TaskState.OPEN]


def test_who_comes_back_is_asked_everything_again_and_keeps_the_history() -> None:
    story = Story().course("amal").attended("amal", "kick-off")
    story.withdrew("amal", on=date(2026, 3, 10)).reentered("amal", on=date(2026, 4, 10))
    assert story.person("amal", date(2026, 4, 9)).phase is Phase.WITHDRAWN
    back = story.person("amal", date(2026, 4, 10))
    assert (back.phase, back.certificate.attended) == (Phase.PROGRAMME, 1)
    assert TaskKind.RECORD_BASELINE in open_kinds(story, date(2026, 4, 10))
    assert TaskKind.EXIT_TALK not in open_kinds(story, date(2026, 4, 10))


def test_nobody_registers_the_attendance_of_who_was_away_between_leaving_and_coming_back() -> None:
    story = Story().course("amal", "bilal").attended("bilal", "kick-off", "training 1", "training 2", "training 3")
    story.attended("amal", "kick-off").withdrew("amal", on=date(2026, 3, 16)).reentered("amal", on=date(2026, 4, 13))
    open_ones = [need for need in story.needs(date(2026, 4, 14), TaskKind.REGISTER_ATTENDANCE) if need.state == "open"]
    assert [need.session for need in open_ones] == [ident("training 3")]  # on the day of coming back


def test_who_comes_back_is_not_called_about_an_absence_before_leaving() -> None:
    story = Story().course("amal", "bilal").attended("bilal", *SESSIONS[:6])
    story.attended("amal", "training 1", said="absent").withdrew("amal", on=date(2026, 3, 18))
    story.reentered("amal", on=date(2026, 5, 18))
    assert story.task(date(2026, 3, 17), TaskKind.CALL_ABSENTEE, "amal") is not None
    assert story.task(date(2026, 5, 18), TaskKind.CALL_ABSENTEE, "amal") is None
    story.attended("amal", "guest", said="absent")
    assert story.window(date(2026, 5, 26), TaskKind.CALL_ABSENTEE, "amal")[1] == date(2026, 5, 29)


def test_what_is_due_of_who_came_back_counts_from_that_day() -> None:
    story = Story().course("amal", "bilal").attended("bilal", *SESSIONS[:8]).attended("amal", *SESSIONS[:2])
    for visit in ("guest", "network"):
        story.cancelled(visit)
    story.withdrew("amal", on=date(2026, 4, 1)).reentered("amal", on=date(2026, 6, 29))
    open_ones = [n for n in story.person("amal", date(2026, 6, 29)).needs if n.state is TaskState.OPEN]
    due = {need.kind: need.due for need in open_ones}
    assert due[TaskKind.CATCH_UP_VISIT] == date(2026, 7, 13)
    assert due[TaskKind.RECORD_BASELINE] == date(2026, 7, 6)
    talks = [due[kind] for kind in (TaskKind.TALK_AT_RISK, TaskKind.TALK_OUT_OF_REACH) if kind in due]
    assert talks == [date(2026, 7, 6)]


def test_a_second_time_of_leaving_asks_a_second_talk() -> None:
    story = Story().course("amal").withdrew("amal", on=date(2026, 3, 10))
    story.done(TaskKind.EXIT_TALK, "amal", on=date(2026, 3, 11))
    story.reentered("amal", on=date(2026, 4, 10)).withdrew("amal", on=date(2026, 5, 1))
    assert story.states(date(2026, 3, 12), TaskKind.EXIT_TALK) == [TaskState.DONE]
    assert story.states(date(2026, 5, 1), TaskKind.EXIT_TALK) == [TaskState.OPEN]


def test_who_leaves_again_on_the_day_of_coming_back_has_left() -> None:
    story = Story().course("amal").withdrew("amal", on=date(2026, 3, 10))
    story.reentered("amal", on=date(2026, 4, 10)).withdrew("amal", on=date(2026, 4, 10))
    assert story.person("amal", date(2026, 4, 10)).phase is Phase.WITHDRAWN
    assert story.reentered("amal", on=date(2026, 4, 10)).person("amal", date(2026, 4, 10)).phase is Phase.KICK_OFF


def test_coming_back_does_not_bring_back_a_pause() -> None:
    story = Story().course("amal").attended("amal", "kick-off").paused("amal", date(2026, 3, 5), date(2026, 6, 1))
    story.withdrew("amal", on=date(2026, 3, 10)).reentered("amal", on=date(2026, 4, 10))
    assert story.person("amal", date(2026, 3, 9)).paused
    assert not story.person("amal", date(2026, 4, 10)).paused
    assert story.task(date(2026, 4, 10), TaskKind.REVIEW_PAUSE) is None


def left_before_the_ceremony(on: date = date(2026, 6, 30)) -> Story:
    """Amal earned a certificate and left before it was handed out; Bilal took part until the end."""
    story = Story().course("amal", "bilal").attended("bilal", *SESSIONS).attended("amal", *SESSIONS)
    return story.approved("amal").approved("bilal").withdrew("amal", on).ceremony()


@pytest.mark.parametrize("left", [date(2026, 6, 30), CEREMONY])
def test_who_comes_back_after_the_ceremony_stays_withdrawn_for_certificate_and_follow_up(left: date) -> None:
    back = date(2026, 8, 3)
    story = left_before_the_ceremony(left)
    counted = story.on(back).tally.certificate
    found = story.reentered("amal", on=back).person("amal", back)
    assert (found.certificate.verdict, found.follow_up) == (Verdict.WITHDRAWN, ())
    assert found.phase is Phase.CLOSED
    assert open_kinds(story, back) == set()
    assert story.on(back).tally.certificate == counted == 1


def test_who_comes_back_after_the_ceremony_and_leaves_again_is_asked_for_a_talk_only() -> None:
    story = left_before_the_ceremony().reentered("amal", on=date(2026, 8, 3)).withdrew("amal", on=date(2026, 8, 10))
    found = story.person("amal", date(2026, 8, 10))
    assert (found.certificate.verdict, found.follow_up) == (Verdict.WITHDRAWN, ())
    assert open_kinds(story, date(2026, 8, 10)) == {TaskKind.EXIT_TALK}


def test_who_comes_back_after_the_ceremony_can_ask_to_be_followed() -> None:
    back = date(2026, 8, 3)
    story = left_before_the_ceremony().reentered("amal", on=back)
    asked = f.FollowUpRequested(participant=ident("amal"), on=back)
    check(asked, story.situation(), story.programme, back)
    found = story.tell(asked).person("amal", back)
    assert (found.certificate.verdict, [each.months for each in found.follow_up]) == (Verdict.WITHDRAWN, [3, 6, 12])
    assert open_kinds(story, date(2026, 10, 6)) == {TaskKind.FOLLOW_UP}


def test_who_came_back_in_time_for_the_ceremony_took_part_until_then() -> None:
    story = left_before_the_ceremony().reentered("amal", on=date(2026, 7, 13))
    found = story.person("amal", CEREMONY)
    assert (found.certificate.verdict, len(found.follow_up)) == (Verdict.ELIGIBLE, 3)


def test_a_mistaken_withdrawal_is_taken_back() -> None:
    story = Story().course("amal").withdrew("amal", on=date(2026, 2, 20))
    story.log.append(story.log[-1].model_copy(update={"fact": story.log[-1].fact.model_copy(update={"cleared": True})}))
    assert story.person("amal", date(2026, 2, 20)).phase is Phase.KICK_OFF


def test_who_was_admitted_after_the_ceremony_fills_in_no_end_measurement() -> None:
    story = Story().course("bilal").attended("bilal", *SESSIONS).ceremony().admitted("amal", on=date(2026, 7, 21))
    assert story.task(date(2026, 7, 21), TaskKind.RECORD_END_MEASUREMENT, "amal") is None
    assert story.task(date(2026, 7, 21), TaskKind.RECORD_END_MEASUREMENT, "bilal") is not None
    story.measured("bilal", Moment.END_MEASUREMENT, on=date(2026, 7, 21), cijfer=8)
    assert story.task(date(2026, 7, 21), TaskKind.RECORD_END_MEASUREMENT, "bilal") is None
