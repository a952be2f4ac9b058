"""Totals over all trajects, kept in this process for half a minute: counting them costs more than a page may.

They are forgotten as soon as something is said through this portal. Nobody gets what was counted for somebody else:
who looks, what they may see, the filters, the day and the language are the name under which a total is kept.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

from storage.engine import ReadSession

LONGEST = timedelta(seconds=30)
MOST = 500
"""Totals that are kept; the oldest goes first."""
T = TypeVar("T")
Count = Callable[[ReadSession, Any], T]
"""A function of a module, not a lambda: it is half of the name."""


@dataclass(frozen=True, slots=True)
class Total:
    """What was counted, and when."""

    value: Any
    at: datetime


class Remembered:
    """The totals of one process; threads may share it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = Lock()
        self._totals: dict[tuple[Count[Any], Hashable], Total] = {}
        self._forgotten = 0

    @property
    def said_so_far(self) -> int:
        """How often something was said. Ask before the first statement: what is said later may not be counted."""
        return self._forgotten

    def recall(self, count: Count[Any], session: ReadSession, look: Hashable, said_before: int) -> Total:
        """What was counted lately, or else counted now."""
        name, now = (count, look), self._now()
        with self._lock:
            found = self._totals.get(name)
        if found is not None and timedelta() <= now - found.at < LONGEST:
            return found
        fresh = Total(count(session, look), now)
        with self._lock:
            if said_before == self._forgotten:  # else something was said while this was counted
                self._keep(name, fresh)
        return fresh

    def forget(self) -> None:
        """Something was said: every total may be another."""
        with self._lock:
            self._totals.clear()
            self._forgotten += 1

    def _keep(self, name: tuple[Count[Any], Hashable], total: Total) -> None:
        self._totals.pop(name, None)
        self._totals[name] = total
        if len(self._totals) > MOST:
            del self._totals[next(iter(self._totals))]


class Totals:
    """What one page counts; `at` is when the oldest of it was counted."""

    def __init__(self, remembered: Remembered, session: ReadSession, look: Hashable) -> None:
        self._remembered, self._session, self._look = remembered, session, look
        self._said_before = remembered.said_so_far
        self.at: datetime | None = None

    def __call__(self, count: Count[T]) -> T:
        """The total that a function counts for who looks."""
        total = self._remembered.recall(count, self._session, self._look, self._said_before)
        self.at = total.at if self.at is None else min(self.at, total.at)
        value: T = total.value
        return value
