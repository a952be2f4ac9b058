"""`python -m benchmarks.fuzz [--cases N] [--seed S] [--only WAY …] [--batch N]`: bad input against every way in.

Status 0 when nothing went wrong, 1 otherwise. A whole run goes to `benchmarks/results/fuzz.md` and `.json`.
"""

import argparse
import logging
import sys
from collections.abc import Iterator
from random import SystemRandom

import structlog

from benchmarks.fuzz.exploring import Fault, Found, Way, batch, explore
from benchmarks.fuzz.ground import new_ground
from benchmarks.fuzz.outcome import result, told
from benchmarks.fuzz.ways import ways
from benchmarks.report import write


def main() -> int:
    """Explore, tell each fault when it is found, and write down what a whole run found."""
    given = _asked()
    _be_quiet()
    with new_ground() as ground, ways(ground) as known:
        wanted = [way for way in known if not given.only or way.name in given.only]
        found = list(_explored(given, wanted))
    if not given.only:
        print(write("fuzz", f"python -m benchmarks.fuzz --cases {given.cases} --seed {given.seed}", result(found)))
    return 1 if any(one.faults for one in found) else 0


def _explored(given: argparse.Namespace, wanted: list[Way]) -> Iterator[Found]:
    whole = sum(way.share for way in wanted)
    for way in wanted:
        print(f"… {way.name}, seed {given.seed}", flush=True)
        if given.batch is not None:
            found = Found(way.name)
            for fault in batch(way, given.batch, way.size, given.seed, found):
                _tell(fault)
                found.add(fault)
        else:
            found = explore(way, max(round(given.cases * way.share / whole), 1), given.seed, _tell)
        print(f"{way.name}: {found.cases} cases, {len(found.faults)} faults, {found.seconds:.0f} s", flush=True)
        yield found


def _tell(fault: Fault) -> None:
    print(told(fault), flush=True)


def _be_quiet() -> None:
    """What the product logs of all this belongs to nobody."""
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="over all ways together (default %(default)s)")
    parser.add_argument("--seed", type=int, help="repeats the cases of an earlier run (default: drawn)")
    parser.add_argument("--only", nargs="*", metavar="WAY", help="some ways only; nothing is written down then")
    parser.add_argument("--batch", type=int, metavar="N", help="one batch only, as a fault says how to repeat it")
    given = parser.parse_args()
    if given.seed is None:
        given.seed = SystemRandom().randrange(10**6)
    return given


if __name__ == "__main__":
    sys.exit(main())
