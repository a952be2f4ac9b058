"""How fast a file goes in: read, checked, taken over, and a workflow started for everybody whose journey goes on.

Set beside a floor in the same run, some trajects at a time: both see the same machine, whatever else it does. Memory is
measured apart, without the floor; each size in a process of its own, so that its peak is its own.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

import psycopg

from benchmarks.copies import write_copies
from benchmarks.floor import QUEUE, Replay, bare_worker
from benchmarks.import_floor import Floor, Said, begun, said
from benchmarks.processor import Spent, spent
from benchmarks.report import Figure, Result, Table
from benchmarks.stand import MASTER_KEY, Stand, copy_database, plain, servers, worker
from benchmarks.statements import written_down
from cli.importing import check
from domain.calendar import amsterdam_day
from domain.ids import traject_workflow
from domain.take_over_values import TakeOverRows
from embedded.supervisor import Endpoints
from storage.subject_keys import KeyRing
from storage.tables import metadata
from workers.taking_in import take_in
from workflows.queue import TASK_QUEUE

SIZES = 1_000, 10_000
TOGETHER = 40
"""Trajects of ours, and then as many of the floor."""
RATE, GROWTH = 0.7, 1.1
ROWS = "SELECT " + " + ".join(f"(SELECT count(*) FROM {name})" for name in metadata.tables)  # noqa: S608 -- our own tables
STARTS = """
    SELECT count(*) FROM (SELECT ended FROM trajects UNION ALL SELECT ended FROM participants) AS everybody
    WHERE NOT ended
"""
Found = TypeVar("Found")


@dataclass(slots=True)
class Effort:
    """Seconds by the clock and of processor time."""

    clock: float = 0.0
    processor: Spent = field(default_factory=Spent)

    async def of(self, work: Awaitable[Found]) -> Found:
        """Add what the work takes."""
        clock, processor = perf_counter(), spent()
        found = await work
        self.clock += perf_counter() - clock
        self.processor = self.processor.plus(spent() - processor)
        return found


@dataclass(slots=True)
class Efforts:
    """What the whole file took."""

    checking: Effort = field(default_factory=Effort)
    ours: Effort = field(default_factory=Effort)
    floor: Effort = field(default_factory=Effort)


def run() -> Result:
    """A small file and a large one, and the large one beside the floor."""
    small, large, beside = (_in_a_process(size, how) for size, how in zip((*SIZES, SIZES[1]), "aab", strict=True))
    return result(small, large, beside)


def result(small: dict[str, float], large: dict[str, float], beside: dict[str, float]) -> Result:
    """The figures of three runs."""
    ours = beside["checking"] + beside["ours"]
    return Result(
        title="Import of trajects in all phases, with their history",
        figures=[
            Figure("participants", beside["participants"]),
            Figure("rows written", beside["rows"]),
            Figure("workflows started", beside["starts"]),
            Figure("checking the file", beside["checking"], "s"),
            Figure("taking over, all workflows at work", beside["ours"], "s"),
            Figure("participants per second, checking included", beside["participants"] / ours),
            Figure("floor, participants per second", beside["participants"] / beside["floor"]),
            Figure("rate, as a share of the floor's", beside["floor"] / ours, at_least=RATE),
            Figure(
                "processor time, as a multiple of the floor's", _processor(beside, "ours") / _processor(beside, "floor")
            ),
            Figure(f"peak memory with {small['participants']:,.0f} participants", small["memory"], "MiB"),
            Figure(f"peak memory with {large['participants']:,.0f} participants", large["memory"], "MiB"),
            Figure("growth of the peak", large["memory"] / small["memory"], "×", at_most=GROWTH),
        ],
        meaning=_MEANING,
        tables=[_where_it_goes(beside)],
    )


_MEANING = (
    "Command and worker in one process, as `traject import` runs when nothing else does; the memory is that of this "
    "process. The floor has as many workflows, each with a timer; as many updates, local activities and activities; "
    "and the very statements that ours committed, on a copy of the database. It neither reads a file nor "
    "decides, checks, encrypts or shows anything. Ours and the floor take turns, so that both see the same machine."
)
PARTS = (*Spent._fields,)


def _processor(found: dict[str, float], whose: str) -> float:
    return sum(found[f"{whose} {part}"] for part in PARTS)


def _where_it_goes(found: dict[str, float]) -> Table:
    names = ("client and worker", "Temporal", "Postgres")
    each = 1000 / found["participants"]
    rows = [
        (name, each * found[f"ours {part}"], each * found[f"floor {part}"])
        for name, part in zip(names, PARTS, strict=True)
    ]
    return Table("Processor time of a participant", ("part", "ours, ms", "floor, ms"), rows)


def _in_a_process(size: int, how: str) -> dict[str, float]:
    """`a`lone or `b`eside the floor. The file is made here: to make it takes more memory than to read it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        participants = write_copies(path, amsterdam_day(datetime.now(UTC)), size)
        ours = [sys.executable, "-m", "benchmarks.import_", str(path), how]
        done = subprocess.run(ours, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 -- ourselves
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {"participants": participants, **found}


def main(path: Path, how: str) -> None:
    """One file; figures as JSON on the last line of standard output."""
    with servers() as endpoints:
        efforts = asyncio.run((_beside if how == "b" else _alone)(endpoints, path))
        found = {"memory": _peak(), **_written(endpoints), **_as_figures(efforts)}
    print(json.dumps(found))


def _as_figures(efforts: Efforts) -> dict[str, float]:
    found = {"checking": efforts.checking.clock, "ours": efforts.ours.clock, "floor": efforts.floor.clock}
    for whose, processor in (
        ("ours", efforts.ours.processor.plus(efforts.checking.processor)),
        ("floor", efforts.floor.processor),
    ):
        found |= {f"{whose} {part}": seconds for part, seconds in zip(PARTS, processor, strict=True)}
    return found


async def _alone(endpoints: Endpoints, path: Path) -> Efforts:
    efforts = Efforts()
    async with worker(endpoints) as stand:
        checked = await efforts.checking.of(asyncio.to_thread(check, stand.engine, KeyRing(MASTER_KEY), path))
        await efforts.ours.of(_take_in(stand, checked.take_overs))
    return efforts


async def _beside(endpoints: Endpoints, path: Path) -> Efforts:
    """Ours and the floor, A B A B."""
    efforts, copy = Efforts(), Replay(plain(copy_database(endpoints.database_url, "copy")))
    async with (
        worker(endpoints) as stand,
        bare_worker(endpoints.temporal_address, endpoints.temporal_namespace, copy) as client,
    ):
        floor = Floor(client, copy)
        checked = await efforts.checking.of(asyncio.to_thread(check, stand.engine, KeyRing(MASTER_KEY), path))
        for start in range(0, len(checked.take_overs), TOGETHER):
            some = checked.take_overs[start : start + TOGETHER]
            with _said(stand) as trajects:
                await efforts.ours.of(_take_in(stand, some))
            await efforts.floor.of(_floor(floor, client, trajects))
    return efforts


@contextmanager
def _said(stand: Stand) -> Iterator[list[Said]]:
    """What ours says to Postgres inside the block."""
    found: list[Said] = []
    with written_down(stand.worker_engine) as recorder, written_down(stand.engine) as mailbox:
        yield found
    found += said(mailbox.take(), recorder.take())


async def _take_in(stand: Stand, take_overs: Sequence[TakeOverRows]) -> None:
    taken = await take_in(stand.mailbox, take_overs, lambda _done: None)
    assert not taken.failed, taken.failed
    await begun(stand.client, [traject_workflow(rows.traject) for rows in take_overs], TASK_QUEUE)


async def _floor(floor: Floor, client: Any, trajects: list[Said]) -> None:  # noqa: ANN401
    await begun(client, await floor.take_in(trajects), QUEUE)


def _peak() -> float:
    """MiB; of this program, not of the one that started it."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _written(endpoints: Endpoints) -> dict[str, float]:
    with psycopg.connect(plain(endpoints.database_url)) as connection:
        return {name: _one(connection, sql) for name, sql in {"rows": ROWS, "starts": STARTS}.items()}


def _one(connection: psycopg.Connection[Any], sql: str) -> float:
    row = connection.execute(sql.encode()).fetchone()
    assert row is not None
    return int(row[0])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
