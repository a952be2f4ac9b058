"""Everything on one machine: started for a command, found by another, and all of it gone afterwards."""

import asyncio
import contextlib
import functools
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from activities.messages import Enclosure, Message, TrajectValues
from domain import facts as f
from domain.ids import traject_id, traject_workflow
from domain.programme import latest
from embedded.errors import PartStopped, StartFailed
from embedded.home import Home
from embedded.stragglers import working_in
from embedded.supervisor import PartName, Supervisor, running
from embedded.testing import temporary_folder
from storage import migrate
from storage.errors import StorageUnavailable
from workers import canary
from workers.connection import SEARCH_ATTRIBUTES
from workers.embedded import Running, attached, begun, everything, settings_of
from workers.errors import CannotStart
from workers.upkeep import Upkeep, WorkerProcess, in_spite_of_restarts, kept_up
from workflows.messages import Answer
from workflows.queue import TASK_QUEUE


@pytest.fixture
def home() -> Iterator[Path]:
    """A short path: sockets lie in it."""
    with temporary_folder() as folder:
        yield folder


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


@contextlib.asynccontextmanager
async def looked_after(home: Path) -> AsyncIterator[tuple[Upkeep, Running]]:
    """Everything of a home with a worker that works, and nobody who looks after it but the test."""
    supervisor = Supervisor(home, search_attributes=SEARCH_ATTRIBUTES)
    with supervisor as endpoints:
        migrate.upgrade(endpoints.database_url)
        settings = settings_of(home, endpoints)
        async with attached(settings, endpoints) as found:
            worker = WorkerProcess(settings)
            worker.start()
            try:
                assert await canary.sings(found.client, TASK_QUEUE, seconds=30)
                yield Upkeep(supervisor, worker, found.client, found.engine), found
            finally:
                await worker.stop()


async def test_what_dies_is_started_again_and_the_worker_works_on(home: Path) -> None:
    async with looked_after(home) as (upkeep, found):
        worker = upkeep.worker
        first = worker.pid
        await kill(first, upkeep.supervisor, worker)
        await upkeep.look()
        second = worker.pid
        assert second not in {None, first}
        assert await canary.sings(found.client, TASK_QUEUE, seconds=60)
        for part in ("temporal", "postgres"):
            await kill(upkeep.supervisor.pids[part], upkeep.supervisor, worker)
            await upkeep.look()
            assert await canary.sings(found.client, TASK_QUEUE, seconds=60)
        assert (await create(found, "T1")).recorded == 1
        assert worker.pid == second


async def test_a_worker_that_has_fallen_silent_is_replaced_and_nothing_else_waits_for_that(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.upkeep.STARTING", 0)
    async with looked_after(home) as (upkeep, found):
        silent = upkeep.worker.pid
        assert silent is not None
        os.kill(silent, signal.SIGSTOP)
        async with asyncio.timeout(30):
            while upkeep.worker.pid == silent:
                await upkeep.look()
                await asyncio.sleep(0.02)
        assert await canary.sings(found.client, TASK_QUEUE, seconds=60)


async def test_a_machine_too_busy_to_start_a_worker_in_time_gives_each_one_more(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.upkeep.STARTING", 0.5)
    monkeypatch.setattr("workers.canary.is_silent", functools.partial(canary.is_silent, seconds=0.1))
    async with looked_after(home) as (upkeep, found):
        await kill(upkeep.worker.pid, upkeep.supervisor, upkeep.worker)
        watching = asyncio.create_task(upkeep.forever())
        try:
            async with asyncio.timeout(150):
                while not await canary.sings(found.client, TASK_QUEUE):
                    pass
        finally:
            watching.cancel()
            await asyncio.wait([watching])


async def test_a_postgres_that_runs_but_answers_nobody_is_restarted(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.upkeep.POSTGRES_PATIENCE", 1)
    monkeypatch.setattr("workers.patience.ASK_EVERY", 0)
    async with looked_after(home) as (upkeep, found):
        hung = upkeep.supervisor.pids["postgres"]
        for pid in working_in(Home(home).postgres):
            os.kill(pid, signal.SIGSTOP)
        async with asyncio.timeout(60):
            while upkeep.supervisor.pids["postgres"] == hung:
                await upkeep.look()
                await asyncio.sleep(0.02)
        assert (await create(found, "T1")).recorded == 1


async def test_a_server_that_is_frozen_is_no_reason_to_replace_the_worker(home: Path) -> None:
    async with looked_after(home) as (upkeep, found):
        temporal = upkeep.supervisor.pids["temporal"]
        os.kill(temporal, signal.SIGSTOP)
        try:
            assert not await canary.is_silent(found.client, TASK_QUEUE, seconds=0.5)
        finally:
            os.kill(temporal, signal.SIGCONT)


async def test_when_no_new_worker_can_begin_the_watch_ends_with_the_reason(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # others may listen until we do
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        supervisor = Supervisor(home, search_attributes=SEARCH_ATTRIBUTES)
        with supervisor as endpoints:
            migrate.upgrade(endpoints.database_url)
            monkeypatch.setenv("HEALTH_PORT", str(port))
            settings = settings_of(home, endpoints)
            async with attached(settings, endpoints) as found:

                async def watched() -> None:
                    async with kept_up(supervisor, settings, found.client) as worker:
                        taken.listen()
                        await kill(worker.pid, supervisor, worker)
                        await asyncio.Event().wait()

                with pytest.raises(CannotStart, match=f"Cannot listen on 127.0.0.1:{port}"):
                    await watched()


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


@pytest.mark.parametrize("part", ["postgres", "temporal"])
async def test_what_is_done_at_the_start_is_begun_again_when_a_server_is_killed_meanwhile(
    home: Path, part: PartName
) -> None:
    supervisor = Supervisor(home, search_attributes=SEARCH_ATTRIBUTES)
    with supervisor as endpoints:
        os.kill(supervisor.pids[part], signal.SIGKILL)
        async with contextlib.AsyncExitStack() as stack:
            found = await in_spite_of_restarts(supervisor, lambda: begun(stack, home, endpoints))
            assert running(home) == endpoints
            assert await canary.sings(found.client, TASK_QUEUE) is False  # Temporal answers, and no worker is there


async def test_a_server_that_cannot_be_started_again_is_told_at_once(home: Path) -> None:
    supervisor = Supervisor(home, search_attributes=SEARCH_ATTRIBUTES)
    with supervisor as endpoints:
        with (Home(home).postgres / "postgresql.conf").open("a") as settings:
            settings.write("no_such_setting = 1\n")
        os.kill(supervisor.pids["postgres"], signal.SIGKILL)
        async with contextlib.AsyncExitStack() as stack:
            with pytest.raises(StartFailed, match="no_such_setting"):
                await in_spite_of_restarts(supervisor, lambda: begun(stack, home, endpoints))


async def test_what_cannot_be_done_at_the_start_is_said_when_both_servers_run(home: Path) -> None:
    supervisor = Supervisor(home, search_attributes=SEARCH_ATTRIBUTES)

    async def fail() -> None:
        raise StorageUnavailable

    with supervisor, pytest.raises(StorageUnavailable):
        await in_spite_of_restarts(supervisor, fail, patience=0.1)
