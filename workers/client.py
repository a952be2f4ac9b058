"""The mailbox as people's commands and pages use it: say something, get an answer or a sentence why not."""

import asyncio
import contextlib
import functools
from collections.abc import Callable, Coroutine
from datetime import timedelta
from time import monotonic
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Engine
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from activities import options, search_attributes
from activities.messages import Answer, Enclosure, Message
from activities.refusals import ParticipantForgotten
from storage import journal
from storage.engine import WriteSession, writing
from storage.errors import StorageError
from storage.subject_keys import KeyRing
from workers import paper_trail
from workers.codec import subject_of
from workers.errors import Broken, KeyLost, Refused, Unavailable, Uncertain, WorkersError
from workers.hearing import Heard
from workflows.messages import CarriedOn
from workflows.queue import TASK_QUEUE
from workflows.waiting import Waiting

PATIENCE = 4.8
"""Seconds within which a person has an answer or a clear error."""
LEAST = 2.0
"""Seconds for a message whose sender waited longer than that before it could be said: a slow start gets a fair try."""
_FOR_GIVING_UP = 1.0
_LOST = (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError)
_PAUSE = 0.2

Found = TypeVar("Found")
Start = WithStartWorkflowOperation[Any, Any]
Prepared = tuple[str | None, Answer | None]


class Mailbox:
    """Says messages to trajects and participants, whose workflows are started if they don't run."""

    def __init__(
        self,
        client: Client,
        engine: Engine,
        keys: KeyRing,
        *,
        patience: float = PATIENCE,
        task_queue: str = TASK_QUEUE,
    ) -> None:
        self._client = client
        self._engine = engine
        self._keys = keys
        self._patience = patience
        self._task_queue = task_queue
        self._heard = Heard(engine)

    async def say(
        self,
        subject: str,
        traject: UUID,
        message: Message,
        enclosure: Enclosure | None = None,
        *,
        since: float | None = None,
    ) -> Answer:
        """Say a message to a workflow (its id: see `domain.ids`) and wait until it is stored.

        The same message may be said again, after an error too: it goes in once and gets its one answer.
        `since` is when somebody began to wait (of the monotonic clock), which for a command is before it could speak.

        Raises:
            Refused: a rule refuses it; nothing was stored.
            Unavailable: nobody answered in time; nothing was stored, and nothing will be unless it is said again.
            Uncertain: nor can Postgres be asked whether it was stored, or whether an earlier attempt can be.
            Broken: a fault of ours, or its key was lost; nothing was stored.
        """
        ends = self._deadline(monotonic(), since)
        town, answered = await self._prepared(ends - monotonic(), subject, traject, message, enclosure)
        if answered is not None:
            return answered
        begin = functools.partial(self._begin, subject, traject, town)
        until = ends - _FOR_GIVING_UP
        try:
            answer = await _within(until - monotonic(), self._until_answered(begin, message, until))
        except Unavailable:
            return await self._give_up(subject, message, ends - monotonic())
        self._heard.add(message.id)
        return answer

    async def close(self) -> None:
        """Finish what is left for a quiet moment; without it, some workflows are told twice."""
        await self._heard.cross_off()

    def _deadline(self, now: float, since: float | None) -> float:
        return now + self._patience if since is None else max(since + self._patience, now + LEAST)

    async def _until_answered(self, begin: Callable[[], Start], message: Message, until: float) -> Answer:
        """Temporal loses an answer when a workflow ends or begins a new history just then: ask once more."""
        while (left := until - monotonic()) > 0:
            try:
                return await self._ask(begin(), message, timedelta(seconds=left))
            except WorkflowUpdateFailedError as failure:
                if not isinstance(failure.cause, ApplicationError) or failure.cause.type == _WORKFLOW_ENDED:
                    continue
                raise _as_ours(failure.cause) from None
            except _LOST:
                await asyncio.sleep(min(_PAUSE, left))
            except StorageError:  # the key could not be fetched
                raise Unavailable from None
        raise Unavailable

    async def _ask(self, start: Start, message: Message, patience: timedelta) -> Answer:
        try:
            return await self._client.execute_update_with_start_workflow(
                Waiting.record, message, start_workflow_operation=start, rpc_timeout=patience
            )
        except _LOST:
            # The same error waits here too, and asyncio complains of an error that nobody asked for.
            with contextlib.suppress(RPCError, asyncio.CancelledError):
                await start.workflow_handle()
            raise

    def _begin(self, subject: str, traject: UUID, municipality: str | None) -> Start:
        participant = subject_of(subject) if _is_participant(subject) else None
        return WithStartWorkflowOperation(
            "ParticipantJourney" if participant else "TrajectWorkflow",
            CarriedOn(traject=traject, participant=participant),
            id=subject,
            task_queue=self._task_queue,
            task_timeout=options.WORKFLOW_TASK,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            search_attributes=search_attributes.at_first(traject, participant, municipality),
        )

    async def _prepared(
        self, seconds: float, subject: str, traject: UUID, message: Message, enclosure: Enclosure | None
    ) -> Prepared:
        """Once a message may be open again, an earlier attempt that still lies in Temporal may be stored."""
        attempt = paper_trail.Attempt()
        try:
            return await _within(
                seconds, self._in_postgres(lambda: self._prepare(subject, traject, message, enclosure, attempt))
            )
        except Unavailable:
            attempt.gone = True
            if attempt.reopening:
                raise Uncertain from None
            raise

    def _prepare(
        self, subject: str, traject: UUID, message: Message, enclosure: Enclosure | None, attempt: paper_trail.Attempt
    ) -> Prepared:
        """Everything that must be in Postgres before the message travels; gives the traject's municipality.

        Whoever was forgotten is not spoken to any more; the message that asked for it has its answer here.
        """
        with writing(self._engine) as session:
            who = subject_of(subject)
            known = paper_trail.known(session, who, self._keys.mark(who), traject, message.id)
            if known.forgotten:
                return None, _last_word(session, message)
            if known.lost_key:  # with another, nobody could read any more what the journey went through
                raise KeyLost
            if not known.has_key:
                self._keys.create(session, [who])
            if known.given_up:
                attempt.reopen(session, message.id)
            if enclosure is not None:
                paper_trail.enclose(session, message.id, enclosure)
            called = enclosure and (enclosure.traject or enclosure.rows)
            return called.municipality if called else known.municipality, None

    async def _give_up(self, subject: str, message: Message, seconds: float) -> Answer:
        """The answer may have been lost on its way; if there is none yet, there shall be none later."""

        def settle() -> Answer | None:
            with writing(self._engine) as session:
                return paper_trail.close(session, subject, message)

        try:
            answer = await _within(seconds, self._in_postgres(settle))
        except Unavailable:
            raise Uncertain from None
        if answer is None:
            raise Unavailable
        return answer

    async def _in_postgres(self, work: Callable[[], Found]) -> Found:
        """Twice if need be: the first connection may be one that broke while nobody used it."""
        began = monotonic()
        try:
            return await asyncio.to_thread(work)
        except StorageError:
            if monotonic() - began > _PAUSE:
                raise Unavailable from None
        try:
            return await asyncio.to_thread(work)
        except StorageError:
            raise Unavailable from None


async def _within(seconds: float, work: Coroutine[Any, Any, Found]) -> Found:
    """A time limit for each step: the SDK turns a cancellation into an error of its own, so one limit ends one step."""
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError:
        raise Unavailable from None


_WORKFLOW_ENDED = "AcceptedUpdateCompletedWorkflow"


def _last_word(session: WriteSession, message: Message) -> Answer:
    stored = journal.answer(session, message.id)
    if stored is None:
        forgotten = ParticipantForgotten()
        raise Refused(forgotten.code, forgotten.rule, nl=forgotten.nl, en=forgotten.en)
    return Answer.model_validate_json(stored[1]).model_copy(update={"repeated": True})


def _is_participant(subject: str) -> bool:
    return subject.startswith("participant-")


def _as_ours(error: ApplicationError) -> WorkersError:
    code = error.type or ""
    if code in {"StorageUnavailable", paper_trail.GIVEN_UP.code}:
        return Unavailable()
    match error.details:
        case (str(rule), str(nl), str(en)):
            return Refused(code, rule, nl=nl, en=en)
        case _:
            return Broken()
