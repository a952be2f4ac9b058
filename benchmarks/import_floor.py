"""The floor of an import: a bare workflow for each of ours, with as many updates, activities and timers as ours had.

They say the very statements that ours committed, to a copy of the database; none of our code has a part in it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy

from benchmarks.bare import Bare
from benchmarks.floor import DAYS, QUEUE, Replay, Statements
from benchmarks.statements import Transaction
from workers.taking_in import AT_ONCE


@dataclass(frozen=True, slots=True)
class Said:
    """What one traject of ours was: two transactions, and how many journeys it began."""

    mailbox: Statements
    recorder: Statements
    others: int


def said(mailbox: Iterable[Transaction], recorder: Iterable[Transaction]) -> Iterator[Said]:
    """Both transactions of each message. Those of no traject (who heard, who was told again) are left out."""
    by_message = {value: one for one in mailbox for value in _values(one)}
    for one in recorder:
        wakes = next((values["wakes"] for values in _parameters(one) if "wakes" in values), None)
        first = next(iter(_parameters(one)))
        if wakes is not None and first["id"] in by_message:
            yield Said(_as_statements(by_message[first["id"]]), _as_statements(one), _begun(json.loads(wakes)))


def _begun(wakes: Sequence[dict[str, Any]]) -> int:
    """The traject runs already; who has ended is not begun."""
    return sum(wake["workflow"].startswith("participant") and not wake["standing"]["ended"] for wake in wakes)


def _parameters(transaction: Transaction) -> Iterator[dict[str, Any]]:
    return (one.parameters for one in transaction.statements if isinstance(one.parameters, dict))


def _values(transaction: Transaction) -> Iterator[Any]:
    return (value for values in _parameters(transaction) for value in values.values() if value.__hash__ is not None)


def _as_statements(transaction: Transaction) -> Statements:
    return [(one.sql, one.parameters) for one in transaction.statements]


class Floor:
    """Takes in what ours took in."""

    def __init__(self, client: Client, replay: Replay) -> None:
        self._client = client
        self._replay = replay
        self._numbers = count()

    async def take_in(self, trajects: Iterable[Said]) -> list[str]:
        """A few at a time, as ours; their workflows."""
        workflows: list[str] = []

        async def one(traject: Said) -> None:
            workflows.append(await self._take_in(traject))

        await _a_few_at_a_time(one, trajects)
        return workflows

    async def _take_in(self, traject: Said) -> str:
        enclosing, recording = next(self._numbers), next(self._numbers)
        self._replay.transactions |= {enclosing: traject.mailbox, recording: traject.recorder}
        await asyncio.to_thread(self._replay.transact, enclosing)
        workflow = f"bare-{recording}"
        start = WithStartWorkflowOperation(
            Bare.run, DAYS, id=workflow, task_queue=QUEUE, id_conflict_policy=WorkflowIDConflictPolicy.FAIL
        )
        await self._client.execute_update_with_start_workflow(
            Bare.take_in, args=[recording, traject.others], start_workflow_operation=start
        )
        del self._replay.transactions[enclosing], self._replay.transactions[recording]
        return workflow


async def _a_few_at_a_time(work: Callable[[Said], Awaitable[None]], trajects: Iterable[Said]) -> None:
    waiting = iter(trajects)

    async def take() -> None:
        for traject in waiting:
            await work(traject)

    await asyncio.gather(*(take() for _ in range(AT_ONCE)))


async def begun(client: Client, workflows: Iterable[str], queue: str) -> None:
    """Until these have begun all others, and each of those has done its first step."""
    for workflow in workflows:
        handle = client.get_workflow_handle(workflow)
        while (await handle.describe()).raw_description.pending_activities:  # noqa: ASYNC110 -- no event tells
            await asyncio.sleep(0.05)
    while await _waiting(client, queue):  # noqa: ASYNC110 -- no event tells
        await asyncio.sleep(0.05)


async def _waiting(client: Client, queue: str) -> int:
    """Steps of workflows that no worker has taken yet."""
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        report_stats=True,
    )
    return (await client.workflow_service.describe_task_queue(request, retry=True)).stats.approximate_backlog_count
