"""A home in which everything runs, with the worked example in it: for ways in that end at a real workflow."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from benchmarks.chaos.home import RunningHome
from benchmarks.fuzz import commands
from benchmarks.fuzz.commands import Place

EXAMPLE = Path(__file__).parents[2] / "tests" / "importer" / "example"
PATIENCE = 300.0
TIMES = 5


@contextmanager
def running() -> Iterator[Place]:
    """Started and stopped as somebody would."""
    with tempfile.TemporaryDirectory(prefix="th-", ignore_cleanup_errors=True) as folder:
        place = Place(Path(folder) / "home", Path(folder) / "work")
        place.folder.mkdir()
        up = RunningHome(place.home, Path(folder) / "up.log")
        up.start()
        try:
            until = monotonic() + PATIENCE
            while not up.is_ready():
                if monotonic() > until:
                    raise TimeoutError("the home does not start")
                sleep(0.1)
            _take_in(place)
            yield place
        finally:
            up.stop()


def _take_in(place: Place) -> None:
    """Repeated where a busy machine did not answer in time: the same file again changes nothing."""
    said = [commands.run(place.home, place.folder, ("import", str(EXAMPLE)))]
    while said[-1].status != 0:
        if len(said) == TIMES:
            raise RuntimeError(said[-1].out + said[-1].err)
        said.append(commands.run(place.home, place.folder, ("import", str(EXAMPLE))))
