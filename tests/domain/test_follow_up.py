"""Contact 3, 6 and 12 months after the ceremony: windows, statuses and who keeps it (FUP)."""

from datetime import date

import pytest

from domain import facts as f
from domain.assessment import Milestone
from domain.terms import FollowUpStatus, Outcome, SessionKind, SessionStatus, TaskKind, TaskState, Verdict
from tests.domain.story import CEREMONY, Story, ident

# The ceremony of 20 July 2026 has its milestones on 20 October, 20 January and 20 July, all working days.
DUE = date(2026, 10, 20)
EXPIRES = date(2026, 12, 1)


def finished(day: date = CEREMONY) -> Story:
    """Amal took part until the ceremony."""
    return Story().course("amal").attended("amal", "kick-off").ceremony(day)


def milestone(story: Story, today: date, months: int = 3) -> Milestone:
    [found] = [m for m in story.person("amal", today).follow_up if m.months == months]
    return found


@pytest.mark.parametrize(
    ("ceremony", "months", "due"),
    [
        (date(2026, 7, 20), 3, date(2026, 10, 20)),
        (date(2026, 7, 20), 12, date(2027, 7, 20)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),  # the month's last day
        (date(2023, 11, 30), 3, date(2024, 2, 29)),  # which is a leap day
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 3, 1)),  # 28 February is a Sunday
        (date(2026, 1, 3), 3, date(2026, 4, 7)),  # Good Friday, weekend, Easter Monday
        (date(2026, 1, 27), 3, date(2026, 4, 28)),  # King's Day
        (date(2025, 2, 5), 3, date(2025, 5, 6)),  # 5 May, every fifth year
        (date(2026, 2, 5), 3, date(2026, 5, 5)),  # and not in others
    ],
)
def test_a_milestone_is_due_months_after_the_ceremony_on_a_working_day(ceremony: date, months: int, due: date) -> None:
    story = Story(created=date(2023, 1, 2)).admitted("amal", on=date(2023, 1, 3)).ceremony(ceremony)
    assert milestone(story, ceremony, months).due == due


def test_a_milestone_opens_two_weeks_before_and_expires_six_weeks_after_it_is_due() -> None:
    found = milestone(finished(), CEREMONY)
    assert (found.opens, found.due, found.expires) == (date(2026, 10, 6), DUE, EXPIRES)


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (date(2026, 10, 5), FollowUpStatus.UPCOMING),
        (date(2026, 10, 6), FollowUpStatus.OPEN),
        (date(2026, 12, 1), FollowUpStatus.OPEN),
        (date(2026, 12, 2), FollowUpStatus.MISSED),
    ],
)
def test_a_milestone_is_open_from_its_opening_through_its_expiry(today: date, status: FollowUpStatus) -> None:
    story = finished()
    assert milestone(story, today).status is status
    is_open = story.task(today, TaskKind.FOLLOW_UP, "amal") is not None
    assert is_open is (status is FollowUpStatus.OPEN)


@pytest.mark.parametrize(
    ("day", "late"),
    [(date(2026, 8, 3), False), (EXPIRES, False), (date(2026, 12, 2), True), (date(2027, 3, 1), True)],
)
def test_contact_reaches_a_milestone_early_in_time_or_late(day: date, late: bool) -> None:  # noqa: FBT001
    found = milestone(finished().contacted("amal", 3, day, Outcome.EDUCATION), day)
    assert (found.status, found.late) == (FollowUpStatus.REACHED, late)


def test_the_first_contact_says_whether_it_was_late() -> None:
    story = finished().contacted("amal", 3, DUE).contacted("amal", 3, date(2027, 1, 4))
    assert not milestone(story, date(2027, 2, 1)).late


def test_outcomes_add_up_and_of_benefits_the_latest_known_counts() -> None:
    story = finished().contacted("amal", 3, DUE, Outcome.VOLUNTEERING, benefits=True)
    story.contacted("amal", 3, date(2026, 11, 3), Outcome.PAID_WORK, benefits=False)
    story.contacted("amal", 3, date(2026, 11, 10), Outcome.PAID_WORK)
    found = milestone(story, date(2026, 11, 10))
    assert (set(found.outcomes), found.benefits) == ({Outcome.PAID_WORK, Outcome.VOLUNTEERING}, False)
    assert milestone(story, date(2026, 11, 9)).outcomes == (Outcome.PAID_WORK, Outcome.VOLUNTEERING)
    assert milestone(story, DUE).benefits is True


def attempts(story: Story, *days: date) -> Story:
    for day in days:
        story.contacted("amal", 3, day, reached=False)
    return story


def test_three_days_without_contact_close_a_milestone() -> None:
    story = attempts(finished(), date(2026, 10, 20), date(2026, 10, 21), date(2026, 10, 21), date(2026, 10, 22))
    assert milestone(story, date(2026, 10, 21)).status is FollowUpStatus.OPEN
    assert milestone(story, date(2026, 10, 22)).status is FollowUpStatus.NOT_REACHED
    assert story.states(date(2026, 10, 22), TaskKind.FOLLOW_UP, "amal") == [TaskState.DONE]


def test_the_next_milestone_comes_all_the_same() -> None:
    story = attempts(finished(), date(2026, 10, 20), date(2026, 10, 21), date(2026, 10, 22))
    assert story.window(date(2027, 1, 6), TaskKind.FOLLOW_UP, "amal") == (
        date(2027, 1, 6),
        date(2027, 1, 20),
        date(2027, 3, 3),
    )


def test_contact_after_not_reached_wins() -> None:
    story = attempts(finished(), date(2026, 10, 20), date(2026, 10, 21), date(2026, 10, 22))
    story.contacted("amal", 3, date(2026, 12, 9), Outcome.PAID_WORK)
    assert milestone(story, date(2026, 12, 8)).status is FollowUpStatus.NOT_REACHED
    found = milestone(story, date(2026, 12, 9))
    assert (found.status, found.late) == (FollowUpStatus.REACHED, True)


def test_the_milestone_of_the_ceremony_is_recorded_without_a_task() -> None:
    story = finished().contacted("amal", 0, CEREMONY, Outcome.LOOKING)
    assert [m.months for m in story.person("amal", CEREMONY).follow_up] == [3, 6, 12]
    assert story.needs(CEREMONY, TaskKind.FOLLOW_UP) == []
    assert story.needs(CEREMONY, TaskKind.AFTERCARE) == []


def test_who_earned_no_certificate_is_followed_up_too() -> None:
    story = finished()
    assert story.person("amal", CEREMONY).certificate.verdict is Verdict.NOT_ELIGIBLE
    assert len(story.person("amal", CEREMONY).follow_up) == 3


def test_who_was_admitted_after_the_ceremony_or_never_is_not() -> None:
    story = finished().admitted("bilal", on=date(2026, 7, 21)).registered("chen")
    people = story.on(date(2026, 12, 1)).participants
    assert people[ident("bilal")].follow_up == people[ident("chen")].follow_up == ()


def test_without_a_ceremony_there_is_no_milestone() -> None:
    story = Story().course("amal").ceremony(status=SessionStatus.PLANNED)
    assert story.person("amal", date(2026, 12, 1)).follow_up == ()


def test_milestones_count_from_the_first_ceremony_held() -> None:
    story = finished(date(2026, 7, 27)).session("early", date(2026, 7, 13), SessionKind.CEREMONY)
    story.session("second", date(2026, 8, 3), SessionKind.CEREMONY, SessionStatus.HELD)
    assert milestone(story, date(2026, 8, 3)).due == date(2026, 10, 27)


@pytest.mark.parametrize(("day", "milestones"), [(CEREMONY, 0), (date(2026, 7, 21), 3)])
def test_who_withdrew_on_the_day_of_the_ceremony_is_not_followed_up(day: date, milestones: int) -> None:
    story = finished().withdrew("amal", on=day)
    assert len(story.person("amal", date(2026, 8, 1)).follow_up) == milestones


def test_who_withdrew_before_is_followed_up_when_asked_for() -> None:
    story = finished().withdrew("amal", on=date(2026, 4, 1))
    story.tell(f.FollowUpRequested(participant=ident("amal"), on=date(2026, 8, 3)))
    assert story.person("amal", date(2026, 8, 2)).follow_up == ()
    assert story.task(DUE, TaskKind.FOLLOW_UP, "amal") is not None
    story.tell(f.FollowUpRequested(participant=ident("amal"), on=date(2026, 8, 3), cleared=True))
    assert story.task(DUE, TaskKind.FOLLOW_UP, "amal") is None


def refused_contact(on: date) -> Story:
    story = finished().withdrew("amal", on=date(2026, 9, 1)).contacted("amal", 3, DUE, Outcome.LOOKING)
    return story.tell(f.ContactRefused(participant=ident("amal"), on=on))


def test_who_refuses_contact_keeps_what_was_and_is_asked_no_more() -> None:
    story = refused_contact(date(2026, 11, 3))
    assert [m.months for m in story.person("amal", date(2026, 11, 2)).follow_up] == [3, 6, 12]
    assert [m.months for m in story.person("amal", date(2026, 11, 3)).follow_up] == [3]
    assert story.task(date(2027, 1, 20), TaskKind.FOLLOW_UP, "amal") is None


@pytest.mark.parametrize("again", [date(2026, 10, 1), date(2027, 2, 1)])
def test_refusing_contact_again_counts_from_the_first_time(again: date) -> None:
    story = refused_contact(date(2026, 11, 3)).tell(f.ContactRefused(participant=ident("amal"), on=again))
    first = min(again, date(2026, 11, 3))
    assert len(story.person("amal", first).follow_up) < 3
    assert story.task(date(2027, 1, 20), TaskKind.FOLLOW_UP, "amal") is None


def test_who_refuses_contact_gets_no_aftercare_either() -> None:
    story = refused_contact(date(2026, 11, 3))
    assert story.task(date(2026, 11, 2), TaskKind.AFTERCARE, "amal") is not None
    assert story.task(date(2026, 11, 3), TaskKind.AFTERCARE, "amal") is None


def test_a_milestone_missed_before_contact_was_refused_stays_missed() -> None:
    story = finished().withdrew("amal", on=date(2026, 9, 1))
    story.tell(f.ContactRefused(participant=ident("amal"), on=date(2026, 12, 10)))
    assert [(m.months, m.status) for m in story.person("amal", date(2026, 12, 10)).follow_up] == [
        (3, FollowUpStatus.MISSED)
    ]
    assert "STL-FOLLOWUP" in story.stalls(date(2026, 12, 9))
    assert "STL-FOLLOWUP" not in story.stalls(date(2026, 12, 10))


def test_taking_a_contact_back_opens_the_milestone_again() -> None:
    story = finished().contacted("amal", 3, DUE, Outcome.PAID_WORK).contacted("amal", 3, DUE, reached=None)
    assert milestone(story, DUE).status is FollowUpStatus.OPEN
