"""`traject up` and the commands beside it leave nothing behind, however they end."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator

import psutil  # type: ignore[import-untyped] # it has no stubs
import pytest

from embedded.testing import free_port, temporary_folder, until
from tests.cli.conftest import Traject


@pytest.fixture
def traject() -> Iterator[Traject]:
    """A home of its own, with nothing in it; short, for the sake of sockets."""
    with temporary_folder() as folder:
        yield Traject(folder / "home")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda how: how.name)
def test_nothing_runs_on_after_it_was_stopped(traject: Traject, how: signal.Signals) -> None:
    up = subprocess.Popen(
        traject.command("up"), env=traject.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    assert traject("status", "--wait", "120").status == 0
    others = psutil.Process(up.pid).children(recursive=True)
    assert {name for other in others for name in ("postgres", "temporal") if name in other.name()} == {
        "postgres",
        "temporal",
    }
    os.kill(up.pid, how)
    status = up.wait(60)
    assert status == (-how if how is signal.SIGKILL else 0)
    _, alive = psutil.wait_procs(others, timeout=30)
    assert alive == []


def test_a_portal_that_ended_is_started_again(traject: Traject) -> None:
    with free_port() as port:
        command = traject.command("up", "--port", str(port))
        up = subprocess.Popen(
            command, env=traject.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert up.stdout is not None
        try:
            assert any("Portaal:" in line for line in up.stdout)
            [first] = portals(up.pid)
            first.kill()
            until(lambda: portals(up.pid) not in ([], [first]) and answers(port), "another one answers")
        finally:
            up.terminate()
            assert up.wait(60) == 0
            up.stdout.close()


def portals(pid: int) -> list[psutil.Process]:
    """The portal's process beside the servers, if it is there."""
    children = psutil.Process(pid).children()
    return [one for one in children if one.is_running() and "portal" in one.cmdline()]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_second_one_in_the_same_home_is_refused_in_one_line(traject: Traject) -> None:
    up = subprocess.Popen(
        traject.command("up"), env=traject.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        assert traject("status", "--wait", "120").status == 0
        ended = traject("up")
        assert ended.status == 1
        assert str(up.pid) in ended.error
    finally:
        up.terminate()
        up.wait(60)


@pytest.mark.parametrize("variable", ["HEALTH_PORT", "METRICS_PORT"])
def test_a_port_that_is_taken_is_one_line_and_the_end(traject: Traject, variable: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = traject("up", "--no-portal", **{variable: port})
    assert ended.status == 1
    assert ended.error.startswith(f"Luisteren op 127.0.0.1:{port} gaat niet")
