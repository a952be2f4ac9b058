"""A message that is recorded reaches its workflow and everybody concerned, also when Temporal lost it on the way."""

import asyncio
from datetime import timedelta
from typing import cast
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select, update
from structlog.testing import capture_logs
from temporalio.api.enums.v1 import EventType

from activities.messages import Message, RecordInput, Standing, Wake
from activities.record import Recorder
from activities.start import AT_ONCE, Starter
from domain import facts as f
from storage.engine import make_engine, reading, writing
from storage.programmes import Programmes
from storage.subject_keys import KeyRing
from storage.tables import subject_keys, unheard
from tests.doctor.meddling import by_hand
from tests.workflows.group import Group
from tests.workflows.town import MASTER_KEY, Town
from workers import hearing
from workers.codec import SubjectCodec, subject_of
from workers.connection import connect, keys_of
from workers.forgetting import finish
from workers.hearing import AFTER, Heard, readable, tell_again

NOW = timedelta()
ALTERED = "UPDATE subject_keys SET wrapped = sha256('') || sha224('') WHERE subject = :who"
LOST = "DELETE FROM subject_keys WHERE subject = :who"


def waiting(town: Town) -> int:
    with reading(town.engine) as session:
        return session.execute(select(func.count()).select_from(unheard)).scalar_one()


def noted(town: Town) -> list[list[str]]:
    """Who must still hear of each message, the oldest first."""
    with reading(town.engine) as session:
        found = session.execute(select(unheard.c.wakes).order_by(unheard.c.created_at)).scalars()
        return [[wake.workflow for wake in hearing._newest(readable(wakes) or [])] for wakes in found]


async def lost_by_temporal(town: Town, group: Group, *facts: f.AnyFact) -> None:
    """Recorded, and then the server is killed before the workflow's step is in its store."""
    message = Message(id=uuid4(), by="test", facts=facts)
    given = RecordInput(subject=group.subject, traject=group.id, today=town.today, message=message)
    recorder = Recorder(town.engine, Programmes(), KeyRing(MASTER_KEY))
    assert (await asyncio.to_thread(recorder.record, given)).refused is None


async def test_everybody_hears_in_the_end_of_what_temporal_lost(town: Town) -> None:
    group = Group(town)
    await group.created()
    await group.registered()
    await town.mailbox.close()
    await lost_by_temporal(town, group, f.TrajectCancelled(on=town.today))
    assert not await town.agrees(group.subject)
    starter = Starter(town.client, town.task_queue, town.engine)

    assert await tell_again(town.engine, starter, NOW) == 1

    town.subjects.add(group.journey())
    await town.settle()
    assert await town.agrees(group.subject)
    assert await town.agrees(group.journey())
    assert await tell_again(town.engine, starter, NOW) == 0


async def test_a_journey_that_an_old_wake_starts_after_its_end_hears_of_its_end(town: Town) -> None:
    group = Group(town)
    await group.created()
    await group.registered()
    await lost_by_temporal(town, group, f.KickOffPlanned(day=None), f.TrajectCancelled(on=town.today))
    await town.handle(group.subject).terminate("as if nobody had started it yet")
    assert town.row(group.subject)["ended"]
    old = Wake(workflow=group.subject, traject=group.id, standing=Standing(phase="preparation", version=1))

    await Starter(town.client, town.task_queue, town.engine).wake([old])

    assert (await town.handle(group.subject).result())["ended"]


async def test_an_old_wake_does_not_start_the_journey_of_whoever_was_forgotten(town: Town) -> None:
    group = Group(town)
    await group.created()
    await group.registered()
    await town.say(group.journey(), group.id, f.ForgettingAsked(participant=group.people[0]))
    await town.handle(group.journey()).result()
    await finish(town.engine, town.client, after=NOW)
    old = Wake(workflow=group.journey(), traject=group.id, standing=Standing(phase="intake", version=1))

    await Starter(town.client, town.task_queue, town.engine).wake([old])

    running = f"WorkflowId = '{group.journey()}' AND ExecutionStatus = 'Running'"
    assert [one async for one in town.client.list_workflows(running)] == []


@pytest.mark.parametrize(
    "spoiled", [{}, ["nonsense"], [{"workflow": "traject-1", "traject": str(uuid4()), "standing": {"phase": "x"}}]]
)
async def test_a_note_that_nobody_can_read_keeps_no_other_from_being_told(
    town: Town, spoiled: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "MOST", 1)
    group = Group(town)
    await group.created()
    await lost_by_temporal(town, group)
    with writing(town.engine) as session:
        session.execute(update(unheard).values(wakes=spoiled))
    await lost_by_temporal(town, group, f.TrajectCancelled(on=town.today))
    starter = Starter(town.client, town.task_queue, town.engine)

    assert await tell_again(town.engine, starter, NOW) == 1

    await town.settle()
    assert await town.agrees(group.subject)
    assert await tell_again(town.engine, starter, NOW) == 0


async def test_whose_key_was_altered_keeps_nobody_else_from_hearing_and_waits_alone(
    town: Town, temporal_address: str
) -> None:
    group, other = Group(town, people=AT_ONCE + 2), Group(town)
    await group.created()
    await other.created()
    for number in range(len(group.people)):
        await group.registered(number)
    await town.mailbox.close()
    await lost_by_temporal(town, group, *(f.Withdrawn(participant=one, on=town.today) for one in group.people))
    spoken_to = next(one for one in noted(town)[0] if one.startswith("participant-"))
    await lost_by_temporal(town, other, f.TrajectCancelled(on=town.today))
    by_hand(town.engine, ALTERED, who=subject_of(spoken_to))
    knows_no_keys_yet = await connect(temporal_address, "default", keys_of(town.engine, MASTER_KEY))

    with pytest.raises(ExceptionGroup):
        await tell_again(town.engine, Starter(knows_no_keys_yet, town.task_queue, town.engine), NOW)

    await town.settle()
    everybody = {group.subject, *map(group.journey, range(len(group.people))), other.subject}
    assert [await town.agrees(one) for one in everybody - {spoken_to}] == [True] * (len(everybody) - 1)
    assert noted(town) == [[spoken_to]]


@pytest.mark.parametrize("meddled", [ALTERED, LOST])
async def test_who_cannot_be_told_keeps_nobody_from_hearing_once_and_hears_when_the_key_is_back(
    town: Town, meddled: str
) -> None:
    """It was tried again for all of them, and whoever was to hear something later did not."""
    group = Group(town, people=3)
    await group.created()
    await group.each("registered")
    unreadable, *others = map(group.journey, range(3))
    with writing(town.engine) as session:
        lost = session.execute(select(subject_keys).where(subject_keys.c.subject == group.people[0])).mappings().one()
    by_hand(town.engine, meddled, who=group.people[0])
    cast("SubjectCodec", town.client.data_converter.payload_codec).forget(group.people[0])
    town.subjects.remove(unreadable)
    await town.settle()
    before = [await signals(town, one) for one in others]

    for leaving in (group.people[:2], group.people[2:]):
        await town.say(group.subject, group.id, *(f.Withdrawn(participant=one, on=town.today) for one in leaving))
        await town.settle()
    await town.mailbox.close()

    assert [await town.agrees(one) for one in (group.subject, *others)] == [True] * 3
    assert [await signals(town, one) for one in others] == [number + 1 for number in before]
    assert noted(town) == [[unreadable]]
    with writing(town.engine) as session:
        session.execute(delete(subject_keys).where(subject_keys.c.subject == group.people[0]))
        session.execute(subject_keys.insert().values(lost))
    await tell_again(town.engine, Starter(town.client, town.task_queue, town.engine), NOW)
    town.subjects.add(unreadable)
    await town.settle()
    assert await town.agrees(unreadable)


async def signals(town: Town, workflow: str) -> int:
    """How often a workflow was told something."""
    history = await town.history(workflow)
    return sum(event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED for event in history.events)


async def test_nothing_is_told_again_of_which_the_workflow_itself_gave_the_answer(town: Town) -> None:
    group = Group(town)
    await group.created()
    await group.registered()
    assert waiting(town) > 0

    await town.mailbox.close()

    assert waiting(town) == 0


async def test_what_is_on_its_way_is_left_alone_for_a_while(town: Town) -> None:
    group = Group(town)
    await group.created()
    await lost_by_temporal(town, group, f.KickOffPlanned(day=town.day(10)))

    assert await tell_again(town.engine, Starter(town.client, town.task_queue, town.engine), AFTER) == 0


async def test_a_look_at_the_clock_leaves_nothing_to_tell_again(town: Town) -> None:
    group = Group(town)
    await group.created()
    await town.mailbox.close()

    await town.until(town.day(30))

    assert waiting(town) == 0


async def test_who_cannot_cross_off_is_told_again_and_nothing_fails() -> None:
    heard = Heard(make_engine("postgresql+psycopg://nobody@127.0.0.1:9/nothing"))
    heard.add(uuid4())

    with capture_logs() as logged:
        await heard.cross_off()

    assert [(one["event"], one["messages"]) for one in logged] == [("messages that were heard will be told again", 1)]
