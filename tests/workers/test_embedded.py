"""Everything on one machine: started for a command, found by another, and all of it gone afterwards."""

import asyncio
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from activities.messages import Enclosure, Message, TrajectValues
from domain import facts as f
from domain.ids import traject_id, traject_workflow
from domain.programme import latest
from embedded.errors import PartStopped
from embedded.home import Home
from embedded.supervisor import Supervisor, running
from storage import migrate
from workers import canary
from workers.connection import SEARCH_ATTRIBUTES
from workers.embedded import Running, attached, everything, settings_of
from workers.upkeep import Upkeep, WorkerProcess
from workflows.messages import Answer
from workflows.queue import TASK_QUEUE


@pytest.fixture
def home() -> Iterator[Path]:
    """A short path: sockets lie in it."""
    with tempfile.TemporaryDirectory(prefix="tv-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


async def create(found: Running, key: str) -> Answer:
    traject, programme = traject_id("Proefdam", key), latest("kixworks-2022")
    fact = f.TrajectCreated(programme=programme.id, version=programme.version)
    enclosure = Enclosure(traject=TrajectValues(municipality="Proefdam", key=key))
    message = Message(id=uuid4(), by="test", facts=(fact,), enclosed=True)
    return await found.mailbox.say(traject_workflow(traject), traject, message, enclosure)


async def test_a_command_starts_what_it_needs_and_stops_it_again(home: Path) -> None:
    async with everything(home) as first:
        assert (await create(first, "T1")).recorded == 1
        async with everything(home) as second:  # finds what runs
            assert second.endpoints == first.endpoints
            assert (await create(second, "T2")).recorded == 1
        servers = Home(home).read(Home(home).state_file)["parts"]

    assert running(home) is None
    for server in servers.values():
        with pytest.raises(ProcessLookupError):
            os.kill(server, 0)


async def test_what_was_said_is_there_again_after_a_restart(home: Path) -> None:
    async with everything(home) as found:
        await create(found, "T1")

    async with everything(home) as found:
        handle = found.client.get_workflow_handle(traject_workflow(traject_id("Proefdam", "T1")))
        assert (await handle.query("standing"))["phase"] == "preparation"


async def test_what_dies_is_started_again_and_the_worker_along_with_temporal(home: Path) -> None:
    supervisor = Supervisor(home, search_attributes=SEARCH_ATTRIBUTES)
    with supervisor as endpoints:
        migrate.upgrade(endpoints.database_url)
        settings = settings_of(home, endpoints)
        async with attached(settings, endpoints) as found:
            worker = WorkerProcess(settings)
            worker.start()
            upkeep = Upkeep(supervisor, worker, found.client)
            try:
                assert await canary.sings(found.client, TASK_QUEUE, seconds=30)
                for victim in (worker.pid, supervisor.pids["temporal"]):
                    before = worker.pid
                    await kill(victim, supervisor, worker)
                    await upkeep.look()
                    assert worker.pid not in {None, before}
                    assert await canary.sings(found.client, TASK_QUEUE, seconds=60)
                await kill(supervisor.pids["postgres"], supervisor, worker)
                await upkeep.look()
                assert (await create(found, "T1")).recorded == 1
            finally:
                await worker.stop()


async def kill(pid: int | None, supervisor: Supervisor, worker: WorkerProcess) -> None:
    """End a process the hard way, and wait until that is noticed."""
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    async with asyncio.timeout(10):
        while all_run(supervisor, worker):  # noqa: ASYNC110 -- nobody tells
            await asyncio.sleep(0.02)


def all_run(supervisor: Supervisor, worker: WorkerProcess) -> bool:
    try:
        supervisor.check()
    except PartStopped:
        return False
    return worker.runs
