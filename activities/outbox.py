"""On what something may have to be sent after a message, queued with it: one event a line of the task list that opened
tasks, and one when calendars may have to change.

Events look like CloudEvents and hold ids and codes. `sending.planning` looks at them in the order in which they came.
"""

from collections.abc import Iterable
from itertools import groupby
from uuid import UUID, uuid5

from activities.consequences import Changes
from domain.assessment import Need
from domain.facts import Fact, Retracted, SessionPlanned, StaffNamed, TrajectCancelled
from domain.ids import traject_workflow
from storage.current import Columns
from storage.outbox import SESSIONS_CHANGED, TASKS_OPENED

_OF_CALENDARS = (SessionPlanned, StaffNamed, TrajectCancelled, Retracted)
"""Facts after which somebody's calendar may be wrong."""


def events(message: UUID, changes: Iterable[Changes]) -> list[Columns]:
    """The rows for everything that these changes opened."""
    return [row for one in changes for row in _opened(message, one)]


def calendars(message: UUID, traject: UUID, facts: Iterable[Fact]) -> list[Columns]:
    """The row that says that sessions, or who leads them, may be other than calendars say."""
    if not any(isinstance(fact, _OF_CALENDARS) for fact in facts):
        return []
    return [_event(message, traject, SESSIONS_CHANGED, "", {})]


def _opened(message: UUID, changes: Changes) -> list[Columns]:
    traject: UUID = changes.traject["id"]
    needs = sorted(changes.opened, key=_kind)
    return [
        _event(
            message,
            traject,
            TASKS_OPENED,
            kind,
            {"kind": kind, "tasks": [need.task_id(traject) for need in alike]},
        )
        for kind, alike in groupby(needs, key=_kind)
    ]


def _kind(need: Need) -> str:
    return need.kind.value


def _event(message: UUID, traject: UUID, topic: str, about: str, data: Columns) -> Columns:
    identity = uuid5(message, f"{traject}/{topic}/{about}")
    source = traject_workflow(traject)
    return {
        "id": identity,
        "message_id": message,
        "subject": source,
        "topic": topic,
        "payload": {"specversion": "1.0", "id": identity, "type": topic, "source": source, "data": data},
    }
