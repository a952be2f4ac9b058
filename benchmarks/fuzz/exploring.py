"""Draws cases for a way in until there were enough, in batches that each begin on new ground and can be repeated."""

import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any, Generic, TypeVar

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

Case = TypeVar("Case")
MOST_SHOWN = 4000
"""Characters of a case that failed."""
SMALLER = 150
"""So many attempts to find a smaller case that fails in the same way."""
_ROOT = Path(__file__).parents[2]


class NotAsPromised(AssertionError):
    """What came of a case is not what was promised; the text says what, and never depends on the case."""


@dataclass(frozen=True)
class Property(Generic[Case]):
    """Cases, what must hold of each, how one is shown to be repeated, and what must hold after all of them."""

    cases: SearchStrategy[Case]
    holds: Callable[[Case], None]
    shown: Callable[[Case], str] = repr
    afterwards: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that went wrong: `what` and `where` make it the same fault, whatever case showed it."""

    way: str
    what: str
    where: str
    case: str
    repeat: str
    trace: str = ""


@dataclass(slots=True)
class Found:
    """What a way in was put through: `seconds` it took, and each fault once, with how many batches met it."""

    way: str
    cases: int = 0
    batches: int = 0
    seconds: float = 0.0
    faults: dict[tuple[str, str], Fault] = field(default_factory=dict)
    times: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, fault: Fault) -> None:
        """Keep the first of its kind."""
        key = (fault.what, fault.where)
        self.faults.setdefault(key, fault)
        self.times[key] = self.times.get(key, 0) + 1


@dataclass(frozen=True, slots=True)
class Way:
    """A way in. `open` lays out new ground for one batch of `size` cases; `share` of a hundred cases are for it."""

    name: str
    what: str
    share: float
    size: int
    open: Callable[[], AbstractContextManager[Property[Any]]]


def explore(way: Way, cases: int, seed: int, on_fault: Callable[[Fault], None] = lambda _: None) -> Found:
    """Batch after batch, until `cases` were tried."""
    found, began = Found(way.name), monotonic()
    while found.cases < cases:
        for fault in batch(way, found.batches, min(way.size, cases - found.cases), seed, found):
            if (fault.what, fault.where) not in found.faults:
                on_fault(fault)
            found.add(fault)
        found.batches += 1
    found.seconds = monotonic() - began
    return found


def batch(way: Way, number: int, cases: int, seed: int, found: Found) -> Iterator[Fault]:
    """One batch on ground of its own; `found` counts what was tried."""
    repeat = f"python -m benchmarks.fuzz --only {way.name} --seed {seed} --batch {number}"
    with way.open() as prop:
        run = _Run(prop)
        run.draw(cases, Random(f"{seed}/{way.name}/{number}").getrandbits(64))
        found.cases += max(run.tried, 1)  # a strategy that cannot draw would go on for ever
        if run.failed is not None:
            yield _fault(way, repeat, *run.failed)
        try:
            prop.afterwards()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            yield _fault(way, repeat, error, "all cases of the batch, one after the other")


class _Enough(BaseException):
    """No smaller case is looked for any more."""


@dataclass
class _Run(Generic[Case]):
    """Counts cases until the first that fails, and keeps the smallest."""

    prop: Property[Case]
    tried: int = 0
    failed: tuple[Exception, str] | None = None
    _left: int = SMALLER

    def draw(self, cases: int, seed: int) -> None:
        """As many cases, or fewer when there are no more."""

        @given(self.prop.cases)
        def drawn(case: Case) -> None:
            self._try(case)

        quiet = settings(
            max_examples=cases,
            database=None,
            deadline=None,
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        )
        with _told_apart(self):
            hypothesis.seed(seed)(quiet(drawn))()

    def _try(self, case: Case) -> None:
        if self.failed is None:
            self.tried += 1
        elif self._left == 0:
            raise _Enough
        else:
            self._left -= 1
        try:
            self.prop.holds(case)
        except Exception as error:
            self.failed = (error, self.prop.shown(case))
            raise


@contextmanager
def _told_apart(run: _Run[Any]) -> Iterator[None]:
    """A case that failed is told by us; an error before any case failed is one of these tests themselves."""
    try:
        yield
    except (Exception, _Enough):  # hypothesis raises groups, notes and errors of its own around what failed
        if run.failed is None:
            raise


def _fault(way: Way, repeat: str, error: Exception, case: str) -> Fault:
    if isinstance(error, NotAsPromised):
        what, where = str(error), ""
    else:
        what, where = type(error).__name__, _ours(error)
    trace = "".join(traceback.format_exception(error)[-12:])
    return Fault(way.name, what, where, case[:MOST_SHOWN], repeat, trace)


def _ours(error: BaseException) -> str:
    """The innermost line of ours that it came through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_ours(frame.filename)]
    if not frames:
        return ""
    return f"{Path(frames[-1].filename).relative_to(_ROOT)}:{frames[-1].name}"


def _is_ours(file: str) -> bool:
    path = Path(file)
    return path.is_relative_to(_ROOT) and ".venv" not in path.parts and "fuzz" not in path.parts
