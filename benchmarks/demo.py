"""How long after `make demo` the portal answers: in a new home, and in one that holds the samples already."""

import os
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import monotonic, sleep

import psutil  # type: ignore[import-untyped] # it has no stubs

from benchmarks.report import Figure, Result, Table
from embedded.testing import free_port

AIM, TIMES = 10, 3
PATIENCE = 300
_COMMAND = (sys.executable, "-c", "from cli.main import main; main()", "demo", "--up", "--port")
_ALL_IN = {"TRAJECT_LANG": "en"}, "Everything runs"


@dataclass(frozen=True, slots=True)
class Begun:
    """Seconds from the command until the portal answered (by the clock, and of all cores), and until all was in."""

    answered: float
    processor: float
    loaded: float


def run() -> Result:
    """Each time a new home, and then the same one again."""
    new, again = [], []
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory(prefix="td-", ignore_cleanup_errors=True) as folder:
            new.append(_demo(Path(folder)))
            again.append(_demo(Path(folder)))
    return Result(
        title="`make demo`, when set up before: how long until the portal answers",
        figures=[
            Figure("new home: the portal answers, median", median(one.answered for one in new), "s", at_most=AIM),
            Figure("new home: processor time of everything until then", median(one.processor for one in new), "s"),
            Figure("new home: all samples are in, median", median(one.loaded for one in new), "s"),
            Figure("home with samples: the portal answers, median", median(one.answered for one in again), "s"),
            Figure("home with samples: all samples were compared, median", median(one.loaded for one in again), "s"),
        ],
        meaning=(
            "From the start of the command to the first 200 of its page to sign in, by the clock. Where others use the "
            "cores the clock shows more than the work, which is the processor time of all processes together."
        ),
        tables=[
            Table(
                "Each time",
                ("home", "portal answers, s", "processor, s", "samples are in, s"),
                [
                    (what, one.answered, one.processor, one.loaded)
                    for what, some in (("new", new), ("with samples", again))
                    for one in some
                ],
            )
        ],
    )


def _demo(folder: Path) -> Begun:
    """`traject demo --up` in a folder, ended once all is in."""
    language, all_in = _ALL_IN
    began = monotonic()
    environment = {**os.environ, **language, "TRAJECT_HOME": str(folder / "home")}
    with (
        free_port() as port,
        subprocess.Popen(  # noqa: S603 -- our own program
            [*_COMMAND, str(port)], env=environment, stdout=subprocess.PIPE, text=True
        ) as process,
    ):
        try:
            _until_it_answers(port, process)
            answered, processor = monotonic() - began, _processor_seconds(process.pid)
            assert any(all_in in line for line in process.stdout or ()), "the samples did not go in"
            return Begun(answered, processor, monotonic() - began)
        finally:
            process.send_signal(signal.SIGINT)


def _until_it_answers(port: int, process: "subprocess.Popen[str]") -> None:
    until = monotonic() + PATIENCE
    while process.poll() is None and monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/aanmelden", timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            sleep(0.05)
    raise TimeoutError("the portal does not answer")


def _processor_seconds(pid: int) -> float:
    """Of a process and all that it started."""
    process = psutil.Process(pid)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return float(sum(one.user + one.system + one.children_user + one.children_system for one in times))
