"""Which connection is cut, and how: of the worker or of those who speak to it, to Temporal or to Postgres."""

import asyncio
import os
from dataclasses import dataclass
from random import Random
from typing import Literal

import psycopg
from sqlalchemy import make_url

from benchmarks.chaos.connections import How, borrowed, cut, heal, to_port, to_postgres
from benchmarks.chaos.home import RunningHome
from embedded.supervisor import Endpoints

Line = Literal["clients to Temporal", "worker to Temporal", "worker to Postgres", "everybody to Postgres"]
LINES: dict[Line, int] = {
    "clients to Temporal": 30,
    "worker to Temporal": 30,
    "worker to Postgres": 15,
    "everybody to Postgres": 25,
}
_BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@dataclass(frozen=True, slots=True)
class Cut:
    """One cut; a silent line speaks again after `seconds`, or never when that is None."""

    line: Line
    how: How
    seconds: float | None = None

    def __str__(self) -> str:
        ever = ", for good" if self.how == "silent" and self.seconds is None else ""
        return f"{self.line}: {self.how}{ever}"


def draw(rng: Random) -> Cut:
    """A line to Postgres is a socket of the file system: nothing is ever lost on it, so it is never silent."""
    line = rng.choices(list(LINES), list(LINES.values()))[0]
    if line == "everybody to Postgres":
        return Cut(line, "reset")
    if line == "worker to Postgres":
        return Cut(line, rng.choice(["reset", "half closed"]))
    how: How = rng.choice(["reset", "half closed", "silent", "silent"])
    seconds = rng.choice([rng.uniform(0.5, 3), rng.uniform(3, 10), None]) if how == "silent" else None
    return Cut(line, how, seconds)


async def make(one: Cut, home: RunningHome, endpoints: Endpoints, rng: Random) -> int:
    """Cut, and wait until it is healed if it will be; how many connections were cut."""
    if one.line == "everybody to Postgres":
        return await asyncio.to_thread(_terminate, endpoints.database_url, rng)
    port = int(endpoints.temporal_address.rpartition(":")[2])
    wanted = to_postgres if one.line == "worker to Postgres" else to_port(port)
    pids = [os.getpid()] if one.line == "clients to Temporal" else home.of("worker")
    count = 0
    for pid in pids:
        with borrowed(pid, wanted) as connections:
            cut(connections, one.how)
            count += len(connections)
            if one.seconds is not None:
                await asyncio.sleep(one.seconds)
                heal(connections)
    return count


def _terminate(database_url: str, rng: Random) -> int:
    """As an administrator does: some server processes, or all of them. None when Postgres is away."""
    address = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(address, autocommit=True, connect_timeout=2) as connection:
            pids = [row[0] for row in connection.execute(_BACKENDS).fetchall()]
            chosen = pids if rng.random() < 0.4 else rng.sample(pids, (len(pids) + 1) // 2)
            for pid in chosen:
                connection.execute("SELECT pg_terminate_backend(%s)", (pid,))
            return len(chosen)
    except psycopg.OperationalError:
        return 0
