"""Bad input in short, for the ways in that need a home in which everything runs (see tests/fuzz)."""

from functools import partial
from pathlib import Path

from benchmarks.fuzz import commands, workflows
from benchmarks.fuzz.commands import Place
from benchmarks.fuzz.exploring import Found, Way, explore
from benchmarks.fuzz.outcome import told
from tests.cli.conftest import Traject


def reasons(found: Found) -> str:
    return "\n".join(map(told, found.faults.values()))


def test_whatever_is_typed_a_command_ends_with_a_status_and_a_sentence(traject: Traject, tmp_path: Path) -> None:
    way = Way("commands", "", 1, 60, partial(commands.opened, Place(traject.home, tmp_path)))
    found = explore(way, 60, seed=1)
    assert not found.faults, reasons(found)


def test_whatever_is_handed_to_a_workflow_it_answers_the_next_who_speaks(traject: Traject, tmp_path: Path) -> None:
    way = Way("workflows", "", 1, 20, partial(workflows.opened, Place(traject.home, tmp_path)))
    found = explore(way, 20, seed=1)
    assert not found.faults, reasons(found)
