"""The worker: takes workflows and activities from Temporal, and refuses to begin where it could only fail."""

import asyncio
import contextlib
import dataclasses
import signal
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib.metadata import version

import structlog
from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.worker import Worker, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.morning import Planner
from activities.record import Recorder
from activities.start import Starter
from storage import migrate
from storage.engine import make_engine
from storage.errors import StorageNewer, StorageUnavailable
from storage.programmes import Programmes
from storage.subject_keys import KeyRing
from workers import schedules
from workers.canary import Canary
from workers.codec import Keys
from workers.connection import connect, insist_on_master_key, insist_on_search_attributes, keys_of
from workers.errors import CannotStart
from workers.forgetting import forgetting
from workers.health import Health
from workers.hearing import heard_in_the_end
from workers.http import Pages, serving
from workers.mailing import mailing
from workers.metrics import Metrics
from workers.sandbox import Sandboxed
from workers.settings import Settings, shown
from workers.tidying import tidy
from workflows.digest import DigestWorkflow
from workflows.participant import ParticipantJourney
from workflows.queue import TASK_QUEUE
from workflows.traject import TrajectWorkflow

THREADS = 8
"""Local activities at once; each has a thread and a connection of its own."""
CONNECTIONS = THREADS + Keys.THREADS
CLOCK_THREADS = 4
"""Of these, how many may be taken by checks of the clock that make up for an outage; the rest is for people."""
STEPS = 24
"""Workflows that take a step at once. Each of the SDK's hundred is so slow on a starved machine that Temporal gives up
on it after `WORKFLOW_TASK` and hands it out anew, all hundred: work that is never done, no answer for minutes."""
CACHED_WORKFLOWS = 1000
STICKY = timedelta(seconds=2)
"""How long a journey waits for the worker that has it in memory; one that was killed never comes."""
KEY_PATIENCE = 60.0
"""Seconds to wait for a key while Postgres is away. The SDK leaves a workflow task that fails twice to time out, and
Temporal waits longer each time: seconds without Postgres would become minutes without an answer."""
GRACE = timedelta(seconds=10)
_PASSED_THROUGH = ("activities", "domain", "pydantic", "pydantic_core", "storage", "structlog", "workflows.messages")

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Work until `stop` is set; what is under way is finished first, within `GRACE`.

    Raises:
        CannotStart: migrations are pending, search attributes missing, or a port is taken.
        OtherMasterKey: the database began with another one.
        TemporalAway: no Temporal at the address.
    """
    await asyncio.to_thread(insist_on_migrations, settings.database)
    with thread_pool() as threads, _database(settings) as engine:
        await asyncio.to_thread(insist_on_master_key, engine, settings.master_key)
        metrics = Metrics(engine)
        keys = keys_of(engine, settings.master_key, patience=KEY_PATIENCE)
        client = await connect(settings.temporal_address, settings.temporal_namespace, keys, runtime=metrics.runtime())
        await insist_on_search_attributes(client)
        health = Health(client, engine, TASK_QUEUE)
        async with (
            _served(settings, health, metrics),
            build(client, engine, KeyRing(settings.master_key), threads),
            heard_in_the_end(engine, Starter(client, TASK_QUEUE, engine)),
            tidy(engine),
            forgetting(settings.database, client, settings.home),
            mailing(settings),
            schedules.agreed(client),
        ):
            log.info("the worker works", queue=TASK_QUEUE, address=settings.temporal_address)
            await stop.wait()
            log.info("the worker finishes what it is doing")
    log.info("the worker has stopped")


@contextlib.contextmanager
def _database(settings: Settings) -> Iterator[Engine]:
    engine = make_engine(settings.database, pool_size=CONNECTIONS)
    try:
        yield engine
    finally:
        engine.dispose()


def build(
    client: Client, engine: Engine, keys: KeyRing, threads: ThreadPoolExecutor, task_queue: str = TASK_QUEUE
) -> Worker:
    """A worker with everything it needs injected; `async with` runs it."""
    recorder = Recorder(engine, Programmes(), keys)
    starter = Starter(client, task_queue, engine)
    planner = Planner(engine)
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[TrajectWorkflow, ParticipantJourney, DigestWorkflow, Canary],
        activities=[recorder.record, recorder.look_again, starter.wake, planner.batches, planner.plan],
        activity_executor=threads,
        max_concurrent_activities=CLOCK_THREADS,
        max_concurrent_local_activities=THREADS,
        max_cached_workflows=CACHED_WORKFLOWS,
        max_concurrent_workflow_tasks=STEPS,
        build_id=version("trajectvolger"),  # of itself the SDK reads all our modules again to make one up
        sticky_queue_schedule_to_start_timeout=STICKY,
        graceful_shutdown_timeout=GRACE,
        workflow_runner=runner(),
    )


def runner() -> WorkflowRunner:
    """The sandbox keeps workflows from reading a clock; what holds no state of theirs is shared between them."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*_PASSED_THROUGH)
    return Sandboxed(dataclasses.replace(SandboxedWorkflowRunner(), restrictions=restrictions))


def thread_pool() -> ThreadPoolExecutor:
    """The threads in which activities use the database."""
    return ThreadPoolExecutor(THREADS, thread_name_prefix="activity")


def insist_on_migrations(database_url: str) -> None:
    """Raises CannotStart when the schema is older or newer than this program, or Postgres is away."""
    try:
        behind = migrate.pending(database_url)
    except StorageNewer as newer:
        raise CannotStart(nl=newer.nl, en=newer.en) from None
    except StorageUnavailable:
        where = shown(database_url)
        raise CannotStart(
            nl=f"Postgres op {where} laat ons niet binnen. Draait het, en klopt DATABASE_URL, ook het wachtwoord?",
            en=f"Postgres at {where} does not let us in. Does it run, and is DATABASE_URL right, password too?",
        ) from None
    if behind:
        raise CannotStart(
            nl="De database heeft nog niet alle migraties. Voer eerst uit: traject migrate",
            en="The database lacks migrations. First run: traject migrate",
        )


async def insist_on_ports(settings: Settings) -> None:
    """Raises CannotStart when somebody else listens where this worker would."""
    async with contextlib.AsyncExitStack() as servers:
        for port in (settings.health_port, settings.metrics_port):
            if port is not None:
                await servers.enter_async_context(_listening({}, port, settings.listen_on))


@contextlib.contextmanager
def stopped_by_signals(stop: asyncio.Event) -> Iterator[None]:
    """SIGTERM and SIGINT set the event, instead of ending the process in the middle of something."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)
    for number in numbers:
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


@contextlib.asynccontextmanager
async def _served(settings: Settings, health: Health, metrics: Metrics) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as servers:
        if settings.health_port is not None:
            pages = {"/healthz": health.alive, "/readyz": health.ready}
            await servers.enter_async_context(_listening(pages, settings.health_port, settings.listen_on))
        if settings.metrics_port is not None:
            pages = {"/metrics": metrics.page}
            await servers.enter_async_context(_listening(pages, settings.metrics_port, settings.listen_on))
        yield


@contextlib.asynccontextmanager
async def _listening(pages: Pages, port: int, host: str) -> AsyncIterator[None]:
    async with contextlib.AsyncExitStack() as server:
        try:
            await server.enter_async_context(serving(pages, port, host))
        except OSError as error:
            raise CannotStart(
                nl=f"Luisteren op {host}:{port} gaat niet ({error.strerror}). Is de poort bezet, en klopt LISTEN_ON?",
                en=f"Cannot listen on {host}:{port} ({error.strerror}). Is the port taken, and is LISTEN_ON right?",
            ) from None
        yield
