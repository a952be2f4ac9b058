"""The chaos run in short: everything is killed under work, and every promise is held all the same."""

import asyncio

from benchmarks.chaos.outcome import result
from benchmarks.chaos.run import Plan, run


def test_whatever_is_killed_nothing_is_lost_nothing_is_there_twice_and_nobody_is_left_behind() -> None:
    plan = Plan(kills=4, seed=3, minutes=0.3, groups=6, people=4, clients=4, pace=0.2, afterwards=2)

    outcome = asyncio.run(run(plan))

    assert outcome.violations == [], f"seed {plan.seed}"
    assert outcome.incidents
    assert outcome.journeys >= 1 + plan.people
    assert {figure.what for figure in result(outcome).figures} >= {"violations", "messages"}
