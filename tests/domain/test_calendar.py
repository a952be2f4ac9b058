"""Every deadline rests on these days: worked examples, and what holds for any day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import (
    add_months,
    add_working_days,
    amsterdam_day,
    is_working_day,
    next_working_day,
    overdue,
    start_of,
)

unhurried = settings(deadline=None)  # the first day of a year works out its holidays
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
WORKING_DAYS = DAYS.map(next_working_day)
COUNTS = st.integers(min_value=-60, max_value=60)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 3, 2), True),
        (date(2026, 3, 7), False),  # Saturday
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 4, 27), False),  # King's Day
        (date(2025, 5, 5), False),  # Liberation Day, every fifth year
        (date(2026, 5, 5), True),
        (date(2026, 12, 24), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_working_day_is_monday_to_friday_and_no_public_holiday(day: date, *, works: bool) -> None:
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 3, 6), 2, date(2026, 3, 10)),  # from a Friday: Tuesday
        (date(2026, 3, 8), 1, date(2026, 3, 9)),  # from a Sunday: Monday
        (date(2026, 3, 9), -1, date(2026, 3, 6)),
        (date(2026, 3, 8), -1, date(2026, 3, 6)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # over Easter
        (date(2026, 3, 8), 0, date(2026, 3, 8)),
    ],
)
def test_working_days_are_counted_from_the_day_after(day: date, n: int, expected: date) -> None:
    assert add_working_days(day, n) == expected


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(day: date, n: int, expected: date) -> None:
    assert add_months(day, n) == expected


def test_something_is_overdue_from_the_day_after_it_was_due() -> None:
    due = date(2026, 3, 2)
    assert [overdue(due, due + timedelta(days=n)) for n in (-1, 0, 1)] == [False, False, True]


def test_the_day_is_the_dutch_one_also_around_midnight_and_summer_time() -> None:
    assert amsterdam_day(datetime(2026, 3, 1, 23, 30, tzinfo=UTC)) == date(2026, 3, 2)
    assert amsterdam_day(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert amsterdam_day(datetime(2026, 7, 1, 21, 59, tzinfo=UTC)) == date(2026, 7, 1)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        amsterdam_day(datetime(2026, 3, 1, 12))  # noqa: DTZ001 - the mistake itself


@unhurried
@given(DAYS)
def test_the_next_working_day_is_the_nearest_one_that_is_not_earlier(day: date) -> None:
    found = next_working_day(day)
    assert is_working_day(found)
    assert not any(is_working_day(day + timedelta(days=n)) for n in range((found - day).days))


@unhurried
@given(DAYS, st.integers(min_value=1, max_value=60))
def test_n_working_days_on_there_are_n_working_days_in_between(day: date, n: int) -> None:
    end = add_working_days(day, n)
    assert sum(is_working_day(day + timedelta(days=k)) for k in range(1, (end - day).days + 1)) == n
    assert is_working_day(end)


@unhurried
@given(WORKING_DAYS, COUNTS)
def test_going_on_and_back_again_ends_where_it_began(day: date, n: int) -> None:
    assert add_working_days(add_working_days(day, n), -n) == day


@unhurried
@given(DAYS, DAYS, COUNTS)
def test_a_later_day_never_gives_an_earlier_answer(one: date, other: date, n: int) -> None:
    early, late = sorted((one, other))
    assert next_working_day(early) <= next_working_day(late)
    assert add_months(early, n) <= add_months(late, n)
    if n:
        assert add_working_days(early, n) <= add_working_days(late, n)


@unhurried
@given(DAYS, st.integers(min_value=-240, max_value=240))
def test_adding_months_lands_in_that_month(day: date, n: int) -> None:
    found = add_months(day, n)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == n
    assert found.day <= day.day


@unhurried
@given(DAYS)
def test_a_day_begins_when_the_day_before_ends(day: date) -> None:
    begin = start_of(day).astimezone(UTC)
    assert amsterdam_day(begin) == day
    assert amsterdam_day(begin - timedelta(microseconds=1)) == day - timedelta(days=1)
