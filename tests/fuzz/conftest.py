"""The ground of the short form: the test run's own Postgres, whose templates are there already."""

import pytest

from benchmarks.fuzz.ground import Ground
from embedded.postgres import Postgres


@pytest.fixture(scope="session")
def ground(postgres: Postgres, template: str, stocked: str) -> Ground:
    """Databases for each batch; what they are copies of must be there."""
    del template, stocked
    return Ground(postgres)
