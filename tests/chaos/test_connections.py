"""A chaos run cuts connections as a network does, although everything runs on one machine."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from benchmarks.chaos.connections import borrowed, cut, heal, to_port

Pair = tuple[socket.socket, socket.socket]
SOON, LATER = 0.3, 20.0


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Both ends of a connection: who called, and who was called."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as caller:
        called, _ = server.accept()
        with called:
            caller.settimeout(LATER)
            called.settimeout(LATER)
            yield caller, called


def port_of(pair: Pair) -> int:
    return int(pair[1].getsockname()[1])


def test_a_reset_connection_fails_at_both_ends(pair: Pair) -> None:
    with borrowed(os.getpid(), to_port(port_of(pair))) as found:
        cut(found, "reset")

    for end in pair:
        with pytest.raises(OSError, match=r"reset|not connected"):
            end.recv(1) or end.getpeername()


def test_a_half_closed_connection_ends_for_one_side_only(pair: Pair) -> None:
    caller, called = pair
    with borrowed(os.getpid(), to_port(port_of(pair))) as found:
        cut(found, "half closed")

    assert called.recv(1) == b""
    called.sendall(b"still here")
    assert caller.recv(10) == b"still here"


def test_what_is_sent_over_a_silent_connection_arrives_once_it_is_healed(pair: Pair) -> None:
    caller, called = pair
    with borrowed(os.getpid(), to_port(port_of(pair))) as found:
        cut(found, "silent")
        called.sendall(b"hello?")
        caller.settimeout(SOON)
        with pytest.raises(TimeoutError):
            caller.recv(6)

        heal(found)
        caller.settimeout(LATER)
        assert caller.recv(6) == b"hello?"


def test_other_connections_are_left_alone(pair: Pair) -> None:
    caller, called = pair
    with borrowed(os.getpid(), to_port(port_of(pair) + 1)) as found:
        assert found == []

    called.sendall(b"well")
    assert caller.recv(4) == b"well"


def test_a_process_that_has_ended_has_no_connections() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()

    with borrowed(ended.pid, to_port(1)) as found:
        assert found == []
