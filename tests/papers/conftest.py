"""A database with the sample of today, in which certificates have been earned."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from embedded.postgres import Postgres
from storage.engine import FOR_LONG_WORK, make_engine
from tests.databases import copy_of, new_database


@pytest.fixture
def database_url(postgres: Postgres, stocked: str) -> Iterator[str]:
    """A copy for this test alone."""
    with new_database(postgres, copy_of(stocked)) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """As many connections as a test of things at once needs."""
    made = make_engine(database_url, pool_size=8, limits=FOR_LONG_WORK)
    yield made
    made.dispose()
