"""The floor's workflow, alone in its module: whatever else were imported here, the sandbox would import each time."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy


@workflow.defn
class Bare:
    """Lives until it is terminated; an update runs one local activity."""

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def say(self, number: int) -> int:
        """Have transaction `number` done."""
        done: int = await workflow.execute_local_activity(
            "transact",
            number,
            result_type=int,
            start_to_close_timeout=timedelta(seconds=3),
            retry_policy=RetryPolicy(maximum_attempts=1),
        )
        return done
