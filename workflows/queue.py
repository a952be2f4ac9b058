"""The one queue on which workflows and activities wait for a worker."""

TASK_QUEUE = "traject"
