"""The chaos run in short: everything is killed, frozen, cut off and filled up under work; every promise is held."""

import asyncio
from pathlib import Path

import pytest

from benchmarks.chaos.disk import MEBIBYTE, CannotMount, SmallDisk, insist_on_mounting
from benchmarks.chaos.incidents import Blow
from benchmarks.chaos.outcome import result
from benchmarks.chaos.run import Plan, run


def test_whatever_is_killed_or_cut_off_nothing_is_lost_nothing_is_there_twice_and_nobody_is_left_behind() -> None:
    blows: dict[Blow, int] = {"kill": 4, "freeze": 1, "cut": 3}
    plan = Plan(blows, seed=3, minutes=0.4, groups=6, people=4, clients=4, pace=0.2, afterwards=2)

    outcome = asyncio.run(run(plan))

    assert outcome.violations == [], f"seed {plan.seed}"
    assert outcome.incidents
    assert outcome.journeys >= 1 + plan.people
    assert {figure.what for figure in result(outcome).figures} >= {"violations", "messages"}


@pytest.fixture
def can_mount() -> None:
    try:
        insist_on_mounting()
    except CannotMount as reason:
        pytest.skip(f"no small disk can be mounted here: {reason}")


@pytest.mark.usefixtures("can_mount")
def test_a_full_disk_costs_nobody_an_acknowledged_word_and_all_goes_on_once_there_is_room() -> None:
    plan = Plan({"fill": 2}, seed=5, groups=4, people=4, clients=4, pace=0.1, afterwards=2, disk=256)

    outcome = asyncio.run(run(plan))

    assert outcome.violations == [], f"seed {plan.seed}"
    assert [one.blow for one in outcome.incidents] == ["fill", "fill"]
    assert sum(entry.errors for entry in outcome.ledger.entries.values()) > 0


@pytest.mark.usefixtures("can_mount")
def test_a_full_disk_is_full_to_the_last_byte_until_somebody_makes_room(tmp_path: Path) -> None:
    disk = SmallDisk(tmp_path / "disk")
    with disk.mounted(1):
        disk.fill()
        assert disk.free == 0
        with pytest.raises(OSError, match="No space left"):
            (disk.folder / "more").write_bytes(b"x" * 5000)

        (disk.folder / "more").unlink()
        disk.make_room()
        (disk.folder / "more").write_bytes(bytes(MEBIBYTE // 2))
