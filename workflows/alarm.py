"""The one timer of a workflow. It stands until its time, so that a message that changes nothing costs no new one."""

import asyncio
from datetime import date, datetime, timedelta
from uuid import UUID

from temporalio import workflow

from domain.calendar import start_of

SPREAD = timedelta(minutes=5)
"""Ten thousand journeys have something to do on the same day; they begin it within this time, not in one second."""


def moment(day: date, subject: UUID) -> datetime:
    """When a subject looks at what a day brings: after midnight in the Netherlands, each at a time of its own."""
    return start_of(day) + timedelta(seconds=subject.int % int(SPREAD.total_seconds()))


def next_look(next_check: date | None, looked_on: date | None, today: date) -> date | None:
    """The day on which to look again; never twice for one day, whatever an answer says.

    A day that was looked at and is still to come does not count: the clock ran ahead then, and was put right.
    """
    if next_check is None or looked_on is None or looked_on > today:
        return next_check
    return max(next_check, looked_on + timedelta(days=1))


class Alarm:
    """Rings once on a day; `rang` stays true until it is set again."""

    def __init__(self, subject: UUID) -> None:
        self.rang = False
        self._subject = subject
        self._day: date | None = None
        self._timer: asyncio.Task[None] | None = None

    def set(self, day: date | None) -> None:
        """Ring on a day, or not at all.

        An alarm that stands for an earlier day is left alone: it rings too early and is set anew, which costs less
        than a new timer for each message that moves the day.
        """
        if self._timer is not None and not self.rang:
            if day is not None and self._day is not None and day >= self._day:
                return
            self._timer.cancel()
        self.rang = False
        self._day = day
        self._timer = None if day is None else asyncio.create_task(self._ring(moment(day, self._subject)))

    async def _ring(self, at: datetime) -> None:
        await workflow.sleep(max(at - workflow.now(), timedelta()))
        self.rang = True
