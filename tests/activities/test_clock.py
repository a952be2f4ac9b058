"""A clock that jumps: whatever days it named, the lists are those of the last one, and nothing fails on the way."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain.facts import ConsentRecorded, Withdrawn
from domain.terms import Presence, SessionKind, TaskKind
from storage.engine import reading
from storage.tables import participants, stalls, tasks, trajects
from tests.activities.town import EVERYONE, Town


def lists(town: Town) -> dict[str, set[Any]]:
    """What people see: open tasks, where everybody stands, and what stalled."""
    columns = {
        "tasks": select(tasks.c.id, tasks.c.opens, tasks.c.due, tasks.c.expires).where(tasks.c.state == "open"),
        "people": select(participants.c.id, participants.c.phase, participants.c.next_check, participants.c.ended),
        "trajects": select(trajects.c.id, trajects.c.phase, trajects.c.next_check, trajects.c.ended, trajects.c.tally),
        "stalls": select(stalls.c.participant_id, stalls.c.rule, stalls.c.since),
    }
    with reading(town.engine) as session:
        return {name: {str(tuple(row)) for row in session.execute(query)} for name, query in columns.items()}


@pytest.fixture
def underway(group: Town) -> Town:
    """The kick-off was held, somebody left, and the next meeting is in a fortnight."""
    group.say(group.attend("B1", Presence.PRESENT, *EVERYONE))
    group.plan("B2", SessionKind.TRAINING, group.today + timedelta(days=14))
    group.say(Withdrawn(participant=group.participant(EVERYONE[0]), on=group.today))
    return group


@pytest.mark.parametrize("back", [1, 13, 20, 400])
def test_what_was_said_while_the_clock_was_behind_stays_and_the_lists_heal(underway: Town, back: int) -> None:
    town = underway
    town.look(days=15)
    before, day, who = lists(town), town.today, town.participant(EVERYONE[1])
    assert TaskKind.REGISTER_ATTENDANCE in town.open_tasks()

    town.today -= timedelta(days=back)
    town.say(ConsentRecorded(participant=who, consent=True, on=day))
    town.look()
    town.agrees()
    town.today = day
    town.look()

    town.agrees()
    after = lists(town)
    assert after["tasks"] < before["tasks"]
    assert len(before["tasks"] - after["tasks"]) == 1, "the consent that is known now"
    assert after["stalls"] == before["stalls"]


def test_the_clock_is_asked_again_no_later_than_the_day_that_it_went_back_from(underway: Town) -> None:
    underway.look(days=15)
    day = underway.today

    underway.today = day - timedelta(days=2)
    answer = underway.look()

    assert answer.standing is not None
    assert answer.standing.next_check is not None
    assert underway.today < answer.standing.next_check <= day


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-500, 600), max_size=5))
def test_after_any_jumps_the_lists_are_those_of_the_last_day(underway: Town, jumps: list[int]) -> None:
    day = date(2026, 3, 2) + timedelta(days=15)
    underway.today = day
    underway.look()
    straight = lists(underway)

    for days in jumps:
        underway.today = day + timedelta(days=days)
        answer = underway.look()
        assert answer.standing is not None
        following = answer.standing.next_check
        assert following is None or following > underway.today
    underway.today = day
    underway.look()

    assert lists(underway) == straight
