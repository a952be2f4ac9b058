"""Says a checked file to the trajects it is about, a few at a time, and repeats what was not answered."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from activities.messages import Answer, Enclosure, Message
from domain.ids import traject_workflow
from domain.take_over import TakeOverRows
from workers.errors import Unavailable, WorkersError

if TYPE_CHECKING:
    from workers.embedded import Running

AT_ONCE = 4
"""Trajects at a time: each is one transaction on one connection."""
ATTEMPTS = 5
"""How often one traject is tried, under the same message id, before it is given up."""


@dataclass(slots=True)
class TakenIn:
    """What became of a file: facts, tasks, and the trajects that could not be taken in, with the reason.

    `woken` are the workflows that must hear of it; `unheard` counts those that had not when all was stopped.
    """

    facts: int = 0
    opened: int = 0
    closed: int = 0
    failed: dict[str, WorkersError] = field(default_factory=dict)
    woken: set[str] = field(default_factory=set)
    unheard: int = 0

    def add(self, answer: Answer) -> None:
        self.facts += answer.recorded
        self.opened += answer.opened
        self.closed += answer.closed
        self.woken |= {wake.workflow for wake in answer.wake}


async def take_in(
    running: "Running", take_overs: Sequence[TakeOverRows], on_progress: Callable[[int], None]
) -> TakenIn:
    """Take in all of them; `on_progress` is told how many trajects are done."""
    taken, done = TakenIn(), 0
    waiting = iter(take_overs)

    async def work() -> None:
        nonlocal done
        for rows in waiting:
            try:
                taken.add(await _say(running, rows))
            except WorkersError as error:
                taken.failed[rows.key] = error
            done += 1
            on_progress(done)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(AT_ONCE, len(take_overs))):
            group.create_task(work())
    return taken


async def _say(running: "Running", rows: TakeOverRows) -> Answer:
    """One traject, in one message; the same again goes in once."""
    message = Message(id=uuid4(), by="import", enclosed=True)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            enclosure = Enclosure(rows=rows)
            return await running.mailbox.say(traject_workflow(rows.traject), rows.traject, message, enclosure)
        except Unavailable:
            if attempt == ATTEMPTS:
                raise
            await asyncio.sleep(attempt)
    raise AssertionError("the last attempt returns or raises")
