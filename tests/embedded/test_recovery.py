"""A recovery takes as long as it takes: one that is broken off begins all over again, and would never end."""

import signal
import sys
from pathlib import Path

import pytest

from embedded.child import Child, Task
from embedded.errors import StartFailed
from embedded.postgres import RECOVERING

AT_MOST = 1.0
SAYS = "redo in progress, elapsed time: 10.00 s, current LSN: 0/19A2F68"
# Says as much every 20 ms, three seconds long, and is ready then.
RECOVERY = f"""
import pathlib, time
for _ in range(150):
    print("{SAYS}", flush=True)
    time.sleep(0.02)
pathlib.Path("ready").touch()
time.sleep(60)
"""
# So does a client that asks too early: no sign of progress.
NONE = RECOVERY.replace(SAYS, "FATAL:  the database system is starting up")


def started(place: Path, program: str) -> Child:
    command = (sys.executable, "-c", program)
    return Child(Task(part="Postgres", command=command, folder=place, log=place / "log", death_signal=signal.SIGKILL))


def test_a_server_that_says_that_it_makes_progress_is_waited_for(place: Path) -> None:
    child = started(place, RECOVERY)
    try:
        child.wait_until((place / "ready").exists, AT_MOST, RECOVERING)
        assert child.status is None
    finally:
        child.stop({signal.SIGKILL: 10.0})


def test_a_server_that_only_turns_clients_away_is_given_up(place: Path) -> None:
    child = started(place, NONE)
    try:
        with pytest.raises(StartFailed):
            child.wait_until((place / "ready").exists, AT_MOST, RECOVERING)
    finally:
        child.stop({signal.SIGKILL: 10.0})
