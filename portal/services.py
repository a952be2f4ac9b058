"""What the pages work with, made once at the start and handed to them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Protocol
from uuid import UUID

from sqlalchemy import Engine

from activities.messages import Answer, Enclosure, Message
from domain.calendar import amsterdam_day
from portal.rendering import Rendering
from portal.settings import PortalSettings
from storage.programmes import Programmes
from workers.client import Mailbox
from workers.errors import TemporalAway, Unavailable


class Speaks(Protocol):
    """Where something can be said; `workers.client.Mailbox` is the one there is."""

    async def say(
        self, subject: str, traject: UUID, message: Message, enclosure: Enclosure | None = None
    ) -> Answer: ...


class Reconnecting:
    """A mailbox that is connected when first needed, so that pages can be read while Temporal is away."""

    def __init__(self, connect: Callable[[], Awaitable[Mailbox]]) -> None:
        self._connect = connect
        self._mailbox: Mailbox | None = None
        self._one_at_a_time = asyncio.Lock()

    async def say(self, subject: str, traject: UUID, message: Message, enclosure: Enclosure | None = None) -> Answer:
        """Say a message; raises as `Mailbox.say`."""
        return await (await self._connected()).say(subject, traject, message, enclosure)

    async def _connected(self) -> Mailbox:
        async with self._one_at_a_time:
            if self._mailbox is None:
                try:
                    self._mailbox = await self._connect()
                except TemporalAway:
                    raise Unavailable from None
            return self._mailbox


@dataclass(frozen=True)
class Services:
    """The database, the way to the workflows, and what does not change while the portal runs.

    `secret` signs forms and cookies; it follows from the master key. `now` is the clock, in UTC.
    """

    engine: Engine
    mailbox: Speaks
    secret: bytes
    settings: PortalSettings = field(default_factory=PortalSettings)
    programmes: Programmes = field(default_factory=Programmes)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @cached_property
    def rendering(self) -> Rendering:
        """Templates, translations and assets."""
        return Rendering()

    @property
    def today(self) -> date:
        """The calendar day in the Netherlands."""
        return amsterdam_day(self.now())
