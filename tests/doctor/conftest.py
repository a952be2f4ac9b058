"""A traject with people in it, recorded through the real activity, for somebody to meddle with."""

import pytest
from sqlalchemy import Engine

from tests.activities.town import Town
from tests.backup.conftest import town_in


@pytest.fixture
def group(engine: Engine) -> Town:
    """One traject, two people admitted."""
    town = town_in(engine)
    town.begin()
    town.register("D1", "D2")
    town.admit("D1", "D2")
    return town
