"""The portal under test, on a real Postgres with the sample in it; where something is said, a real Temporal too."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
import structlog
from sqlalchemy import Engine, select
from temporalio.service import RPCError, RPCStatusCode

from domain.ids import participant_workflow, traject_workflow
from embedded.postgres import Postgres
from portal.services import Reconnecting, Services
from portal.tokens import derive
from storage.engine import FOR_LONG_WORK, make_engine, reading
from storage.subject_keys import KeyRing
from storage.tables import subject_keys
from tests.databases import copy_of, new_database
from tests.portal.browser import Browser, browsing, chromium
from tests.portal.portal import Portal, serving
from tests.portal.stock import MASTER_KEY
from tests.workflows.servers import temporal_server
from tests.workflows.town import Town, new_town, working
from workers.client import Mailbox
from workers.errors import TemporalAway

_WORKFLOWS = (traject_workflow, participant_workflow)


@pytest.fixture(autouse=True)
def plain_tracebacks() -> Iterator[None]:
    """As the product configures it too: structlog's own default paints all local values, for half a minute."""
    before = structlog.get_config()
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[plain])
    yield
    structlog.configure(**before)


@pytest.fixture
def database_url(postgres: Postgres, stocked: str) -> Iterator[str]:
    """A database with the sample, for this test alone."""
    with new_database(postgres, copy_of(stocked)) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """As many connections as a page and what it says need; a busy machine may take its time."""
    made = make_engine(database_url, pool_size=12, limits=FOR_LONG_WORK)
    yield made
    made.dispose()


async def _nobody_there() -> Mailbox:
    raise TemporalAway("127.0.0.1:1", "no connection")


@pytest.fixture
def services(engine: Engine) -> Services:
    """Services of a portal whose Temporal is away: enough for all that is only read."""
    return Services(engine, Reconnecting(_nobody_there), derive(MASTER_KEY, "portal"), KeyRing(MASTER_KEY))


@pytest.fixture
async def portal(services: Services) -> AsyncIterator[Portal]:
    """The portal, to be asked for pages."""
    async with Portal(services) as made:
        yield made


@pytest.fixture(scope="session")
def temporal_address() -> Iterator[str]:
    """The real server; each process of pytest-xdist has one."""
    with temporal_server() as address:
        yield address


@pytest.fixture
async def town(temporal_address: str, engine: Engine) -> AsyncIterator[Town]:
    """The engine that answers what is said. The sample has the same ids in each test, so its journeys end with it."""
    made = await new_town(temporal_address, engine)
    async with working(made):
        yield made
    with reading(engine) as session:
        subjects = list(session.execute(select(subject_keys.c.subject)).scalars())
    await asyncio.gather(*(_end(made, name(subject)) for subject in subjects for name in _WORKFLOWS))


async def _end(town: Town, workflow: str) -> None:
    try:
        await town.handle(workflow).terminate()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


@pytest.fixture
async def speaking(services: Services, town: Town) -> AsyncIterator[Portal]:
    """The portal with Temporal and a worker behind it."""
    async with Portal(replace(services, mailbox=town.mailbox)) as made:
        yield made


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Debian's browser; without one, tests in a browser are skipped."""
    found = chromium()
    if found is None:
        pytest.skip("no chromium here; apt-get install chromium runs the tests in a browser too")
    return found


@pytest.fixture
async def served(speaking: Portal) -> AsyncIterator[str]:
    """The address of the portal on a port of its own, Temporal and all."""
    async with serving(speaking) as address:
        yield address


@pytest.fixture
async def browser(chromium_path: str, served: str) -> AsyncIterator[Browser]:
    """A browser at that address: `page = await browser.signed_in("coordinator", width=390)`."""
    async with browsing(chromium_path, served) as opened:
        yield opened
