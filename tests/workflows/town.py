"""A municipality under test: the real server with a clock for each workflow, the real database, the real worker.

Time goes from one next check to the next one, whoever's it is: so all clocks stay together, as they would be.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, RowMapping, select
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities.messages import Answer, Enclosure, Message
from domain.calendar import amsterdam_day, start_of
from domain.facts import AnyFact
from domain.ids import participant_workflow, traject_workflow
from storage.engine import reading
from storage.subject_keys import KeyRing
from storage.tables import participants, tasks, trajects
from workers.client import Mailbox
from workers.codec import Keys
from workers.connection import connect, keys_of
from workers.worker import build, thread_pool
from workflows.messages import Standing
from workflows.queue import TASK_QUEUE

MASTER_KEY = bytes(range(32))
AFTER_MIDNIGHT = timedelta(minutes=6)
"""Later than the spread of alarms."""
BEFORE_AND_AFTER = (timedelta(minutes=-1), AFTER_MIDNIGHT)
"""Who waits for a day that has moved looks in vain: before a new day begins, not after others looked at that."""


@dataclass
class Town:
    """One test's own world. `today` is the day on all its clocks; `stops` are where they meet, set beside midnight."""

    client: Client
    engine: Engine
    mailbox: Mailbox
    skipper: TimeSkipper
    task_queue: str
    master_key: bytes = MASTER_KEY
    stops: Sequence[timedelta] = BEFORE_AND_AFTER
    today: date = field(init=False)
    subjects: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.today = amsterdam_day(datetime.now(tz=start_of(date.min.replace(year=2000)).tzinfo))

    def day(self, days: int) -> date:
        """So many days from today."""
        return self.today + timedelta(days=days)

    async def say(
        self,
        subject: str,
        traject: UUID,
        *facts: AnyFact,
        enclosure: Enclosure | None = None,
        known_as: UUID | None = None,
    ) -> Answer:
        """Say facts in one message, as a coordinator would."""
        message = Message(id=known_as or uuid4(), by="test", facts=facts, enclosed=enclosure is not None)
        answer = await self.mailbox.say(subject, traject, message, enclosure)
        self.subjects.add(subject)
        return answer

    def handle(self, subject: str) -> WorkflowHandle[Any, Any]:
        """The workflow of a subject."""
        return self.client.get_workflow_handle(subject)

    async def standing(self, subject: str) -> Standing:
        """What the workflow itself says."""
        return Standing.model_validate(await self.handle(subject).query("standing", result_type=Standing))

    async def until(self, day: date) -> None:
        """Let time pass until a day has begun for everybody, stopping wherever somebody has something to check."""
        while self.today < day:
            await self._to_day(min([*self._next_checks(), day]))

    async def _to_day(self, day: date) -> None:
        self.today = max(day, self.today + timedelta(days=1))
        for stop in self.stops:
            target = start_of(self.today) + stop
            handles = [handle for handle in map(self.handle, sorted(self.subjects)) if await self._runs(handle)]
            await asyncio.gather(*(self.forward(handle, target) for handle in handles))
            await self.settle()

    async def forward(self, handle: WorkflowHandle[Any, Any], target: datetime) -> None:
        """Let time pass for one workflow; with no worker, as far as its next alarm."""
        left = target - await self.skipper.get_current_time(handle)
        try:
            if left > timedelta():
                await self.skipper.fast_forward(handle, left)
        except RPCError as error:  # another's clock may have ended this one meanwhile
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    def _next_checks(self) -> Iterable[date]:
        for table in (trajects, participants):
            with reading(self.engine) as session:
                rows = session.execute(select(table.c.next_check).where(~table.c.ended)).scalars()
                yield from (day for day in rows if day is not None)

    async def _runs(self, handle: WorkflowHandle[Any, Any]) -> bool:
        return (await handle.describe()).status is WorkflowExecutionStatus.RUNNING

    async def settle(self) -> None:
        """Until nobody has anything left to do at the time it is."""
        async with asyncio.timeout(60):
            while not all(await asyncio.gather(*map(self.is_quiet, sorted(self.subjects)))):  # noqa: ASYNC110 -- nobody tells
                await asyncio.sleep(0.02)

    async def is_quiet(self, subject: str) -> bool:
        """Whether a workflow waits for nothing but time and messages."""
        raw = (await self.handle(subject).describe()).raw_description
        begun = raw.workflow_execution_info.history_length > 1  # a new history may begin with a second's delay
        return begun and not raw.HasField("pending_workflow_task") and not raw.pending_activities

    def row(self, subject: str) -> RowMapping:
        """What Postgres says of a subject."""
        kind, _, identity = subject.partition("-")
        table = participants if kind == "participant" else trajects
        with reading(self.engine) as session:
            return session.execute(select(table).where(table.c.id == UUID(identity))).mappings().one()

    def open_tasks(self, participant: UUID | None = None) -> set[str]:
        """Kinds of open tasks: a participant's, or the traject's own."""
        with reading(self.engine) as session:
            query = select(tasks.c.kind).where(tasks.c.state == "open", tasks.c.participant_id == participant)
            return set(session.execute(query).scalars())

    async def agrees(self, subject: str) -> bool:
        """Whether workflow and database say the same, and the workflow looks again no later than it must.

        It may look earlier: a check that moved to a later day wakes nobody.
        """
        row, standing = self.row(subject), await self.standing(subject)
        same = (row["phase"], row["ended"], row.get("paused", False)) == (
            standing.phase,
            standing.ended,
            standing.paused,
        )
        if row["next_check"] is None or standing.ended:
            return same
        return same and standing.next_check is not None and standing.next_check <= row["next_check"]

    async def history(self, subject: str) -> WorkflowHistory:
        """Of the latest run."""
        return await self.handle(subject).fetch_history()


async def new_town(address: str, engine: Engine, keys: Keys | None = None) -> Town:
    """A town on a server and a database, encrypted with the database's keys unless others are given."""
    client = await connect(address, "default", keys_of(engine, MASTER_KEY) if keys is None else keys)
    return town_of(client, engine, f"traject-{uuid4()}", MASTER_KEY)


async def old_town(address: str, engine: Engine, namespace: str, master_key: bytes) -> Town:
    """One that was there before, on the store and the database that it left."""
    client = await connect(address, namespace, keys_of(engine, master_key))
    return town_of(client, engine, TASK_QUEUE, master_key)


def town_of(client: Client, engine: Engine, task_queue: str, master_key: bytes) -> Town:
    """A town whose time can be let pass."""
    skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
    mailbox = Mailbox(skipper.client, engine, KeyRing(master_key), task_queue=task_queue)
    return Town(skipper.client, engine, mailbox, skipper, task_queue, master_key)


@asynccontextmanager
async def working(town: Town) -> AsyncIterator[None]:
    """A worker for the town, inside the block."""
    with thread_pool() as threads:
        async with build(town.client, town.engine, KeyRing(town.master_key), threads, task_queue=town.task_queue):
            yield


_OF_VIRTUAL_TIME = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
}


def events(history: WorkflowHistory) -> int:
    """How many events a history has, without those that only tests have."""
    return sum(event.event_type not in _OF_VIRTUAL_TIME for event in history.events)


def billable_actions(history: WorkflowHistory) -> int:
    """What a provider of Temporal would count, by its price list; local activities count once for each task."""
    counted = {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
        EventType.EVENT_TYPE_TIMER_STARTED,
        EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
        EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
    }
    tasks_with_local_activities = {
        event.marker_recorded_event_attributes.workflow_task_completed_event_id
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_MARKER_RECORDED
    }
    return sum(event.event_type in counted for event in history.events) + len(tasks_with_local_activities)


def of_traject(traject: UUID) -> str:
    """The traject's workflow."""
    return traject_workflow(traject)


def of_participant(participant: UUID) -> str:
    """The participant's workflow."""
    return participant_workflow(participant)
