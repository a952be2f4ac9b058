"""`python -m benchmarks.chaos [--kills N] [--seed S] [--minutes M]`: the fault tests at length.

Beside each hundred kills parts are frozen 30 times, connections cut 40 times and the home's disk, a small one in
memory, filled 6 times (by root only: others may not mount one).
Status 0 when every promise was kept, 1 otherwise. The result goes to `benchmarks/results/chaos.md` and `.json`.
"""

import argparse
import asyncio
import logging
import math
import os
import sys
from random import SystemRandom

import structlog

from benchmarks.chaos.disk import CannotMount, insist_on_mounting
from benchmarks.chaos.incidents import Blow
from benchmarks.chaos.outcome import command, result
from benchmarks.chaos.run import Plan, run
from benchmarks.report import write

BESIDE_A_KILL: dict[Blow, float] = {"freeze": 0.3, "cut": 0.4, "fill": 0.06}
"""How often, for each kill."""


def main() -> int:
    """Run, write down, and list what went wrong."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    plan = _asked()
    outcome = asyncio.run(run(plan))
    print(write("chaos", command(plan), result(outcome)))
    for violation in outcome.violations:
        print(f"seed {plan.seed}: {violation}")
    return 1 if outcome.violations else 0


def _asked() -> Plan:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    kills = int(os.environ.get("KILLS") or 100)
    parser.add_argument("--kills", type=int, default=kills, help="how often (also: KILLS; default %(default)s)")
    parser.add_argument("--seed", type=int, help="repeats the choices of an earlier run (default: drawn)")
    parser.add_argument("--minutes", type=float, help="stop wrecking after so long (default: enough for all kills)")
    given = parser.parse_args()
    seed = SystemRandom().randrange(10**6) if given.seed is None else given.seed
    minutes = max(17.0, given.kills * 0.3) if given.minutes is None else given.minutes
    blows: dict[Blow, int] = {"kill": given.kills}
    blows |= {blow: math.ceil(given.kills * often) for blow, often in BESIDE_A_KILL.items()}
    try:
        insist_on_mounting()
    except CannotMount as reason:
        print(f"no disk is filled, since none can be mounted here: {reason}")
        del blows["fill"]
    return Plan(blows, seed, minutes, disk=max(512, 2 * given.kills))


if __name__ == "__main__":
    sys.exit(main())
