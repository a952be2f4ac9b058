"""The smallest workflow there is: only when it comes back do worker and server really work together.

A worker can poll and yet get nothing for a while after its server was restarted; pollers alone prove little.
"""

import asyncio
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from temporalio import workflow
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.common import Priority, WorkflowIDConflictPolicy
from temporalio.service import RPCError

SUBJECT = UUID("00000000-0000-5000-8000-00000ca9a217")
RPC_PATIENCE = timedelta(seconds=2)
WORKFLOW = f"canary-{SUBJECT}"
AT_THE_FRONT = Priority(priority_key=1)
"""Behind ten thousand journeys that a day wakes together it would seem that the worker does nothing."""


@workflow.defn
class Canary:
    """Ends at once."""

    @workflow.run
    async def run(self) -> None:
        return


def key(master_key: bytes) -> bytes:
    """It carries nothing, but nothing goes unencrypted; its key needs no place in Postgres."""
    return sha256(b"canary" + master_key).digest()


async def start(client: Client, task_queue: str) -> WorkflowHandle[Canary, None]:
    """Before all others that wait for a worker."""
    return await client.start_workflow(
        Canary.run,
        id=f"canary-{SUBJECT}",
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        priority=AT_THE_FRONT,
        run_timeout=timedelta(seconds=60),
        rpc_timeout=RPC_PATIENCE,
    )


async def sings(client: Client, task_queue: str, seconds: float = 5) -> bool:
    """Whether a workflow that is started now has run within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await (await start(client, task_queue)).result()
    except (TimeoutError, RPCError, WorkflowFailureError):
        return False
    return True


async def is_silent(client: Client, task_queue: str, seconds: float = 5) -> bool:
    """Whether a worker does nothing although its server answers: before those seconds, and after them."""
    try:
        song = await start(client, task_queue)
        async with asyncio.timeout(seconds):
            await song.result()
    except (RPCError, WorkflowFailureError):  # the server's trouble
        return False
    except TimeoutError:
        return await _answers(client)
    return False


async def _answers(client: Client) -> bool:
    try:
        return await client.service_client.check_health(timeout=RPC_PATIENCE)
    except RPCError:
        return False
