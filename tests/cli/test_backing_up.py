"""A backup of what is running, and what people are told when one cannot be put back."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.testing import temporary_folder
from tests.cli.conftest import Traject

NOBODY_ELSE = "Wolkenkrabster"
QUICKER = 10  # times that a backup may be over before we see it


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Short, for the sake of sockets."""
    with temporary_folder() as name:
        yield name


@pytest.fixture(scope="module")
def kept(traject: Traject, folder: Path) -> Path:
    """A backup of the sample, which runs, in `copies`, its keys in `keys`."""
    for arguments in (
        ("traject", "Zutphen", "Z-25"),
        ("registered", "Z-25", "Z-25-d01", "--first-name", "Bo", "--last-name", NOBODY_ELSE),
    ):
        assert traject("record", *arguments).status == 0
    made = traject.json("backup", folder / "copies", "--keys", folder / "keys")
    assert Path(made["place"]).is_file()
    return folder


def test_a_backup_is_put_back_into_a_home_that_does_not_exist_yet(traject: Traject, kept: Path) -> None:
    again = Traject(kept / "home")

    restored = again("restore", kept / "copies", "--keys", kept / "keys")

    assert restored.status == 0, restored.err
    assert "doctor --repair" in restored.out
    assert again.json("tasks") == traject.json("tasks")
    assert again.json("person", "show", "Z-25-d01")["person"]["last_name"] == NOBODY_ELSE
    refused = again("restore", kept / "copies", "--keys", kept / "keys")
    assert refused.status == 1
    assert "Hier staan al gegevens" in refused.error


def test_a_home_in_use_is_not_restored_into(traject: Traject, kept: Path) -> None:
    refused = traject("restore", kept / "copies", "--keys", kept / "keys")

    assert refused.status == 1
    assert "in gebruik" in refused.error


def test_without_keys_or_copies_it_says_so_and_makes_no_home(kept: Path) -> None:
    new = Traject(kept / "new")
    (kept / "empty").mkdir(exist_ok=True)

    assert "staan geen sleutels" in new("restore", kept / "copies", "--keys", kept / "empty").error
    assert "staat geen reservekopie" in new("restore", kept / "empty", "--keys", kept / "keys").error
    assert "nergens.backup" in new("restore", kept / "nergens.backup", "--keys", kept / "keys").error
    assert not new.home.exists()


@pytest.mark.parametrize("keys", ["same", "same/keys"])
def test_copies_and_keys_are_kept_apart(traject: Traject, kept: Path, keys: str) -> None:
    refused = traject("backup", kept / "same", "--keys", kept / keys)

    assert refused.status == 1
    assert "apart" in refused.error


def test_a_backup_that_is_killed_leaves_nothing_that_looks_like_one(traject: Traject, kept: Path) -> None:
    for attempt in range(QUICKER):
        place = kept / f"killed-{attempt}"
        process = subprocess.Popen(
            traject.command("backup", place, "--keys", kept / "keys"), env=traject.environment, start_new_session=True
        )
        while process.poll() is None and not any(place.glob(".*")):
            os.sched_yield()
        process.send_signal(signal.SIGSTOP)
        halfway = any(place.glob(".*"))  # it stands still, so this stays as it is
        process.send_signal(signal.SIGKILL)
        process.wait()
        if halfway:
            assert list(place.glob("traject-*.backup")) == []
            return
    pytest.fail("it was quicker than we were, every time")
