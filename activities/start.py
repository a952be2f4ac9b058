"""Wakes workflows with their new standing, and starts those that were never started or are gone."""

import asyncio
import contextlib
import logging
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import Engine
from temporalio import activity
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities import options, search_attributes
from activities.messages import Begin, Wake
from domain.ids import traject_workflow
from storage import unheard
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.queries.standings import SubjectStanding, standings_of
from storage.subject_keys import having_a_key

AT_ONCE = 8
FIRST = 1
"""The version of a standing before which there was none, and nobody to hear of it."""
QUIET = 5.0
"""Seconds in which nobody needs to hear that we are at work: a hosted Temporal asks money for each heartbeat."""
_AWAY = {
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
    RPCStatusCode.RESOURCE_EXHAUSTED,
}
Untold = tuple[Wake, Exception]

log = logging.getLogger(__name__)


class Starter:
    """Holds the client; one wake-up after another fails or succeeds by itself, unless a server is away."""

    def __init__(self, client: Client, task_queue: str, engine: Engine) -> None:
        self._client = client
        self._task_queue = task_queue
        self._engine = engine

    @activity.defn
    async def wake(self, wakes: list[Wake]) -> None:
        """Signal each workflow, starting it if need be; a workflow that hears the same twice is none the wiser.

        Whom nobody could tell is noted, and told as soon as that is possible (`workers.hearing`). Tried again here,
        everybody else would hear it every time, and of nothing that comes later.

        Raises:
            ExceptionGroup: as for `tell`.
        """
        if failed := await self.tell(wakes):
            log.warning("not everybody could be told: %s", {type(why).__name__ for _, why in failed})
            await asyncio.to_thread(self._note, [wake for wake, _ in failed])

    def _note(self, untold: list[Wake]) -> None:
        with writing(self._engine) as session:
            about = traject_workflow(untold[0].traject)
            unheard.note(session, about, [wake.model_dump(mode="json") for wake in untold])

    async def tell(self, wakes: list[Wake]) -> list[Untold]:
        """Signal or start each; gives whom nobody could tell, and why.

        Wakes come in any order. Who has ended is not started to hear it; so a journey that an older wake starts after
        that would never know. Hence the look afterwards: what is recorded later finds a workflow to tell.

        Raises:
            ExceptionGroup: nobody can be told anything, since Postgres or Temporal is away.
        """
        wakes = await asyncio.to_thread(self._of_whom_we_know, wakes)
        failed = await self._tell_all(wakes)
        if newer := await asyncio.to_thread(self._ended_meanwhile, wakes):
            failed += await self._tell_all(newer)
        return failed

    def _of_whom_we_know(self, wakes: list[Wake]) -> list[Wake]:
        """Without whoever was forgotten since, and has no key: nothing can be said to them any more."""
        those = [UUID(wake.workflow.partition("-")[2]) for wake in wakes]
        with reading(self._engine) as session:
            known = having_a_key(session, those) | {one.subject for one in standings_of(session, those).values()}
        return [wake for wake in wakes if UUID(wake.workflow.partition("-")[2]) in known]

    def _ended_meanwhile(self, wakes: list[Wake]) -> list[Wake]:
        told = {wake.workflow: wake for wake in wakes if not wake.standing.ended}
        with reading(self._engine) as session:
            now = standings_of(session, [UUID(workflow.partition("-")[2]) for workflow in told])
        return [_as_it_is(told[workflow], one) for workflow, one in now.items() if one.ended]

    async def _tell_all(self, wakes: list[Wake]) -> list[Untold]:
        room, began, failed = asyncio.Semaphore(AT_ONCE), monotonic(), list[Untold]()

        async def one(wake: Wake) -> None:
            async with room:
                try:
                    await (self._tell(wake) if wake.standing.ended else self._tell_or_start(wake))
                except Exception as error:
                    if _concerns_everybody(error):
                        raise
                    failed.append((wake, error))
            if activity.in_activity() and monotonic() - began > QUIET:
                activity.heartbeat()

        async with asyncio.TaskGroup() as group:
            for wake in wakes:
                group.create_task(one(wake))
        return failed

    async def _tell_or_start(self, wake: Wake) -> None:
        """Whoever is new begins where it stands, which takes no signal; unless somebody began it just now."""
        if wake.standing.version == FIRST:
            with contextlib.suppress(WorkflowAlreadyStartedError):
                await self._start(wake, id_conflict_policy=WorkflowIDConflictPolicy.FAIL)
                return
        told = {"start_signal": "standing", "start_signal_args": [wake.standing]}
        await self._start(wake, id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING, **told)

    async def _start(self, wake: Wake, **how: Any) -> None:  # noqa: ANN401 -- as the client takes it
        participant = _participant_of(wake.workflow)
        await self._client.start_workflow(
            "ParticipantJourney" if participant else "TrajectWorkflow",
            Begin(traject=wake.traject, participant=participant, standing=wake.standing, at_once=True),
            id=wake.workflow,
            task_queue=self._task_queue,
            task_timeout=options.WORKFLOW_TASK,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            search_attributes=search_attributes.of(wake.traject, wake.standing),
            **how,
        )

    async def _tell(self, wake: Wake) -> None:
        """Who has ended need not be started to hear it."""
        try:
            await self._client.get_workflow_handle(wake.workflow).signal("standing", wake.standing)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise


def _concerns_everybody(error: Exception) -> bool:
    return isinstance(error, StorageError) or (isinstance(error, RPCError) and error.status in _AWAY)


def _as_it_is(wake: Wake, now: SubjectStanding) -> Wake:
    changed = {name: getattr(now, name) for name in ("phase", "paused", "next_check", "ended", "version")}
    return wake.model_copy(update={"standing": wake.standing.model_copy(update=changed)})


def _participant_of(workflow: str) -> UUID | None:
    """Whose journey it is; None for a traject's workflow."""
    what, _, identity = workflow.partition("-")
    return UUID(identity) if what == "participant" else None
