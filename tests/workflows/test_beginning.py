"""How a journey begins that somebody else's message made: where the facts say, and at no more cost than a start."""

import asyncio
from collections import Counter

import pytest

from activities import search_attributes
from activities.messages import Begin, Wake
from activities.search_attributes import PHASE, TRAJECT
from activities.start import Starter
from benchmarks.actions import events
from benchmarks.chaos.replaying import of_histories
from domain.terms import Phase
from embedded.testing import DEADLINE
from tests.workflows.group import Group
from tests.workflows.town import Town, working

NOTHING_TO_DO = ("started", "workflow task scheduled", "workflow task started", "workflow task completed")


async def heard(town: Town, wake: Wake) -> None:
    """What the worker does with a wake-up."""
    await Starter(town.client, town.task_queue, town.engine).wake([wake])
    town.subjects.add(wake.workflow)
    await town.settle()


async def told_of(town: Town, group: Group) -> Wake:
    """A group with one participant, whose journey was lost; what its traject says of it."""
    await group.created()
    await group.registered()
    await town.handle(group.journey()).terminate()
    standing = await town.standing(group.journey())
    return Wake(workflow=group.journey(), traject=group.id, standing=standing)


async def of_what(town: Town, subject: str) -> Counter[str]:
    return events(await town.history(subject))


async def test_a_new_journey_begins_where_it_stands_without_a_signal_a_look_or_a_word_to_operators(town: Town) -> None:
    group = Group(town)
    wake = await told_of(town, group)

    await heard(town, wake)

    assert await town.standing(group.journey()) == wake.standing
    assert await of_what(town, group.journey()) == {
        "started": 1,
        "workflow task scheduled": 1,
        "workflow task started": 1,
        "workflow task completed": 1,
        "timer started": 1,
    }


async def test_an_operator_finds_it_by_its_phase_and_traject(town: Town) -> None:
    group = Group(town)

    await heard(town, await told_of(town, group))

    shown = (await town.handle(group.journey()).describe()).typed_search_attributes
    assert (shown[PHASE], shown[TRAJECT]) == (Phase.INTAKE, str(group.id))


async def test_a_journey_that_was_begun_meanwhile_is_told_and_not_begun_again(town: Town) -> None:
    group = Group(town)
    wake = await told_of(town, group)
    await heard(town, wake)
    before = (await town.handle(group.journey()).describe()).run_id

    await heard(town, wake.model_copy(update={"standing": wake.standing.model_copy(update={"paused": True})}))

    assert (await town.handle(group.journey()).describe()).run_id == before
    assert (await of_what(town, group.journey()))["signaled"] == 1
    assert (await town.standing(group.journey())).paused


async def test_somebody_who_was_heard_of_before_and_is_gone_begins_again_where_they_stand(town: Town) -> None:
    group = Group(town)
    wake = await told_of(town, group)
    later = wake.standing.model_copy(update={"version": 7, "phase": Phase.KICK_OFF})

    await heard(town, wake.model_copy(update={"standing": later}))

    assert await town.standing(group.journey()) == later
    assert (await town.handle(group.journey()).describe()).typed_search_attributes[PHASE] == Phase.KICK_OFF


@pytest.mark.parametrize("at_once", [True, False])
async def test_somebody_who_waits_for_nothing_and_is_told_and_spoken_to_in_one_moment_is_replayed_as_it_went(
    quiet_town: Town, *, at_once: bool
) -> None:
    """A worker that remembers nothing takes a task that came to nothing together with the next. What 0.1.0 began can't
    be replayed then; once it can, `Begin.at_once` has had its time.
    """
    town, group = quiet_town, Group(quiet_town)
    async with working(town):
        wake = await told_of(town, group)
        at_rest = wake.standing.model_copy(update={"next_check": None})
        begin = Begin(traject=group.id, participant=group.people[0], standing=at_rest, at_once=at_once)
        await town.client.start_workflow(
            "ParticipantJourney",
            begin,
            id=wake.workflow,
            task_queue=town.task_queue,
            search_attributes=search_attributes.of(group.id, at_rest),
        )
        await town.settle()
    assert await of_what(town, group.journey()) == dict.fromkeys(NOTHING_TO_DO, 1)

    speaking = asyncio.create_task(group.asked_for_consent())
    await being_spoken_to(town, group.journey())
    later = at_rest.model_copy(update={"version": 7, "phase": Phase.KICK_OFF})
    await town.handle(group.journey()).signal("standing", later)
    async with working(town):
        await speaking
        await town.settle()

    stuck = await of_histories(town.client, f"WorkflowId = '{group.journey()}'")
    assert ["TMPRL1100" in one for one in stuck] == ([] if at_once else [True])


async def being_spoken_to(town: Town, subject: str) -> None:
    """Until the server has something for a worker to do."""
    async with asyncio.timeout(DEADLINE):
        while await town.is_quiet(subject):  # noqa: ASYNC110 -- nobody tells
            await asyncio.sleep(0.02)
