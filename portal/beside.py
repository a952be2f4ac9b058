"""Starts a portal as a child, as `traject up` and `traject demo --up` do.

It knows nothing of pages: whoever starts a portal need not wait until it has read all of it as well.
"""

import asyncio
import contextlib
import errno
import os
import socket
import sys
from collections.abc import AsyncIterator
from enum import Enum, auto
from time import monotonic

from workers.settings import Settings

BEREFT = "--until-standard-input-closes"
"""For who starts us as a child: when the parent is gone, however it ended, so is the portal."""
_STARTING = 20.0
"""Seconds that the portal may take to answer."""


class Start(Enum):
    """What became of a portal that was started beside others."""

    ANSWERS = auto()
    PORT_TAKEN = auto()
    FAILED = auto()


@contextlib.asynccontextmanager
async def started_beside(settings: Settings, host: str, port: int) -> AsyncIterator[Start]:
    """A portal in a process of its own, for as long as the block lasts; tells whether it came to answer."""
    if is_taken(host, port):
        yield Start.PORT_TAKEN
        return
    # A line for each request is for who asks for it.
    its_own = {"PORTAL_HOST": host, "PORTAL_PORT": str(port), "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "portal",
        BEREFT,
        env=os.environ | settings.as_environment | its_own,
        stdin=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for our parent, who stops us
    )
    try:
        yield Start.ANSWERS if await _answers(process, host, port) else Start.FAILED
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


def is_taken(host: str, port: int) -> bool:
    """Whether somebody else listens there; what answers would not be ours."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


async def _answers(process: asyncio.subprocess.Process, host: str, port: int) -> bool:
    """Whether the port opens before the process ends, or `_STARTING` is over."""
    until = monotonic() + _STARTING
    while process.returncode is None and monotonic() < until:
        try:
            _, writer = await asyncio.open_connection(host if host != "0.0.0.0" else "127.0.0.1", port)  # noqa: S104
        except OSError:
            await asyncio.sleep(0.1)
            continue
        writer.close()
        await asyncio.sleep(0.2)  # who finds the port taken by another ends about now
        return process.returncode is None
    return False
