"""The smallest workflow there is: only when it comes back do worker and server really work together.

A worker can poll and yet get nothing for a while after its server was restarted; pollers alone prove little.
"""

import asyncio
import contextlib
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from temporalio import workflow
from temporalio.client import Client, WorkflowFailureError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

SUBJECT = UUID("00000000-0000-5000-8000-00000ca9a217")
WORKFLOW = f"canary-{SUBJECT}"


@workflow.defn
class Canary:
    """Ends at once."""

    @workflow.run
    async def run(self) -> None:
        return


def key(master_key: bytes) -> bytes:
    """It carries nothing, but nothing goes unencrypted; its key needs no place in Postgres."""
    return sha256(b"canary" + master_key).digest()


async def sings(client: Client, task_queue: str, seconds: float = 5) -> bool:
    """Whether a workflow that is started now has run within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await client.execute_workflow(
                Canary.run,
                id=WORKFLOW,
                task_queue=task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                run_timeout=timedelta(seconds=60),
            )
    except TimeoutError:
        await _bury(client)
        return False
    except (RPCError, WorkflowFailureError):
        return False
    return True


async def _bury(client: Client) -> None:
    """One that still waits would answer for the next one."""
    with contextlib.suppress(RPCError):
        await client.get_workflow_handle(WORKFLOW).terminate(rpc_timeout=timedelta(seconds=2))
