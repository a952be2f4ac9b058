"""What would change is what then changes, once it is said; until then nothing does."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from domain.difference import Difference, differences
from domain.facts import AnyFact, KickOffPlanned, ProgrammeChanged, Retracted, SessionPlanned, Withdrawn
from domain.programme import shipped_text
from domain.refusals import SessionNotYetHeld
from domain.terms import Presence, SessionKind, SessionStatus
from storage import programmes
from storage.engine import reading, writing
from storage.queries.facts import load
from tests.activities.town import EVERYONE, Town
from views.day import Day
from views.forecast import Horizon
from views.reading import Assessed, one
from views.what_if import Supposed, if_bound, if_said

FIRST, SECOND = EVERYONE[:2]
STRICTER = (
    shipped_text("kixworks-2022", 1)
    .replace("version = 1", "version = 2", 1)
    .replace("months = [3, 6, 12]", "months = [3, 9]", 1)
    .replace('attended_share = "1/2"', 'attended_share = "1"', 1)
)


def supposed(town: Town, *facts: AnyFact) -> Supposed:
    with reading(town.engine) as session:
        known = load(session, [town.traject])[town.traject]
        return if_said(session, Day(town.today, town.today), known, facts, known.people)


def standing(town: Town) -> Assessed:
    with reading(town.engine) as session:
        found = one(session, Day(town.today, town.today), town.traject)
    assert found is not None
    return found


def came_of(town: Town, *facts: AnyFact) -> list[Difference]:
    """What really changes."""
    before = standing(town)
    town.say(*facts)
    return differences(before.found, standing(town).found)


@pytest.fixture
def added(engine: Engine) -> None:
    """A second version of the definition, which asks all sessions and follows up at other months."""
    with writing(engine) as session:
        programmes.add(session, STRICTER, "stricter.toml")


def test_what_would_change_is_what_then_changes(group: Town) -> None:
    for facts in (
        [group.attend("B1", Presence.ABSENT, FIRST), group.attend("B1", Presence.PRESENT, SECOND)],
        [Withdrawn(participant=group.participant(SECOND), on=group.today)],
        [KickOffPlanned(day=group.today + timedelta(days=3))],
    ):
        announced = supposed(group, *facts).differences()
        assert announced == came_of(group, *facts)
    group.agrees()


def test_supposing_writes_nothing(group: Town) -> None:
    facts, tasks = group.count("facts"), group.open_tasks()
    assert supposed(group, group.attend("B1", Presence.ABSENT, FIRST)).differences()
    assert (group.count("facts"), group.open_tasks()) == (facts, tasks)


def test_what_would_be_refused_is_refused(group: Town) -> None:
    group.plan("B2", SessionKind.TRAINING, group.today + timedelta(days=14))
    with pytest.raises(SessionNotYetHeld):
        supposed(group, group.attend("B2", Presence.PRESENT, FIRST))


@pytest.mark.usefixtures("added")
def test_a_traject_goes_on_under_another_version_as_was_announced(group: Town) -> None:
    group.say(group.attend("B1", Presence.ABSENT, *EVERYONE))
    moves = ProgrammeChanged(programme="kixworks-2022", version=2)
    announced = supposed(group, moves).differences()
    assert {each.point.what for each in announced} == {"certificate", "task"}
    assert announced == came_of(group, moves)
    assert group.count("trajects", "programme_version = 2") == 1
    assert group.count("tasks", "state = 'open' AND programme_version = 1") == 0


@pytest.mark.usefixtures("added")
def test_tasks_that_only_come_later_are_announced_too(group: Town) -> None:
    group.say(group.attend("B1", Presence.PRESENT, *EVERYONE))
    held = SessionPlanned(
        session=group.session("C"), session_kind=SessionKind.CEREMONY, day=group.today, status=SessionStatus.HELD
    )
    group.plan("C", SessionKind.CEREMONY, group.today)
    group.say(held)
    found = standing(group)
    with reading(group.engine) as session:
        later = programmes.Programmes().get(session, "kixworks-2022", 2)
    coming = if_bound(Day(group.today, group.today), found, later).differences_to_come(Horizon(group.today, 52))
    months = {said["milestone"]: one.after is None for one in coming if (said := one.before or one.after)}
    months.pop(None)  # the report of outcomes comes sooner, too
    assert months == {6: True, 12: True, 9: False}


@pytest.mark.usefixtures("added")
def test_moving_can_be_undone_for_a_day(group: Town) -> None:
    move = group.message(ProgrammeChanged(programme="kixworks-2022", version=2))
    assert group.send(move).refused is None
    group.say(Retracted(message=move.id))
    assert group.count("trajects", "programme_version = 1") == 1
    group.agrees()


@pytest.mark.usefixtures("added")
@pytest.mark.parametrize("version", [1, 3])
def test_a_version_that_it_has_or_that_nobody_has_is_refused(group: Town, version: int) -> None:
    refused = group.send(group.message(ProgrammeChanged(programme="kixworks-2022", version=version))).refused
    assert refused is not None
    assert refused.code == {1: "ProgrammeKept", 3: "ProgrammeUnknown"}[version]
