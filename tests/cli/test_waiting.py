"""A command that waits says so, and for what."""

import os
import signal
import subprocess
from collections.abc import Iterator
from threading import Timer

import psutil  # type: ignore[import-untyped] # it has no stubs
import pytest

from embedded.testing import temporary_folder
from tests.cli.conftest import EXAMPLE, Traject


@pytest.fixture
def running() -> Iterator[tuple[Traject, psutil.Process]]:
    """A home of its own where everything runs, and its worker; short, for the sake of sockets."""
    with temporary_folder() as folder:
        traject = Traject(folder / "home")
        up = subprocess.Popen(
            traject.command("up", "--no-portal"),
            env=traject.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert traject("status", "--wait", "120").status == 0
            yield traject, next(each for each in psutil.Process(up.pid).children() if "workers" in each.cmdline())
        finally:
            up.terminate()
            up.wait(60)


def test_an_import_that_gets_no_answer_says_within_seconds_for_what_it_waits(
    running: tuple[Traject, psutil.Process],
) -> None:
    traject, worker = running
    os.kill(worker.pid, signal.SIGSTOP)
    command = subprocess.Popen(
        traject.command("import", EXAMPLE), env=traject.environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )
    late = Timer(20, command.kill)
    late.start()
    assert command.stderr is not None
    said = next(line for line in command.stderr if b"Dit wacht op de worker" in line)
    late.cancel()
    assert said
    os.kill(worker.pid, signal.SIGCONT)
    out, _ = command.communicate(timeout=120)
    assert command.returncode == 0
    assert b"vastgelegd" in out
