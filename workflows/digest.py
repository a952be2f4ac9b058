"""Every working day at seven: what everybody has to do is queued as mail, a batch of people at a time."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import FailureError

from activities import options
from activities.morning import Morning, Planner

SUBJECT = UUID("00000000-0000-5000-8000-0000000d1957")
WORKFLOW = f"digest-{SUBJECT}"
LONGEST = timedelta(hours=12)
"""By then the day is over, and the next morning says it."""


@workflow.defn
class DigestWorkflow:
    """Asks who there are, and has their mail planned."""

    @workflow.run
    async def run(self) -> None:
        at = workflow.now()
        everybody = await workflow.execute_activity_method(Planner.batches, Morning(at=at), **options.MORNING)
        for batch in everybody:
            try:
                await workflow.execute_activity_method(Planner.plan, Morning(at=at, accounts=batch), **options.MORNING)
            except FailureError:  # others are not left without their mail
                workflow.logger.exception(
                    "the morning's mail of a batch of people was given up, queued in part or not at all"
                )


def key(master_key: bytes) -> bytes:
    """It carries ids of accounts; its key needs no place in Postgres."""
    return sha256(b"digest" + master_key).digest()
