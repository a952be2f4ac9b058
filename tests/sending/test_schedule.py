"""The digest runs as a schedule of the real Temporal: at seven in the Netherlands, also after the clocks change."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select
from temporalio.client import ScheduleHandle

from storage.engine import reading
from storage.tables import outbox
from tests.workflows.town import Town, new_town, working
from workers import schedules

HERE = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
async def town(temporal_address: str, engine: Engine) -> AsyncIterator[Town]:
    """A worker with the sample behind it."""
    made = await new_town(temporal_address, engine)
    async with working(made):
        yield made


@pytest.fixture
async def schedule(town: Town) -> AsyncIterator[ScheduleHandle]:
    """The digest's, under a name of its own."""
    name = f"digest-{uuid4()}"
    await schedules.agree(town.client, name, town.task_queue)
    handle = town.client.get_schedule_handle(name)
    yield handle
    await handle.delete()


async def test_it_strikes_at_seven_from_monday_to_friday_whatever_the_clock(schedule: ScheduleHandle) -> None:
    times = [one.astimezone(HERE) for one in (await schedule.describe()).info.next_action_times]
    assert times
    assert {(one.hour, one.minute) for one in times} == {(7, 0)}
    assert all(one.weekday() < 5 for one in times)


async def test_a_worker_that_starts_again_finds_it_there_and_leaves_a_pause_alone(
    town: Town, schedule: ScheduleHandle
) -> None:
    await schedule.pause(note="vakantie")
    await schedules.agree(town.client, schedule.id, town.task_queue)
    found = (await schedule.describe()).schedule
    assert (found.state.paused, found.state.note) == (True, "vakantie")
    assert found.spec.time_zone_name == "Europe/Amsterdam"


@pytest.fixture
def on_a_working_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever day this test is run on."""
    for where in ("activities.morning", "sending.planning", "sending.recipients"):
        monkeypatch.setattr(f"{where}.is_working_day", lambda _: True)


def digests(engine: Engine) -> int:
    with reading(engine) as session:
        rows = session.execute(select(outbox.c.payload).where(outbox.c.account_id.is_not(None))).scalars().all()
    return sum(row["kind"] == "digest" for row in rows)


@pytest.mark.usefixtures("on_a_working_day")
async def test_when_it_strikes_everybodys_mail_is_planned_once(town: Town, schedule: ScheduleHandle) -> None:
    await schedule.trigger()
    await _finished(schedule, town, 1)
    planned = digests(town.engine)
    assert planned >= 2
    await schedule.trigger()
    await _finished(schedule, town, 2)
    assert digests(town.engine) == planned


async def _finished(schedule: ScheduleHandle, town: Town, number: int) -> None:
    actions: list[object] = []
    async with asyncio.timeout(60):
        while len(actions) < number:
            actions = list((await schedule.describe()).info.recent_actions)
            await asyncio.sleep(0.05)
    for each in actions:
        await town.client.get_workflow_handle(each.action.workflow_id).result()  # type: ignore[attr-defined]


async def test_on_a_day_on_which_nobody_works_it_does_nothing(
    town: Town, schedule: ScheduleHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.morning.is_working_day", lambda _: False)
    await schedule.trigger()
    await _finished(schedule, town, 1)
    assert digests(town.engine) == 0
