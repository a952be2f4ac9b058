"""The activities that record a message or look at the clock: one transaction each, with a clear error if it failed."""

import logging
from collections.abc import Callable
from datetime import date
from time import monotonic

from sqlalchemy import Engine
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.judging import Desk
from activities.looking import look_again
from activities.messages import Answer, LookInput, RecordInput
from activities.transaction import ConcernsTheMunicipality, record
from domain.calendar import amsterdam_day
from storage.engine import writing
from storage.errors import StorageError, StorageMisused, WrittenMeanwhile
from storage.programmes import Programmes
from storage.subject_keys import KeyRing

Work = Callable[[Desk, bool], Answer]

log = logging.getLogger(__name__)

PATIENCE = 1.0
"""Seconds. Whoever waits for an answer has no time for another attempt after one that took longer."""


class Recorder:
    """Holds the engine, the definitions and the keys; its methods run in a pool of threads."""

    def __init__(self, engine: Engine, programmes: Programmes, keys: KeyRing) -> None:
        self._engine = engine
        self._programmes = programmes
        self._keys = keys

    @activity.defn
    def record(self, given: RecordInput) -> Answer:
        """Record a message with all its consequences, once.

        Raises:
            ApplicationError: nothing was stored. Its type is StorageUnavailable or a kind of StorageMisused (ours).
        """
        return self._in_a_transaction(lambda desk, whole: record(desk, given, whole_municipality=whole))

    @activity.defn
    def look_again(self, look: LookInput) -> Answer:
        """Assess a traject anew because a day has come; raises as `record`."""
        made = look.model_copy(update={"today": _day_by_now(look)})
        return self._in_a_transaction(lambda desk, whole: look_again(desk, made, whole_municipality=whole))

    def _in_a_transaction(self, work: Work) -> Answer:
        began = monotonic()
        try:
            try:
                return self._under_its_lock(work)
            except WrittenMeanwhile:
                return self._under_its_lock(work)
        except StorageError as error:
            raise _told(error, too_late=monotonic() - began > PATIENCE) from None

    def _under_its_lock(self, work: Work) -> Answer:
        try:
            return self._try(work, whole_municipality=False)
        except ConcernsTheMunicipality:
            return self._try(work, whole_municipality=True)

    def _try(self, work: Work, *, whole_municipality: bool) -> Answer:
        with writing(self._engine) as session:
            return work(Desk(session, self._programmes, self._keys), whole_municipality)


def _day_by_now(look: LookInput) -> date:
    """The day for which a look is made: one that is repeated for days must not undo what others found since.

    By Temporal's clock, which is that of whoever asked; of a local activity only the worker's is known, and it is over
    in seconds.
    """
    if not activity.in_activity() or activity.info().is_local:
        return look.today
    return max(look.today, amsterdam_day(activity.info().started_time))


def _told(error: StorageError, *, too_late: bool) -> ApplicationError:
    """In words that hold no value: what an activity raises is shown to people and kept in logs and histories.

    Who looks at the clock without anybody waiting tries again, whatever it is: somebody may put it right meanwhile.
    """
    ours = isinstance(error, StorageMisused)
    log.log(logging.ERROR if ours else logging.WARNING, "nothing was stored: %s", error)
    somebody_waits = not activity.in_activity() or activity.info().is_local
    final = somebody_waits and (ours or (too_late and activity.in_activity()))
    return ApplicationError(error.en, error.nl, type=type(error).__name__, non_retryable=final)
