"""Where a command finds its servers: those of a deployment (`DATABASE_URL`), those that run for this home already, or
embedded ones, started for this command and stopped after it.
"""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from cli import logbook
from cli.errors import Failed
from cli.language import say
from cli.logbook import home

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from storage.engine import Limits, ReadSession, WriteSession
    from workers.embedded import Running

Result = TypeVar("Result")


def is_deployment() -> bool:
    """Whether the environment names a Postgres of its own."""
    return bool(os.environ.get("DATABASE_URL"))


@contextlib.contextmanager
def database_url() -> Iterator[str]:
    """The address of the database; the embedded Postgres is started, and brought up to date, when nothing runs."""
    logbook.begin()
    if is_deployment():
        yield _named_address()
        return
    from embedded.postgres import forget_inherited_settings
    from embedded.supervisor import running

    forget_inherited_settings()
    endpoints = running(home())
    if endpoints is not None:
        yield endpoints.database_url
        return
    with _postgres_alone() as url:
        yield url


def _named_address() -> str:
    """What `DATABASE_URL` says.

    Raises:
        Failed: it is no address; what it says is not repeated, since it may hold a password.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    address = os.environ["DATABASE_URL"]
    try:
        driver = make_url(address).drivername
    except (ArgumentError, ValueError):
        driver = ""
    if not driver.startswith("postgres"):
        nl, en = (
            "postgresql://gebruiker:wachtwoord@server:5432/database",
            "postgresql://user:password@server:5432/database",
        )
        raise Failed(say(f"DATABASE_URL klopt niet; verwacht: {nl}", f"DATABASE_URL is wrong; expected: {en}"))
    return address


@contextlib.contextmanager
def reading() -> Iterator["ReadSession"]:
    """One moment of the database, for reports: they may take longer than an answer to a person at a form."""
    from storage import engine as storage_engine

    with engine() as made, storage_engine.reading(made) as session:
        yield session


@contextlib.contextmanager
def writing() -> Iterator["WriteSession"]:
    """One transaction, for what needs no workflow."""
    from storage import engine as storage_engine

    with engine(storage_engine.FOR_PEOPLE) as made, storage_engine.writing(made) as session:
        yield session


def with_everything(work: "Callable[[Running], Awaitable[Result]]") -> Result:
    """Do something that needs Postgres, Temporal and a worker, started for it when nothing runs."""

    async def run() -> Result:
        async with everything() as running:
            return await work(running)

    return asyncio.run(run())


@contextlib.asynccontextmanager
async def everything(on_progress: Callable[[str], None] = lambda _: None) -> "AsyncIterator[Running]":
    """The same, for who is asynchronous already; a deployment's worker is its own concern."""
    from workers import embedded
    from workers.settings import read_settings

    logbook.begin()

    if is_deployment():
        around = embedded.attached(read_settings())
    else:
        around = embedded.everything(home(), on_progress=on_progress)
    async with around as running:
        yield running


@contextlib.contextmanager
def engine(limits: "Limits | None" = None) -> "Iterator[Engine]":
    """An engine on the database, by default for long work; its connections end with the block."""
    from storage.engine import FOR_LONG_WORK, make_engine

    with database_url() as url:
        made = make_engine(url, pool_size=1, limits=limits or FOR_LONG_WORK)
        try:
            yield made
        finally:
            made.dispose()


@contextlib.contextmanager
def patient(running: "Running") -> "Iterator[Engine]":
    """An engine beside that for people, for work over all trajects."""
    from storage.engine import FOR_LONG_WORK, make_engine

    made = make_engine(running.endpoints.database_url, pool_size=1, limits=FOR_LONG_WORK)
    try:
        yield made
    finally:
        made.dispose()


def master_key() -> bytes:
    """Of the deployment that the environment names, or of the home; ask once its database is there."""
    if is_deployment():
        from workers.settings import read_settings

        return read_settings().master_key
    from embedded.home import Home

    return Home(home()).master_key()


@contextlib.contextmanager
def empty_database(key: bytes) -> Iterator[str]:
    """Where a backup goes: a deployment's database, or the Postgres of a home that begins with this master key.

    Raises:
        Failed: the deployment has another master key, or something runs in the home.
    """
    logbook.begin()
    if is_deployment():
        from workers.settings import read_settings

        if read_settings().master_key != key:
            raise Failed(
                say(
                    "TRAJECT_MASTER_KEY is niet de sleutel van deze reservekopie; zet die uit de map met sleutels.",
                    "TRAJECT_MASTER_KEY is not the key of this backup; set the one in the folder with keys.",
                )
            )
        yield _named_address()
        return
    from embedded.postgres import forget_inherited_settings

    forget_inherited_settings()
    with _postgres_alone(key, newest=False) as url:
        yield url


@contextlib.contextmanager
def _postgres_alone(key: bytes | None = None, *, newest: bool = True) -> Iterator[str]:
    """Readers need no Temporal. The home is locked meanwhile, as by any other that starts its servers."""
    from embedded.home import Home
    from embedded.postgres import Postgres
    from storage import migrate

    place = Home(home())
    place.prepare()
    with place.locked():
        # Before there are data, so that its absence later means that it was lost.
        place.begin_with(key) if key else place.master_key()
        server = Postgres(place)
        server.start()
        try:
            server.wait_until_ready()
            if newest:
                migrate.upgrade(server.url())
            yield server.url()
        finally:
            server.stop()
