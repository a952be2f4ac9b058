"""Deadlines as they stand in a definition: what they mean, and what is said of one that cannot be read."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import is_working_day
from domain.deadline import ANCHORS, Deadline, Term, UnreadableDeadline

MONDAY = date(2026, 3, 2)
SATURDAY = date(2026, 3, 7)

TERMS = st.builds(
    Term,
    anchor=st.sampled_from(sorted(ANCHORS)),
    count=st.integers(min_value=-400, max_value=400),
    unit=st.sampled_from(["d", "wd"]),
).map(lambda term: term if term.count else Term(term.anchor))
DEADLINES = st.builds(
    Deadline, st.lists(TERMS, min_size=1, max_size=3).map(tuple), earliest=st.one_of(st.none(), TERMS)
)


@pytest.mark.parametrize(
    ("text", "anchors", "due"),
    [
        ("created + 28 d", {"created": MONDAY}, date(2026, 3, 30)),
        ("session + 2 wd", {"session": date(2026, 3, 6)}, date(2026, 3, 10)),
        ("ceremony - 5 wd", {"ceremony": MONDAY}, date(2026, 2, 23)),
        ("kick_off - 28 d, else created + 14 d", {"kick_off": MONDAY, "created": MONDAY}, date(2026, 2, 2)),
        ("kick_off - 28 d, else created + 14 d", {"created": MONDAY}, date(2026, 3, 16)),
        ("kick_off - 28 d, else created + 14 d", {"kick_off": None}, None),
        ("kick_off, else admitted + 10 wd", {"kick_off": MONDAY}, MONDAY),
    ],
)
def test_the_first_alternative_with_a_known_day_counts(
    text: str, anchors: dict[str, date | None], due: date | None
) -> None:
    assert Deadline.parse(text).due(anchors) == due


def test_a_due_date_that_is_no_working_day_moves_and_the_day_itself_does_not() -> None:
    deadline = Deadline.parse("follow_up")
    assert deadline.day({"follow_up": SATURDAY}) == SATURDAY
    assert deadline.due({"follow_up": SATURDAY}) == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("kick_off", "due"),
    [
        (date(2026, 6, 1), date(2026, 5, 15)),  # ten working days before, over Whit Monday
        (date(2026, 3, 9), date(2026, 3, 9)),  # too near: five working days after the criteria
        (None, date(2026, 3, 9)),
    ],
)
def test_a_bound_keeps_a_deadline_from_coming_before_anybody_could_act(kick_off: date | None, due: date) -> None:
    text = "kick_off - 10 wd, else criteria_known + 5 wd, at the earliest criteria_known + 5 wd"
    assert Deadline.parse(text).due({"kick_off": kick_off, "criteria_known": MONDAY}) == due


def test_a_bound_that_is_not_known_bounds_nothing() -> None:
    assert Deadline.parse("ceremony, at the earliest eligible + 2 wd").due({"ceremony": MONDAY}) == MONDAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-02",
        "kick_off - 28",
        "kick_off -28 d",
        "kick_off - 28 weeks",
        "kick_off - 28 d or created",
        "kick_off - 28 d, else ",
        "kick_off, at the earliest",
        "kick_off, at the earliest created, else visit",
        "birthday + 3 d",
        "created + 9999 d",
    ],
)
def test_what_cannot_be_read_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(UnreadableDeadline) as refused:
        Deadline.parse(text)
    assert refused.value.nl
    assert refused.value.en


@settings(deadline=None)  # the first day of a year works out its holidays
@given(DEADLINES)
def test_a_deadline_reads_back_as_it_was_written(deadline: Deadline) -> None:
    assert Deadline.parse(str(deadline)) == deadline


@settings(deadline=None)  # the first day of a year works out its holidays
@given(
    DEADLINES,
    st.fixed_dictionaries(
        {anchor: st.none() | st.dates(date(2010, 1, 1), date(2050, 1, 1)) for anchor in sorted(ANCHORS)}
    ),
)
def test_due_is_a_working_day_on_or_after_the_day_meant(deadline: Deadline, anchors: dict[str, date | None]) -> None:
    day, due = deadline.day(anchors), deadline.due(anchors)
    if day is None or due is None:
        assert day == due
        assert all(anchors[term.anchor] is None for term in deadline.alternatives)
    else:
        assert is_working_day(due)
        assert due >= day
