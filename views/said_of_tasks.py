"""Which messages were about a task: who took it, until when it may wait, that it was done."""

from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from domain.facts import AnyFact, Done, Recorded, Retracted, TaskClaimed, TaskPostponed


class Told(Protocol):
    """A task, as far as facts name it."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def participant_id(self) -> UUID | None: ...
    @property
    def session_id(self) -> UUID | None: ...


def said_of(log: Sequence[Recorded], task: Told) -> list[Recorded]:
    """What was said of a task and not taken back, in the order of the log."""
    taken_back = retracted(log)
    return [one for one in log if one.message not in taken_back and is_about(one.fact, task)]


def last_said_of(log: Sequence[Recorded], task: Told) -> UUID | None:
    """The last message that completed, took or postponed a task and was not taken back."""
    said = said_of(log, task)
    return said[-1].message if said else None


def retracted(log: Iterable[Recorded]) -> set[UUID]:
    """The messages that were taken back."""
    return {one.fact.message for one in log if isinstance(one.fact, Retracted)}


def is_about(fact: AnyFact, task: Told) -> bool:
    """Whether a fact names this task, or says that its need was met."""
    if isinstance(fact, Done):
        same = (fact.participant, fact.session) == (task.participant_id, task.session_id)
        return same and fact.task == task.kind and not fact.cleared
    return isinstance(fact, TaskClaimed | TaskPostponed) and fact.task == task.id
