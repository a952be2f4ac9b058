"""What Temporal begins of itself at a time of the day, kept the same as this program says."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

import structlog
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.service import RPCError

from sending.planning import SEVEN
from workflows import digest
from workflows.digest import DigestWorkflow
from workflows.queue import TASK_QUEUE

DIGEST = "digest"
AGAIN = 30.0
"""Seconds until Temporal is asked once more."""
_LATE = timedelta(hours=5)
"""A machine that was off at seven still sends the digest in the morning, and not in the afternoon."""

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


def the_digest(task_queue: str = TASK_QUEUE) -> Schedule:
    """Mondays to Fridays at seven on the clocks of the Netherlands; whether it is a holiday is asked by then."""
    weekdays = ScheduleCalendarSpec(
        hour=[ScheduleRange(SEVEN.hour)],
        day_of_week=[ScheduleRange(1, 5)],
        comment="working days at seven",
    )
    action = ScheduleActionStartWorkflow(
        DigestWorkflow.run, id=digest.WORKFLOW, task_queue=task_queue, execution_timeout=digest.LONGEST
    )
    return Schedule(
        action=action,
        spec=ScheduleSpec(calendars=[weekdays], time_zone_name="Europe/Amsterdam"),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=_LATE),
    )


@contextlib.asynccontextmanager
async def agreed(client: Client) -> AsyncIterator[None]:
    """See to it while inside the block, however often Temporal must be asked; nothing waits for it."""
    agreeing = asyncio.create_task(_in_the_end(client))
    try:
        yield
    finally:
        agreeing.cancel()
        await asyncio.wait([agreeing])


async def _in_the_end(client: Client) -> None:
    while True:
        try:
            await agree(client)
        except RPCError as error:
            log.warning("the schedule of the digest could not be made; trying again", why=error.status.name)
            await asyncio.sleep(AGAIN)
        else:
            return


async def agree(client: Client, name: str = DIGEST, task_queue: str = TASK_QUEUE) -> None:
    """Make the schedule, or bring one that is there up to date; somebody who paused it finds it paused.

    Raises:
        RPCError: Temporal is away.
    """
    wanted = the_digest(task_queue)

    def updated(found: ScheduleUpdateInput) -> ScheduleUpdate:
        wanted.state = found.description.schedule.state
        return ScheduleUpdate(wanted)

    try:
        await client.create_schedule(name, wanted)
    except ScheduleAlreadyRunningError:
        await client.get_schedule_handle(name).update(updated)
