"""Waiting until one transaction stands before what another wrote: the only way to have two at the same moment."""

import asyncio
import time
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Engine, text

T = TypeVar("T")
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def somebody_waits(engine: Engine, running: "Future[Any] | asyncio.Future[Any]") -> None:
    """Until the other transaction stands before a row that this one wrote.

    Each look is a transaction of its own: within one, Postgres tells the same of everybody again and again.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(text(WAITING)).scalar_one():
            assert not running.done(), "it waited for nobody"
            time.sleep(0.01)


async def until_it_waits(engine: Engine, asked: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
    """Something that was asked of the portal, once it stands there; it goes on when this transaction is over."""
    running = asyncio.create_task(asked)
    await asyncio.to_thread(somebody_waits, engine, running)
    return running
