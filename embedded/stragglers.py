"""Servers that outlived their supervisor: found by the folder they work in, stopped before new ones start.

Only for who holds the home's lock: then whatever still works in its folders has no owner.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import structlog

SERVERS = {"postgres", "initdb", "temporal"}
PATIENCE = {signal.SIGINT: 10.0, signal.SIGQUIT: 5.0, signal.SIGKILL: 5.0}

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


def stop_stragglers(folder: Path, signals: Mapping[signal.Signals, float] = PATIENCE) -> None:
    """Stop the servers that work in this folder: each signal, and the seconds to wait before the next.

    Nothing happens when there are none.
    """
    for number, seconds in signals.items():
        found = working_in(folder)
        if not found:
            return
        log.warning("stopping servers that were left behind", folder=str(folder), pids=found, signal=number.name)
        for pid in found:
            _send(pid, number)
        deadline = time.monotonic() + seconds
        while working_in(folder) and time.monotonic() < deadline:
            time.sleep(0.02)


def working_in(folder: Path) -> list[int]:
    """The server processes whose working directory is this folder; a shell that stands there is none."""
    if not folder.exists():
        return []
    return _by_proc(folder) if sys.platform == "linux" else _by_lsof(folder)


def _by_proc(folder: Path) -> list[int]:
    wanted = folder.stat()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            works_in = (entry / "cwd").stat()
            name = (entry / "comm").read_text().strip()
        except OSError:  # it ended meanwhile, or is another user's
            continue
        if os.path.samestat(works_in, wanted) and name in SERVERS:
            found.append(int(entry.name))
    return found


def _by_lsof(folder: Path) -> list[int]:
    program = shutil.which("lsof") or "/usr/sbin/lsof"
    command = [program, "-a", "-d", "cwd", "-F", "pcn", "--", str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    pids, found = 0, []
    for line in answer.stdout.splitlines():
        if line.startswith("p"):
            pids = int(line[1:])
        elif line.startswith("c") and line[1:] in SERVERS:
            found.append(pids)
    return found


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        log.debug("already gone", pid=pid)
