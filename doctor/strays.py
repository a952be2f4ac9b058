"""Workflows of whom Postgres knows nothing, as after an older backup was restored, or when started by hand."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, text
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from doctor.checks import Finding, Wrong
from doctor.repair import end
from storage.engine import reading
from workers.errors import TemporalAway

YOUNG = timedelta(minutes=1)
"""A workflow begins before its first message is stored."""
_RUNNING = """
    ExecutionStatus = 'Running' AND WorkflowType IN ('TrajectWorkflow', 'ParticipantJourney') AND StartTime < '{before}'
"""
# Whoever was forgotten is known until their journey has ended.
_KNOWN = text("""
    SELECT 'traject-' || id FROM trajects
    UNION ALL SELECT 'participant-' || id FROM participants
    UNION ALL SELECT 'participant-' || subject FROM receipts WHERE subject IS NOT NULL
""")


async def running(client: Client) -> list[str]:
    """The ids of workflows that have run for a while.

    Raises:
        TemporalAway: it does not answer.
    """
    before = (datetime.now(UTC) - YOUNG).isoformat()
    try:
        return [one.id async for one in client.list_workflows(" ".join(_RUNNING.format(before=before).split()))]
    except RPCError as error:
        raise TemporalAway(client.service_client.config.target_host, error.status.name) from None


def unknown(session: Connection, workflows: Iterable[str]) -> list[str]:
    """Those of them that belong to nobody."""
    known = set(session.execute(_KNOWN).scalars())
    return sorted(set(workflows) - known)


async def strays(client: Client, workflows: Iterable[str]) -> list[Finding]:
    """Those that still run: the list of Temporal is a moment old."""
    return [Finding(None, "", "", Wrong.STRAY, one) for one in workflows if await _runs(client, one)]


async def end_strays(client: Client, engine: Engine, found: Iterable[Finding]) -> None:
    """Nobody waits for them, and no fact is lost with them; whose first message went in since is nobody's no more."""
    with reading(engine) as session:
        still = unknown(session, (one.what for one in found if one.wrong is Wrong.STRAY))
    for workflow in still:
        await end(client, workflow)


async def _runs(client: Client, workflow: str) -> bool:
    try:
        return (await client.get_workflow_handle(workflow).describe()).status is WorkflowExecutionStatus.RUNNING
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise TemporalAway(client.service_client.config.target_host, error.status.name) from None
        return False
