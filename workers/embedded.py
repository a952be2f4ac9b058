"""Everything on one machine: the embedded servers, the newest schema and a worker, together for one command."""

import asyncio
import base64
import contextlib
import dataclasses
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from temporalio.client import Client

from activities.start import Starter
from embedded.home import Home
from embedded.supervisor import Endpoints, Supervisor, running, say_nothing
from storage import migrate
from storage.engine import make_engine
from storage.errors import StorageMisused
from storage.subject_keys import KeyRing
from workers.client import Mailbox
from workers.connection import (
    PATIENCE_OF_PEOPLE,
    SEARCH_ATTRIBUTES,
    connect,
    insist_on_master_key,
    insist_on_search_attributes,
    keys_of,
)
from workers.forgetting import forgetting
from workers.hearing import heard_in_the_end
from workers.settings import Settings, read_settings
from workers.tidying import tidy
from workers.worker import CONNECTIONS, THREADS, build, insist_on_migrations, thread_pool
from workflows.queue import TASK_QUEUE


@dataclass(frozen=True, slots=True)
class Running:
    """What a command needs: the database, Temporal, and the mailbox through which people speak.

    `brief`: all of it stops when the command ends, so nobody is left to do what is still to be done.
    """

    engine: Engine
    client: Client
    mailbox: Mailbox
    endpoints: Endpoints
    keys: KeyRing
    brief: bool = False


@contextlib.asynccontextmanager
async def everything(home: Path, *, on_progress: Callable[[str], None] = say_nothing) -> AsyncIterator[Running]:
    """Servers, schema and worker of a home: those that run already, or started here and stopped at the end.

    Enter it on the main thread.

    Raises:
        EmbeddedError: the servers do not start; see `embedded.errors`.
        WorkersError: the rest does not; see `workers.errors`.
    """
    endpoints = running(home)
    if endpoints is not None:
        async with attached(settings_of(home, endpoints), endpoints) as found:
            yield found
        return
    with Supervisor(home, search_attributes=SEARCH_ATTRIBUTES, on_progress=on_progress) as started:
        await asyncio.to_thread(migrate.upgrade, started.database_url)
        on_progress("starting the worker")
        async with attached(settings_of(home, started), started) as found, _working(home, found):
            yield dataclasses.replace(found, brief=True)


@contextlib.asynccontextmanager
async def attached(settings: Settings, endpoints: Endpoints | None = None) -> AsyncIterator[Running]:
    """Connections to servers that run already: a home's, or those of a deployment (from the environment).

    Raises:
        TemporalAway: no Temporal at the address.
        OtherMasterKey: the database began with another one.
        CannotStart: migrations are pending.
    """
    engine = make_engine(settings.database, pool_size=CONNECTIONS)
    try:
        await asyncio.to_thread(_insist_on_database, engine, settings)
        client = await connect(
            settings.temporal_address,
            settings.temporal_namespace,
            keys_of(engine, settings.master_key),
            patience=PATIENCE_OF_PEOPLE,
        )
        keys = KeyRing(settings.master_key)
        mailbox = Mailbox(client, engine, keys)
        yield Running(engine, client, mailbox, endpoints or _endpoints(settings), keys)
        await mailbox.close()
    finally:
        engine.dispose()


async def begun(stack: contextlib.AsyncExitStack, home: Path, endpoints: Endpoints) -> Running:
    """The newest schema, and connections to the servers of a home that were started just now, until the stack ends.

    Raises: as `attached`; StorageUnavailable and RPCError when a server is gone again. It may be done once more.
    """
    await asyncio.to_thread(migrate.upgrade, endpoints.database_url)
    async with contextlib.AsyncExitStack() as undo:
        found = await undo.enter_async_context(attached(settings_of(home, endpoints), endpoints))
        await insist_on_search_attributes(found.client)
        stack.push_async_exit(undo.pop_all())
    return found


def _insist_on_database(engine: Engine, settings: Settings) -> None:
    try:
        insist_on_master_key(engine, settings.master_key)
    except StorageMisused:
        insist_on_migrations(settings.database)  # the likeliest reason, and the only one that anybody can mend
        raise


def settings_of(home: Path, endpoints: Endpoints) -> Settings:
    """The settings with which a home's own worker and commands run; the environment decides the rest.

    Raises:
        MasterKeyUnusable: see `embedded.errors`.
        WrongSettings: the environment says something that cannot be.
    """
    return read_settings(
        database_url=endpoints.database_url,
        temporal_address=endpoints.temporal_address,
        temporal_namespace=endpoints.temporal_namespace,
        traject_master_key=base64.b64encode(Home(home).master_key()).decode(),
        traject_home=home,
    )


@contextlib.asynccontextmanager
async def _working(home: Path, found: Running) -> AsyncIterator[None]:
    """A worker in this very process, for as long as a short command lasts."""
    await insist_on_search_attributes(found.client)
    engine = make_engine(found.endpoints.database_url, pool_size=THREADS)
    keys = KeyRing(Home(home).master_key())
    try:
        with thread_pool() as threads:
            async with (
                build(found.client, engine, keys, threads),
                heard_in_the_end(engine, Starter(found.client, TASK_QUEUE, engine)),
                tidy(engine),
                forgetting(found.endpoints.database_url, found.client, home),
            ):
                yield
    finally:
        engine.dispose()


def _endpoints(settings: Settings) -> Endpoints:
    return Endpoints(settings.database, settings.temporal_address, settings.temporal_namespace, "")
