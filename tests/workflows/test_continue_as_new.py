"""A new history is begun when the server suggests it, and nobody who speaks just then notices."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import Engine, func, select

from domain import facts as f
from domain.terms import Phase, Presence
from storage.engine import reading
from storage.tables import facts
from tests.workflows.group import Group
from tests.workflows.servers import temporal_server
from tests.workflows.town import Town, new_town, working

SUGGESTED_AT = 30
MESSAGES = 60
AT_ONCE = 8
"""Temporal takes ten updates of one workflow at a time."""


@pytest.fixture(scope="module")
def impatient_address() -> Iterator[str]:
    """A server that suggests a new history after a few events."""
    with temporal_server(limit__historyCount__suggestContinueAsNew=str(SUGGESTED_AT)) as address:
        yield address


@pytest.fixture
async def town(impatient_address: str, engine: Engine) -> AsyncIterator[Town]:
    made = await new_town(impatient_address, engine)
    async with working(made):
        yield made


def consents(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).where(facts.c.kind == "consent_recorded")) or 0


async def test_messages_in_flight_are_all_answered_and_stored_once(town: Town) -> None:
    group = Group(town)
    await group.created()
    await group.admitted()
    first = (await town.handle(group.journey()).describe()).run_id
    before = consents(town.engine)

    room = asyncio.Semaphore(AT_ONCE)

    async def speak(number: int) -> None:
        async with room:
            await group.says(0, f.ConsentRecorded(participant=group.people[0], consent=number % 2 == 0))

    await asyncio.gather(*(speak(number) for number in range(MESSAGES)))
    await town.settle()

    assert consents(town.engine) == before + MESSAGES
    assert (await town.handle(group.journey()).describe()).run_id != first
    assert await town.agrees(group.journey())


async def test_nobody_who_must_be_woken_is_forgotten(town: Town) -> None:
    group = Group(town, people=4)
    await group.begun()
    absent = f.AttendanceRegistered(session=group.sessions[0], statuses=dict.fromkeys(group.people))
    present = f.AttendanceRegistered(session=group.sessions[0], statuses=dict.fromkeys(group.people, Presence.PRESENT))

    for number in range(20):
        await town.say(group.subject, group.id, absent if number % 2 == 0 else present)
    await town.settle()

    for subject in (group.subject, *map(group.journey, range(4))):
        assert await town.agrees(subject)
        assert (await town.standing(subject)).phase == Phase.PROGRAMME


async def test_phase_and_clock_go_along_into_the_new_history(town: Town) -> None:
    group = Group(town)
    await group.begun()
    for _ in range(10):
        await group.says(0, f.ConsentRecorded(participant=group.people[0], consent=True))
    await town.settle()

    await town.until(group.ceremony)

    assert await town.agrees(group.journey())
    history = await town.history(group.journey())
    assert not any(event.HasField("upsert_workflow_search_attributes_event_attributes") for event in history.events[:8])
