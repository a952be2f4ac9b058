"""What would change is what then changes, once it is said; until then nothing does."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from activities.messages import Enclosure, Message, PersonValues, RecordInput, TrajectValues
from activities.supposing import suppose
from domain.difference import Difference, differences
from domain.facts import (
    AgreementSigned,
    AnyFact,
    Decided,
    KickOffPlanned,
    ProgrammeChanged,
    Registered,
    Retracted,
    SessionPlanned,
    TrajectCreated,
    Withdrawn,
)
from domain.programme import shipped_text
from domain.refusals import Refusal, SessionNotYetHeld
from domain.terms import Decision, Presence, SessionKind, SessionStatus
from storage import programmes
from storage.engine import reading, writing
from storage.queries.facts import load
from storage.subject_keys import KeyRing
from tests.activities.town import EVERYONE, Town
from views.day import Day
from views.forecast import Horizon
from views.reading import Assessed, one
from views.what_if import Supposed, if_bound, if_said, of_move

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
    after = standing(town)
    return differences((before.found, before.programme), (after.found, after.programme))


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
def test_moving_is_not_undone_but_the_traject_moves_back(group: Town) -> None:
    move = group.message(ProgrammeChanged(programme="kixworks-2022", version=2))
    assert group.send(move).refused is None
    undone = group.send(group.message(Retracted(message=move.id))).refused
    assert undone is not None
    assert undone.code == "MoveIsNotUndone"
    group.say(ProgrammeChanged(programme="kixworks-2022", version=1))
    assert group.count("trajects", "programme_version = 1") == 1
    group.agrees()


def test_what_names_somebody_of_another_traject_is_refused_as_when_it_is_recorded(group: Town) -> None:
    other = Town(group.recorder, group.engine, group.name, "OM-2", group.today)
    other.begin()
    register = Registered(participant=group.participant(FIRST), on=group.today)
    people = Enclosure(people=(PersonValues(participant=group.participant(FIRST), key=FIRST, first_name="Noor"),))
    message = other.message(register, enclosure=people)
    recorded = other.send(message).refused
    assert recorded is not None
    given = RecordInput(subject=other.workflow, traject=other.traject, today=other.today, message=message)
    with reading(group.engine) as session, pytest.raises(Refusal) as refused:
        suppose(session, KeyRing(bytes(32)), given, people)
    assert refused.value.code == recorded.code == "ParticipantElsewhere"


def test_of_a_new_traject_nothing_is_announced_that_its_municipality_did_already(group: Town) -> None:
    group.say(AgreementSigned(on=group.today))
    other = Town(group.recorder, group.engine, group.name, "OM-2", group.today)
    called = Enclosure(traject=TrajectValues(municipality=other.name, key=other.key))
    created = TrajectCreated(programme="kixworks-2022", version=1, on=other.today)
    message = Message(id=uuid4(), by="test", facts=(created,), enclosed=True)
    given = RecordInput(subject=other.workflow, traject=other.traject, today=other.today, message=message)
    with reading(group.engine) as session:
        announced = suppose(session, KeyRing(bytes(32)), given, called).differences()
    kinds = {(one.after or {}).get("kind") for one in announced}
    assert "sign_agreement" not in kinds
    assert {"write_plan_of_approach", "plan_kick_off"} <= kinds


@pytest.mark.usefixtures("added")
@pytest.mark.parametrize("version", [1, 3])
def test_a_version_that_it_has_or_that_nobody_has_is_refused(group: Town, version: int) -> None:
    refused = group.send(group.message(ProgrammeChanged(programme="kixworks-2022", version=version))).refused
    assert refused is not None
    assert refused.code == {1: "ProgrammeKept", 3: "ProgrammeUnknown"}[version]


def test_a_definition_that_would_forget_somebody_at_once_is_said_to(group: Town) -> None:
    group.register("D99")
    group.say(Decided(participant=group.participant("D99"), decision=Decision.REFUSED, on=group.today))
    group.look(days=200)
    found = standing(group)
    shorter = found.programme.model_copy(update={"version": 2, "retention_months": 1})
    with reading(group.engine) as session:
        day, horizon = Day(group.today, group.today), Horizon(group.today, 0)
        said = [of_move(session, if_bound(day, found, one), horizon) for one in (found.programme, shorter)]
    assert [one["forgotten"] for one in said] == [0, 1]
    assert [one["participant"] for one in said[1]["changes"] if one["what"] == "forgetting"] == ["D99"]
