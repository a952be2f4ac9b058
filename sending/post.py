"""Takes mails from the outbox one after the other, writes them, hands them over, and notes what became of them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import Engine

from sending import letters, mime, recipients
from sending.letters import Letter, Occasion
from sending.mime import Sender
from sending.recipients import Recipient
from sending.transport import NoServer, NotNow, Rejected, Transport, Undelivered
from storage import outbox
from storage.engine import WriteSession, reading, writing
from storage.outbox import ACCOUNT_CLOSED, Claimed

BACK_OFF = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 240, 720, 1440))
"""How long to wait after the first, second, … attempt that did not succeed; after the last one a person must look."""
NOTHING_TO_SAY = "nothing_to_say"
GAVE_UP = "gave_up"


@dataclass(frozen=True, slots=True)
class Post:
    """What sending needs. `now` is the clock, in UTC."""

    engine: Engine
    transport: Transport
    sender: Sender
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def send_next(self) -> bool:
        """Send the next mail that may go; whether there was one.

        A worker that dies after the server took a mail and before that is noted sends it again, under the same
        Message-ID; there is no way to do both at once (decision 14).

        Raises:
            NoServer: no mail can leave now; this one is tried again.
            StorageError: see `storage.errors`.
        """
        claimed = await asyncio.to_thread(self._claim)
        if claimed is None:
            return False
        if claimed.attempt > len(BACK_OFF) + 1:  # who began with it never came back, each time
            await self._note(partial(outbox.failed, mail=claimed.id, why=GAVE_UP))
            return True
        written = await asyncio.to_thread(self._write, claimed)
        if isinstance(written, str):
            await self._note(partial(outbox.dropped, mail=claimed.id, why=written))
            return True
        try:
            message = mime.make(claimed.id, written.letter, written.to, self.sender, self.now())
            await self.transport.deliver(claimed.id, message)
        except Undelivered as problem:
            await self._note(partial(_put_back, claimed=claimed, problem=problem))
            if isinstance(problem, NoServer):
                raise
        else:
            await self._note(partial(outbox.sent, ids=[claimed.id]))
        return True

    def _claim(self) -> Claimed | None:
        with writing(self.engine) as session:
            return outbox.claim(session)

    def _write(self, claimed: Claimed) -> "_Written | str":
        with reading(self.engine) as session:
            to = next(iter(recipients.some(session, [claimed.account])), None)
            if to is None:
                return ACCOUNT_CLOSED
            letter = letters.write(Occasion(session, to, self.now(), claimed.payload))
        return NOTHING_TO_SAY if letter is None else _Written(letter, to)

    async def _note(self, work: Callable[[WriteSession], None]) -> None:
        def in_a_transaction() -> None:
            with writing(self.engine) as session:
                work(session)

        await asyncio.to_thread(in_a_transaction)


class _Written(NamedTuple):
    letter: Letter
    to: Recipient


def _put_back(session: WriteSession, claimed: Claimed, problem: Undelivered) -> None:
    why = str(problem)
    if isinstance(problem, Rejected) or claimed.attempt > len(BACK_OFF):
        outbox.failed(session, claimed.id, why)
    elif isinstance(problem, NotNow):
        outbox.later(session, claimed.id, why, BACK_OFF[claimed.attempt - 1])
