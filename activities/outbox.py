"""What is sent on after a message, queued with it: one event a line of the task list, and one a new stall.

Events look like CloudEvents and hold ids and codes. Who sends them reads the table in the order of `available_at`.
"""

from collections.abc import Iterable
from itertools import groupby
from uuid import UUID, uuid5

from activities.consequences import Changes
from domain.assessment import Need
from domain.ids import traject_workflow
from storage.current import Columns

TASKS_OPENED = "nl.trajectvolger.tasks.opened"
STALLED = "nl.trajectvolger.stalled"


def events(message: UUID, changes: Iterable[Changes]) -> list[Columns]:
    """The rows for everything that these changes opened or found stalled."""
    return [row for one in changes for row in [*_opened(message, one), *_stalled(message, one)]]


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


def _stalled(message: UUID, changes: Changes) -> list[Columns]:
    return [
        _event(
            message,
            changes.traject["id"],
            STALLED,
            f"{row['rule']}/{row['participant_id']}",
            {"rule": row["rule"], "participant": row["participant_id"], "since": row["since"]},
        )
        for row in changes.stalled
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
