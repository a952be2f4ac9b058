"""How long an attendance form for 15 people takes: sent → answered, with all its consequences committed.

Set beside a floor in the same run, form by form: a bare workflow whose local activity says the same statements, with
the same values, to a copy of the database. So both do exactly the same work in Postgres, on rows that stay equal.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import mean, median, quantiles
from time import perf_counter, process_time
from typing import Any, NamedTuple

from temporalio.client import Client

from benchmarks.bare import Bare
from benchmarks.floor import QUEUE, Replay, bare_worker
from benchmarks.report import Figure, Result, Table
from benchmarks.stand import Stand, copy_database, plain, servers, worker
from benchmarks.statements import Log, Transaction, written_down
from benchmarks.town import Group
from domain.calendar import amsterdam_day
from domain.ids import participant_workflow
from embedded.supervisor import Endpoints

GROUPS = 10
WARM_UP = 2
"""Groups whose forms are not counted."""
AIM, RATIO, TAIL = 40, 1.3, 3


class Took(NamedTuple):
    """Milliseconds by the clock, and of this process's processor time: client and worker."""

    clock: float
    processor: float


@dataclass(slots=True)
class Taken:
    """What each form took, ours and the floor's; and the transactions that ours was made of."""

    ours: list[Took] = field(default_factory=list)
    floor: list[Took] = field(default_factory=list)
    mailbox: list[Transaction] = field(default_factory=list)
    recorder: list[Transaction] = field(default_factory=list)

    def add(self, other: "Taken") -> None:
        """Take in another's forms."""
        self.ours += other.ours
        self.floor += other.floor
        self.mailbox += other.mailbox
        self.recorder += other.recorder


def run() -> Result:
    """Ours and the floor, A B A B."""
    with servers() as endpoints:
        groups = asyncio.run(_begin(endpoints))
        copy = copy_database(endpoints.database_url, "copy")
        taken = asyncio.run(_measure(endpoints, Replay(plain(copy)), groups))
    ours, floor = [one.clock for one in taken.ours], [one.clock for one in taken.floor]
    return Result(
        title="An attendance form of 15 people, sent → answered with all its consequences committed",
        figures=[
            Figure("p50", median(ours), "ms", at_most=AIM),
            Figure("p95", _p95(ours), "ms", at_most=round(TAIL * median(ours))),
            Figure("floor, p50", median(floor), "ms"),
            Figure("floor, p95", _p95(floor), "ms"),
            Figure("ratio of the medians", median(ours) / median(floor), at_most=RATIO),
            Figure("processor time of client and worker", median(one.processor for one in taken.ours), "ms"),
            Figure("floor, processor time of client and worker", median(one.processor for one in taken.floor), "ms"),
            Figure("forms", len(taken.ours)),
        ],
        meaning=_MEANING,
        tables=[_where_it_goes(taken), _by_statement(taken.recorder)],
    )


_MEANING = (
    "The floor is a bare workflow: an update with one local activity in the same worker settings, unencrypted, with "
    "the very statements of our transaction on a copy of the database, and none of our code. Ours adds encryption, the "
    "mailbox's own short transaction, reading the facts, the assessment of everybody, and the comparison. One form in "
    "ten is that of a kick-off, which also wakes everybody. Client and worker share a process and its lock."
)


async def _begin(endpoints: Endpoints) -> list[Group]:
    today = amsterdam_day(datetime.now(UTC))
    groups = [Group(number, today) for number in range(GROUPS)]
    async with worker(endpoints) as stand:
        for group in groups:
            await group.begun(stand.mailbox)
            await _settled(stand.client, group)
    return groups


async def _measure(endpoints: Endpoints, replay: Replay, groups: Sequence[Group]) -> Taken:
    taken = Taken()
    async with (
        worker(endpoints) as stand,
        bare_worker(endpoints.temporal_address, endpoints.temporal_namespace, replay) as bare,
    ):
        with written_down(stand.worker_engine) as recorder, written_down(stand.engine) as mailbox:
            for number, group in enumerate(groups):
                forms = await _forms(stand, bare, replay, group, recorder)
                forms.mailbox = mailbox.take()
                if number >= WARM_UP:
                    taken.add(forms)
    return taken


async def _forms(stand: Stand, bare: Client, replay: Replay, group: Group, recorder: Log) -> Taken:
    """All forms of one group; the floor follows each, once those whom the form concerns are awake."""
    taken = Taken()
    await _awake(stand.client, group)
    twin = await bare.start_workflow(Bare.run, id=f"bare-{group.id}", task_queue=QUEUE)
    for number, session in enumerate(group.meetings()):
        taken.ours.append(await _took(group.form(stand.mailbox, session)))
        await _settled(stand.client, group)
        taken.recorder += recorder.take()
        replay.transactions[number] = [(one.sql, one.parameters) for one in taken.recorder[-1].statements]
        taken.floor.append(await _took(twin.execute_update(Bare.say, number)))
    await twin.terminate()
    return taken


async def _took(answer: Awaitable[Any]) -> Took:
    clock, processor = perf_counter(), process_time()
    await answer
    return Took(1000 * (perf_counter() - clock), 1000 * (process_time() - processor))


async def _awake(client: Client, group: Group) -> None:
    """The worker was started anew: have it remember these workflows, as it would those that were spoken to lately."""
    for workflow in (group.workflow, *map(participant_workflow, group.people())):
        await client.get_workflow_handle(workflow).query("standing")


async def _settled(client: Client, group: Group) -> None:
    """Until the traject has woken whom it must, and they have gone back to sleep."""
    for workflows in ([group.workflow], [participant_workflow(one) for one in group.people()]):
        while not all([await _is_quiet(client, one) for one in workflows]):  # noqa: ASYNC110 -- no event tells
            await asyncio.sleep(0.02)


async def _is_quiet(client: Client, workflow: str) -> bool:
    raw = (await client.get_workflow_handle(workflow).describe()).raw_description
    return not raw.HasField("pending_workflow_task") and not raw.pending_activities


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


def _where_it_goes(taken: Taken) -> Table:
    """Means, because they add up."""
    ours = mean(one.clock for one in taken.ours)
    in_sql = 1000 * mean(one.in_sql for one in taken.recorder)
    transaction = 1000 * mean(one.seconds for one in taken.recorder)
    mailbox = 1000 * mean(one.seconds for one in taken.mailbox)
    rows = [
        ("statements of the recording transaction", in_sql),
        ("reading facts, assessing, comparing, in Python", transaction - in_sql),
        ("the mailbox's own transaction", mailbox),
        ("Temporal, encryption, commits", ours - transaction - mailbox),
        ("together", ours),
        ("floor, together", mean(one.clock for one in taken.floor)),
    ]
    return Table("Where the time goes (means)", ("part", "ms"), rows)


def _by_statement(transactions: Sequence[Transaction]) -> Table:
    """Each statement of the transaction, how many forms had it, and its median."""
    seconds: dict[str, list[float]] = {}
    for transaction in transactions:
        for one in transaction.statements:
            seconds.setdefault(_short(one.sql), []).append(one.seconds)
    rows = [(sql, len(times), 1000 * median(times)) for sql, times in seconds.items()]
    rows.append(("all of one form", len(transactions), 1000 * median(one.in_sql for one in transactions)))
    return Table("Statements of the recording transaction", ("statement", "times", "median ms"), rows)


def _short(sql: str) -> str:
    """Its beginning, and the table it is about."""
    words = sql.split()
    after = next((number for number, word in enumerate(words) if word in {"FROM", "INTO", "UPDATE"}), 0)
    return " ".join([words[0], *words[after : after + 2]]) if after else " ".join(words[:3])
