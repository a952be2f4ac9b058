"""What calendars do to rules: leap days, short months, New Year, Easter, the clock, and days far away."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.calendar import add_months, add_working_days, amsterdam_day, is_working_day, next_working_day, start_of
from domain.school_holidays import school_holidays
from domain.terms import Phase, SessionKind, TaskKind, TaskState
from tests.domain.story import Story

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
"""The Sundays of 23 and of 25 hours."""


def followed_from(ceremony: date) -> Story:
    """Amal took part in a traject whose ceremony was on a day."""
    kick_off = ceremony - timedelta(days=140)
    story = Story(created=kick_off - timedelta(days=56)).admitted("amal", on=kick_off - timedelta(days=21))
    story.held("kick-off", kick_off, SessionKind.KICK_OFF, amal="present")
    return story.ceremony(ceremony)


@pytest.mark.parametrize(
    ("ceremony", "months", "due"),
    [
        (date(2028, 1, 31), 3, date(2028, 5, 1)),  # 30 April is a Sunday
        (date(2025, 1, 31), 3, date(2025, 4, 30)),
        (date(2028, 2, 29), 3, date(2028, 5, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2027, 8, 30), 6, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 3, 1)),  # 28 February is a Sunday
        (date(2025, 12, 31), 3, date(2026, 3, 31)),
        (date(2026, 10, 1), 3, date(2027, 1, 4)),  # New Year's Day, then a weekend
        (date(2026, 9, 25), 3, date(2026, 12, 28)),  # both days of Christmas, then a Sunday
        (date(2026, 1, 3), 3, date(2026, 4, 7)),  # Good Friday, through Easter Monday
        (date(2026, 1, 27), 3, date(2026, 4, 28)),  # King's Day
        (date(2024, 11, 5), 6, date(2025, 5, 6)),  # Liberation Day, a holiday every fifth year
        (date(2025, 11, 5), 6, date(2026, 5, 5)),
    ],
)
def test_follow_up_is_due_on_the_same_day_of_a_later_month_or_the_next_working_day(
    ceremony: date, months: int, due: date
) -> None:
    milestones = followed_from(ceremony).person("amal", ceremony).follow_up
    assert {one.months: one.due for one in milestones}[months] == due


@pytest.mark.parametrize(
    ("born", "kick_off", "admissible"),
    [
        (date(2008, 2, 29), date(2026, 2, 28), False),
        (date(2008, 2, 29), date(2026, 3, 1), True),
        (date(2010, 2, 28), date(2028, 2, 28), True),
        (date(2010, 3, 1), date(2028, 2, 29), False),
        (date(2008, 12, 31), date(2026, 12, 31), True),
        (date(2009, 1, 1), date(2026, 12, 31), False),
    ],
)
def test_who_is_eighteen_on_the_day_of_the_kick_off_is_old_enough(
    born: date, kick_off: date, *, admissible: bool
) -> None:
    story = Story().registered("amal", born=born).criteria("amal")
    story.session("kick-off", kick_off, SessionKind.KICK_OFF)
    assert ("INT-3" not in story.person("amal", kick_off).intake.failed) is admissible


@pytest.mark.parametrize(
    ("born", "kick_off", "admissible"),
    [
        (date(1992, 2, 29), date(2028, 2, 28), True),
        (date(1992, 2, 29), date(2028, 2, 29), False),
        (date(1990, 3, 1), date(2026, 2, 28), True),
        (date(1990, 2, 28), date(2026, 2, 28), False),
    ],
)
def test_who_is_thirty_five_is_so_until_the_day_before_the_next_birthday(
    born: date, kick_off: date, *, admissible: bool
) -> None:
    story = Story(programme="kixworks-2018").registered("amal", born=born).criteria("amal")
    story.session("kick-off", kick_off, SessionKind.KICK_OFF)
    assert ("INT-3" not in story.person("amal", kick_off).intake.failed) is admissible


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (date(2026, 4, 3), True),  # Good Friday
        (date(2026, 4, 6), True),  # Easter Monday
        (date(2027, 3, 26), True),  # Easter comes early
        (date(2027, 3, 29), True),
        (date(2026, 5, 14), True),  # Ascension
        (date(2026, 5, 25), True),  # Whit Monday
        (date(2025, 4, 26), True),  # King's Day is on Saturday when the 27th is a Sunday,
        (date(2025, 4, 28), False),  # and nothing is made up for on Monday
        (date(2014, 4, 26), True),
        (date(2012, 4, 30), True),  # Queen's Day
        (date(2030, 5, 6), False),  # Liberation Day 2030 is a Sunday
        (date(2027, 1, 1), True),
        (date(2026, 12, 31), False),
    ],
)
def test_dutch_holidays_move_with_easter_and_with_sundays(day: date, *, holiday: bool) -> None:
    assert is_working_day(day) is not (holiday or day.weekday() > 4)


def test_two_working_days_after_christmas_eve_is_in_the_new_year_when_a_weekend_follows() -> None:
    assert add_working_days(date(2026, 12, 24), 2) == date(2026, 12, 29)
    assert add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert add_working_days(date(2027, 1, 4), -1) == date(2026, 12, 31)


def test_attendance_of_a_session_before_easter_is_due_after_it() -> None:
    story = Story().admitted("amal").kick_off("amal").session("b1", date(2026, 4, 2))
    task = story.task(date(2026, 4, 2), TaskKind.REGISTER_ATTENDANCE)
    assert task is not None
    assert task.due == date(2026, 4, 8)


def test_the_christmas_holiday_is_one_break_across_the_new_year() -> None:
    (found,) = school_holidays("Midden", date(2026, 12, 30), date(2027, 1, 2))
    assert (found.start, found.end) == (date(2026, 12, 19), date(2027, 1, 3))
    assert school_holidays("Midden", date(2027, 1, 1), date(2027, 1, 1)) == [found]


def test_nothing_hangs_on_the_number_of_a_week_at_new_year() -> None:
    """31 December 2029 is in week 1 of 2030: a training each fortnight goes on as if nothing was."""
    story = Story(created=date(2029, 10, 1)).admitted("amal", on=date(2029, 10, 1))
    story.held("kick-off", date(2029, 12, 3), SessionKind.KICK_OFF, amal="present")
    story.held("b1", date(2029, 12, 17), amal="present").session("b2", date(2029, 12, 31))
    assert story.states(date(2029, 12, 17), TaskKind.PLAN_NEXT_ACTIVITY)[-1] is TaskState.DONE
    assert story.person("amal", date(2029, 12, 31)).phase is Phase.PROGRAMME
    assert "STL-CADENCE" not in story.stalls(date(2030, 1, 14))
    assert story.stalls(date(2030, 1, 15))["STL-CADENCE"] == date(2030, 1, 15)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (SPRING - timedelta(days=1), 24)])
def test_a_day_lasts_as_long_as_the_clocks_say(day: date, hours: int) -> None:
    begin, end = (start_of(each).astimezone(UTC) for each in (day, day + timedelta(days=1)))
    assert end - begin == timedelta(hours=hours)
    assert {amsterdam_day(begin + timedelta(minutes=n)) for n in range(hours * 60)} == {day}
    assert amsterdam_day(end) == day + timedelta(days=1)


def test_the_hour_that_comes_twice_is_of_one_day() -> None:
    first, again = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert amsterdam_day(first) == amsterdam_day(again) == AUTUMN


def test_a_follow_up_that_is_due_when_the_clock_changes_opens_and_is_due_on_its_days() -> None:
    story = followed_from(add_months(SPRING, -3))
    due = next_working_day(SPRING)
    assert due == date(2027, 3, 30), "a Sunday, then Easter Monday"
    assert story.task(due - timedelta(days=15), TaskKind.FOLLOW_UP, "amal") is None
    task = story.task(due - timedelta(days=14), TaskKind.FOLLOW_UP, "amal")
    assert task is not None
    assert task.due == due
