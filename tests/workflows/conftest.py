"""On the one real Temporal server of a test run each test has a town of its own."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Engine

from tests.workflows.town import Town, new_town, working


@pytest.fixture
async def quiet_town(temporal_address: str, engine: Engine) -> Town:
    """A town whose worker does not run yet."""
    return await new_town(temporal_address, engine)


@pytest.fixture
async def town(quiet_town: Town) -> AsyncIterator[Town]:
    """A town with its worker."""
    async with working(quiet_town):
        yield quiet_town
