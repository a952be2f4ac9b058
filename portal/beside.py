"""Starts a portal as a child, as `traject up` and `traject demo --up` do.

It knows nothing of pages: whoever starts a portal need not wait until it has read all of it as well.
"""

import asyncio
import contextlib
import errno
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator
from enum import Enum, auto
from time import monotonic

from workers.settings import Settings

log = logging.getLogger(__name__)

BEREFT = "--until-standard-input-closes"
"""For who starts us as a child: when the parent is gone, however it ended, so is the portal."""
_PAUSE = 1.0
"""Seconds before one that ended is started again."""
_STARTING = 20.0
"""Seconds that the portal may take to answer."""


class Start(Enum):
    """What became of a portal that was started beside others."""

    ANSWERS = auto()
    PORT_TAKEN = auto()
    FAILED = auto()


@contextlib.asynccontextmanager
async def started_beside(settings: Settings, host: str, port: int) -> AsyncIterator[Start]:
    """A portal in a process of its own, started again whenever it ends, for as long as the block lasts.

    Tells whether it came to answer; one that never did is not tried again.
    """
    if is_taken(host, port):
        yield Start.PORT_TAKEN
        return
    child = _Child(settings, host, port)
    keeping: asyncio.Task[None] | None = None
    try:
        answers = await _answers(await child.begin(), host, port)
        keeping = asyncio.create_task(child.keep_up()) if answers else None
        yield Start.ANSWERS if answers else Start.FAILED
    finally:
        if keeping is not None:
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeping
        await child.end()


class _Child:
    """The process of the portal, whichever it is by now."""

    def __init__(self, settings: Settings, host: str, port: int) -> None:
        # A line for each request is for who asks for it.
        its_own = {"PORTAL_HOST": host, "PORTAL_PORT": str(port), "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")}
        self._environment = os.environ | settings.as_environment | its_own
        self._process: asyncio.subprocess.Process | None = None

    async def begin(self) -> asyncio.subprocess.Process:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "portal",
            BEREFT,
            env=self._environment,
            stdin=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for our parent, who stops us
        )
        return self._process

    async def keep_up(self) -> None:
        """Start it again when it ended, however often that is."""
        while self._process is not None:
            status = await self._process.wait()
            log.warning("the portal ended and is started again", extra={"status": status})
            await asyncio.sleep(_PAUSE)
            try:
                await self.begin()
            except (
                OSError
            ) as problem:  # no memory for a process, say: the one that ended stands, and is looked at again
                log.warning("the portal cannot be started now", extra={"problem": str(problem)})

    async def end(self) -> None:
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        await self._process.wait()


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
