"""Sends what is in the outbox: plans mail on what happened, and hands mail over, one after the other."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import structlog

from sending import planning
from sending.mime import Sender
from sending.post import Post
from sending.transport import PORTS, Folder, NoServer, Nowhere, Smtp, Transport
from storage.engine import FOR_LONG_WORK, make_engine, writing
from storage.errors import StorageError
from workers.settings import Settings

EVERY = 2.0
"""Seconds between looks at an outbox in which there was nothing to do."""
WITHOUT_SERVER = 60.0
"""Seconds to leave a mail server alone that does not take mail now."""
CONNECTIONS = 2

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@contextlib.asynccontextmanager
async def mailing(settings: Settings) -> AsyncIterator[None]:
    """Send while inside the block; a mail that is being handed over when it ends is finished first."""
    engine = make_engine(settings.database, pool_size=CONNECTIONS, limits=FOR_LONG_WORK)
    stop = asyncio.Event()
    at_work = asyncio.create_task(until(stop, Post(engine, transport(settings), sender(settings))))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait([at_work])
        engine.dispose()


def transport(settings: Settings) -> Transport:
    """The mail server of the settings; without one, the folder of the home."""
    if settings.smtp_host is None:
        return Nowhere() if settings.mail_folder is None else Folder(settings.mail_folder)
    return Smtp(
        settings.smtp_host,
        settings.smtp_port or PORTS[settings.smtp_security],
        settings.smtp_security,
        settings.smtp_user,
        settings.smtp_password.get_secret_value() if settings.smtp_password else None,
    )


def sender(settings: Settings) -> Sender:
    """Whom mail comes from."""
    return Sender(settings.mail_from, settings.portal_address)


async def until(stop: asyncio.Event, post: Post) -> None:
    """Send until somebody says stop."""
    while not stop.is_set():
        wait = await _round(stop, post)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), wait)


async def _round(stop: asyncio.Event, post: Post) -> float:
    """Everything that can be done now; the seconds until the next round."""
    try:
        while not stop.is_set() and await step(post):
            pass
    except NoServer as error:
        log.warning("mail cannot leave now; trying again", why=str(error))
        return WITHOUT_SERVER
    except StorageError as error:
        log.info("no mail while the database is away; trying again", why=type(error).__name__)
    except Exception:  # one mail that cannot be written must not keep everybody else's
        log.exception("a mail could not be written")
    return EVERY


async def step(post: Post) -> bool:
    """Look at some events, and send one mail; whether there was anything to do.

    Raises:
        NoServer, StorageError: see `Post.send_next`.
    """
    looked_at = await _looked(post)
    return await post.send_next() or looked_at > 0


async def _looked(post: Post) -> int:
    """How many events were looked at; one that cannot be read keeps no mail that is there from leaving."""
    try:
        return await asyncio.to_thread(_look, post)
    except StorageError:
        raise
    except Exception:
        log.exception("events could not be looked at")
        return 0


def _look(post: Post) -> int:
    with writing(post.engine) as session:
        return planning.events(session, post.now())
