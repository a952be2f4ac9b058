"""Where recorded histories lie, how to read them, and what in them must stay the same."""

import json
import re
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from workers.codec import Keys

FOLDER = Path(__file__).parent
FINGERPRINTS = FOLDER / "fingerprints.json"
_COMMANDS = {
    EventType.EVENT_TYPE_TIMER_STARTED,
    EventType.EVENT_TYPE_TIMER_CANCELED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
    EventType.EVENT_TYPE_MARKER_RECORDED,
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
}


def keys() -> Keys:
    """Keys that follow from the subject: what is recorded here is invented, and must stay readable."""
    return Keys(lambda subject: sha256(b"recorded" + subject.bytes).digest())


def recorded() -> dict[str, WorkflowHistory]:
    """All recorded histories by name; the last part of a name is the workflow's id."""
    found = sorted(FOLDER.glob("*.json"))
    return {path.stem: _read(path) for path in found if path != FINGERPRINTS}


def write(name: str, history: WorkflowHistory) -> None:
    """Keep a history under a name, without the machine it was made on."""
    nobodys = re.sub(r"\d+@[\w.-]+", "recorder", history.to_json())
    (FOLDER / f"{name}.json").write_text(nobodys + "\n")


def commands(history: WorkflowHistory) -> list[str]:
    """What the workflow asked of Temporal, in its order."""
    return [_command(event) for event in history.events if event.event_type in _COMMANDS]


def fingerprint(history: WorkflowHistory) -> str:
    """Short enough to compare; differs when the commands or their order do."""
    return sha256("\n".join(commands(history)).encode()).hexdigest()[:16]


def fingerprints() -> dict[str, str]:
    """As they were when the histories were recorded."""
    found: dict[str, str] = json.loads(FINGERPRINTS.read_text())
    return found


def subject(name: str) -> tuple[str, UUID]:
    """The workflow's id, and the subject in it."""
    workflow = name.rpartition(".")[2]
    return workflow, UUID(workflow.partition("-")[2])


def _read(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(subject(path.stem)[0], path.read_text())


def _command(event: HistoryEvent) -> str:
    kind = EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")
    if event.HasField("activity_task_scheduled_event_attributes"):
        return f"{kind} {event.activity_task_scheduled_event_attributes.activity_type.name}"
    return kind
