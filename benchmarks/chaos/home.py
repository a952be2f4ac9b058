"""A home as `traject up` runs it: a process of its own with servers and worker below it, to be shot at."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from embedded import stragglers
from embedded.home import Home

Part = Literal["worker", "postgres", "temporal", "everything"]
_COMMAND = (sys.executable, "-c", "from cli.main import main; main()", "up", "--no-portal")
_NOT_OURS = ("DATABASE_URL", "TEMPORAL_ADDRESS", "TRAJECT_MASTER_KEY", "HEALTH_PORT", "METRICS_PORT")


class RunningHome:
    """`start`, shoot, look; `stop` ends it in order."""

    def __init__(self, folder: Path, output: Path) -> None:
        self.home = Home(folder)
        self._output = output
        self._up: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin `traject up`; what it says goes to the file `output`."""
        environment = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
        with self._output.open("ab") as output:
            self._up = subprocess.Popen(  # noqa: S603 -- our own program, from a list of arguments
                _COMMAND,
                env=environment | {"TRAJECT_HOME": str(self.home.folder)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def runs(self) -> bool:
        """Whether `traject up` is still there."""
        return self._up is not None and self._up.poll() is None

    @property
    def supervisor(self) -> int:
        """The process of `traject up`, 0 when there is none."""
        return self._up.pid if self._up is not None and self.runs else 0

    def is_ready(self) -> bool:
        """Whether this very `traject up` has both servers and a worker."""
        state = self.home.read(self.home.state_file)
        return self.runs and state.get("pid") == self.supervisor and self.of("worker") != []

    def announced(self, part: Part) -> object:
        """What shows that a part was started again: changes once it was, and is ready."""
        state = self.home.read(self.home.state_file)
        if part == "worker":
            return tuple(self.of("worker"))
        if part == "everything":
            return (state.get("pid"), bool(self.of("worker")))
        return state.get("parts", {}).get(part)

    def of(self, part: Part) -> list[int]:
        """The processes of a part, the main one first."""
        if part == "worker":
            return list(_workers_of(self.supervisor))
        if part == "temporal":
            return stragglers.working_in(self.home.temporal)
        if part == "postgres":
            return self._postgres()
        return [self.supervisor] if self.supervisor else []

    def _postgres(self) -> list[int]:
        found = stragglers.working_in(self.home.postgres)
        with contextlib.suppress(OSError, ValueError, IndexError):
            main = int((self.home.postgres / "postmaster.pid").read_text().splitlines()[0])
            found.sort(key=lambda pid: pid != main)
        return found

    def bury(self) -> None:
        """Take note that `traject up` was killed."""
        if self._up is not None:
            self._up.wait()

    def stop(self) -> int:
        """End it as Ctrl-C would; its exit status."""
        if self._up is None:
            return 0
        self._up.terminate()
        try:
            return self._up.wait(90)
        except subprocess.TimeoutExpired:
            self._up.kill()
            return self._up.wait()


def _workers_of(parent: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if parent and entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
                is_worker = b"workers" in (entry / "cmdline").read_bytes().split(b"\0")
                if is_worker and int(after_name[1]) == parent and after_name[0] != "Z":
                    yield int(entry.name)
