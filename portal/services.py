"""What the pages work with, made once at the start and handed to them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import Engine

from activities.messages import Answer, Enclosure, Message
from domain.calendar import amsterdam_day
from portal.addresses import Addresses
from portal.intake.runner import Intake
from portal.reading.lead.remembered import Remembered
from portal.rendering import Rendering, rendering
from portal.settings import PortalSettings
from portal.tokens import derive
from sending.transport import Folder
from storage.programmes import Programmes
from storage.subject_keys import KeyRing
from workers.client import Mailbox
from workers.errors import TemporalAway, Unavailable
from workers.taking_in import Speaks


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

    `secret` signs forms and cookies; it follows from the master key, which `keys` holds. `now` is the clock, in UTC.
    `mail_folder` is where mail lies when there is no mail server.
    """

    engine: Engine
    mailbox: Speaks
    secret: bytes
    keys: KeyRing
    settings: PortalSettings = field(default_factory=PortalSettings)
    programmes: Programmes = field(default_factory=Programmes)
    mail_folder: Folder | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def rendering(self) -> Rendering:
        """Templates, translations and assets."""
        return rendering()

    @cached_property
    def intake(self) -> Intake:
        """Takes in the files that people hand in."""
        return Intake(self.engine, self, derive(self.secret, "uploads"), self.keys, self.now)

    @cached_property
    def addresses(self) -> Addresses:
        """Where the pages are."""
        return Addresses()

    @cached_property
    def remembered(self) -> Remembered:
        """What was counted for project leads a moment ago."""
        return Remembered(self.now)

    async def say(self, subject: str, traject: UUID, message: Message, enclosure: Enclosure | None = None) -> Answer:
        """Say a message, after which everything is counted again; raises as `Mailbox.say`."""
        try:
            return await self.mailbox.say(subject, traject, message, enclosure)
        finally:
            self.remembered.forget()  # also when the answer was lost: it may be stored

    @property
    def today(self) -> date:
        """The calendar day in the Netherlands."""
        return amsterdam_day(self.now())
