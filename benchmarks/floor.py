"""The floor: a worker with the settings of ours for a bare workflow, and an activity that repeats given statements."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from temporalio import activity
from temporalio.client import Client
from temporalio.worker import Worker

from activities.start import AT_ONCE
from benchmarks.bare import Bare
from workers.worker import CACHED_WORKFLOWS, CLOCK_THREADS, STEPS, THREADS, runner, thread_pool

QUEUE = "floor"
DAYS = 100
"""A timer that does not go off during a benchmark."""
Statements = Sequence[tuple[str, Any]]


class Replay:
    """Transactions that were done elsewhere, by number; each thread has a connection of its own."""

    def __init__(self, url: str) -> None:
        self.transactions: dict[int | str, Statements] = {}
        self._url = url
        self._own = threading.local()

    @activity.defn
    def transact(self, number: int | str) -> int:
        """Say the statements in one transaction and fetch all rows; how many statements there were."""
        connection = self._connection()
        for sql, parameters in self.transactions[number]:
            cursor = connection.execute(sql.encode(), parameters)
            if cursor.description:
                cursor.fetchall()
        connection.commit()
        return len(self.transactions[number])

    def _connection(self) -> psycopg.Connection[Any]:
        if not hasattr(self._own, "connection"):
            self._own.connection = psycopg.connect(self._url)
        connection: psycopg.Connection[Any] = self._own.connection
        return connection


class Beginner:
    """Starts bare workflows, as many at a time as ours does."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @activity.defn
    async def begin(self, by: str, how_many: int) -> None:
        """Each with one timer."""
        room = asyncio.Semaphore(AT_ONCE)

        async def one(number: int) -> None:
            async with room:
                await self._client.start_workflow(Bare.run, DAYS, id=f"{by}-{number}", task_queue=QUEUE)

        await asyncio.gather(*map(one, range(how_many)))


@asynccontextmanager
async def bare_worker(address: str, namespace: str, replay: Replay) -> AsyncIterator[Client]:
    """One for bare workflows; payloads are not encrypted."""
    client = await Client.connect(address, namespace=namespace)
    async with working(client, QUEUE, Bare, replay.transact, Beginner(client).begin):
        yield client


@asynccontextmanager
async def working(
    client: Client, task_queue: str, workflow: type[Any], *activities: Callable[..., Any]
) -> AsyncIterator[None]:
    """A worker with the settings of ours."""
    with thread_pool() as threads:
        worker = Worker(
            client,
            task_queue=task_queue,
            workflows=[workflow],
            activities=activities,
            activity_executor=threads,
            max_concurrent_activities=CLOCK_THREADS,
            max_concurrent_local_activities=THREADS,
            max_cached_workflows=CACHED_WORKFLOWS,
            max_concurrent_workflow_tasks=STEPS,
            workflow_runner=runner(),
        )
        async with worker:
            yield
