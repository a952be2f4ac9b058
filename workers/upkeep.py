"""Keeps a home running for months: watches the servers, and a worker in a process of its own beside them.

A worker outlives a restart of its servers. Whether it really works, a canary tells: now and then, and soon after
Temporal was restarted.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import TypeVar

import structlog
from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.service import RPCError

from embedded.errors import EmbeddedError, PartStopped
from embedded.supervisor import PartName, Supervisor
from storage.engine import make_engine
from storage.errors import StorageUnavailable
from workers import canary
from workers.__main__ import BEREFT
from workers.errors import CannotStart, TemporalAway
from workers.health import answers
from workers.patience import Patience
from workers.settings import Settings
from workers.worker import insist_on_ports
from workflows.queue import TASK_QUEUE

LOOK_EVERY = 0.25
CANARY_EVERY = 30.0
SOON = 3.0
POSTGRES_PATIENCE = 60.0
"""Seconds for a recovery. Postgres 18 hangs in one for ever when a process is killed that does the recovering."""
STOP_PATIENCE = 15.0
STARTING = 15.0
"""Seconds that a worker may take before a silent canary means anything."""
STARTING_AT_MOST = 240.0
"""On a machine that is too busy to start one in time, one after the other would be replaced for ever."""

Result = TypeVar("Result")

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class WorkerProcess:
    """The worker as a child, which ends when this process does, however it does."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0

    @property
    def pid(self) -> int | None:
        """The process, None when there is none."""
        return self._process.pid if self.runs and self._process else None

    @property
    def runs(self) -> bool:
        """Whether the process is there; it may still be silent."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Begin; what it logs goes where ours goes."""
        if self._process is not None and self._process.stdin:
            self._process.stdin.close()
        self._process = subprocess.Popen(  # noqa: S603 -- our own program, from a list of arguments
            [sys.executable, "-m", "workers", BEREFT],
            stdin=subprocess.PIPE,
            env={**os.environ, **self.settings.as_environment},
            start_new_session=True,  # Ctrl-C is for us; we stop it before the servers
        )
        self.started_at = monotonic()

    async def stop(self) -> None:
        """Let it finish what it does, or end it when that takes too long."""
        process = self._process
        if process is None:
            return
        if process.stdin:
            process.stdin.close()
        try:
            await asyncio.to_thread(process.wait, STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)
        self._process = None

    async def kill(self) -> None:
        """End it at once. What it was doing is done again, once: see `activities.transaction`."""
        if self._process is not None:
            self._process.kill()
        await self.stop()


@dataclass
class Upkeep:
    """Looks often, on the main thread, whether all still run; starts again what does not."""

    supervisor: Supervisor
    worker: WorkerProcess
    client: Client
    engine: Engine
    _postgres: Patience = field(init=False)
    _starting: float = field(init=False)
    _listen_at: float = field(init=False)
    _listening: asyncio.Task[bool] | None = None

    def __post_init__(self) -> None:
        self._starting = STARTING
        self._listen_at = monotonic() + self._starting
        self._postgres = Patience(lambda: asyncio.to_thread(answers, self.engine), POSTGRES_PATIENCE)

    async def forever(self) -> None:
        """Until cancelled. Whatever goes wrong, it goes on: nobody else looks after the servers.

        Raises:
            CannotStart: the worker has stopped, and no new one can begin.
        """
        try:
            while True:
                await asyncio.sleep(LOOK_EVERY)
                try:
                    await self.look()
                except CannotStart:
                    raise
                except Exception:
                    log.exception("could not look after everything; trying again")
        finally:
            self._listen(after=STARTING)

    async def look(self) -> None:
        """Once: first the servers, then the worker, now and then the canary."""
        if (part := _stopped(self.supervisor)) is not None:
            _restart(self.supervisor, part)
            if part == "temporal":
                self._listen(after=SOON)
            else:
                self._postgres.begin_anew()
        if self._postgres.is_at_an_end():
            log.error("Postgres runs, but has not answered for long", seconds=POSTGRES_PATIENCE)
            _restart(self.supervisor, "postgres", hung=True)
            self._postgres.begin_anew()
        if not self.worker.runs:
            log.warning("restarting the worker")
            await self._start_worker()
        elif self._listening is not None and self._listening.done():
            silent = self._listening.result()
            self._listen(after=CANARY_EVERY)
            self._allow(more=silent)
            if silent:
                log.warning("the worker is silent; restarting it")
                await self.worker.kill()  # it has nothing to finish: it does not work
                await self._start_worker()
        elif self._listening is None and monotonic() >= self._listen_at:
            self._listening = asyncio.create_task(canary.is_silent(self.client, TASK_QUEUE))

    async def _start_worker(self) -> None:
        await insist_on_ports(self.worker.settings)
        self.worker.start()
        self._listen(after=self._starting)

    def _allow(self, *, more: bool) -> None:
        """The next worker twice the time to start if this one was silent, and half of it if not."""
        self._starting = min(STARTING_AT_MOST, 2 * self._starting) if more else max(STARTING, self._starting / 2)

    def _listen(self, *, after: float) -> None:
        """To the canary, in so many seconds, and not before a worker that starts should be there; what was heard until
        now says nothing any more.
        """
        if self._listening is not None:
            self._listening.cancel()
        self._listening = None
        self._listen_at = max(monotonic() + after, self.worker.started_at + self._starting)


def _stopped(supervisor: Supervisor) -> PartName | None:
    """The server that has stopped, if one has."""
    try:
        supervisor.check()
    except PartStopped as stopped:
        log.exception("a server has stopped", part=stopped.part)
        return "temporal" if stopped.part == "temporal" else "postgres"
    return None


def _restart(supervisor: Supervisor, part: PartName, *, hung: bool = False) -> None:
    try:
        supervisor.restart(part, hung=hung)
    except EmbeddedError:
        log.exception("it does not start", part=part)


async def in_spite_of_restarts(
    supervisor: Supervisor, work: Callable[[], Awaitable[Result]], patience: float = POSTGRES_PATIENCE
) -> Result:
    """What needs both servers before `kept_up` looks after them; begun again when one was killed meanwhile.

    Args:
        supervisor: A started one; on the main thread.
        work: May be done more than once.
        patience: Seconds to try again for while both run: one of them may be recovering.

    Raises:
        EmbeddedError: one stopped, and cannot be started again.
        StorageUnavailable, TemporalAway, RPCError: still, although both run.
    """
    until = None
    while True:
        try:
            return await work()
        except (StorageUnavailable, TemporalAway, RPCError):
            if (part := _stopped(supervisor)) is not None:
                supervisor.restart(part)
                until = None
            elif until is None:
                until = monotonic() + patience
            elif monotonic() > until:
                raise
            await asyncio.sleep(LOOK_EVERY)


@contextlib.asynccontextmanager
async def kept_up(supervisor: Supervisor, settings: Settings, client: Client) -> AsyncIterator[WorkerProcess]:
    """A worker beside the servers of a started supervisor, both watched while inside the block.

    Raises:
        CannotStart: a port of the worker is taken, now or when a new one is needed; the block is interrupted.
    """
    await insist_on_ports(settings)
    worker = WorkerProcess(settings)
    worker.start()
    engine = make_engine(settings.database, pool_size=1)
    watching = asyncio.create_task(Upkeep(supervisor, worker, client, engine).forever())
    try:
        async with _interrupted_by(watching):
            yield worker
    finally:
        watching.cancel()
        await asyncio.wait([watching])
        await worker.stop()
        engine.dispose()


@contextlib.asynccontextmanager
async def _interrupted_by(watching: asyncio.Task[None]) -> AsyncIterator[None]:
    """What ends the watch ends the block, with the same error."""
    block = asyncio.current_task()

    def interrupt(_: asyncio.Task[None]) -> None:
        if block is not None:
            block.cancel()

    watching.add_done_callback(interrupt)
    try:
        yield
    except asyncio.CancelledError:
        if block is None or not watching.done() or watching.cancelled():
            raise
        block.uncancel()
        watching.result()
    finally:
        watching.remove_done_callback(interrupt)
