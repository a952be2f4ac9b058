"""Bad input in short: `make fuzz` tries a hundred thousand cases, this a few hundred, the same each time."""

import pytest

from benchmarks.fuzz.exploring import explore
from benchmarks.fuzz.ground import Ground
from benchmarks.fuzz.outcome import told
from benchmarks.fuzz.ways import on_ground

CASES = {
    "rules": 60,
    "definitions": 60,
    "messages": 60,
    "import": 12,
    "uploads": 12,
    "schema": 60,
    "forms": 60,
    "public": 80,
}
SEED = 1


@pytest.mark.parametrize("name", CASES)
def test_whatever_comes_in_nothing_breaks_and_nothing_is_half_done(ground: Ground, name: str) -> None:
    way = next(way for way in on_ground(ground) if way.name == name)

    found = explore(way, CASES[name], SEED)

    assert found.cases >= CASES[name]
    assert not found.faults, "\n".join(map(told, found.faults.values()))


def test_every_way_in_is_tried_here(ground: Ground) -> None:
    assert {way.name for way in on_ground(ground)} == set(CASES)
