"""Whether a worker is alive (/healthz) and whether it can do its work (/readyz), part by part."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from http import HTTPStatus
from time import monotonic

from sqlalchemy import Engine, text
from temporalio.client import Client
from temporalio.service import RPCError

from storage.engine import reading
from storage.errors import StorageError
from workers import canary
from workers.http import Page

Part = Callable[[], Awaitable[bool]]


class Health:
    """Asks Postgres, Temporal and the canary; a canary that sang a while ago need not sing again."""

    def __init__(
        self, client: Client, engine: Engine, task_queue: str, canary_every: timedelta = timedelta(seconds=30)
    ) -> None:
        self._client = client
        self._engine = engine
        self._task_queue = task_queue
        self._canary_every = canary_every.total_seconds()
        self._sang_at: float | None = None

    async def alive(self) -> Page:
        """The process answers; that is all."""
        return _as_page({"process": True})

    async def ready(self) -> Page:
        """All parts; 503 when one of them is not ready."""
        return _as_page(await self.parts())

    async def parts(self) -> dict[str, bool]:
        """Postgres, Temporal, and the worker itself, which takes both."""
        postgres, temporal = await asyncio.gather(self._postgres(), self._temporal())
        return {
            "postgres": postgres,
            "temporal": temporal,
            "worker": temporal and await self._worker(),
        }

    async def _postgres(self) -> bool:
        return await asyncio.to_thread(answers, self._engine)

    async def _temporal(self) -> bool:
        try:
            return await self._client.service_client.check_health(timeout=timedelta(seconds=2))
        except RPCError:
            return False

    async def _worker(self) -> bool:
        now = monotonic()
        if self._sang_at is not None and now - self._sang_at < self._canary_every:
            return True
        sang = await canary.sings(self._client, self._task_queue)
        self._sang_at = now if sang else None
        return sang


def answers(engine: Engine) -> bool:
    """Whether Postgres answers a question, within the engine's own limits."""
    try:
        with reading(engine) as session:
            session.execute(text("SELECT 1"))
    except StorageError:
        return False
    return True


def _as_page(parts: dict[str, bool]) -> Page:
    status = HTTPStatus.OK if all(parts.values()) else HTTPStatus.SERVICE_UNAVAILABLE
    return Page(status, json.dumps(parts) + "\n", "application/json")
