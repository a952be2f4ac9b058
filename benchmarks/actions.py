"""What a history cost: its events, and the actions that a provider of Temporal would bill.

An action is a start, a signal, an update, a timer, a start of an activity, an upsert of search attributes, a
continue-as-new; all local activities of one workflow task are one together. Queries (none here) would be one each.
A signal-with-start or update-with-start to a workflow that runs already counts as the signal or update alone.
Search attributes that are given at the start cost nothing. See Temporal's own list, "Temporal Cloud Actions".
"""

from collections import Counter

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

_OF_VIRTUAL_TIME = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
}
_ACTIONS = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED: "start",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: "continue as new",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: "signal",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED: "update",
    EventType.EVENT_TYPE_TIMER_STARTED: "timer",
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: "activity",
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: "search attributes",
}
LOCAL_ACTIVITY = "local activity"


def events(history: WorkflowHistory) -> Counter[str]:
    """How many events of each type, those left out that only a virtual clock makes."""
    return Counter(_name(event) for event in history.events if event.event_type not in _OF_VIRTUAL_TIME)


def actions(history: WorkflowHistory) -> Counter[str]:
    """How many billable actions of each kind."""
    kinds = (_ACTIONS.get(event.event_type) for event in history.events)
    return Counter(kind for kind in kinds if kind is not None) + Counter(_local_activities(history))


def _local_activities(history: WorkflowHistory) -> dict[str, int]:
    tasks = {
        event.marker_recorded_event_attributes.workflow_task_completed_event_id
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_MARKER_RECORDED
    }
    return {LOCAL_ACTIVITY: len(tasks)}


def _name(event: HistoryEvent) -> str:
    words = EventType.Name(event.event_type).removeprefix("EVENT_TYPE_").removeprefix("WORKFLOW_EXECUTION_")
    return words.replace("_", " ").lower()
