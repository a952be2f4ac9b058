"""One server process: started through the launcher, watched, stopped, and quoted when it fails."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from embedded import launcher
from embedded.errors import DiskFull, IdentityNotDropped, NoBinaries, StartFailed
from embedded.identity import SAME, Identity

LINES_QUOTED = 12
POLL = 0.01  # seconds
KERNEL_SENDS_DEATH_SIGNAL = sys.platform == "linux"


@dataclass(frozen=True, slots=True)
class Task:
    """What to run, where, as whom. `death_signal` is what it gets when the supervisor is gone."""

    part: str
    command: Sequence[str]
    folder: Path
    log: Path
    death_signal: signal.Signals
    identity: Identity = SAME


class Child:
    """A running `Task`. Only its output of this run is quoted in errors."""

    def __init__(self, task: Task, *, kernel_sends_death_signal: bool = KERNEL_SENDS_DEATH_SIGNAL) -> None:
        self.task = task
        self._pipe: int | None = None
        read_end = None
        if not kernel_sends_death_signal:
            read_end, self._pipe = os.pipe()
        task.log.touch(mode=0o600)
        with task.log.open("ab") as output:
            self._log_start = output.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", launcher.__file__, self._orders(read_end), *task.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=clean_environment(),
                start_new_session=True,  # Ctrl-C is for us: we stop the servers after those who use them
                pass_fds=() if read_end is None else (read_end,),
            )
        if read_end is not None:
            os.close(read_end)

    def _orders(self, death_pipe: int | None) -> str:
        who = self.task.identity
        orders = launcher.Orders(
            folder=str(self.task.folder),
            identity=who.how,
            uid=who.uid,
            gid=who.gid,
            death_signal=int(self.task.death_signal),
            parent=os.getpid(),
            death_pipe=death_pipe,
        )
        return orders.as_argument()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def status(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    def wait_until(self, ready: Callable[[], bool], seconds: float, sign_of_progress: bytes | None = None) -> None:
        """Wait until `ready()`, so many seconds; as long again where it said meanwhile that it makes progress.

        Raises:
            StartFailed: it ended before that, or was not ready in time.
            DiskFull, IdentityNotDropped, NoBinaries: that is why it ended.
        """
        deadline, progress = time.monotonic() + seconds, 0
        while not ready():
            if time.monotonic() > deadline and (said := self._times_said(sign_of_progress)) > progress:
                deadline, progress = time.monotonic() + seconds, said
            over = self.status is not None or time.monotonic() > deadline
            if over and not ready():  # asked once more: it may have ended, as it should, in between
                raise self.failure()
            time.sleep(POLL)

    def finish(self, seconds: float) -> None:
        """Wait until it ends with status 0; the same errors as `wait_until`."""
        self.wait_until(lambda: self.status is not None, seconds)
        self._close_pipe()
        if self.status != 0:
            raise self.failure()

    def failure(self) -> Exception:
        """Why it failed, as far as its exit status and its last words tell."""
        said = self.last_lines()
        if self.status == launcher.EXIT_IDENTITY:
            return IdentityNotDropped(said)
        if self.status == launcher.EXIT_CANNOT_EXECUTE:
            return NoBinaries(self.task.part, said)
        if "No space left on device" in said or "database or disk is full" in said:
            return DiskFull(self.task.folder)
        return StartFailed(self.task.part, self.task.log, said)

    def _times_said(self, words: bytes | None) -> int:
        return 0 if words is None else self._output().count(words)

    def _output(self) -> bytes:
        with self.task.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read()

    def last_lines(self) -> str:
        lines = self._output().decode(errors="replace").splitlines()
        return "\n".join(lines[-LINES_QUOTED:])

    def stop(self, signals: Mapping[signal.Signals, float]) -> None:
        """Ask in ever clearer terms: each signal, and the seconds to wait before the next."""
        for number, seconds in signals.items():
            if self.status is not None:
                break
            self._process.send_signal(number)
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                continue
        self._close_pipe()

    def _close_pipe(self) -> None:
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None


def clean_environment() -> dict[str, str]:
    """Nothing inherited may change what the servers do: PGPORT, TEMPORAL_*, LD_PRELOAD, a missing locale."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
