"""Says a checked file to the trajects it is about, a few at a time, and repeats what was not answered."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID, uuid4

from activities.messages import Answer, Enclosure, Message
from domain.ids import traject_workflow
from domain.take_over_values import TakeOverRows
from workers.errors import Unavailable, WorkersError

AT_ONCE = 4
"""Trajects at a time: each is one transaction on one connection."""
ATTEMPTS = 5
"""How often one traject is tried, under the same message id, before it is given up."""
SILENT = 3.0
"""Seconds without an answer about a traject, after which whoever waits wants to know that."""


class Speaks(Protocol):
    """Where something can be said, such as `workers.client.Mailbox`."""

    async def say(
        self, subject: str, traject: UUID, message: Message, enclosure: Enclosure | None = None
    ) -> Answer: ...


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


async def take_in(  # noqa: PLR0913 - who says it, under which ids, and what is told meanwhile
    mailbox: Speaks,
    take_overs: Sequence[TakeOverRows],
    on_progress: Callable[[int], None],
    *,
    by: str = "import",
    message_of: Callable[[UUID], UUID] = lambda _traject: uuid4(),
    on_silence: Callable[[], None] = lambda: None,
) -> TakenIn:
    """Take in all of them; `on_progress` is told how many trajects are done, `on_silence` that no answer comes.

    `message_of` gives the id of a traject's message: with ids that are the same the next time, an import that was
    interrupted can be repeated, and what was in already gives its first answer again.
    """
    taken, done = TakenIn(), 0
    waiting = iter(take_overs)

    async def work() -> None:
        nonlocal done
        for rows in waiting:
            silence = asyncio.get_running_loop().call_later(SILENT, on_silence)
            try:
                taken.add(await _say(mailbox, rows, Message(id=message_of(rows.traject), by=by, enclosed=True)))
            except WorkersError as error:
                taken.failed[rows.key] = error
            finally:
                silence.cancel()
            done += 1
            on_progress(done)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(AT_ONCE, len(take_overs))):
            group.create_task(work())
    return taken


async def _say(mailbox: Speaks, rows: TakeOverRows, message: Message) -> Answer:
    """One traject, in one message; the same again goes in once."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await mailbox.say(traject_workflow(rows.traject), rows.traject, message, Enclosure(rows=rows))
        except Unavailable:
            if attempt == ATTEMPTS:
                raise
            await asyncio.sleep(attempt)
    raise AssertionError("the last attempt returns or raises")
