"""For tests, of this package and of others: homes that vanish, a supervisor that can be killed, and proof of death."""

import contextlib
import json
import math
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from embedded.ports import FIRST, LAST, claim
from embedded.supervisor import Endpoints

DEADLINE = 60.0  # seconds; a machine that does much else is slow, and only a failure takes so long
MEMORY = Path("/dev/shm")  # noqa: S108  each folder has a name of its own
DISK = Path("/var/tmp")  # noqa: S108  where the system's folder for temporary files may be in memory
ROOM = 1_000_000_000  # bytes for each process of a test run: its tests keep half of that

# Prints where its servers are, and runs until a signal ends it.
SCRIPT = """
import json, signal, sys
from dataclasses import asdict
from pathlib import Path
import structlog
from embedded.supervisor import Supervisor
structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
signal.signal(signal.SIGINT, signal.default_int_handler)
supervisor = Supervisor(Path(sys.argv[1]), search_attributes={"Phase": "Keyword"})
with supervisor as endpoints:
    print(json.dumps({"endpoints": asdict(endpoints), "pids": supervisor.pids}), flush=True)
    signal.pause()
"""


@contextlib.contextmanager
def temporary_folder(*, on_disk: bool = False) -> Iterator[Path]:
    """A folder with a name short enough for a socket below it, unlike pytest's own; in memory where that fits."""
    where = DISK if on_disk else MEMORY if _fits_in_memory() else None
    with tempfile.TemporaryDirectory(prefix="tv-", dir=where, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _fits_in_memory() -> bool:
    """Whether files there push nothing else out, however many processes do the same."""
    if not os.access(MEMORY, os.W_OK | os.X_OK):
        return False
    needed = ROOM * int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return min(shutil.disk_usage(MEMORY).free, _available(), _allowed()) > needed


def _available() -> int:
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))


def _allowed() -> float:
    """What a container may still take, for which files in memory count as well."""
    limit, taken = (Path("/sys/fs/cgroup") / name for name in ("memory.max", "memory.current"))
    if not limit.is_file() or (most := limit.read_text().strip()) == "max":
        return math.inf
    return int(most) - int(taken.read_text())


@dataclass(frozen=True, slots=True)
class Background:
    """A supervisor in another process, and its servers."""

    process: subprocess.Popen[str]
    endpoints: Endpoints
    pids: Mapping[str, int]

    def end(self, number: signal.Signals) -> int:
        """Send it a signal; returns its exit status."""
        self.process.send_signal(number)
        return self.process.wait(DEADLINE)


@contextlib.contextmanager
def background(home: Path, python: Sequence[str] = (sys.executable,)) -> Iterator[Background]:
    """A supervisor in another process, started by the command `python`; killed at the end at the latest.

    Raises:
        AssertionError: it did not start; standard error says why.
    """
    path = os.pathsep.join(str(Path(module).parents[1]) for module in (__file__, psycopg.__file__))
    environment = os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [*python, "-c", SCRIPT, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd="/", env=environment) as process:
        try:
            said = json.loads((process.stdout and process.stdout.readline()) or "null")
            if said is None:
                raise AssertionError("the supervisor did not start")
            yield Background(process, Endpoints(**said["endpoints"]), said["pids"])
        finally:
            process.kill()


def until(true: Callable[[], bool], what: str) -> None:
    """Wait for something.

    Raises:
        AssertionError: it did not happen before the deadline.
    """
    deadline = time.monotonic() + DEADLINE
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"never happened: {what}")
        time.sleep(0.02)


def processes_in(home: Path) -> set[int]:
    """Every live process, ourselves left out, that works in the home or below it, or names it when started."""
    found = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):  # ended meanwhile, or a zombie
            works_in = (entry / "cwd").readlink()
            if works_in.is_relative_to(home) or os.fsencode(home) in (entry / "cmdline").read_bytes():
                found.add(int(entry.name))
    return found - {os.getpid()}


def execute(endpoints: Endpoints, statement: str) -> list[tuple[object, ...]]:
    """Run one statement in the embedded Postgres, and return its rows."""
    address = endpoints.database_url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def free_port() -> Iterator[int]:
    """A port that nobody else takes inside the block: neither another home nor an outgoing connection."""
    with contextlib.ExitStack() as claims:
        while not claim(port := FIRST + secrets.randbelow(LAST - FIRST + 1), claims):
            continue
        yield port
