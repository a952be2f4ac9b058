"""What a home with 100,000 open journeys asks of a machine: starting, answering, memory, disk.

Beside it, in the same run and in turn, the same home with the sample's few hundred. `python -m benchmarks.scale
[--journeys N] [--in FOLDER]`; what is in the folder from an earlier run is not made again.
"""

import argparse
import asyncio
import random
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from uuid import uuid4

from sqlalchemy import text

from activities.messages import Message
from benchmarks.chaos.home import Part, RunningHome
from benchmarks.crowd import STORE, at, at_home, insist, make_crowd, make_sample, ready, under_way
from benchmarks.report import Figure, Result, Table, write
from domain import facts as f
from storage.engine import FOR_LONG_WORK, reading
from storage.queries.standings import SubjectStanding
from workers.embedded import Running
from workers.errors import Unavailable, Uncertain
from workers.metrics import Work
from workers.worker import CACHED_WORKFLOWS

JOURNEYS = 100_000
STARTS = 3
ANSWERS = 100
BURST, TOGETHER = 3 * CACHED_WORKFLOWS, 4
"""Messages to journeys that the worker does not remember, three times as many as it can; at most a quarter of all."""
SLOWER, LONGER, GROWTH = 1.5, 1.2, 1.1
MEBIBYTE = 2**20
PARTS: tuple[Part, ...] = ("worker", "temporal", "postgres")


@dataclass(slots=True)
class Measured:
    """A home, and what was found: seconds, milliseconds, MiB."""

    home: RunningHome
    trajects: int = 0
    participants: int = 0
    starts: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    repeated: int = 0
    spoken: int = 0
    memory: dict[Part, list[float]] = field(default_factory=dict)
    disk: dict[str, float] = field(default_factory=dict)
    metrics: float = 0

    async def start(self) -> None:
        """Start it, and stop it again."""
        self.home.start()
        try:
            self.starts.append(await ready(self.home))
        finally:
            self.home.stop()

    async def say(self, found: Running, subject: SubjectStanding) -> None:
        """Consent for photo and video: one fact, after which everybody in the traject is assessed."""
        consent = f.ConsentRecorded(participant=subject.subject, consent=True)
        message = Message(id=uuid4(), by="benchmark", facts=(consent,))
        began = perf_counter()
        while not await _heard(found, subject, message):
            self.repeated += 1
        self.answers.append(1000 * (perf_counter() - began))

    def look_at_memory(self) -> None:
        """Of each part, all its processes; pages that they share count once."""
        for part in PARTS:
            self.memory.setdefault(part, []).append(sum(map(_memory, self.home.of(part))) / MEBIBYTE)


async def _heard(found: Running, subject: SubjectStanding, message: Message) -> bool:
    """On a machine that is too busy people are told to say it again; they do, and their time counts."""
    try:
        await found.mailbox.say(subject.workflow, subject.traject, message)
    except (Unavailable, Uncertain):
        return False
    return True


def run(folder: Path, journeys: int, starts: int = STARTS) -> Result:
    """Make both homes and measure them, in turn wherever that is possible."""
    small, large = asyncio.run(_made(folder, journeys))
    asyncio.run(_measure(small, large, starts))
    return _result(small, large)


async def _made(folder: Path, journeys: int) -> tuple[Measured, Measured]:
    few, many = folder / "few", folder / f"many-{journeys}"
    if not few.exists():
        await make_sample(folder / "making")
        (folder / "making").rename(few)
    if not many.exists():
        await asyncio.to_thread(make_crowd, few, folder / "making", journeys)
        (folder / "making").rename(many)
    return Measured(at_home(few)), Measured(at_home(many))


async def _measure(small: Measured, large: Measured, starts: int) -> None:
    for _ in range(starts):
        for one in (small, large):
            await one.start()
    for one in (small, large):
        one.home.start()
    try:
        async with AsyncExitStack() as stack:
            for one in (small, large):
                await ready(one.home)
            homes = {id(one): await stack.enter_async_context(at(one.home)) for one in (small, large)}
            await _speak(small, homes[id(small)], large, homes[id(large)])
    finally:
        for one in (small, large):
            one.home.stop()


async def _speak(small: Measured, in_small: Running, large: Measured, in_large: Running) -> None:
    few = await asyncio.to_thread(_participants, small, in_small)
    many = await asyncio.to_thread(_participants, large, in_large)
    await insist(in_large, many)
    few = few[:ANSWERS]
    for subject in few:  # a worker soon remembers all of few
        await small.say(in_small, subject)
    small.answers.clear()
    small.look_at_memory()
    for number in range(ANSWERS):
        await small.say(in_small, few[number])
        await large.say(in_large, many[number])
    answers = list(large.answers)
    await _burst(large, in_large, many[ANSWERS:][: min(BURST, len(many) // 4)])
    large.answers = answers
    for one, found in ((small, in_small), (large, in_large)):
        await asyncio.to_thread(_look_around, one, found)


def _participants(one: Measured, found: Running) -> list[SubjectStanding]:
    """Whose journey goes on, in no order."""
    everybody = under_way(found.engine)
    people = [subject for subject in everybody if subject.subject != subject.traject]
    one.trajects, one.participants = len(everybody) - len(people), len(people)
    random.Random(2).shuffle(people)
    return people


async def _burst(one: Measured, found: Running, subjects: Sequence[SubjectStanding]) -> None:
    """Messages to one journey after another, a few at a time; memory is looked at now and then."""
    waiting = iter(enumerate(subjects))
    one.spoken = len(subjects)
    one.look_at_memory()

    async def take() -> None:
        for number, subject in waiting:
            await one.say(found, subject)
            if number % (len(subjects) // 6) == 0:
                one.look_at_memory()

    await asyncio.gather(*(take() for _ in range(TOGETHER)))
    one.look_at_memory()


def _look_around(one: Measured, found: Running) -> None:
    with reading(found.engine, FOR_LONG_WORK) as session:
        in_postgres = session.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    one.disk = {
        "Postgres": in_postgres / MEBIBYTE,
        "Temporal": (one.home.home.temporal / STORE).stat().st_size / MEBIBYTE,
    }
    began = perf_counter()
    list(Work(found.engine).collect())
    one.metrics = 1000 * (perf_counter() - began)


def _memory(pid: int) -> int:
    """Bytes."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024


def _result(small: Measured, large: Measured) -> Result:
    memory = large.memory["worker"]
    was_full = large.spoken >= BURST
    return Result(
        title=f"A home with {large.participants:,} open journeys, beside one with {small.participants:,}",
        figures=[
            Figure("open journeys", large.participants),
            Figure("trajects under way", large.trajects),
            *_compared(
                "`traject up` → the worker works, median", "s", small, large, lambda one: median(one.starts), LONGER
            ),
            *_compared("a message, p50", "ms", small, large, lambda one: median(one.answers), SLOWER),
            *_compared("a message, p95", "ms", small, large, lambda one: _p95(one.answers)),
            Figure("messages that had to be said again", small.repeated + large.repeated),
            Figure("journeys that spoke in the burst", large.spoken),
            Figure("memory of the worker at the end", memory[-1], "MiB"),
            Figure(
                "that, against halfway the burst",
                memory[-1] / memory[len(memory) // 2],
                "×",
                at_most=GROWTH if was_full else None,  # its cache is filling until then
            ),
            Figure("the page of metrics", large.metrics, "ms"),
            Figure("disk per journey, Postgres", 1024 * large.disk["Postgres"] / large.participants, "KiB"),
            Figure("disk per journey, Temporal", 1024 * large.disk["Temporal"] / large.participants, "KiB"),
        ],
        meaning=_MEANING,
        tables=[_sizes(small, large), _memories(large)],
    )


_MEANING = (
    "Both homes run side by side, on the machine's cores and disk, and are spoken to in turn. In the small one the "
    f"worker remembers every journey; in the large one it remembers {CACHED_WORKFLOWS:,}, so whoever is spoken to is "
    "read from Temporal and replayed. The sample's journeys were really recorded and started; the others are "
    "copies of their rows in Postgres and in Temporal's store, each with ids and a key of its own, and a hundred of "
    "them were asked first whether they stand where Postgres says."
)


def _compared(  # noqa: PLR0913, PLR0917 -- what, in what, of whom, how, and how much more it may be
    what: str,
    unit: str,
    small: Measured,
    large: Measured,
    of: Callable[[Measured], float],
    at_most: float | None = None,
) -> list[Figure]:
    few, many = of(small), of(large)
    return [
        Figure(f"{what}, {small.participants:,} journeys", few, unit),
        Figure(f"{what}, {large.participants:,} journeys", many, unit),
        Figure(f"{what}, ratio", many / few, "×", at_most=at_most),
    ]


def _start(one: Measured) -> float:
    return median(one.starts)


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


def _sizes(small: Measured, large: Measured) -> Table:
    rows = [(f"disk, {name}, MiB", small.disk[name], large.disk[name]) for name in small.disk]
    rows += [(f"memory, {part}, MiB", small.memory[part][-1], large.memory[part][-1]) for part in PARTS]
    rows.append(("the page of metrics, ms", small.metrics, large.metrics))
    rows += [
        (f"start {number}, s", *pair) for number, pair in enumerate(zip(small.starts, large.starts, strict=True), 1)
    ]
    return Table("Beside each other", ("what", f"{small.participants:,}", f"{large.participants:,}"), rows)


def _memories(large: Measured) -> Table:
    rows = list(zip(*(large.memory[part] for part in PARTS), strict=True))
    return Table("Memory during the burst, MiB", PARTS, rows)


def main() -> None:
    """Measure, write down, show."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--journeys", type=int, default=JOURNEYS, help="open journeys (default %(default)s)")
    parser.add_argument("--starts", type=int, default=STARTS, help="times that each is started (default %(default)s)")
    parser.add_argument("--in", dest="folder", type=Path, help="keep the homes here (default: gone afterwards)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ts-", ignore_cleanup_errors=True) as folder:
        result = run(given.folder or Path(folder), given.journeys, given.starts)
    command = f"python -m benchmarks.scale --journeys {given.journeys} --starts {given.starts}"
    print(write("scale", command, result))


if __name__ == "__main__":
    main()
