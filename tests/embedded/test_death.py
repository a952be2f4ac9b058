"""However the supervisor ends, its servers end; and whatever a crash left, the next start copes with it."""

import os
import signal
from pathlib import Path

import pytest

from embedded import stragglers
from embedded.child import Child, Task
from embedded.supervisor import Supervisor, running
from embedded.testing import background, execute, processes_in, until

SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGKILL]


@pytest.mark.parametrize("number", SIGNALS, ids=lambda it: it.name)
def test_no_process_is_left_after(number: signal.Signals, home: Path) -> None:
    with background(home) as parent:
        assert set(parent.pids.values()) <= processes_in(home)
        assert running(home) == parent.endpoints
        parent.end(number)
        until(lambda: not processes_in(home), "all processes gone")
        assert running(home) is None
        assert (home / "state.json").exists() == (number != signal.SIGINT)  # Python's own SIGTERM just ends it


def test_after_everything_was_killed_it_starts_with_all_data(home: Path) -> None:
    with background(home) as parent:
        execute(parent.endpoints, "CREATE TABLE kept AS SELECT 42 AS answer")
        for pid in (*parent.pids.values(), parent.process.pid):
            os.kill(pid, signal.SIGKILL)
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        pretend_that_its_number_was_given_out_again(home / "postgres" / name)
    with Supervisor(home, search_attributes={}) as endpoints:
        assert execute(endpoints, "SELECT answer FROM kept") == [(42,)]


def pretend_that_its_number_was_given_out_again(file: Path) -> None:
    """To our parent, which lives, and is no Postgres."""
    _, *others = file.read_text().splitlines()
    file.write_text("\n".join([str(os.getppid()), *others, ""]))


def test_a_server_that_outlived_its_supervisor_is_stopped_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen one cannot follow the signal that it gets when its supervisor dies."""
    monkeypatch.setattr(stragglers, "PATIENCE", ((signal.SIGINT, 0.2), (signal.SIGKILL, 10.0)))
    with background(home) as parent:
        execute(parent.endpoints, "CREATE TABLE kept AS SELECT 42 AS answer")
        os.kill(parent.pids["postgres"], signal.SIGSTOP)
        parent.end(signal.SIGKILL)
        assert parent.pids["postgres"] in processes_in(home)
        with Supervisor(home, search_attributes={}) as endpoints:
            assert parent.pids["postgres"] not in processes_in(home)
            assert execute(endpoints, "SELECT answer FROM kept") == [(42,)]


@pytest.fixture
def sleeper(place: Path) -> Task:
    return Task("sleeper", ("/bin/sleep", "1000"), place, place / "log", signal.SIGTERM)


def test_where_the_kernel_sends_no_signal_a_watcher_does(sleeper: Task) -> None:
    """As on macOS: the watcher sees its pipe close, which it does however the supervisor ends."""
    child = Child(sleeper, kernel_sends_death_signal=False)
    until(lambda: len(processes_in(sleeper.folder)) == 2, "sleeper and watcher run")
    child._close_pipe()
    until(lambda: child.status == -signal.SIGTERM, "the watcher stopped it")
    until(lambda: not processes_in(sleeper.folder), "the watcher is gone")


def test_a_watcher_ends_with_its_server(sleeper: Task) -> None:
    child = Child(sleeper, kernel_sends_death_signal=False)
    until(lambda: len(processes_in(sleeper.folder)) == 2, "sleeper and watcher run")
    child.stop({signal.SIGTERM: 5.0})
    until(lambda: not processes_in(sleeper.folder), "both gone")
