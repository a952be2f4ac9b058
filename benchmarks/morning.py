"""Ten thousand follow-ups open on one morning, and nobody was there at midnight: all clocks ring when the worker is
back. Meanwhile people speak, and look at their lists.

`python -m benchmarks.morning [--people N]`; the real server, with the virtual clock of the tests.
"""

import argparse
import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median, quantiles
from time import perf_counter
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Select, func, select

from activities.messages import Enclosure, Message
from benchmarks.chaos import verdict
from benchmarks.chaos.group import PLAN, Group, told
from benchmarks.journey import postgres
from benchmarks.report import Figure, Result, write
from domain import facts as f
from domain.calendar import add_months, next_working_day, start_of
from domain.ids import participant_workflow
from domain.terms import Presence, TaskKind
from storage.engine import FOR_LONG_WORK, make_engine, reading
from storage.queries.tasks import TaskFilter
from storage.tables import participants, tasks, trajects
from tests.workflows.servers import temporal_server
from tests.workflows.town import AFTER_MIDNIGHT, Town, new_town, working
from views import tasks as task_list
from views.day import Day
from workers.errors import Unavailable, Uncertain
from workers.worker import THREADS
from workflows.alarm import SPREAD

PEOPLE, IN_A_GROUP, GROUPS_IN_A_TOWN = 10_000, 15, 10
FOLLOW_UP, OPENS = 3, timedelta(days=14)
"""Months after the ceremony, and how long before that the task opens (FUP-n)."""
AT_ONCE = 8
PAUSE = 0.2
"""Seconds between two things that people do meanwhile."""

Thing = TypeVar("Thing")


@dataclass(slots=True)
class Morning:
    """What was found: seconds from the worker's return, milliseconds of what people did meanwhile."""

    people: int
    follow_ups: int = 0
    listed: float = 0
    asleep: float = 0
    violations: list[str] = field(default_factory=list)
    messages: list[float] = field(default_factory=list)
    lists: list[float] = field(default_factory=list)
    repeated: int = 0


def due_together(today: date, people: int) -> tuple[date, list[Group]]:
    """Groups whose follow-ups all open on one of the next days, and that day."""
    day, age = next(
        (today + timedelta(days=ahead), age)
        for ahead in range(1, 30)
        for age in range(200, 260)
        if _opens(today - timedelta(days=age)) == today + timedelta(days=ahead)
    )
    towns = [(f"Ochtend {number // GROUPS_IN_A_TOWN}",) for number in range(-(-people // IN_A_GROUP))]
    return day, [Group(number, today, age, IN_A_GROUP, towns=town) for number, town in enumerate(towns)]


def _opens(kick_off: date) -> date:
    ceremony = kick_off + timedelta(days=14 * (len(PLAN) - 1))
    return next_working_day(add_months(ceremony, FOLLOW_UP)) - OPENS


async def live(town: Town, people: int) -> Morning:
    """Until the night with a worker, through the night without one, and on until all have had their morning."""
    day, groups = due_together(town.today, people)
    found = Morning(people=len(groups) * IN_A_GROUP)
    async with working(town):
        for group in groups:  # one at a time: whoever creates a traject has the town's lock
            await _begin(town, group)
        await _asleep(town)
    await _each(sorted(town.subjects), lambda subject: _sleep_through_midnight(town, subject, day))
    town.today = day
    began = perf_counter()
    async with working(town):
        over = asyncio.Event()
        talking = asyncio.create_task(_talk(town, groups, found, over))
        await _listed(town)
        found.listed = perf_counter() - began
        await _asleep(town)
        found.asleep = perf_counter() - began
        over.set()  # not cancelled: the SDK makes an error of its own of that, after which the message is said again
        await talking
    with reading(town.engine, FOR_LONG_WORK) as session:
        found.follow_ups = session.execute(_FOLLOW_UPS).scalar_one()
        found.violations = list(verdict.of_rules(session, day))
    return found


_FOLLOW_UPS = select(func.count()).where(tasks.c.kind == TaskKind.FOLLOW_UP, tasks.c.state == "open")


async def _begin(town: Town, group: Group) -> None:
    """Everybody was there each time; the ceremony is behind them."""
    facts, enclosure = told(group)
    everybody: dict[UUID, Presence | None] = dict.fromkeys(group.people(), Presence.PRESENT)
    held = [f.AttendanceRegistered(session=one, statuses=everybody) for one in group.past()]
    message = Message(id=uuid4(), by="benchmark", facts=(*facts, *held), enclosed=True)
    while not await _heard(town, group, group.workflow, message, enclosure):
        pass
    town.subjects |= {group.workflow, *map(participant_workflow, group.people())}


async def _heard(town: Town, group: Group, subject: str, message: Message, enclosure: Enclosure | None = None) -> bool:
    """Whoever is told to say it again later does so."""
    try:
        await town.mailbox.say(subject, group.id, message, enclosure)
    except (Unavailable, Uncertain):
        return False
    return True


async def _sleep_through_midnight(town: Town, subject: str, day: date) -> None:
    """As far as the alarm that nobody hears; whoever has none that night sees the morning."""
    passing = asyncio.create_task(town.forward(town.handle(subject), start_of(day) + AFTER_MIDNIGHT))
    while not passing.done() and not await _waits_for_a_worker(town, subject):  # noqa: ASYNC110 -- no event tells
        await asyncio.sleep(0.02)
    passing.cancel()


async def _waits_for_a_worker(town: Town, subject: str) -> bool:
    return (await town.handle(subject).describe()).raw_description.HasField("pending_workflow_task")


async def _listed(town: Town) -> None:
    """Until the lists have taken in the day."""
    behind = [
        select(func.count()).where(~one.c.ended, one.c.next_check <= town.today) for one in (trajects, participants)
    ]
    while await asyncio.to_thread(_any, town, behind):  # noqa: ASYNC110 -- no event tells
        await asyncio.sleep(PAUSE)


def _any(town: Town, counts: Sequence[Select[int]]) -> bool:
    with reading(town.engine) as session:
        return any(session.execute(count).scalar_one() for count in counts)


async def _asleep(town: Town) -> None:
    """Until no workflow waits for a worker or has an activity under way: trajects first, for they wake the others."""
    for what in ("traject-", "participant-"):
        some = sorted(one for one in town.subjects if one.startswith(what))
        await _each(some, lambda subject: _until_quiet(town, subject))


async def _until_quiet(town: Town, subject: str) -> None:
    while not await town.is_quiet(subject):  # noqa: ASYNC110 -- no event tells
        await asyncio.sleep(0.02)


async def _talk(town: Town, groups: Sequence[Group], found: Morning, over: asyncio.Event) -> None:
    """Somebody has consent recorded of one participant after another, and looks at the list of a town in between."""
    draw = random.Random(3)
    while not over.is_set():
        group = draw.choice(groups)
        who = draw.choice(list(group.people()))
        message = Message(id=uuid4(), by="benchmark", facts=(f.ConsentRecorded(participant=who, consent=True),))
        began = perf_counter()
        while not await _heard(town, group, participant_workflow(who), message):
            found.repeated += 1
            if over.is_set():
                return
        found.messages.append(1000 * (perf_counter() - began))
        found.lists.append(await asyncio.to_thread(_look_at_list, town, group.municipality))
        await asyncio.sleep(PAUSE)


def _look_at_list(town: Town, municipality: str) -> float:
    began = perf_counter()
    with reading(town.engine) as session:
        task_list.open_tasks(session, Day(town.today), TaskFilter(municipality=municipality), [])
    return 1000 * (perf_counter() - began)


async def _each(things: Iterable[Thing], work: Callable[[Thing], Awaitable[None]]) -> None:
    """Some at a time."""
    waiting = iter(things)

    async def take() -> None:
        for one in waiting:
            await work(one)

    await asyncio.gather(*(take() for _ in range(AT_ONCE)))


def run(people: int) -> Result:
    """One such morning."""
    with postgres() as url, temporal_server() as address:
        found = asyncio.run(_morning(url, address, people))
    return Result(
        title=f"{found.people:,} follow-ups open on one morning, after a night without a worker",
        figures=[
            Figure("people whose follow-up opens", found.people),
            Figure("follow-ups in the list afterwards", found.follow_ups, at_least=found.people, at_most=found.people),
            Figure("tables that differ from a fresh assessment", len(found.violations), at_most=0),
            Figure("the worker is back → all lists are right", found.listed, "s"),
            Figure("the worker is back → every journey sleeps again", found.asleep, "s"),
            Figure("journeys a second", found.people / found.asleep),
            Figure(
                "asked of it when the worker is there at midnight", found.people / SPREAD.total_seconds(), "a second"
            ),
            Figure("a message meanwhile, p50", median(found.messages), "ms"),
            Figure("a message meanwhile, p95", _p95(found.messages), "ms"),
            Figure("messages", len(found.messages)),
            Figure("of which said again, because nobody answered in time", found.repeated),
            Figure("the list of a town meanwhile, p50", median(found.lists), "ms"),
            Figure("the list of a town meanwhile, p95", _p95(found.lists), "ms"),
        ],
        meaning=_MEANING,
    )


_MEANING = (
    "All clocks rang while no worker was there, so all of them wait for it at once; with a worker each rings at a time "
    "of its own in the first five minutes of the day. Whoever speaks meanwhile speaks to one of those who wait; told "
    "to say it again, they do, and the time counts. Worker, mailbox and measurement share a process."
)


async def _morning(url: str, address: str, people: int) -> Morning:
    engine = make_engine(url, pool_size=2 * THREADS)
    try:
        return await live(await new_town(address, engine), people)
    finally:
        engine.dispose()


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


def main() -> None:
    """Measure, write down, show."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.morning", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE, help="whose follow-up opens (default %(default)s)")
    given = parser.parse_args()
    print(write("morning", f"python -m benchmarks.morning --people {given.people}", run(given.people)))


if __name__ == "__main__":
    main()
