"""The morning's mail, a batch of people at a time: repeated after a failure it queues nobody's mail twice."""

import logging
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Engine
from temporalio import activity

from domain.calendar import amsterdam_day, is_working_day
from sending import invitations, planning, recipients
from storage.engine import reading, writing
from storage.errors import StorageError

log = logging.getLogger(__name__)

BATCH = 20
"""People whose lists are looked through in one transaction."""


class Morning(BaseModel):
    """For whom, and when; accounts have ids, and nothing else of them goes through Temporal."""

    at: datetime
    accounts: tuple[UUID, ...] = ()


class Planner:
    """Finds out who is to be told something, and queues it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @activity.defn(name="people_to_write_to")
    def batches(self, morning: Morning) -> list[tuple[UUID, ...]]:
        """Everybody with an account, in batches; nobody on a day on which nobody works."""
        if not is_working_day(amsterdam_day(morning.at)):
            return []
        with reading(self._engine) as session:
            ids = [one.account for one in recipients.everybody(session)]
        return [tuple(ids[start : start + BATCH]) for start in range(0, len(ids), BATCH)]

    @activity.defn(name="plan_the_morning")
    def plan(self, morning: Morning) -> int:
        """Queue what these people are told; how many mails that are."""
        with writing(self._engine) as session:
            who = recipients.some(session, morning.accounts)
            queued = planning.morning(session, who, morning.at)
            trajects = invitations.of_colleagues(session, who, amsterdam_day(morning.at))
        return queued + sum(self._calendars(traject, morning.at) for traject in trajects)

    def _calendars(self, traject: UUID, at: datetime) -> int:
        """In a transaction of its own: nobody waits for it longer than for one traject.

        One that cannot be told now keeps nobody else waiting: the next morning compares it again.
        """
        try:
            with writing(self._engine) as session:
                return planning.calendars(session, traject, at)
        except StorageError as problem:
            told = {"traject": str(traject), "problem": str(problem)}
            log.warning("what calendars missed of a traject waits until the next morning", extra=told)
            return 0
