"""Keeps others waiting, so that a test decides who comes first."""

import asyncio
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Engine, text

T = TypeVar("T")
_HOLD = text("SELECT FROM trajects WHERE id = :traject FOR UPDATE")
_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")


@contextmanager
def held(engine: Engine, traject: UUID) -> Iterator[None]:
    """Nothing is recorded of a traject while this lasts."""
    with engine.begin() as connection:
        connection.execute(_HOLD, {"traject": traject})
        yield


def until_they_wait(engine: Engine, *running: "Future[Any] | asyncio.Future[Any]") -> None:
    """Until each of these stands before a row that somebody else holds."""
    watching = engine.execution_options(isolation_level="AUTOCOMMIT")  # a transaction would see one moment for ever
    with watching.connect() as connection:
        while connection.execute(_WAITING).scalar_one() < len(running):
            assert not any(one.done() for one in running), "it waited for nobody"
            time.sleep(0.01)


async def until_it_waits(engine: Engine, asked: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
    """Something that was asked of the portal, once it stands before what somebody else holds."""
    running = asyncio.create_task(asked)
    await asyncio.to_thread(until_they_wait, engine, running)
    return running
