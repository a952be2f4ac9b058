"""What is said to a workflow: refused, repeated, lost on its way, or said while something is away."""

import asyncio
import gc
from datetime import timedelta
from time import monotonic
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select, text
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowUpdateFailedError

from domain import facts as f
from domain.ids import traject_id
from domain.terms import Decision, Phase, TaskKind
from storage.engine import reading
from storage.tables import enclosures, facts, messages
from tests.workflows.group import Group
from tests.workflows.town import Town, of_traject, working
from workers.errors import Refused, Unavailable


def stored(engine: Engine) -> int:
    """How many facts there are."""
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(facts)) or 0


async def test_a_refused_message_names_the_rule_and_leaves_nothing(town: Town) -> None:
    group = Group(town)
    await group.created()
    before = stored(town.engine)

    with pytest.raises(Refused) as refusal:
        await town.say(group.subject, group.id, f.AttendanceRegistered(session=uuid4(), statuses={}))

    assert refusal.value.code == "SessionUnknown"
    assert refusal.value.nl
    assert refusal.value.en
    assert stored(town.engine) == before
    await group.registered()
    assert (await town.standing(group.journey())).phase == Phase.INTAKE


async def test_a_message_about_an_unknown_traject_is_refused_and_its_workflow_ends(town: Town) -> None:
    traject = traject_id("Nergens", str(uuid4()))

    with pytest.raises(Refused, match="does not exist"):
        await town.say(of_traject(traject), traject, f.KickOffPlanned(day=town.today))

    town.subjects.add(of_traject(traject))
    await town.settle()
    ended = await town.handle(of_traject(traject)).describe()
    assert ended.status is WorkflowExecutionStatus.COMPLETED


async def test_the_same_message_again_gets_its_first_answer_and_goes_in_once(town: Town) -> None:
    group = Group(town)
    await group.created()
    await group.admitted()
    message, fact = uuid4(), f.Withdrawn(participant=group.people[0], on=town.today)

    first = await town.say(group.journey(), group.id, fact, known_as=message)
    count = stored(town.engine)
    again = await asyncio.gather(*(town.say(group.journey(), group.id, fact, known_as=message) for _ in range(5)))

    assert stored(town.engine) == count
    assert all(answer.model_copy(update={"repeated": False}) == first for answer in again)
    assert all(answer.repeated for answer in again)


async def test_without_a_worker_the_answer_is_a_clear_error_and_nothing_is_stored_later(quiet_town: Town) -> None:
    group = Group(quiet_town)
    began = monotonic()

    with pytest.raises(Unavailable):
        await group.created()

    assert monotonic() - began < 5
    async with working(quiet_town):
        quiet_town.subjects.add(group.subject)
        await quiet_town.settle()
        assert stored(quiet_town.engine) == 0
        await group.created()
        assert stored(quiet_town.engine) == 3


async def test_what_was_given_up_goes_in_once_when_it_is_said_again_under_the_same_id(quiet_town: Town) -> None:
    group, message = Group(quiet_town), uuid4()
    with pytest.raises(Unavailable):
        await group.created(known_as=message)

    async with working(quiet_town):
        await group.created(known_as=message)

    assert stored(quiet_town.engine) == 3
    with reading(quiet_town.engine) as session:
        assert session.scalar(select(func.count()).select_from(enclosures)) == 0
        assert session.scalar(select(func.count()).where(messages.c.id == message)) == 1


async def test_with_postgres_locked_the_answer_is_a_clear_error_within_five_seconds(town: Town) -> None:
    group = Group(town)
    await group.created()
    before = stored(town.engine)

    with town.engine.connect() as other:
        other.execute(text("SET transaction_timeout = 0; SET idle_in_transaction_session_timeout = 0"))
        other.execute(text("LOCK TABLE trajects IN EXCLUSIVE MODE"))
        began = monotonic()
        with pytest.raises(Unavailable):
            await town.say(group.subject, group.id, f.KickOffPlanned(day=town.day(90)))
        assert monotonic() - began < 5
        other.rollback()

    await town.settle()
    assert stored(town.engine) == before
    await town.say(group.subject, group.id, f.KickOffPlanned(day=town.day(90)))
    assert stored(town.engine) == before + 1


async def test_a_clock_that_finds_no_database_looks_again_when_there_is_one(town: Town) -> None:
    group = Group(town)
    await group.created()
    await group.admitted()
    standing = await town.standing(group.subject)
    assert standing.next_check is not None

    with town.engine.connect() as other:
        other.execute(text("SET transaction_timeout = 0; SET idle_in_transaction_session_timeout = 0"))
        other.execute(text("LOCK TABLE trajects IN EXCLUSIVE MODE"))
        passing = asyncio.create_task(town.until(standing.next_check + timedelta(days=1)))
        await asyncio.wait({passing}, timeout=6)
        other.rollback()
    await passing

    assert (await town.standing(group.subject)).version > standing.version
    assert await town.agrees(group.subject)


async def test_a_worker_that_is_restarted_carries_on_where_the_other_was(quiet_town: Town) -> None:
    town, group = quiet_town, Group(quiet_town)
    async with working(town):
        await group.created()
        await group.registered()

    async with working(town):
        await group.interviewed()
        await group.decided(Decision.ADMITTED)
        async with asyncio.timeout(30):  # the first one may have taken along whom it was about to wake
            await town.until(town.day(14))

        assert (await town.standing(group.journey())).phase == Phase.KICK_OFF
        assert TaskKind.ASK_CONSENT in town.open_tasks(group.people[0])
        assert await town.agrees(group.subject)


async def test_an_outdated_standing_changes_nothing(town: Town) -> None:
    group = Group(town)
    await group.created()
    await group.registered()
    old = await town.standing(group.journey())
    await group.interviewed()
    await group.decided(Decision.ADMITTED)

    await town.handle(group.journey()).signal("standing", old)
    await town.settle()

    assert (await town.standing(group.journey())).phase == Phase.KICK_OFF


async def test_a_workflow_lost_with_the_whole_store_is_rebuilt_from_the_facts(town: Town) -> None:
    group = Group(town)
    await group.created()
    await group.admitted()
    before = {subject: await town.standing(subject) for subject in (group.subject, group.journey())}
    for subject in before:
        await town.handle(subject).terminate()

    await group.says(0, f.ConsentRecorded(participant=group.people[0], consent=False))
    await town.say(group.subject, group.id, f.KickOffPlanned(day=group.days[0]))

    for subject, standing in before.items():
        now = await town.standing(subject)
        assert now.phase == standing.phase
        assert await town.agrees(subject)


@pytest.mark.parametrize("given", [{"phase": "intake"}, "geen stand", None])
async def test_what_nobody_can_read_keeps_no_workflow_from_the_next_message(
    town: Town, temporal_address: str, given: object
) -> None:
    """As from a program without the key, which the codec refuses; a task that fails is repeated for ever."""
    group = Group(town)
    await group.created()
    outsider = await Client.connect(temporal_address)
    handle = outsider.get_workflow_handle(group.subject)

    await handle.signal("standing", given)
    with pytest.raises(WorkflowUpdateFailedError):
        await handle.execute_update("record", given)

    await group.registered()
    await town.settle()
    assert (await town.standing(group.journey())).phase == Phase.INTAKE
    assert await town.agrees(group.subject)


@pytest.mark.parametrize("given", [[], [{}], [None], ["geen stand"], [{"phase": "intake"}, "meer"]])
async def test_other_arguments_than_a_handler_has_keep_no_workflow_from_the_next_message(
    town: Town, given: list[object]
) -> None:
    group = Group(town)
    await group.created()
    handle = town.handle(group.subject)

    await handle.signal("standing", args=given)
    with pytest.raises(WorkflowUpdateFailedError):
        await handle.execute_update("record", args=given)

    await group.registered()
    await town.settle()
    assert await town.agrees(group.subject)


async def test_an_answer_that_never_came_leaves_no_error_that_nobody_asked_for(quiet_town: Town) -> None:
    complaints: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: complaints.append(str(context)))
    traject = traject_id("Proefdam", str(uuid4()))

    with pytest.raises(Unavailable):
        await quiet_town.say(of_traject(traject), traject, f.KickOffPlanned(day=quiet_town.today))

    gc.collect()  # a future complains when it goes
    assert complaints == []
