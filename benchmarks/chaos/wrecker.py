"""Kills and freezes the parts of a running home at random. What restarts them is `traject up` itself."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from time import monotonic

import structlog

from benchmarks.chaos.home import Part, RunningHome
from benchmarks.chaos.incidents import Incident
from benchmarks.chaos.ledger import Ledger

VICTIMS: dict[Part, int] = {"worker": 30, "temporal": 35, "postgres": 25, "everything": 10}
FROZEN: tuple[Part, ...] = ("worker", "temporal", "postgres")
PATIENCE = 150.0
"""Seconds after which something that does not come back is a violation, not a slow start."""
LOOK = 0.02

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(slots=True)
class Wrecker:
    """Does its worst `kills` times; `incidents` tells when, `blows` also when it froze something."""

    home: RunningHome
    ledger: Ledger
    rng: Random
    incidents: list[Incident] = field(default_factory=list)
    blows: list[float] = field(default_factory=list)
    freezes: int = 0

    async def wreck(self, kills: int, until: float) -> None:
        """So many kills, or until a moment of `monotonic()`."""
        for number in range(kills):
            if monotonic() > until:
                return
            if self.rng.random() < 0.3:
                await self._freeze()
            await self._kill(number)
            await self._let_them_work()

    async def _kill(self, number: int) -> None:
        part = self.rng.choices(list(VICTIMS), list(VICTIMS.values()))[0]
        chosen = self._some_of(part)
        before = self.home.announced(part)
        incident = Incident(part, monotonic())
        log.info("killing", number=number, part=part, pids=chosen)
        _send(chosen, signal.SIGKILL)
        self.incidents.append(incident)
        self.blows.append(incident.killed)
        if part == "everything":
            self.home.bury()
            self.home.start()
        if part == "postgres" and len(chosen) == 1 and chosen != self.home.of(part)[:1]:
            incident.restarted = incident.killed  # a server process among others: Postgres recovers by itself
        watching = asyncio.create_task(self._watch(incident, part, before))
        if self.rng.random() < 0.7:  # else the next blow falls while this one is being mended
            await watching
        else:
            await asyncio.wait([watching], timeout=self.rng.uniform(0.1, 2))
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    def _some_of(self, part: Part) -> Sequence[int]:
        """Of Postgres now and then all processes, or one that serves somebody."""
        found = self.home.of(part)
        if part != "postgres" or not found:
            return found
        return self.rng.choices([found[:1], found, [self.rng.choice(found)]], [6, 2, 2])[0]

    async def _watch(self, incident: Incident, part: Part, before: object) -> None:
        until = monotonic() + PATIENCE
        while incident.restarted is None and monotonic() < until:
            now = self.home.announced(part)
            if now not in {before, None, ()} and (part != "everything" or self.home.is_ready()):
                incident.restarted = monotonic()
            await asyncio.sleep(LOOK)
        while monotonic() < until and not self._answered_since(incident.restarted):  # noqa: ASYNC110 -- other processes
            await asyncio.sleep(LOOK)
        if monotonic() >= until:
            self.ledger.violations.append(f"{part} was killed; after {PATIENCE:.0f} s there was still no answer")

    def _answered_since(self, moment: float | None) -> bool:
        newest = next((one.ended for one in reversed(self.ledger.telling) if one.answered), 0.0)
        return moment is not None and newest > moment

    async def _let_them_work(self) -> None:
        await asyncio.sleep(self.rng.choice([self.rng.uniform(0, 1), self.rng.uniform(1, 6)]))

    async def _freeze(self) -> None:
        """Stopped for a while: its sockets stay open, and nobody behind them answers."""
        part = self.rng.choice(FROZEN)
        seconds = self.rng.choice([self.rng.uniform(0.2, 2), self.rng.uniform(2, 8)])
        log.info("freezing", part=part, seconds=round(seconds, 1))
        with _frozen(self.home.of(part)):
            self.freezes += 1
            self.blows.append(monotonic())
            await asyncio.sleep(seconds)


@contextlib.contextmanager
def _frozen(pids: Sequence[int]) -> Iterator[None]:
    _send(pids, signal.SIGSTOP)
    try:
        yield
    finally:
        _send(pids, signal.SIGCONT)


def _send(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
