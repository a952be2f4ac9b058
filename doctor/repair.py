"""Puts right what the doctor found, by the way that everything goes: a message, here one that says nothing new.

Whoever gets it is assessed from the facts in one transaction, and started if it was gone.
"""

import asyncio
from collections.abc import Iterable
from uuid import UUID, uuid4

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.messages import Message
from doctor.journeys import Difference, Journey, compare
from domain.ids import traject_workflow
from workers import canary
from workers.client import Mailbox
from workers.errors import WorkersError
from workflows.queue import TASK_QUEUE

BY = "doctor"
AT_ONCE = 4


async def look_again(mailbox: Mailbox, trajects: Iterable[UUID]) -> dict[UUID, WorkersError | None]:
    """Have trajects assessed anew; for each None, or why it did not work."""
    room = asyncio.Semaphore(AT_ONCE)
    done: dict[UUID, WorkersError | None] = {}

    async def one(traject: UUID) -> None:
        async with room:
            done[traject] = await nudge(mailbox, traject_workflow(traject), traject)

    await asyncio.gather(*(one(traject) for traject in trajects))
    return done


async def put_right(client: Client, mailbox: Mailbox, journeys: Iterable[Journey]) -> list[Journey]:
    """Start, wake or renew these workflows; returns those that still differ."""
    room, works = asyncio.Semaphore(AT_ONCE), await canary.sings(client, TASK_QUEUE)

    async def one(journey: Journey) -> Journey | None:
        async with room:
            return await _put_right(client, mailbox, journey, works=works)

    left = await asyncio.gather(*(one(journey) for journey in journeys))
    return [journey for journey in left if journey is not None]


async def _put_right(client: Client, mailbox: Mailbox, journey: Journey, *, works: bool) -> Journey | None:
    await nudge(mailbox, journey.subject.workflow, journey.subject.traject)
    left = await compare(client, journey.subject)
    hopeless = {Difference.OTHER, Difference.SILENT} if works else {Difference.OTHER}
    if left is None or left.difference not in hopeless:
        return left
    # It holds a newer standing than the database, as after a restored backup, or a history that the worker, which does
    # answer others, cannot read: only a new start makes it believe us.
    await end(client, journey.subject.workflow)
    await nudge(mailbox, journey.subject.workflow, journey.subject.traject)
    return await compare(client, journey.subject)


async def nudge(mailbox: Mailbox, workflow: str, traject: UUID) -> WorkersError | None:
    """Say nothing new to a workflow, which is started if it does not run; None, or why it did not work."""
    try:
        await mailbox.say(workflow, traject, Message(id=uuid4(), by=BY))
    except WorkersError as error:
        return error
    return None


async def end(client: Client, workflow: str) -> None:
    """From outside, which needs no key and no worker; nothing if it does not run."""
    try:
        await client.get_workflow_handle(workflow).terminate(reason="the doctor starts it again from the facts")
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
