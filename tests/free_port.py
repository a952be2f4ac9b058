"""A port to listen on, for a program that is told which."""

import secrets
import socket

FIRST, LAST = 30000, 32767
"""Above those that a home chooses, below those that the system gives to outgoing connections: one of these may get a
port between our look at it and the program that listens there.
"""


def free_port() -> int:
    """A TCP port of this machine that nobody listens on now."""
    while True:
        port = FIRST + secrets.randbelow(LAST - FIRST + 1)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
