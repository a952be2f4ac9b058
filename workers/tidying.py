"""Removes what nobody will come back for: names and notes enclosed with a message that never came (decision 4), and
files that were handed in and not taken in. What was mailed is kept a while to be looked up.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import Engine

from storage import journal, outbox, uploads
from storage.engine import writing
from storage.errors import StorageError

EVERY = timedelta(hours=1)
ABANDONED_AFTER = timedelta(days=1)
"""Far longer than anybody waits for an answer; who says it again later encloses it again."""

MAIL_KEPT_FOR = timedelta(days=90)
"""How long the page of mail says what was sent."""

MAILS_AT_A_TIME = 1000
"""All at once would take longer than a transaction may, and so would never be done."""

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@contextlib.asynccontextmanager
async def tidy(engine: Engine) -> AsyncIterator[None]:
    """Tidy at once and every hour, while inside the block; nobody waits for it, and nothing depends on it."""
    tidying = asyncio.create_task(_forever(engine))
    try:
        yield
    finally:
        tidying.cancel()
        await asyncio.wait([tidying])


async def _forever(engine: Engine) -> None:
    while True:
        for step in (_tidy_enclosures, _tidy_uploads, _tidy_mail):
            try:
                await step(engine)
            except StorageError as error:
                log.info("could not tidy; trying again in an hour", what=step.__name__, why=type(error).__name__)
        await asyncio.sleep(EVERY.total_seconds())


async def _tidy_enclosures(engine: Engine) -> None:
    removed = await asyncio.to_thread(remove_abandoned, engine)
    log.debug("tidied", enclosures=removed)


async def _tidy_uploads(engine: Engine) -> None:
    await asyncio.to_thread(_forget_uploads, engine)


async def _tidy_mail(engine: Engine) -> None:
    while await asyncio.to_thread(_forget_mail, engine) == MAILS_AT_A_TIME:
        pass


def remove_abandoned(engine: Engine) -> int:
    """Remove enclosures older than `ABANDONED_AFTER`; how many there were.

    Raises:
        StorageError: see `storage.errors`; nothing was removed.
    """
    with writing(engine) as session:
        return journal.destroy_abandoned(session, ABANDONED_AFTER)


def _forget_uploads(engine: Engine) -> None:
    with writing(engine) as session:
        uploads.forget(session, datetime.now(UTC))


def _forget_mail(engine: Engine) -> int:
    with writing(engine) as session:
        return outbox.forget(session, MAIL_KEPT_FOR, MAILS_AT_A_TIME)
