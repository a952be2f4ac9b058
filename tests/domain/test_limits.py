"""Definitions at their limits: all zero, or as long as may be. The rules answer, and the clock goes on."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import facts as f
from domain.assessment import Assessment
from domain.calendar import EARLIEST, LATEST, start_of
from domain.phase_days import spells
from domain.programme import Programme, latest
from domain.terms import Decision, FollowUpStatus, Outcome, SessionKind, SessionStatus, TaskKind, TaskState
from tests.domain.story import MONDAY, Story, ident
from tests.domain.test_promises import days, next_change, stories

quick = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONGEST = 3660
LOOKS = 60


def redefined(programme: Programme, limit: st.SearchStrategy[int], draw: st.DrawFn) -> Programme:
    """The same definition with every limit, window and deadline drawn anew, read as any file is read."""
    written = programme.model_dump(mode="json")
    written["stalls"] = {name: draw(limit) for name in written["stalls"]} | {"absences": max(1, draw(limit) % 4)}
    windows = {name: draw(limit) for name in ("opens_before", "expires_after", "stalled_at_the_longest")}
    written["follow_up"] |= windows
    written["waiting_list_sessions"] = draw(limit) % 1000
    for rule in written["sessions"].values():
        rule["least"] = min(rule["least"], draw(limit))
    for kind, rule in written["tasks"].items():
        rule["expires_after"] = draw(limit) if kind != TaskKind.FOLLOW_UP else windows["expires_after"]
        for name in ("opens", "due"):
            if rule[name]:
                rule[name] = re.sub(r"\d+ (w?d)", lambda term: f"{draw(limit)} {term[1]}", rule[name])
    return Programme.model_validate_json(json.dumps(written), strict=True)


@st.composite
def definitions(draw: st.DrawFn, limit: st.SearchStrategy[int]) -> Programme:
    return redefined(latest(draw(st.sampled_from(["kixworks-2022", "kixworks-2018", "kix-2015"]))), limit, draw)


zero = definitions(st.just(0))
small = definitions(st.integers(0, 2))


def looks(story: Story, begin: date) -> Iterator[Assessment]:
    """What the clock of the traject and of everybody in it finds, look after look."""
    day: date | None = begin
    while day is not None:
        yield (found := story.on(day))
        day = next_change(found)


@given(stories(), st.one_of(zero, small), days)
@quick
def test_with_limits_of_zero_every_look_is_later_than_the_one_before_and_nothing_opens_too_late(
    story: Story, programme: Programme, today: date
) -> None:
    story.programme = programme
    before = today - timedelta(days=1)
    for found in islice(looks(story, today), LOOKS):
        assert found.today > before
        before = found.today
        for need in found.all_needs():
            assert need.opens <= found.today
            assert need.state is not TaskState.OPEN or need.expires is None or found.today <= need.expires
        assert all(stall.since <= found.today for stall in found.all_stalls())


@given(stories(), st.one_of(zero, small), days, st.integers(1, 40))
@quick
def test_with_limits_of_zero_nothing_changes_between_two_looks(
    story: Story, programme: Programme, today: date, ahead: int
) -> None:
    story.programme = programme
    now, later = story.on(today), today + timedelta(days=ahead)
    until = next_change(now)
    if until is None or later < until:
        then = story.on(later)
        assert [(need.key, need.state) for need in then.all_needs()] == [
            (need.key, need.state) for need in now.all_needs()
        ]
        assert then.all_stalls() == now.all_stalls()


def a_year(programme: str = "kixworks-2022") -> Story:
    """Amal went through it all, nobody was called afterwards, and Bilal was paused on the way."""
    story = Story(programme).course("amal", "bilal").paused("bilal", MONDAY, MONDAY + timedelta(days=1))
    for number in range(1, 7):
        story.attended("amal", f"training {number}")
    return story.ceremony()


@given(zero)
@quick
def test_a_window_of_zero_days_is_the_day_itself(programme: Programme) -> None:
    story = a_year(programme.id)
    story.programme = programme
    due = story.person("amal", MONDAY + timedelta(days=140)).follow_up[0].due
    at = [story.person("amal", due + timedelta(days=n)).follow_up[0].status for n in (-1, 0, 1)]
    assert at == [FollowUpStatus.UPCOMING, FollowUpStatus.OPEN, FollowUpStatus.MISSED]


AGES_AWAY = st.one_of(
    st.dates(EARLIEST, LATEST), st.sampled_from([EARLIEST, LATEST, date(1950, 1, 1), date(2000, 2, 29)])
)


@st.composite
def slips_of_the_pen(draw: st.DrawFn) -> Story:
    """Every day in it may be any that can be said."""
    story = Story(created=draw(AGES_AWAY)).registered("amal", on=draw(AGES_AWAY), born=date(1900, 1, 1))
    story.decided("amal", Decision.ADMITTED, on=draw(AGES_AWAY)).criteria("amal", on=draw(AGES_AWAY))
    story.held("kick-off", draw(AGES_AWAY), SessionKind.KICK_OFF, amal="present").session("b1", draw(AGES_AWAY))
    story.session("ceremony", draw(AGES_AWAY), SessionKind.CEREMONY, draw(st.sampled_from(SessionStatus)))
    who = ident("amal")
    said = [
        f.Paused(participant=who, on=draw(AGES_AWAY), review=draw(AGES_AWAY)),
        f.Resumed(participant=who, on=draw(AGES_AWAY)),
        f.Withdrawn(participant=who, on=draw(AGES_AWAY)),
        f.Reentered(participant=who, on=draw(AGES_AWAY)),
        f.FollowedUp(participant=who, months=12, on=draw(AGES_AWAY), reached=True, outcomes=(Outcome.LOOKING,)),
        f.BreakRecorded(start=draw(AGES_AWAY), end=draw(AGES_AWAY)),
        f.TrajectCancelled(on=draw(AGES_AWAY)),
        f.EvaluationRecorded(evaluation=who, moment="interim", on=draw(AGES_AWAY)),  # type: ignore[arg-type]
    ]
    story.tell(*draw(st.lists(st.sampled_from(said), max_size=8)))
    return story


@given(slips_of_the_pen(), definitions(st.sampled_from([LONGEST, 0])), AGES_AWAY)
@quick
def test_from_any_day_that_can_be_said_there_is_calendar_enough(
    story: Story, programme: Programme, today: date
) -> None:
    months = {"months": [1, 500, 1000]}
    written = programme.model_dump(mode="json") | {"retention_months": 1000, "weeks": 1000}
    story.programme = Programme.model_validate(written | {"follow_up": written["follow_up"] | months}, strict=False)
    for found in islice(looks(story, today), 10):
        day = next_change(found)
        assert day is None or start_of(day) > start_of(found.today)
    spells(story.situation(), story.programme, today)


@pytest.mark.parametrize("today", [date(1950, 6, 1), date(9999, 12, 31), date(1, 1, 1)])
def test_a_traject_can_be_looked_at_from_any_day_there_is(today: date) -> None:
    found = a_year().on(today)
    assert found.exists is (today > MONDAY)
    assert next_change(found) is None or found.today < MONDAY
