"""Whether each workflow stands where Postgres says: `settle` waits for it, `doctor` puts it right."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from temporalio.client import Client, WorkflowExecutionStatus, WorkflowQueryFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities.messages import Standing
from storage.queries.standings import SubjectStanding
from workers.codec import NotReadable
from workers.errors import KeyMissing, TemporalAway

PATIENCE = timedelta(seconds=10)
"""A worker that has forgotten the workflow replays it first; a dead line would else keep us for much longer."""
AT_ONCE = 24
"""Workflows that are asked at a time; a query costs the worker a replay when it has forgotten the workflow."""


class Difference(StrEnum):
    """How a workflow can differ from what Postgres says."""

    MISSING = "missing"
    ENDED = "ended"
    OTHER = "other_standing"
    STILL_RUNS = "still_runs"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Journey:
    """One workflow that differs; `found` is what it says itself, None when it says nothing."""

    subject: SubjectStanding
    difference: Difference
    found: Standing | None = None


async def differing(client: Client, subjects: Iterable[SubjectStanding]) -> list[Journey]:
    """Those of these subjects whose workflow differs, in their order.

    Raises:
        TemporalAway: it does not answer, so nobody can say.
    """
    room = asyncio.Semaphore(AT_ONCE)

    async def ask(subject: SubjectStanding) -> Journey | None:
        async with room:
            return await compare(client, subject)

    found: Sequence[Journey | None] = await asyncio.gather(*(ask(subject) for subject in subjects))
    return [journey for journey in found if journey is not None]


async def compare(client: Client, subject: SubjectStanding) -> Journey | None:
    """How one workflow differs; None when it does not. Raises as `differing`."""
    handle = client.get_workflow_handle(subject.workflow)
    try:
        status = (await handle.describe(rpc_timeout=PATIENCE)).status
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise TemporalAway(client.service_client.config.target_host, error.status.name) from None
        return None if subject.ended else Journey(subject, Difference.MISSING)
    if subject.ended:
        return Journey(subject, Difference.STILL_RUNS) if status is WorkflowExecutionStatus.RUNNING else None
    if status is not WorkflowExecutionStatus.RUNNING:
        return Journey(subject, Difference.ENDED)
    try:
        standing = await handle.query("standing", result_type=Standing, rpc_timeout=PATIENCE)
    except (RPCError, WorkflowQueryFailedError, KeyMissing, NotReadable):
        return Journey(subject, Difference.SILENT)
    return None if agrees(standing, subject) else Journey(subject, Difference.OTHER, standing)


def agrees(standing: Standing, subject: SubjectStanding) -> bool:
    """Whether a workflow knows all that it must: who looks again too early finds out, who looks too late does not.

    A later day in Postgres wakes nobody, since ringing once too often costs less: an earlier one here is no difference.
    A newer version than Postgres has is one: of what Postgres says from now on, the workflow would hear nothing.
    """
    same = (standing.phase, standing.paused, standing.ended) == (subject.phase, subject.paused, subject.ended)
    same = same and standing.version <= subject.version
    if subject.next_check is None:
        return same
    return same and standing.next_check is not None and standing.next_check <= subject.next_check
