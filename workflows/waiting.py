"""The wait that journeys and trajects share: for a message or for the next day on which something changes.

A workflow holds no rule and no personal data. An activity decides, Postgres keeps, and the workflow knows only where
its subject stands: a phase, and the day on which to look again.
"""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

from pydantic import ValidationError
from temporalio import workflow
from temporalio.exceptions import ApplicationError, FailureError

from activities import options
from activities.record import Recorder
from activities.start import Starter
from domain.calendar import amsterdam_day
from workflows import shown
from workflows.alarm import Alarm, next_look
from workflows.messages import (
    Answer,
    CarriedOn,
    LookInput,
    Message,
    RecordInput,
    RefusedBecause,
    Standing,
    Wake,
)

UNKNOWN = Standing(phase="unknown", version=-1)
"""Before anybody has looked."""


class Waiting:
    """A mailbox and a clock.

    Everything that is said is answered once it is stored. Of two standings the newer counts, whichever way it came:
    an answer, a signal of another workflow, or a look of our own.
    """

    def __init__(self, begin: CarriedOn) -> None:
        self.begin = begin
        self.standing = begin.standing or UNKNOWN
        self._subject = workflow.info().workflow_id
        self._alarm = Alarm(begin.participant or begin.traject)
        self._looked_on: date | None = None
        self._to_wake: list[Wake] = list(begin.wakes)
        workflow.set_current_details(shown.details(self.standing))

    # What can be said to it.

    @workflow.update
    async def record(self, message: Message) -> Answer:
        """Record what somebody says, with all its consequences.

        Raises:
            ApplicationError: of the refusal's own type (details: rule, Dutch, English), or `StorageUnavailable`.
        """
        answer = await self._store(message)
        if answer.refused is not None:
            raise _refusal(answer.refused)
        self._take(answer)
        return answer

    @record.validator
    def is_a_message(self, message: Message) -> None:
        """Refuses other arguments than one message: called with those, `record` would fail its task for ever."""
        Message.model_validate(message)

    @workflow.signal(name="standing")
    def hear(self, *said: object) -> None:
        """Another workflow's message changed where this one stands. What is no standing is left alone."""
        try:
            standing = Standing.model_validate(said[0])
        except (ValidationError, IndexError):
            workflow.logger.warning("a signal that says no standing was left alone")
        else:
            self._move_to(standing)

    @workflow.query(name="standing")
    def tell(self) -> Standing:
        """Where the subject stands: its phase and when it is looked at again."""
        return self.standing

    # What `run` is made of.

    async def find_out_where_it_stands(self) -> None:
        """Whoever started it, a first message or a signal may have said so already; otherwise look.

        A worker that remembers nothing may take a first task that came to nothing together with the second one, and see
        them apart when it replays them. So a run that knows where it stands waits for nobody: it would go on before an
        answer or after it, as the case may be (docs/decisions/0028).
        """
        self._postman = asyncio.create_task(self._wake_the_others())
        if not self.begin.at_once:
            await workflow.wait_condition(workflow.all_handlers_finished)
        if self.standing == UNKNOWN:
            await self._look_again()

    async def during(self, phase: str) -> None:
        """Stay in a phase for as long as the facts say so."""
        await self._stay_while(lambda: self.standing.phase == phase)

    async def during_none_of(self, *phases: str) -> None:
        """Rules newer than this code may name another phase: wait there as in any other."""
        await self._stay_while(lambda: self.standing.phase not in phases)

    async def is_over(self) -> bool:
        """Whether nothing can come any more without a new message; everybody who must know then knows it."""
        self._show()
        if not self.standing.ended:
            return False
        await workflow.wait_condition(lambda: not self._to_wake and workflow.all_handlers_finished())
        return self.standing.ended

    # How it waits.

    async def _stay_while(self, here: Callable[[], bool]) -> None:
        while here() and not self.standing.ended:
            self._show()
            self._alarm.set(self._next_look())
            await self._something_happens()
            if self._alarm.rang:
                await self._look_if_the_day_has_come()
            if workflow.info().is_continue_as_new_suggested():
                await self._carry_on()

    async def _something_happens(self) -> None:
        before = self.standing
        await workflow.wait_condition(
            lambda: self._alarm.rang or self.standing != before or workflow.info().is_continue_as_new_suggested()
        )

    def _next_look(self) -> date | None:
        return next_look(self.standing.next_check, self._looked_on, amsterdam_day(workflow.now()))

    async def _look_if_the_day_has_come(self) -> None:
        day = self._next_look()
        if day is not None and day <= amsterdam_day(workflow.now()):
            await self._look_again()

    async def _look_again(self) -> None:
        look = LookInput(
            subject=self._subject,
            traject=self.begin.traject,
            today=amsterdam_day(workflow.now()),
            id=workflow.uuid4(),
        )
        answer = await _look(look)
        self._looked_on = look.today
        self._take(answer)
        if answer.standing is None:  # nobody knows this subject: nothing to wait for
            self.standing = self.standing.model_copy(update={"ended": True})

    def _show(self) -> None:
        known = workflow.info().typed_search_attributes
        if changes := shown.updates(self.begin.traject, self.standing, known):
            workflow.upsert_search_attributes(changes)

    # What follows from an answer.

    def _take(self, answer: Answer) -> None:
        self._to_wake.extend(answer.wake)
        if answer.standing is not None:
            self._move_to(answer.standing)

    def _move_to(self, standing: Standing) -> None:
        if standing.version >= self.standing.version:
            self.standing = standing
            workflow.set_current_details(shown.details(standing))

    async def _wake_the_others(self) -> None:
        """Beside `run`, so that a clock never waits for a neighbour who can't be reached."""
        while True:
            await workflow.wait_condition(lambda: bool(self._to_wake))
            batch = list(self._to_wake)
            try:
                await workflow.execute_activity_method(Starter.wake, batch, **options.WAKE)
            except FailureError:  # not to be expected, and no reason to forget anybody
                workflow.logger.exception("nobody could be woken; trying again in an hour")
                await workflow.sleep(timedelta(hours=1))
            else:
                del self._to_wake[: len(batch)]

    async def _carry_on(self) -> None:
        """Begin a new history; who was not reached yet is woken by the next run."""
        await workflow.wait_condition(workflow.all_handlers_finished)
        where = {"standing": self.standing, "wakes": tuple(self._to_wake), "at_once": True}
        workflow.continue_as_new(self.begin.model_copy(update=where))

    async def _store(self, message: Message) -> Answer:
        today = amsterdam_day(workflow.now())
        said = RecordInput(subject=self._subject, traject=self.begin.traject, today=today, message=message)
        try:
            return await workflow.execute_local_activity_method(Recorder.record, said, **options.RECORD)
        except Exception as error:  # noqa: BLE001 -- any other error would have Temporal repeat the task, its author waiting
            raise _not_stored(error) from None


async def _look(look: LookInput) -> Answer:
    """At once if possible, otherwise for as long as it takes: nobody waits for the answer. The id makes it one."""
    try:
        return await workflow.execute_local_activity_method(Recorder.look_again, look, **options.LOOK)
    except FailureError:  # a local activity raises its own error, not an ActivityError around it
        return await _look_later(look)


async def _look_later(look: LookInput) -> Answer:
    while True:
        try:
            return await workflow.execute_activity_method(Recorder.look_again, look, **options.LOOK_LATER)
        except FailureError:  # weeks have passed
            workflow.logger.exception("the clock could not be checked; trying again")


def _refusal(because: RefusedBecause) -> ApplicationError:
    return ApplicationError(because.en, because.rule, because.nl, because.en, type=because.code, non_retryable=True)


def _not_stored(error: Exception) -> ApplicationError:
    """The database does not answer or (a kind of StorageMisused) refuses what we ask: nothing was stored."""
    kind = error.type if isinstance(error, ApplicationError) and error.type else "StorageUnavailable"
    workflow.logger.warning("a message was not stored", extra={"kind": kind})
    return ApplicationError("Nothing was stored.", type=kind, non_retryable=True)
