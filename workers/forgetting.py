"""The second half of forgetting: once a journey has ended, its histories and its key are destroyed.

The first half is the transaction in which everything personal was deleted and the journey heard that it is over. A key
that went before the journey had ended would leave a workflow that can neither be told nor read (codec: fails closed).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import Engine
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from domain.ids import participant_workflow
from storage import access, receipts
from storage.engine import FOR_LONG_WORK, make_engine, reading, writing
from storage.errors import StorageError
from storage.receipts import Unfinished
from storage.scrubbing import WITHOUT_WAITING
from workers.codec import SubjectCodec
from workers.scrubbing import scrub_when_quiet

EVERY = timedelta(seconds=10)
AFTER = timedelta(seconds=20)
"""So that whoever was about to wake the journey has done so, or never will."""
TOO_LONG = timedelta(hours=1)
"""A journey that has not heard of it by then is ended from outside; that needs no key."""

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@contextlib.asynccontextmanager
async def forgetting(database: str, client: Client, home: Path | None = None) -> AsyncIterator[None]:
    """Finish with whoever was forgotten, seal the log of access, and empty the files, while inside the block.

    Nobody waits for it, and in a large municipality it takes longer than somebody would.
    """
    engine = make_engine(database, pool_size=1, limits=FOR_LONG_WORK)
    emptying = make_engine(database, pool_size=1, limits=WITHOUT_WAITING)
    at_work = asyncio.create_task(_forever(engine, emptying, client, home))
    try:
        yield
    finally:
        at_work.cancel()
        await asyncio.wait([at_work])
        engine.dispose()
        emptying.dispose()


async def _forever(engine: Engine, emptying: Engine, client: Client, home: Path | None) -> None:
    while True:
        await _tried(finish(engine, client))
        await _tried(asyncio.to_thread(seal, engine))
        await _tried(asyncio.to_thread(scrub_when_quiet, emptying, home, datetime.now(UTC)))
        await asyncio.sleep(EVERY.total_seconds())


async def _tried(work: Awaitable[object]) -> None:
    """One failing keeps neither the other nor the next round from being done."""
    try:
        await work
    except (StorageError, RPCError) as error:
        log.warning("could not finish forgetting; trying again", why=type(error).__name__)
    except Exception:
        log.exception("could not finish forgetting; trying again")


async def finish(engine: Engine, client: Client, after: timedelta = AFTER, too_long: timedelta = TOO_LONG) -> int:
    """Destroy histories and keys of those forgotten so long ago whose journey has ended; how many that were.

    Raises:
        StorageError, RPCError: Postgres or Temporal is away; what was not finished yet is tried again.
    """
    waiting = await asyncio.to_thread(_unfinished, engine, after)
    ended = [one for one in waiting if await _has_ended(client, one, too_long)]
    codec = client.data_converter.payload_codec
    for one in ended:
        await _delete_histories(client, participant_workflow(one.subject))
        await asyncio.to_thread(_destroy, engine, one)
        if isinstance(codec, SubjectCodec):
            codec.forget(one.subject)
        log.info("forgotten", receipt=one.number)
    return len(ended)


def seal(engine: Engine) -> int:
    """Let what was written to the log of access join its chain; how many rows that were."""
    with writing(engine) as session:
        return access.seal(session)


async def _has_ended(client: Client, one: Unfinished, too_long: timedelta) -> bool:
    handle = client.get_workflow_handle(participant_workflow(one.subject))
    try:
        if (await handle.describe()).status is not WorkflowExecutionStatus.RUNNING:
            return True
        if datetime.now(UTC) - one.at >= too_long:
            await handle.terminate(reason="forgotten")
            return True
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return True
    return False


async def _delete_histories(client: Client, workflow: str) -> None:
    """Of all its runs, as far as Temporal's own retention has not done so; lists may lag behind the latest run."""
    runs = {run.run_id async for run in client.list_workflows(f"WorkflowId = '{workflow}'")}
    with _if_there():
        runs.add((await client.get_workflow_handle(workflow).describe()).run_id)
    for run in runs:
        which = WorkflowExecution(workflow_id=workflow, run_id=run)
        request = DeleteWorkflowExecutionRequest(namespace=client.namespace, workflow_execution=which)
        with _if_there():
            await client.workflow_service.delete_workflow_execution(request)


@contextlib.contextmanager
def _if_there() -> Iterator[None]:
    """What is gone already need not go."""
    try:
        yield
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


def _unfinished(engine: Engine, after: timedelta) -> list[Unfinished]:
    with reading(engine) as session:
        return receipts.unfinished(session, after)


def _destroy(engine: Engine, one: Unfinished) -> None:
    with writing(engine) as session:
        receipts.finish(session, [one])
