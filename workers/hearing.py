"""Sees to it that a workflow hears of every message that is recorded, also when Temporal lost the update that said it.

Whoever got the answer from the workflow itself can confirm that; what nobody confirms for a while is told again.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import islice
from uuid import UUID

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Engine

from activities.messages import Wake
from activities.start import Starter
from domain.ids import is_workflow
from storage import unheard
from storage.engine import reading, writing
from storage.errors import StorageError

TOGETHER = 1.0
"""Seconds: messages that were heard are crossed off together, out of the way of who waits for an answer."""
AFTER = timedelta(seconds=15)
"""Longer than anybody waits for an answer, and than it takes until that is crossed off."""
EVERY = 5.0
MOST = 100
_WAKES: TypeAdapter[list[Wake]] = TypeAdapter(list[Wake])

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Heard:
    """Crosses off what was heard. If that fails it is told once more, which changes nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._messages: list[UUID] = []
        self._soon: asyncio.Task[None] | None = None

    def add(self, message: UUID) -> None:
        """Its answer came from the workflow."""
        self._messages.append(message)
        if self._soon is None or self._soon.done():
            self._soon = asyncio.create_task(self._cross_off_soon())

    async def cross_off(self) -> None:
        """Now, as when a command ends."""
        messages, self._messages = self._messages, []
        if messages:
            await asyncio.to_thread(self._forget, messages)

    async def _cross_off_soon(self) -> None:
        await asyncio.sleep(TOGETHER)
        await self.cross_off()

    def _forget(self, messages: list[UUID]) -> None:
        try:
            with writing(self._engine) as session:
                unheard.forget(session, messages)
        except StorageError as error:
            log.info("messages that were heard will be told again", messages=len(messages), why=str(error))


async def tell_again(engine: Engine, starter: Starter, after: timedelta = AFTER) -> int:
    """Tell what nobody confirmed for so long; how many messages that were. What cannot be read is left to the doctor.

    Raises:
        StorageError, ExceptionGroup: Postgres or Temporal is away, or somebody could not be told, as when their key was
            altered; only who was not told yet stays noted.
    """
    waiting, failed = await asyncio.to_thread(_waiting, engine, after), list[Exception]()
    if waiting:
        log.info("telling again what may not have been heard", messages=len(waiting))
    for message, wakes in waiting:
        untold = await starter.tell(_newest(wakes))
        await asyncio.to_thread(_cross_off, engine, message, [wake for wake, _ in untold])
        failed += [why for _, why in untold]
    if failed:
        raise ExceptionGroup("not everybody could be told", failed)
    return len(waiting)


def readable(noted: object) -> list[Wake] | None:
    """Whom to wake, from what was noted; None when that says no such thing, as after somebody altered it by hand."""
    try:
        wakes = _WAKES.validate_python(noted)
    except ValidationError:
        return None
    return wakes if all(is_workflow(wake.workflow) for wake in wakes) else None


@contextlib.asynccontextmanager
async def heard_in_the_end(engine: Engine, starter: Starter) -> AsyncIterator[None]:
    """Look every few seconds, while inside the block."""
    looking = asyncio.create_task(_forever(engine, starter))
    try:
        yield
    finally:
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking


async def _forever(engine: Engine, starter: Starter) -> None:
    while True:
        try:
            await tell_again(engine, starter)
        except (StorageError, ExceptionGroup) as error:
            log.info("could not tell again; trying later", why=type(error).__name__)
        await asyncio.sleep(EVERY)


def _newest(wakes: list[Wake]) -> list[Wake]:
    """One for each workflow."""
    return list({wake.workflow: wake for wake in sorted(wakes, key=lambda wake: wake.standing.version)}.values())


def _waiting(engine: Engine, after: timedelta) -> list[tuple[UUID, list[Wake]]]:
    """The oldest that can be read, so that what cannot keeps nobody from hearing."""
    with reading(engine) as session:
        read = ((message, readable(noted)) for message, noted in unheard.older_than(session, after))
        return list(islice(((message, wakes) for message, wakes in read if wakes is not None), MOST))


def _cross_off(engine: Engine, message: UUID, untold: list[Wake]) -> None:
    """Everybody but these: who was told and is told again every few seconds has a history that grows and grows."""
    with writing(engine) as session:
        if untold:
            unheard.keep(session, message, _WAKES.dump_python(untold, mode="json"))
        else:
            unheard.forget(session, [message])
