"""For a server whose process is there and which answers nobody: a process alone proves little."""

import asyncio
from collections.abc import Callable, Coroutine
from time import monotonic

ASK_EVERY = 5.0


class Patience:
    """Asks a question every few seconds, and knows for how long the answer has been no."""

    def __init__(self, ask: Callable[[], Coroutine[None, None, bool]], seconds: float) -> None:
        self._ask = ask
        self._seconds = seconds
        self._asked_at = self._well_at = monotonic()
        self._asking: asyncio.Task[bool] | None = None

    def begin_anew(self) -> None:
        """What was answered until now, or is being asked, says nothing any more."""
        if self._asking is not None:
            self._asking.cancel()
        self._asking = None
        self._asked_at = self._well_at = monotonic()

    def is_at_an_end(self) -> bool:
        """Whether it has been no for too long; then patience begins anew. Never waits for the answer."""
        now = monotonic()
        if self._asking is None:
            if now - self._asked_at >= ASK_EVERY:
                self._asked_at, self._asking = now, asyncio.create_task(self._ask())
            return False
        if not self._asking.done():
            return False
        well, self._asking = self._asking.result(), None
        at_an_end = not well and now - self._well_at > self._seconds
        if well or at_an_end:
            self._well_at = now
        return at_an_end
