"""The small files of the home: key, lock, ports; and what a full disk or a lost file does to them."""

import base64
import os
import signal
from pathlib import Path

import pytest

from embedded.child import Child, Task
from embedded.errors import DiskFull, MasterKeyUnusable, StartFailed
from embedded.home import LOG_BYTES, Home
from embedded.postgres import Postgres
from embedded.testing import processes_in, until


@pytest.fixture
def prepared(home: Path) -> Home:
    made = Home(home)
    made.prepare()
    return made


def test_the_master_key_is_made_once(prepared: Home) -> None:
    key = prepared.master_key()
    assert len(key) == 32
    assert base64.b64decode(prepared.key_file.read_bytes()) == key
    assert prepared.key_file.stat().st_mode & 0o777 == 0o600
    assert prepared.master_key() == key
    assert [path.name for path in prepared.folder.iterdir() if "key" in path.name] == ["master.key"]


def test_a_lost_key_is_not_replaced_when_there_are_data(prepared: Home) -> None:
    prepared.master_key()
    prepared.postgres.mkdir()
    prepared.key_file.unlink()
    with pytest.raises(MasterKeyUnusable):
        prepared.master_key()


@pytest.mark.parametrize("content", [b"", b"no base64!", base64.b64encode(b"short")])
def test_a_damaged_key_is_refused(prepared: Home, content: bytes) -> None:
    prepared.key_file.write_bytes(content)
    with pytest.raises(MasterKeyUnusable):
        prepared.master_key()


def test_a_long_log_is_set_aside(prepared: Home) -> None:
    log = prepared.logs / "postgres.log"
    log.touch()
    os.truncate(log, LOG_BYTES + 1)
    prepared.set_aside(log)
    assert not log.exists()
    assert (prepared.logs / "postgres.log.old").exists()


def test_a_failed_start_quotes_the_log_of_this_attempt_only(prepared: Home) -> None:
    log = prepared.logs / "some.log"
    log.write_text("yesterday\n")
    task = Task("some", ("/bin/sh", "-c", "echo today; exit 3"), prepared.folder, log, signal.SIGTERM)
    with pytest.raises(StartFailed, match="today") as failure:
        Child(task).finish(10)
    assert "yesterday" not in str(failure.value)


def test_what_ends_well_between_two_looks_has_not_failed(prepared: Home) -> None:
    child = Child(Task("some", ("/bin/true",), prepared.folder, prepared.logs / "some.log", signal.SIGTERM))
    looks = iter([False])

    def ready() -> bool:
        until(lambda: child.status is not None, "it ends")
        return next(looks, True)

    child.wait_until(ready, 10)
    assert child.status == 0


def test_a_full_disk_is_called_by_its_name(prepared: Home) -> None:
    script = "echo 'could not write: No space left on device'; exit 1"
    task = Task("some", ("/bin/sh", "-c", script), prepared.folder, prepared.logs / "l", signal.SIGTERM)
    with pytest.raises(DiskFull):
        Child(task).finish(10)


def test_a_postgres_that_cannot_start_says_why(prepared: Home) -> None:
    server = Postgres(prepared)
    server.start()
    server.stop()
    with (prepared.postgres / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")
    server.start()
    with pytest.raises(StartFailed, match="no_such_setting"):
        server.wait_until_ready()
    assert not processes_in(prepared.folder)


def test_half_made_data_are_made_anew(prepared: Home) -> None:
    draft = prepared.folder / "postgres.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    server = Postgres(prepared)
    server.start()
    server.wait_until_ready()
    server.stop()
    assert not draft.exists()
