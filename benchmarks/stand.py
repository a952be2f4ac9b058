"""Servers, worker and mailbox for a benchmark, in a folder that is gone afterwards."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import URL, Engine, make_url
from temporalio.client import Client

from embedded.supervisor import Endpoints, Supervisor
from storage import migrate
from storage.engine import make_engine
from storage.subject_keys import KeyRing
from workers.client import Mailbox
from workers.connection import SEARCH_ATTRIBUTES, connect, keys_of
from workers.worker import THREADS, build, thread_pool

MASTER_KEY = bytes(range(32))


@dataclass(frozen=True, slots=True)
class Stand:
    """What a benchmark speaks to, and the engines of the mailbox and of the worker."""

    client: Client
    mailbox: Mailbox
    engine: Engine
    worker_engine: Engine


@contextmanager
def servers() -> Iterator[Endpoints]:
    """Postgres with the newest schema, and Temporal, as `traject` itself would start them."""
    with (
        tempfile.TemporaryDirectory(prefix="tb-", ignore_cleanup_errors=True) as folder,
        Supervisor(Path(folder), search_attributes=SEARCH_ATTRIBUTES) as endpoints,
    ):
        migrate.upgrade(endpoints.database_url)
        yield endpoints


@asynccontextmanager
async def worker(endpoints: Endpoints) -> AsyncIterator[Stand]:
    """The real worker in this process, and a mailbox with connections of its own."""
    engines = [make_engine(endpoints.database_url, pool_size=THREADS) for _ in range(2)]
    keys = KeyRing(MASTER_KEY)
    known = keys_of(engines[0], MASTER_KEY)
    client = await connect(endpoints.temporal_address, endpoints.temporal_namespace, known)
    try:
        with thread_pool() as threads:
            async with build(client, engines[0], keys, threads):
                yield Stand(client, Mailbox(client, engines[1], keys), engines[1], engines[0])
    finally:
        for engine in engines:
            engine.dispose()


def plain(url: str) -> str:
    """The address of a database for psycopg without SQLAlchemy."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def copy_database(url: str, name: str) -> str:
    """A second database that equals the first, to which nobody may be connected; its address."""
    address = make_url(url)
    with psycopg.connect(plain(_called(address, "postgres")), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {address.database}".encode())
    return _called(address, name)


def _called(address: URL, database: str) -> str:
    return address.set(database=database).render_as_string(hide_password=False)
