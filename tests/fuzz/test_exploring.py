"""What looks for faults finds one that is there, makes it small, and goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import strategies as st

from benchmarks.fuzz.exploring import Found as FoundSoFar
from benchmarks.fuzz.exploring import NotAsPromised, Property, Way, batch, explore
from benchmarks.fuzz.outcome import result


def refuses_from_ten(number: int) -> None:
    if number >= 10:
        raise NotAsPromised("ten or more")


@contextmanager
def numbers() -> Iterator[Property[int]]:
    yield Property(st.integers(0, 10_000), refuses_from_ten)


@contextmanager
def spoiled_in_the_end() -> Iterator[Property[int]]:
    def look() -> None:
        raise NotAsPromised("something is left")

    yield Property(st.integers(), lambda _: None, afterwards=look)


WAY = Way("numbers", "numbers", 100, 50, numbers)


def test_a_fault_is_found_once_with_its_smallest_case_and_how_to_repeat_it() -> None:
    found = explore(WAY, 120, seed=3)

    (fault,) = found.faults.values()
    assert (fault.what, fault.case) == ("ten or more", "10")
    assert fault.repeat == "python -m benchmarks.fuzz --only numbers --seed 3 --batch 0"
    assert found.cases >= 120
    assert result([found]).figures[1].value == 1


def test_a_batch_repeats_with_its_number_and_seed() -> None:
    drawn = [[fault.case for fault in batch(WAY, 1, 50, 7, FoundSoFar("numbers"))] for _ in range(2)]
    assert drawn[0] == drawn[1] == ["10"]


def test_what_is_left_behind_by_all_cases_together_is_a_fault_too() -> None:
    found = explore(Way("left", "left", 1, 20, spoiled_in_the_end), 20, seed=1)
    assert [fault.what for fault in found.faults.values()] == ["something is left"]
    assert found.cases == 20
