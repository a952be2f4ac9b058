"""The ports of Temporal: the same at every start where possible, never another program's or home's."""

import contextlib
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from embedded.errors import PortTaken
from embedded.home import Home

USES = {"temporal": "Temporal", "ui": "Temporal UI", "http": "Temporal HTTP", "metrics": "Temporal metrics"}
# Below what Linux and macOS give to outgoing connections: those could take a port between two starts, and a
# client that keeps calling a stopped server there can even connect to itself.
FIRST, LAST = 20000, 29999
ATTEMPTS = 200


@dataclass(frozen=True, slots=True)
class Ports:
    """The chosen ports by use, and the claims that keep other supervisors off them until `release`."""

    numbers: Mapping[str, int]
    claims: contextlib.ExitStack

    def release(self) -> None:
        self.claims.close()


def choose(home: Home, fixed: Mapping[str, int]) -> Ports:
    """Claim a port for each use: the fixed one, else the remembered one, else any that is free.

    Raises:
        PortTaken: a fixed port is in use, or none is free.
    """
    remembered = home.read(home.ports_file)
    numbers: dict[str, int] = {}
    with contextlib.ExitStack() as claims:
        for use, title in USES.items():
            if use in fixed:
                numbers[use] = _fixed(fixed[use], title, claims)
            else:
                numbers[use] = _any(remembered.get(use), title, claims)
        home.write(
            home.ports_file,
            {use: numbers[use] for use in USES if use not in fixed} | _kept(remembered, fixed),
        )
        return Ports(numbers, claims.pop_all())


def _kept(remembered: Mapping[str, int], fixed: Mapping[str, int]) -> dict[str, int]:
    """What was chosen before stays remembered while a port is fixed for one run."""
    return {use: remembered[use] for use in fixed if use in remembered}


def _fixed(port: int, title: str, claims: contextlib.ExitStack) -> int:
    if not claim(port, claims):
        raise PortTaken(port, title)
    return port


def _any(remembered: object, title: str, claims: contextlib.ExitStack) -> int:
    if isinstance(remembered, int) and claim(remembered, claims):
        return remembered
    port = 0
    for _ in range(ATTEMPTS):
        port = FIRST + secrets.randbelow(LAST - FIRST + 1)
        if claim(port, claims):
            return port
    raise PortTaken(port, title)


def claim(port: int, claims: contextlib.ExitStack) -> bool:
    """Whether the TCP port is free and now ours.

    Temporal opens the TCP port itself, a moment later. Until then, and as long as we live, the UDP port of
    the same number tells other supervisors that it is taken: two that start together never choose the same.
    """
    with contextlib.ExitStack() as sockets:
        try:
            mark = sockets.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            mark.bind(("127.0.0.1", port))
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as test:
                test.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as Temporal will: TIME_WAIT is no owner
                test.bind(("127.0.0.1", port))
                test.listen()
        except (OSError, OverflowError):
            return False
        claims.enter_context(sockets.pop_all())
    return True
