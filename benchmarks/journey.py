"""What a whole journey costs Temporal: a group of 15 from registration until twelve months after its ceremony.

The real server, worker and database, with the virtual clock of the tests. A participant's share of the traject's own
workflow is one fifteenth.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from temporalio.client import WorkflowHistory
from temporalio.testing import TimeSkipper, TimeSkippingConfig, WorkflowEnvironment

from activities.search_attributes import ATTRIBUTES
from benchmarks.actions import LOCAL_ACTIVITY, actions, events
from benchmarks.floor import Replay
from benchmarks.journey_floor import Noting, scripts, twins
from benchmarks.processor import Spent, spent
from benchmarks.report import Figure, Result, Table
from benchmarks.stand import MASTER_KEY, copy_database, plain
from benchmarks.statements import written_down
from embedded.binaries import find_temporal
from storage.engine import make_engine
from storage.migrate import upgrade
from storage.subject_keys import KeyRing
from tests.databases import new_postgres
from tests.workflows.group import Group
from workers.client import Mailbox
from workers.connection import connect, keys_of
from workers.worker import THREADS, build, thread_pool
from workflows.queue import TASK_QUEUE

PEOPLE = 15
PRICE = 50.0
"""Of a million actions, in whatever currency; a parameter of the command."""
EVENTS, ACTIONS, PROCESSOR = 170, 55, 1.2
_VIRTUAL_TIME = (
    *("--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true"),
    *("--dynamic-config-value", 'history.timerProcessorMaxTimeShift="10ms"'),
)

Histories = tuple[list[WorkflowHistory], WorkflowHistory]
"""Of the participants, and of their traject."""
Count = Callable[[WorkflowHistory], Counter[str]]


def run(price: float = PRICE) -> Result:
    """Events, actions and processor time of a participant, the share of the traject included."""
    with postgres() as url:
        lived = asyncio.run(_live(url, plain(copy_database(url, "copy"))))
    participants, traject = lived.histories
    all_events = _per_participant(events, participants, traject)
    all_actions = _per_participant(actions, participants, traject)
    billed = sum(all_actions.values())
    return Result(
        title="A journey of 18 months with 11 sessions and three follow-ups, in a group of 15",
        figures=[
            Figure("history events per participant", sum(all_events.values()), at_most=EVENTS),
            Figure("billable actions per participant", billed, at_most=ACTIONS),
            Figure("largest history of a participant", max(events(one).total() for one in participants), "events"),
            Figure("history of the traject", events(traject).total(), "events"),
            Figure(f"cost per 1,000 participants, {price:g} per million actions", billed * price / 1000),
            Figure("processor time per participant", 1000 * lived.ours.all / PEOPLE, "ms"),
            Figure("floor, processor time per participant", 1000 * lived.floor.all / PEOPLE, "ms"),
            Figure("processor time, as a multiple of the floor's", lived.ours.all / lived.floor.all, at_most=PROCESSOR),
        ],
        meaning=_MEANING,
        tables=[
            _processor(lived),
            _beside_the_floor(lived),
            _by_cause(participants, traject),
            _by_type("Actions", actions, participants, traject),
            _by_type("Events", events, participants, traject),
        ],
    )


_MEANING = (
    "Counted from the histories; events that only the virtual clock makes are left out. A message of a person costs "
    "two actions (the update and the local activity that stores it), whatever follows from it for others."
)


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a database with the newest schema, gone afterwards."""
    with new_postgres(hasty=False) as server:
        upgrade(server.url())
        yield server.url()


@dataclass(frozen=True, slots=True)
class Lived:
    """The histories of one group and of their twins, and the processor time of both."""

    histories: Histories
    twins: Sequence[WorkflowHistory]
    ours: Spent
    floor: Spent


async def _live(url: str, copy: str) -> Lived:
    """The whole life of one group; then that of their twins."""
    async with _town(url) as town:
        group, before = Group(town, PEOPLE), spent()
        await group.went_through_the_programme()
        await group.was_followed_up()
        await town.settle()
        ours = spent() - before
        journeys = [group.journey(number) for number in range(PEOPLE)]
        histories = {subject: await town.history(subject) for subject in (*journeys, group.subject)}
        address = town.client.service_client.config.target_host
        async with twins(address, Replay(copy), town, scripts(histories)) as others:
            before = spent()
            await others.live(town)
            await others.town.settle()
            floor = spent() - before
            of_twins = await others.histories()
    return Lived(([histories[one] for one in journeys], histories[group.subject]), of_twins, ours, floor)


@asynccontextmanager
async def _town(url: str) -> AsyncIterator[Noting]:
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        dev_server_existing_path=str(find_temporal()),
        search_attributes=ATTRIBUTES,
        dev_server_extra_args=_VIRTUAL_TIME,
    )
    engine, keys = make_engine(url, pool_size=THREADS), KeyRing(MASTER_KEY)
    address = environment.client.service_client.config.target_host
    client = await connect(address, "default", keys_of(engine, MASTER_KEY))
    skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
    try:
        with thread_pool() as threads:
            async with build(client, engine, keys, threads):
                with written_down(engine) as log:
                    yield Noting(client, engine, Mailbox(client, engine, keys), skipper, TASK_QUEUE, log=log)
    finally:
        engine.dispose()
        await environment.shutdown()


def _per_participant(
    count: Count, participants: Sequence[WorkflowHistory], traject: WorkflowHistory
) -> dict[str, float]:
    """The mean of the participants with their share of the traject, by type."""
    own = sum((count(one) for one in participants), Counter[str]())
    whole = own + count(traject)
    return {name: number / len(participants) for name, number in whole.most_common()}


def _by_type(title: str, count: Count, participants: Sequence[WorkflowHistory], traject: WorkflowHistory) -> Table:
    own = sum((count(one) for one in participants), Counter[str]())
    rows = [
        (name, own[name] / PEOPLE, count(traject)[name], number)
        for name, number in _per_participant(count, participants, traject).items()
    ]
    return Table(f"{title} by type", ("type", "participant's own", "traject", "per participant"), rows)


def _processor(lived: Lived) -> Table:
    names = ("client and worker", "Temporal", "Postgres")
    each = [
        (name, 1000 * ours / PEOPLE, 1000 * floor / PEOPLE, ours / floor if floor else 0.0)
        for name, ours, floor in zip(names, lived.ours, lived.floor, strict=True)
    ]
    return Table("Processor time per participant", ("part", "ours, ms", "floor, ms", "ratio"), each)


def _beside_the_floor(lived: Lived) -> Table:
    """What both did, so that anybody can see that they did as much."""
    participants, traject = lived.histories
    ours = sum((events(one) for one in (*participants, traject)), Counter[str]())
    floor = sum((events(one) for one in lived.twins), Counter[str]())
    rows = [(name, ours[name], floor[name]) for name in (ours | floor)]
    return Table("Events of the whole group", ("type", "ours", "floor"), rows)


def _by_cause(participants: Sequence[WorkflowHistory], traject: WorkflowHistory) -> Table:
    own = sum((_causes(one) for one in participants), Counter[str]())
    of_traject = _causes(traject)
    rows = [
        (cause, own[cause] / PEOPLE, of_traject[cause], (own[cause] + of_traject[cause]) / PEOPLE)
        for cause in (own + of_traject)
    ]
    return Table("Actions by cause", ("cause", "participant's own", "traject", "per participant"), rows)


def _causes(history: WorkflowHistory) -> Counter[str]:
    """Who or what an action was for. A local activity that stores no message is a look at the clock."""
    kinds = actions(history)
    looks = kinds[LOCAL_ACTIVITY] - kinds["update"]
    return Counter(
        {
            "started": kinds["start"] + kinds["continue as new"],
            "messages of people": 2 * kinds["update"],
            "the clock: timers": kinds["timer"],
            "the clock: looks": looks,
            "told by another workflow": kinds["signal"],
            "telling others": kinds["activity"],
            "shown to operators": kinds["search attributes"],
        }
    )
