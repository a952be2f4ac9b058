"""The floor's journey: a bare workflow that does as often what one of ours did, and decides nothing."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey

LONG = timedelta(days=3000)
PHASE = SearchAttributeKey.for_keyword("TrajectPhase")


@dataclass
class Script:
    """What one of ours did. `alarms`: when a timer went off (ISO), and whether a look at the clock followed.

    `restarts`: timers that were set anew; `shows`: search attributes; `tells`: whom it tells, activity by activity,
    after so many `silent` messages: by then all whom it tells are there.
    """

    alarms: list[tuple[str, bool]] = field(default_factory=list)
    restarts: int = 0
    shows: int = 0
    tells: list[list[str]] = field(default_factory=list)
    silent: int = 0


@workflow.defn
class Twin:
    """Lives until it is terminated."""

    @workflow.init
    def __init__(self, script: Script) -> None:
        self._script = script
        self._said = 0
        self._telling = set[asyncio.Task[None]]()
        self._spare = self._another() if script.restarts else None

    @workflow.run
    async def run(self, script: Script) -> None:
        for due, looks in script.alarms:
            await workflow.sleep(max(datetime.fromisoformat(due) - workflow.now(), timedelta()))
            if looks:
                await self._transact()
            self._follow_up()
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def say(self) -> None:
        """Have the next transaction done."""
        await self._transact()
        self._follow_up()
        self._script.silent -= 1
        if self._script.tells and self._script.silent < 0:
            self._telling.add(asyncio.create_task(self._tell(self._script.tells.pop(0))))

    @workflow.signal
    def hear(self) -> None:
        """Another one's message had consequences."""
        self._follow_up()

    async def _transact(self) -> None:
        self._said += 1
        await workflow.execute_local_activity(
            "transact",
            f"{workflow.info().workflow_id} {self._said}",
            result_type=int,
            start_to_close_timeout=timedelta(seconds=3),
            retry_policy=RetryPolicy(maximum_attempts=1),
        )

    def _follow_up(self) -> None:
        if self._spare is not None and self._script.restarts:
            self._script.restarts -= 1
            self._spare.cancel()
            self._spare = self._another()
        if self._script.shows:
            self._script.shows -= 1
            workflow.upsert_search_attributes([PHASE.value_set(f"{self._script.shows}")])

    def _another(self) -> asyncio.Task[None]:
        return asyncio.create_task(workflow.sleep(LONG))

    async def _tell(self, others: list[str]) -> None:
        await workflow.execute_activity("tell", others, start_to_close_timeout=timedelta(minutes=1))
