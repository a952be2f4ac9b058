"""The floor's workflow, alone in its module: whatever else were imported here, the sandbox would import each time."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy


@workflow.defn
class Bare:
    """Lives until it is terminated; an update runs one local activity."""

    def __init__(self) -> None:
        self._to_begin: list[int] = []

    @workflow.run
    async def run(self, days: int = 0) -> None:
        self._timer = asyncio.create_task(workflow.sleep(timedelta(days=days))) if days else None
        while True:
            await workflow.wait_condition(lambda: bool(self._to_begin))
            await workflow.execute_activity(
                "begin",
                args=[workflow.info().workflow_id, self._to_begin.pop()],
                start_to_close_timeout=timedelta(minutes=1),
            )

    @workflow.update
    async def say(self, number: int) -> int:
        """Have transaction `number` done."""
        return await _transacted(number)

    @workflow.update
    async def take_in(self, number: int, others: int) -> int:
        """The same, after which so many other workflows are begun by an activity."""
        done = await _transacted(number)
        self._to_begin.append(others)
        return done


async def _transacted(number: int) -> int:
    done: int = await workflow.execute_local_activity(
        "transact",
        number,
        result_type=int,
        start_to_close_timeout=timedelta(seconds=3),
        retry_policy=RetryPolicy(maximum_attempts=1),
    )
    return done
