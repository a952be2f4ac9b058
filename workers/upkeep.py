"""Keeps a home running for months: watches the servers, and a worker in a process of its own beside them.

A worker whose Temporal was restarted may poll for a minute or two without getting anything, so it is restarted
along; and a canary tells when it has fallen silent for any other reason.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from time import monotonic

import structlog
from temporalio.client import Client

from embedded.errors import EmbeddedError, PartStopped
from embedded.supervisor import Supervisor
from workers import canary
from workers.__main__ import BEREFT
from workers.settings import Settings
from workflows.queue import TASK_QUEUE

LOOK_EVERY = 1.0
CANARY_EVERY = 30.0
STOP_PATIENCE = 15.0
STARTING = 15.0
"""Seconds that a worker may take before a silent canary means anything."""

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class WorkerProcess:
    """The worker as a child, which ends when this process does, however it does."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
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
        self._process = subprocess.Popen(  # noqa: S603 -- our own program, from a list of arguments
            [sys.executable, "-m", "workers", BEREFT],
            stdin=subprocess.PIPE,
            env={**os.environ, **_as_environment(self._settings)},
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

    async def restart(self) -> None:
        """Stop and start."""
        await self.stop()
        self.start()


@dataclass
class Upkeep:
    """Looks every second, on the main thread, whether all still run; starts again what does not."""

    supervisor: Supervisor
    worker: WorkerProcess
    client: Client
    _sang_at: float = field(default_factory=monotonic)

    async def forever(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            await self.look()

    async def look(self) -> None:
        """Once: first the servers, then the worker, now and then the canary."""
        if await self._mend_servers() or not self.worker.runs:
            log.warning("restarting the worker")
            await self.worker.restart()
            return
        now = monotonic()
        if now - max(self._sang_at, self.worker.started_at + STARTING) < CANARY_EVERY:
            return
        self._sang_at = now
        if not await canary.sings(self.client, TASK_QUEUE):
            log.warning("the worker is silent; restarting it")
            await self.worker.restart()

    async def _mend_servers(self) -> bool:
        """Whether something had to be started again."""
        try:
            self.supervisor.check()
        except PartStopped as stopped:
            log.exception("a server has stopped", part=stopped.part)
            try:
                self.supervisor.restart("temporal" if stopped.part == "temporal" else "postgres")
            except EmbeddedError:
                log.exception("it does not start", part=stopped.part)
            return stopped.part == "temporal"
        return False


@contextlib.asynccontextmanager
async def kept_up(supervisor: Supervisor, settings: Settings, client: Client) -> AsyncIterator[WorkerProcess]:
    """A worker beside the servers of a started supervisor, both watched while inside the block."""
    worker = WorkerProcess(settings)
    worker.start()
    watching = asyncio.create_task(Upkeep(supervisor, worker, client).forever())
    try:
        yield worker
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        await worker.stop()


def _as_environment(settings: Settings) -> dict[str, str]:
    return {
        "DATABASE_URL": settings.database,
        "TEMPORAL_ADDRESS": settings.temporal_address,
        "TEMPORAL_NAMESPACE": settings.temporal_namespace,
        "TRAJECT_MASTER_KEY": settings.traject_master_key.get_secret_value(),
        "TRAJECT_HOME": str(settings.traject_home),
        "LOG_FORMAT": settings.log_format,
        "LOG_LEVEL": settings.log_level,
    }
