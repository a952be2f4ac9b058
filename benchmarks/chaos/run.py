"""One chaos run: a new home, a town that talks, a wrecker, and the verdict when all is quiet again."""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from time import monotonic

import structlog

from benchmarks.chaos import incidents as times
from benchmarks.chaos import verdict
from benchmarks.chaos.clients import Clients
from benchmarks.chaos.disk import SmallDisk
from benchmarks.chaos.group import Group
from benchmarks.chaos.home import RunningHome
from benchmarks.chaos.incidents import Blow, Incident
from benchmarks.chaos.ledger import Ledger
from benchmarks.chaos.replaying import of_histories
from benchmarks.chaos.story import OLDEST
from benchmarks.chaos.wrecker import Wrecker, blows
from cli.settle import settled
from domain.calendar import amsterdam_day
from embedded.supervisor import running
from storage.engine import FOR_LONG_WORK, make_engine, reading
from workers.embedded import Running, attached, settings_of

READY = 120.0
SETTLE = 120.0
"""Seconds: a wake-up that failed is tried again after a while; a journey that needs longer is stuck."""

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """How hard a run is. `minutes` ends the wrecking early; `disk` is the size of the home's disk in mebibytes; `pace`
    is the mean pause of a client, `afterwards` how long they go on after the last blow, both in seconds.
    """

    blows: dict[Blow, int]
    seed: int
    minutes: float = 18.0
    groups: int = 24
    people: int = 12
    clients: int = 8
    pace: float = 0.5
    afterwards: float = 15.0
    disk: int = 1024


@dataclass(slots=True)
class Outcome:
    """What was said, done and found; `seconds` is how long the run took."""

    plan: Plan
    ledger: Ledger
    incidents: list[Incident]
    violations: list[str]
    journeys: int = 0
    stored_after_an_error: int = 0
    seconds: float = 0.0


async def run(plan: Plan) -> Outcome:
    """The whole run; leaves nothing behind but its outcome, and its home when something went wrong.

    Raises:
        CannotMount: the plan fills a disk, and here nobody may mount one.
    """
    began = monotonic()
    folder = Path(tempfile.mkdtemp(prefix="tc-"))
    log.info("a chaos run", seed=plan.seed, home=str(folder))
    disk = SmallDisk(folder / "disk")
    with disk.mounted(plan.disk) if plan.blows.get("fill") else contextlib.nullcontext():
        outcome = await _in(disk, folder / "up.log", plan)
        if outcome.violations:
            log.warning("what the home was like is left", home=str(folder))
            shutil.copytree(disk.folder, folder / "left", ignore=shutil.ignore_patterns("filler", ".s.PGSQL*"))
    if not outcome.violations:
        shutil.rmtree(folder)
    outcome.seconds = monotonic() - began
    return outcome


async def _in(disk: SmallDisk, output: Path, plan: Plan) -> Outcome:
    home = RunningHome(disk.folder / "home", output)
    home.start()
    try:
        await until(home.is_ready, READY, "the home does not start")
        outcome = await _wreck(home, disk, plan)
    finally:
        status = home.stop()
    if status != 0:
        outcome.violations.append(f"traject up ended with status {status}")
    return outcome


async def _wreck(home: RunningHome, disk: SmallDisk, plan: Plan) -> Outcome:
    endpoints = running(home.home.folder)
    if endpoints is None:
        raise RuntimeError("the home was ready, and is gone")
    async with attached(settings_of(home.home.folder, endpoints), endpoints) as found:
        ledger = Ledger()
        clients = Clients(found.mailbox, ledger, groups(plan), plan.seed, plan.pace)
        await clients.begin()
        wrecker = Wrecker(home, endpoints, disk, ledger, plan.seed)
        talking = [asyncio.create_task(clients.talk(number)) for number in range(plan.clients)]
        try:
            await wrecker.wreck(blows(plan.blows, Random(plan.seed)), monotonic() + plan.minutes * 60)
            await asyncio.sleep(plan.afterwards)
        finally:
            clients.stop()
            await asyncio.gather(*talking)
        await until(home.is_ready, READY, "the home does not come back")
        times.settle(wrecker.incidents, ledger.telling)
        return await _judge(found, plan, ledger, wrecker)


async def _judge(found: Running, plan: Plan, ledger: Ledger, wrecker: Wrecker) -> Outcome:
    journeys, left = await settled(found, SETTLE)
    stuck = await of_histories(found.client)
    engine = make_engine(found.endpoints.database_url, pool_size=1, limits=FOR_LONG_WORK)
    with reading(engine) as session:
        violations = [
            *ledger.violations,
            *verdict.of_messages(session, ledger),
            *verdict.of_rules(session, today()),
            *verdict.of_journeys(left),
            *stuck,
        ]
        late = verdict.stored_after_an_error(session, ledger)
    engine.dispose()
    return Outcome(plan, ledger, wrecker.incidents, violations, journeys, late)


def groups(plan: Plan) -> list[Group]:
    """Trajects of all ages: in preparation, under way, in their follow-up and past it."""
    rng = Random(plan.seed)
    return [Group(number, today(), rng.randint(-20, OLDEST), plan.people) for number in range(plan.groups)]


def today() -> date:
    """The calendar day it is, as the workflows see it."""
    return amsterdam_day(datetime.now(UTC))


async def until(true: Callable[[], bool], seconds: float, otherwise: str) -> None:
    """Wait for something; raises TimeoutError, with that text."""
    ends = monotonic() + seconds
    while not true():
        if monotonic() > ends:
            raise TimeoutError(otherwise)
        await asyncio.sleep(0.05)
