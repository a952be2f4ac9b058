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
        try:
            removed = await asyncio.to_thread(remove_abandoned, engine)
            log.debug("tidied", enclosures=removed)
        except StorageError as error:
            log.info("could not tidy; trying again in an hour", why=type(error).__name__)
        await asyncio.sleep(EVERY.total_seconds())


def remove_abandoned(engine: Engine) -> int:
    """Remove enclosures older than `ABANDONED_AFTER`; how many there were.

    Raises:
        StorageError: see `storage.errors`; nothing was removed.
    """
    with writing(engine) as session:
        uploads.forget(session, datetime.now(UTC))
        outbox.forget(session, MAIL_KEPT_FOR)
        return journal.destroy_abandoned(session, ABANDONED_AFTER)
