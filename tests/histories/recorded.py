"""Where recorded histories lie, how to read them, and what in them must stay the same."""

import ast
import json
import lzma
import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from activities.morning import Morning
from activities.search_attributes import PHASE
from workers.codec import Keys
from workflows.messages import Answer, CarriedOn, LookInput, Message, RecordInput, Standing, Wake

FOLDER = Path(__file__).parent
FINGERPRINTS, SHAPE = FOLDER / "fingerprints.json", FOLDER / "shape.json"
NEXT = "next"
"""What histories of the version under way are called; a release gives them its number, for good."""
WORKFLOWS = FOLDER.parents[1] / "workflows"
TRAVELLING: tuple[type[BaseModel], ...] = (Answer, CarriedOn, LookInput, Message, Morning, RecordInput, Standing, Wake)
"""What workflows and activities hand each other, and so lies in histories."""
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
    plain = {path.stem: path.read_text() for path in FOLDER.glob("*.*-*.json")}
    packed = {path.name.removesuffix(".json.xz"): lzma.decompress(path.read_bytes()) for path in FOLDER.glob("*.xz")}
    said = plain | {name: text.decode() for name, text in packed.items()}
    return {name: WorkflowHistory.from_json(subject(name)[0], said[name]) for name in sorted(said)}


def write(name: str, history: WorkflowHistory) -> None:
    """Keep a history under a name, without the machine it was made on."""
    nobodys = re.sub(r"\d+@[\w.-]+", "recorder", history.to_json())
    (FOLDER / f"{name}.json.xz").write_bytes(lzma.compress(nobodys.encode()))


def shape(sources: Iterable[Path] = ()) -> dict[str, str]:
    """The workflows as Temporal knows them: their code without what only people read, and the fields that travel."""
    files = sources or WORKFLOWS.glob("*.py")
    code = {f"workflows/{file.name}": _print(_code(file.read_text(encoding="utf-8"))) for file in files}
    models = {model.__name__: _print(json.dumps(_fields(model), sort_keys=True)) for model in TRAVELLING}
    return dict(sorted((code | models).items()))


def _fields(model: type[BaseModel]) -> dict[str, str]:
    return {name: f"{field.annotation} {field.is_required()}" for name, field in model.model_fields.items()}


def _code(source: str) -> str:
    """Without comments, docstrings and layout."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not _is_prose(one)]  # type: ignore[attr-defined]
    return ast.unparse(tree)


def _is_prose(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def phases(history: WorkflowHistory) -> set[str]:
    """The phases that the workflow showed to operators, one after the other."""
    found = set[str]()
    for event in history.events:
        begun = event.workflow_execution_started_event_attributes.search_attributes
        shown = event.upsert_workflow_search_attributes_event_attributes.search_attributes
        for fields in (begun.indexed_fields, shown.indexed_fields):  # of any other event these are empty
            if PHASE.name in fields:
                found.add(json.loads(fields[PHASE.name].data))
    return found


def commands(history: WorkflowHistory) -> list[str]:
    """What the workflow asked of Temporal, in its order."""
    return [_command(event) for event in history.events if event.event_type in _COMMANDS]


def fingerprint(history: WorkflowHistory) -> str:
    """Short enough to compare; differs when the commands or their order do."""
    return _print("\n".join(commands(history)))


def _print(what: str) -> str:
    return sha256(what.encode()).hexdigest()[:16]


def fingerprints() -> dict[str, str]:
    """As they were when the histories were recorded."""
    found: dict[str, str] = json.loads(FINGERPRINTS.read_text())
    return found


def subject(name: str) -> tuple[str, UUID]:
    """The workflow's id, and the subject in it."""
    workflow = name.rpartition(".")[2]
    return workflow, UUID(workflow.partition("-")[2])


def _command(event: HistoryEvent) -> str:
    kind = EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")
    if event.HasField("activity_task_scheduled_event_attributes"):
        return f"{kind} {event.activity_task_scheduled_event_attributes.activity_type.name}"
    return kind
