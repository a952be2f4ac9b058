"""A Postgres and a Temporal for all tests here; for each test a deployment of its own on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from embedded.testing import temporary_folder
from tests.topology.deployment import Deployment, services
from tests.topology.servers import PASSWORD, postgres, temporal


@dataclass(frozen=True)
class Servers:
    """Addresses: server:port."""

    postgres: str
    temporal: str


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Postgres made as compose says, over TCP with a password; Temporal as it comes."""
    made = services()["app-db"]["environment"]
    options = made["POSTGRES_INITDB_ARGS"].split()
    with (
        temporary_folder() as one,
        temporary_folder() as other,
        postgres(one, options, made["POSTGRES_USER"]) as database,
        temporal(other) as address,
    ):
        yield Servers(database, address)


@pytest.fixture
def bare(servers: Servers, tmp_path: Path) -> Deployment:
    """Servers that run, on which nothing was made yet but an empty database."""
    name = f"traject_{uuid4().hex[:12]}"
    address = f"postgresql://traject:{PASSWORD}@{servers.postgres}/postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return Deployment(servers.postgres, servers.temporal, name, tmp_path)


@pytest.fixture
def migrated(bare: Deployment) -> Deployment:
    """The same after `migrate`."""
    assert bare.one_shot("migrate").status == 0
    return bare


@pytest.fixture
def deployment(migrated: Deployment) -> Deployment:
    """Everything but workers: after the one-shots of compose."""
    ended = migrated.one_shot("temporal-namespace")
    assert ended.status == 0, ended.err
    return migrated
