"""One real Postgres for a test run, and in it a migrated database of its own for each test that asks."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Engine

from embedded.home import Home
from embedded.postgres import Postgres
from storage.engine import FOR_LONG_WORK, make_engine
from storage.migrate import upgrade

TEMPLATE, STOCKED = "migrated", "stocked"


LONG = (
    "tests/portal/test_accessible.py",
    "tests/cli/",
    "tests/chaos/",
    "tests/workers/test_embedded.py",
    "tests/topology/",
    "tests/docs/test_operations.py",
    "tests/releases/",
    "tests/fuzz/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long goes first: else the end of a run waits for it, with one process at work."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The embedded Postgres on a new folder; each process of pytest-xdist has one."""
    # Not below pytest's own folder: its name is too long for a socket.
    with tempfile.TemporaryDirectory(prefix="tv-", ignore_cleanup_errors=True) as folder:
        home = Home(Path(folder))
        home.prepare()
        server = Postgres(home)
        server.start()
        try:
            server.wait_until_ready()
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                administer(server, f"ALTER SYSTEM SET {setting} = off")  # nobody pulls the plug in a test
            administer(server, "SELECT pg_reload_conf()")
            yield server
        finally:
            server.stop()


def administer(server: Postgres, statement: str) -> None:
    """One statement outside any database under test."""
    address = server.url("postgres").replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture(scope="session")
def template(postgres: Postgres) -> str:
    """The name of a database that holds the newest schema and no rows."""
    administer(postgres, f"CREATE DATABASE {TEMPLATE}")
    upgrade(postgres.url(TEMPLATE))
    return TEMPLATE


@pytest.fixture(scope="session")
def stocked(postgres: Postgres, template: str) -> str:
    """The name of a database with the sample of today and an account for each role; tests work on copies."""
    from tests.portal import stock  # noqa: PLC0415 - it takes the whole portal along, which few tests need

    administer(postgres, f"CREATE DATABASE {STOCKED} TEMPLATE {template} STRATEGY file_copy")
    engine = make_engine(postgres.url(STOCKED), limits=FOR_LONG_WORK)
    with tempfile.TemporaryDirectory() as folder:
        stock.fill(engine, Path(folder))
    stock.make_accounts(engine)
    engine.dispose()
    return STOCKED


@pytest.fixture
def database_url(postgres: Postgres, template: str) -> Iterator[str]:
    """A database with the newest schema, for this test alone."""
    yield from _database(postgres, f"TEMPLATE {template} STRATEGY file_copy")


@pytest.fixture
def empty_database_url(postgres: Postgres) -> Iterator[str]:
    """A database without any schema, for this test alone."""
    yield from _database(postgres, "")


def _database(server: Postgres, how: str) -> Iterator[str]:
    name = f"test_{os.getpid()}_{uuid4().hex[:12]}"
    administer(server, f"CREATE DATABASE {name} {how}")
    yield server.url(name)
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on this test's database."""
    made = make_engine(database_url, pool_size=4)
    yield made
    made.dispose()
