"""By which an operator finds a workflow: Temporal must be able to read it, whatever the day."""

from datetime import date
from uuid import UUID

import pytest

from activities.messages import Standing
from activities.search_attributes import NEXT_DUE, of


@pytest.mark.parametrize("day", [date(1899, 12, 4), date(1936, 6, 1), date(2026, 7, 1)], ids=str)
def test_a_day_is_said_without_seconds_in_its_offset(day: date) -> None:
    said = of(UUID(int=1), Standing(phase="programme", next_due=day))[NEXT_DUE]
    assert said.isoformat().endswith("+00:00")
