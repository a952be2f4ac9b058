"""How long each activity may take and how often it is tried, in one place."""

from datetime import timedelta
from typing import Any

from temporalio.common import RetryPolicy

Options = dict[str, Any]

# Somebody waits. The database layer gives up by itself before these 3 s (storage.engine.FOR_PEOPLE), and an attempt
# that took long is not repeated (activities.record): 5 s are over quickly. A stale connection or a deadlock costs one
# more attempt. Never unlimited: a fact must not be stored after its author was told of an error.
_ATTEMPTS = RetryPolicy(initial_interval=timedelta(milliseconds=100), backoff_coefficient=3, maximum_attempts=3)
RECORD: Options = {
    "start_to_close_timeout": timedelta(seconds=3),
    "schedule_to_close_timeout": timedelta(seconds=4),
    "retry_policy": _ATTEMPTS,
}

# How long a worker may take for one step of a journey: a worker that is killed keeps the journey for so long.
# Longer than an attempt to record.
WORKFLOW_TASK = timedelta(seconds=5)

# Nobody waits: the same at first, then patiently, under the same id.
LOOK: Options = RECORD
_PATIENTLY = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=5)
)
LOOK_LATER: Options = {
    "start_to_close_timeout": timedelta(seconds=10),
    "schedule_to_close_timeout": timedelta(days=14),
    "retry_policy": _PATIENTLY,
}
# The morning's mail: a batch takes seconds; it is worth sending until the working day is over.
MORNING: Options = {
    "start_to_close_timeout": timedelta(minutes=2),
    "schedule_to_close_timeout": timedelta(hours=10),
    "retry_policy": _PATIENTLY,
}
# A worker that stops or is killed just as it gets this has not told anybody: another soon does.
WAKE: Options = {
    "start_to_close_timeout": timedelta(minutes=1),
    "heartbeat_timeout": timedelta(seconds=10),
    "retry_policy": _PATIENTLY,
}
