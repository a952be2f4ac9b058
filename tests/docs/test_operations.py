"""The commands of docs/operations.md that back up and restore do so, on a home with something in it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from embedded.home import Home
from embedded.testing import temporary_folder
from tests.docs.pages import page

OPERATIONS = page("docs/operations.md")
LISTS = {
    "trajecten": """
        traject;gemeente;coordinator;trainer;aangemaakt_op;kickoff_gepland
        G-1;Gouda;c.bakker@gouda.example;t.visser@kix.example;1-9-2025;6-10-2025
        """,
    "deelnemers": """
        deelnemer;traject;voornaam;achternaam;geboortedatum;taalniveau;besluit;besluit_op
        G-1-1;G-1;Amina;Yusuf;12-3-1994;A2;toegelaten;15-9-2025
        G-1-2;G-1;Dawit;Tesfaye;28-2-1990;B1;;
        """,
    "bijeenkomsten": """
        bijeenkomst;traject;soort;datum
        G-1-b1;G-1;kick-off;6-10-2025
        """,
    "aanwezigheid": """
        bijeenkomst;deelnemer;status
        G-1-b1;G-1-1;aanwezig
        """,
}
"""A kick-off and nothing since: there are tasks, and it has stalled."""

pytestmark = pytest.mark.skipif(shutil.which("flock") is None, reason="the page asks for flock, which is not here")


class Town:
    """A home and two places for copies, and a terminal in which commands are typed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        names = {"TRAJECT_HOME": self.home, "BACKUPS": folder / "backups", "KEYS": folder / "keys"}
        for name in ("BACKUPS", "KEYS"):
            names[name].mkdir()
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("TRAJECT_")}
        self._environment |= {name: str(path) for name, path in names.items()}
        self._environment["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        self._environment.pop("DATABASE_URL", None)

    def types(self, commands: str) -> "subprocess.CompletedProcess[str]":
        """Run them in a shell that stops at the first error."""
        return subprocess.run(
            ["/bin/bash", "-euo", "pipefail", "-c", commands],
            env=self._environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )

    def does(self, commands: str) -> str:
        done = self.types(commands)
        log = self.home / "logs/traject.log"
        assert done.returncode == 0, done.stdout + done.stderr + (log.read_text() if log.exists() else "")
        return done.stdout

    def sees(self) -> list[Any]:
        """The lists as people see them. That the engine agrees is what the doctor's exit status says."""
        lists = [json.loads(self.does(f"traject {command} --json")) for command in ("tasks", "stalled")]
        assert lists[0]["tasks"]
        assert lists[1]["stalled"]
        return lists


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """Every test leaves it as it was."""
    with temporary_folder() as folder:
        made = Town(folder)
        lists = made.folder / "lists"
        lists.mkdir()
        for sheet, rows in LISTS.items():
            (lists / f"{sheet}.csv").write_text(dedent(rows).lstrip(), encoding="utf-8")
        made.does("traject import lists && traject doctor --repair")
        yield made


def test_a_backup_can_be_restored_and_all_is_as_it_was(town: Town) -> None:
    before = town.sees()
    town.does(OPERATIONS.tested("backup"))
    shutil.rmtree(town.home)
    town.does(OPERATIONS.tested("restore"))
    assert town.sees() == before


def test_a_home_can_be_moved_and_all_is_as_it_was(town: Town) -> None:
    before = town.sees()
    town.does(OPERATIONS.tested("move out"))
    shutil.rmtree(town.home)
    town.does(OPERATIONS.tested("move in"))
    assert town.sees() == before


def test_without_temporals_file_every_journey_starts_again_from_the_facts(town: Town) -> None:
    before = town.sees()
    town.does(OPERATIONS.tested("without temporal"))
    assert town.sees() == before


def test_a_home_in_use_is_not_copied(town: Town) -> None:
    copy = town.folder / "backups/traject-home.tar.gz"
    copy.unlink(missing_ok=True)
    with Home(town.home).locked():
        refused = town.types(OPERATIONS.tested("move out"))
    assert refused.returncode != 0
    assert "failed to get lock" in refused.stderr
    assert not copy.exists()
