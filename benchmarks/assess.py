"""What the rules cost by themselves: one participant, and a country of them, assessed in two processes.

Groups of 15 of the whole programme, each looked at on another day between registration and the last report, so that
every phase has its share.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from itertools import cycle, islice
from multiprocessing import get_context
from statistics import median
from time import perf_counter, process_time

from benchmarks.report import Figure, Result
from benchmarks.town import PEOPLE, PLAN
from domain.assess import assess
from domain.calendar import add_months, next_working_day
from domain.group import Municipal
from domain.terms import Outcome, SessionKind
from tests.domain.story import MONDAY, Story

COUNTRY = 143_000
"""All who became status holders from 2014 to mid-2019."""
SAMPLE = 10_500
PROCESSES = 2
AIM_MS, AIM_SECONDS = 0.2, 60
CEREMONY = MONDAY + timedelta(days=14 * len(PLAN))
DAYS = [MONDAY + timedelta(days=21 * number - 42) for number in range(28)]
NOWHERE = Municipal()


def run() -> Result:
    """A sample first; the country too if the sample says that it is less than a minute's work."""
    one = _one_participant()
    _, sample = _in_processes(SAMPLE)
    expected = sample / PROCESSES * COUNTRY / SAMPLE
    figures = [
        Figure("one participant, assessed", 1000 * one, "ms", at_most=AIM_MS),
        Figure(f"{COUNTRY:,} participants, extrapolated from {SAMPLE:,}, processor time", expected, "s"),
    ]
    if expected < AIM_SECONDS:
        country, processor = _in_processes(COUNTRY)
        figures += [
            Figure(f"{COUNTRY:,} participants, really run, by the clock", country, "s", at_most=AIM_SECONDS),
            Figure("of which each process was at work", processor / PROCESSES, "s"),
        ]
    return Result(
        title="Assessing people, without database or Temporal",
        figures=figures,
        meaning=(
            "The aim of a minute is by the clock, so it can be missed where others use the cores: then the clock shows "
            "more than the work. One participant is a fifteenth of a group, in processor time; the country has folding "
            "each group's facts in it, but not reading them. A traject is always assessed with everybody in it."
        ),
    )


def _one_participant() -> float:
    """Processor seconds: the median over all days of the fastest of several runs."""
    story = whole_story()
    situation, programme = story.situation(), story.programme

    def once(day: date) -> float:
        began = process_time()
        assess(situation, programme, day, NOWHERE)
        return process_time() - began

    return median(min(once(day) for _ in range(7)) for day in DAYS) / PEOPLE


def _in_processes(people: int) -> tuple[float, float]:
    """Seconds by the clock, once the processes are there; and of processor time, all together."""
    groups = -(-people // PEOPLE)
    shares = [groups // PROCESSES + (number < groups % PROCESSES) for number in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        list(pool.map(assess_groups, [1] * PROCESSES))
        began = perf_counter()
        processor = sum(pool.map(assess_groups, shares))
        return perf_counter() - began, processor


def assess_groups(groups: int) -> float:
    """Fold and assess so many groups, each on the next of the days; seconds of processor time."""
    story, began = whole_story(), process_time()
    for day in islice(cycle(DAYS), groups):
        assess(story.situation(), story.programme, day, NOWHERE)
    return process_time() - began


def whole_story() -> Story:
    """A group from registration until the last follow-up, everything recorded in time."""
    names = [f"p{number}" for number in range(PEOPLE)]
    story = Story().admitted(*names)
    for number, kind in enumerate(PLAN):
        day = MONDAY + timedelta(days=14 * number)
        story.held(f"b{number}", day, kind, **_all_but(names, number))
    story.held("ceremony", CEREMONY, SessionKind.CEREMONY, **dict.fromkeys(names, "present"))
    for months in story.programme.follow_up.months:
        day = next_working_day(add_months(CEREMONY, months))
        for name in names:
            story.contacted(name, months, day, Outcome.PAID_WORK)
    return story


def _all_but(names: Sequence[str], number: int) -> dict[str, str]:
    """One of them excused, another each time."""
    return dict.fromkeys(names, "present") | {names[number % len(names)]: "excused"}
