"""Mail on a real Postgres with the sample of today in it, handed to a real mail server."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, update

from embedded.postgres import Postgres
from storage.engine import FOR_LONG_WORK, make_engine, writing
from storage.tables import outbox
from tests.databases import copy_of, new_database
from tests.sending.office import Office
from tests.sending.server import MailServer


@pytest.fixture
def database_url(postgres: Postgres, stocked: str) -> Iterator[str]:
    """A database with the sample, for this test alone."""
    with new_database(postgres, copy_of(stocked)) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Nothing is left to be told of how the sample came in."""
    made = make_engine(database_url, pool_size=4, limits=FOR_LONG_WORK)
    with writing(made) as session:
        session.execute(update(outbox).values(sent_at=outbox.c.created_at))
    yield made
    made.dispose()


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that takes everything, until it is told not to."""
    with MailServer() as made:
        yield made


@pytest.fixture
def office(engine: Engine, server: MailServer) -> Office:
    """The outbox, and somebody who empties it."""
    return Office(engine, server)
