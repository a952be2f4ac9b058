"""Wakes workflows with their new standing, and starts those that were never started or are gone."""

import asyncio
from uuid import UUID

from temporalio import activity
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from activities.messages import Begin, Wake

AT_ONCE = 8


class Starter:
    """Holds the client; one wake-up after another fails or succeeds by itself, and all are tried again together."""

    def __init__(self, client: Client, task_queue: str) -> None:
        self._client = client
        self._task_queue = task_queue

    @activity.defn
    async def wake(self, wakes: list[Wake]) -> None:
        """Signal each workflow, starting it if need be; a workflow that hears the same twice is none the wiser."""
        room = asyncio.Semaphore(AT_ONCE)

        async def one(wake: Wake) -> None:
            async with room:
                await (self._tell(wake) if wake.standing.ended else self._tell_or_start(wake))

        async with asyncio.TaskGroup() as group:
            for wake in wakes:
                group.create_task(one(wake))

    async def _tell_or_start(self, wake: Wake) -> None:
        participant = _participant_of(wake.workflow)
        await self._client.start_workflow(
            "ParticipantJourney" if participant else "TrajectWorkflow",
            Begin(traject=wake.traject, participant=participant),
            id=wake.workflow,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            start_signal="standing",
            start_signal_args=[wake.standing],
        )

    async def _tell(self, wake: Wake) -> None:
        """Who has ended need not be started to hear it."""
        try:
            await self._client.get_workflow_handle(wake.workflow).signal("standing", wake.standing)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise


def _participant_of(workflow: str) -> UUID | None:
    """Whose journey it is; None for a traject's workflow."""
    what, _, identity = workflow.partition("-")
    return UUID(identity) if what == "participant" else None
