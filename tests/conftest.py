"""One real Postgres and one real Temporal for a test run; a migrated database of its own for each test that asks."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine

from embedded.postgres import Postgres
from storage.engine import FOR_LONG_WORK, make_engine
from storage.migrate import upgrade
from tests.databases import STOCKED, TEMPLATE, administer, copy_of, new_database, new_postgres
from tests.workflows.servers import temporal_server

# No test asserts a time: a machine that does much else is slow.
settings.register_profile("no times", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no times")


def pytest_xdist_auto_num_workers() -> int:
    """Three processes on two cores: tests also wait, for servers that start and clocks that go on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return int(os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS", max(1, cores * 3 // 2)))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The embedded Postgres on a new folder; each process of pytest-xdist has one."""
    with new_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def temporal_address() -> Iterator[str]:
    """The real server; each process of pytest-xdist has one."""
    with temporal_server() as address:
        yield address


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

    administer(postgres, f"CREATE DATABASE {STOCKED} {copy_of(template)}")
    engine = make_engine(postgres.url(STOCKED), limits=FOR_LONG_WORK)
    with tempfile.TemporaryDirectory() as folder:
        stock.fill(engine, Path(folder))
    stock.make_accounts(engine)
    engine.dispose()
    return STOCKED


@pytest.fixture
def database_url(postgres: Postgres, template: str) -> Iterator[str]:
    """A database with the newest schema, for this test alone."""
    with new_database(postgres, copy_of(template)) as url:
        yield url


@pytest.fixture
def empty_database_url(postgres: Postgres) -> Iterator[str]:
    """A database without any schema, for this test alone."""
    with new_database(postgres) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on this test's database."""
    made = make_engine(database_url, pool_size=4)
    yield made
    made.dispose()
