"""How fast a file goes in: read, checked, taken over, and a workflow started for everybody whose journey goes on.

Set beside a floor in the same run: as many bare workflow starts, and as many rows in a plain table, one transaction a
traject. Each size runs in a process of its own, so that its peak of memory is its own.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg
from temporalio.client import Client

from benchmarks.bare import Bare
from benchmarks.copies import write_copies
from benchmarks.floor import QUEUE, Replay, bare_worker
from benchmarks.report import Figure, Result
from benchmarks.stand import MASTER_KEY, Stand, plain, servers, worker
from cli.importing import check
from domain.calendar import amsterdam_day
from domain.ids import traject_workflow
from domain.take_over import TakeOverRows
from embedded.supervisor import Endpoints
from storage.subject_keys import KeyRing
from storage.tables import metadata
from workers.embedded import Running
from workers.taking_in import AT_ONCE, take_in

SIZES = 1_000, 10_000
RATE, GROWTH = 0.7, 1.5
A_ROW = json.dumps({"kind": "attendance_registered", "text": "x" * 250})
ROWS = "SELECT " + " + ".join(f"(SELECT count(*) FROM {name})" for name in metadata.tables)  # noqa: S608 -- our own tables
STARTS = """
    SELECT count(*) FROM (SELECT ended FROM trajects UNION ALL SELECT ended FROM participants) AS everybody
    WHERE NOT ended
"""


def run() -> Result:
    """A small file and a large one."""
    small, large = (_in_a_process(size) for size in SIZES)
    return Result(
        title="Import of trajects in all phases, with their history",
        figures=[
            Figure("participants", large["participants"]),
            Figure("rows written", large["rows"]),
            Figure("workflows started", large["starts"]),
            Figure("checking the file", large["checking"], "s"),
            Figure("taking over, all workflows started", large["seconds"], "s"),
            Figure("participants per second, checking included", _rate(large)),
            Figure("floor, participants per second", large["participants"] / large["floor"]),
            Figure(
                "rate, as a share of the floor's", _rate(large) / large["participants"] * large["floor"], at_least=RATE
            ),
            Figure(f"peak memory with {small['participants']:,.0f} participants", small["memory"], "MiB"),
            Figure(f"peak memory with {large['participants']:,.0f} participants", large["memory"], "MiB"),
            Figure("growth of the peak", large["memory"] / small["memory"], "×", at_most=GROWTH),
        ],
        meaning=(
            "Command and worker in one process, as `traject import` runs when nothing else does; the memory is that of "
            "this process. The floor neither reads a file nor decides anything."
        ),
    )


def _rate(found: dict[str, float]) -> float:
    return found["participants"] / (found["checking"] + found["seconds"])


def _in_a_process(size: int) -> dict[str, float]:
    done = subprocess.run(  # noqa: S603 -- ourselves
        [sys.executable, "-m", "benchmarks.import_", str(size)], stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(size: int) -> None:
    """One size; figures as JSON on the last line of standard output."""
    with servers() as endpoints, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        participants = write_copies(path, amsterdam_day(datetime.now(UTC)), size)
        found = asyncio.run(_import(endpoints, path))
        found |= {"participants": participants, "memory": _peak(), **_written(endpoints)}
        found["floor"] = asyncio.run(
            _floor(endpoints, int(found["trajects"]), int(found["starts"]), int(found["rows"]))
        )
    print(json.dumps(found))


async def _import(endpoints: Endpoints, path: Path) -> dict[str, float]:
    async with worker(endpoints) as stand:
        began = perf_counter()
        checked = await asyncio.to_thread(check, stand.engine, path)
        read = perf_counter()
        running = Running(stand.engine, stand.client, stand.mailbox, endpoints, KeyRing(MASTER_KEY))
        taken = await take_in(running.mailbox, checked.take_overs, lambda _done: None)
        assert not taken.failed, taken.failed
        await _everybody_started(stand, checked.take_overs)
        return {"checking": read - began, "seconds": perf_counter() - read, "trajects": len(checked.take_overs)}


async def _everybody_started(stand: Stand, take_overs: Iterable[TakeOverRows]) -> None:
    for rows in take_overs:
        handle = stand.client.get_workflow_handle(traject_workflow(rows.traject))
        while (await handle.describe()).raw_description.pending_activities:  # noqa: ASYNC110 -- no event tells
            await asyncio.sleep(0.05)


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


async def _floor(endpoints: Endpoints, trajects: int, starts: int, rows: int) -> float:
    """Seconds for as many starts and rows, a few trajects at a time."""
    address = plain(endpoints.database_url)
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE floor (id uuid PRIMARY KEY, data jsonb NOT NULL)")
    async with bare_worker(endpoints.temporal_address, endpoints.temporal_namespace, Replay(address)) as client:

        async def one(number: int) -> None:
            await asyncio.to_thread(_insert, address, rows // trajects)
            await _start(client, number, starts // trajects)

        began = perf_counter()
        await _a_few_at_a_time(one, range(trajects))
        return perf_counter() - began


async def _a_few_at_a_time(work: Callable[[int], Awaitable[None]], numbers: Iterable[int]) -> None:
    waiting = iter(numbers)

    async def take() -> None:
        for number in waiting:
            await work(number)

    await asyncio.gather(*(take() for _ in range(AT_ONCE)))


def _insert(address: str, rows: int) -> None:
    statement = b"INSERT INTO floor SELECT gen_random_uuid(), %s::jsonb FROM generate_series(1, %s)"
    with psycopg.connect(address) as connection:
        connection.execute(statement, (A_ROW, rows))


async def _start(client: Client, traject: int, starts: int) -> None:
    names = [f"bare-{traject}-{number}" for number in range(starts)]
    await asyncio.gather(*(client.start_workflow(Bare.run, id=name, task_queue=QUEUE) for name in names))


if __name__ == "__main__":
    main(int(sys.argv[1]))
