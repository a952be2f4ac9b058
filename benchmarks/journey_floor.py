"""The floor of a journey: twins of our workflows, under the same clock, with the statements that ours committed."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowHistory
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities.messages import Answer, Enclosure
from benchmarks.floor import Replay, Statements, working
from benchmarks.statements import Log, Transaction
from benchmarks.twin import Script, Twin
from domain.facts import AnyFact
from domain.ids import participant_workflow, traject_workflow
from tests.workflows.town import AFTER_MIDNIGHT, Town

QUEUE = "twins"
_LOOK = {"traject", "subject", "day"}
"""What `standing_on` is asked with."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message: to whom, and what its mailbox committed before."""

    subject: str
    mailbox: Sequence[Statements]


@dataclass
class Noting(Town):
    """A town of ours in which it is written down what happens, for the twins to do the same.

    It stops once a day: what the passing of time costs is the same on both sides, and would flatter us.
    """

    stops: Sequence[timedelta] = (AFTER_MIDNIGHT,)
    log: Log = field(kw_only=True)
    deeds: list[Said | date] = field(default_factory=list)
    recorded: dict[str, list[Statements]] = field(default_factory=lambda: defaultdict(list))

    async def say(
        self,
        subject: str,
        traject: UUID,
        *facts: AnyFact,
        enclosure: Enclosure | None = None,
        known_as: UUID | None = None,
    ) -> Answer:
        answer = await super().say(subject, traject, *facts, enclosure=enclosure, known_as=known_as)
        self.deeds.append(Said(subject, self._take()))
        return answer

    async def _to_day(self, day: date) -> None:
        await super()._to_day(day)
        self._take()
        self.deeds.append(self.today)

    def _take(self) -> list[Statements]:
        """Sort out what was committed: recordings by whom they were said to; gives back the others."""
        others: list[Statements] = []
        for transaction in self.log.take():
            subject = _recorded_for(transaction)
            statements = [(one.sql, one.parameters) for one in transaction.statements]
            (others if subject is None else self.recorded[subject]).append(statements)
        return others


def _recorded_for(transaction: Transaction) -> str | None:
    """For whom an answer was stored, or who looked at a day that had been looked at already; None for the others."""
    parameters = [one.parameters for one in transaction.statements if isinstance(one.parameters, dict)]
    stored = next((values["subject"] for values in parameters if "wakes" in values), None)
    return stored or next((_who_looked(values) for values in parameters if values.keys() == _LOOK), None)


def _who_looked(values: Mapping[str, Any]) -> str:
    traject, subject = values["traject"], values["subject"]
    return traject_workflow(traject) if subject == traject else participant_workflow(subject)


def scripts(histories: Mapping[str, WorkflowHistory]) -> dict[str, Script]:
    """What each twin has to do. Whoever is told as often as ours was, is told by the first who tells that often."""
    made = {subject: _script(history) for subject, history in histories.items()}
    heard = {
        subject: _count(history, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)
        for subject, history in histories.items()
    }
    for subject, history in histories.items():
        for _ in range(_count(history, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)):
            told = [one for one in histories if one != subject and heard[one] > 0]
            for one in told:
                heard[one] -= 1
            made[subject].tells.append([_twin(one) for one in told])
    return made


def _script(history: WorkflowHistory) -> Script:
    events = list(history.events)
    set_at = {event.event_id: event for event in events if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED}
    rung = [
        event.timer_fired_event_attributes.started_event_id
        for event in events
        if event.event_type == EventType.EVENT_TYPE_TIMER_FIRED
    ]
    updates = _count(history, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED)
    looks = _count(history, EventType.EVENT_TYPE_MARKER_RECORDED) - updates
    alarms = [(_due(set_at[number]).isoformat(), place < looks) for place, number in enumerate(rung)]
    return Script(
        alarms=alarms,
        restarts=max(len(set_at) - len(rung) - 1, 0),
        shows=_count(history, EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES),
        silent=updates - _count(history, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED),
    )


def _due(event: HistoryEvent) -> datetime:
    after = event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
    return event.event_time.ToDatetime(tzinfo=UTC) + after


def _count(history: WorkflowHistory, kind: EventType.ValueType) -> int:
    return sum(event.event_type == kind for event in history.events)


def _twin(subject: str) -> str:
    return f"twin-of-{subject}"


class Teller:
    """The activity with which a twin tells others."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @activity.defn
    async def tell(self, twins: list[str]) -> None:
        """One signal each."""
        await asyncio.gather(*(self._client.get_workflow_handle(twin).signal(Twin.hear) for twin in twins))


@dataclass
class Twins:
    """They live through what a town noted."""

    town: Town
    replay: Replay
    scripts: Mapping[str, Script]

    async def live(self, noted: Noting) -> None:
        """Deed by deed, as ours did."""
        for subject, recorded in noted.recorded.items():
            self.replay.transactions |= {f"{_twin(subject)} {n}": one for n, one in enumerate(recorded, start=1)}
        for deed in noted.deeds:
            if isinstance(deed, date):
                await self.town._to_day(deed)  # noqa: SLF001 -- the very steps of time that ours took
            else:
                await self._say(deed)

    async def _say(self, said: Said) -> None:
        for statements in said.mailbox:
            self.replay.transactions["mailbox"] = statements
            await asyncio.to_thread(self.replay.transact, "mailbox")
        start = WithStartWorkflowOperation(
            Twin.run,
            self.scripts[said.subject],
            id=_twin(said.subject),
            task_queue=QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        await self.town.client.execute_update_with_start_workflow(Twin.say, start_workflow_operation=start)
        self.town.subjects.add(_twin(said.subject))

    async def histories(self) -> list[WorkflowHistory]:
        """What they did, to be set beside what ours did."""
        return [await self.town.history(_twin(subject)) for subject in self.scripts]


@asynccontextmanager
async def twins(address: str, replay: Replay, noted: Noting, scripts: Mapping[str, Script]) -> AsyncIterator[Twins]:
    """A worker for them with the settings of ours; payloads are not encrypted."""
    client = await Client.connect(address)
    skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
    async with working(client, QUEUE, Twin, replay.transact, Teller(client).tell):
        town = Town(client, noted.engine, noted.mailbox, skipper, QUEUE, stops=noted.stops)
        yield Twins(town, replay, scripts)
