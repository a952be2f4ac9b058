"""Kills, freezes, cuts off and fills up a running home at random. What mends it is `traject up` itself."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from time import monotonic

import structlog

from benchmarks.chaos import cutting
from benchmarks.chaos.disk import SmallDisk
from benchmarks.chaos.home import Part, RunningHome
from benchmarks.chaos.incidents import Blow, Incident
from benchmarks.chaos.ledger import Ledger
from embedded.supervisor import Endpoints

VICTIMS: dict[Part, int] = {"worker": 30, "temporal": 35, "postgres": 25, "everything": 10}
FROZEN: tuple[Part, ...] = ("worker", "temporal", "postgres")
PATIENCE = 150.0
"""Seconds after which something that does not come back is a violation, not a slow start."""
LOOK = 0.02
FILL_EVERY = 0.05

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


def blows(plan: dict[Blow, int], rng: Random) -> list[Blow]:
    """So many of each kind, in random order."""
    all_of_them = [blow for blow, times in plan.items() for _ in range(times)]
    rng.shuffle(all_of_them)
    return all_of_them


@dataclass(slots=True)
class Wrecker:
    """Does its worst; each blow has dice of its own, so that how long the last one took decides nothing."""

    home: RunningHome
    endpoints: Endpoints
    disk: SmallDisk
    ledger: Ledger
    seed: int
    incidents: list[Incident] = field(default_factory=list)

    async def wreck(self, blows: Sequence[Blow], until: float) -> None:
        """One after the other, until a moment of `monotonic()`."""
        for number, blow in enumerate(blows):
            if not self.home.runs:
                self.ledger.violations.append("traject up had ended by itself, and was started again")
                self.home.start()
            if monotonic() > until:
                return
            rng = Random(f"{self.seed}/{number}")
            await self._strike(blow, rng)
            await asyncio.sleep(rng.choice([rng.uniform(0, 1), rng.uniform(1, 3)]))

    async def _strike(self, blow: Blow, rng: Random) -> None:
        """And see it mended, unless the next blow is to fall while this one is being mended."""
        strikes = {"kill": self._kill, "freeze": self._freeze, "cut": self._cut, "fill": self._fill}
        watching = asyncio.create_task(self._watch(*await strikes[blow](rng)))
        if rng.random() < 0.7:
            await watching
        else:
            await asyncio.wait([watching], timeout=rng.uniform(0.1, 2))
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    def _begin(self, blow: Blow, what: str, **more: object) -> Incident:
        incident = Incident(blow, what, monotonic())
        self.incidents.append(incident)
        log.info(blow, number=len(self.incidents), what=what, **more)
        return incident

    async def _kill(self, rng: Random) -> "Struck":
        part = rng.choices(list(VICTIMS), list(VICTIMS.values()))[0]
        chosen = self._some_of(part, rng)
        before = self.home.announced(part)
        incident = self._begin("kill", part, pids=chosen)
        _send(chosen, signal.SIGKILL)
        if part == "everything":
            self.home.bury()
            self.home.start()
        if part == "postgres" and len(chosen) == 1 and chosen != self.home.of(part)[:1]:
            incident.mended = incident.began  # a server process among others: Postgres recovers by itself
        return incident, lambda: self._is_another(part, before)

    def _some_of(self, part: Part, rng: Random) -> Sequence[int]:
        """Of Postgres now and then all processes, or one that serves somebody."""
        found = self.home.of(part)
        if part != "postgres" or not found:
            return found
        return rng.choices([found[:1], found, [rng.choice(found)]], [6, 2, 2])[0]

    def _is_another(self, part: Part, before: object) -> bool:
        now = self.home.announced(part)
        return now not in {before, None, ()} and (part != "everything" or self.home.is_ready())

    async def _freeze(self, rng: Random) -> "Struck":
        """Stopped for a while: its sockets stay open, and nobody behind them answers."""
        part = rng.choice(FROZEN)
        seconds = rng.choice([rng.uniform(0.2, 2), rng.uniform(2, 8)])
        incident = self._begin("freeze", part, seconds=round(seconds, 1))
        with _frozen(self.home.of(part)):
            await asyncio.sleep(seconds)
        return _over(incident)

    async def _cut(self, rng: Random) -> "Struck":
        drawn = cutting.draw(rng)
        incident = self._begin("cut", str(drawn))
        count = await cutting.make(drawn, self.home, self.endpoints, rng)
        log.info("cut", connections=count)
        if drawn.seconds is None:  # nobody heals it: the time counts from the cut
            incident.mended = incident.began
        return _over(incident)

    async def _fill(self, rng: Random) -> "Struck":
        """Not a byte can be written for a while, in which a part may be killed; then somebody makes room."""
        seconds = rng.choice([rng.uniform(1, 4), rng.uniform(4, 20)])
        victim = rng.choice([None, None, *FROZEN])
        incident = self._begin("fill", f"disk, {victim} killed meanwhile" if victim else "disk", free=self.disk.free)
        await self._keep_full(seconds / 2)
        if victim:
            _send(self.home.of(victim), signal.SIGKILL)
        await self._keep_full(seconds / 2)
        self.disk.make_room()
        return _over(incident)

    async def _keep_full(self, seconds: float) -> None:
        until = monotonic() + seconds
        while monotonic() < until:
            self.disk.fill()
            await asyncio.sleep(FILL_EVERY)

    async def _watch(self, incident: Incident, is_mended: Callable[[], bool]) -> None:
        until = monotonic() + PATIENCE
        while incident.mended is None and monotonic() < until:
            if is_mended():
                incident.mended = monotonic()
            await asyncio.sleep(LOOK)
        while monotonic() < until and not self._answered_since(incident.mended):  # noqa: ASYNC110 -- other processes
            await asyncio.sleep(LOOK)
        if monotonic() >= until:
            self.ledger.violations.append(
                f"{incident.blow} of {incident.what}: after {PATIENCE:.0f} s there was still no answer"
            )

    def _answered_since(self, moment: float | None) -> bool:
        newest = next((one.ended for one in reversed(self.ledger.telling) if one.answered), 0.0)
        return moment is not None and newest > moment


Struck = tuple[Incident, Callable[[], bool]]
"""What was done, and how to see that it is mended."""


def _over(incident: Incident) -> Struck:
    if incident.mended is None:
        incident.mended = monotonic()
    return incident, lambda: True


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
