"""Workflows in the SDK's sandbox, without going into it for what is known outside.

For each payload of each step the SDK enters the sandbox three times to ask whose payload it is (`get_serialization_
context`): a third of what this process did for an attendance form. Only a command to another workflow can be another's.
"""

from collections.abc import Sequence
from typing import Any

from temporalio.api.enums.v1 import CommandType
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import SerializationContext, StorageDriverStoreContext, WorkflowSerializationContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner
from temporalio.workflow import Info
from temporalio.workflow import _Definition as Definition

_TO_ANOTHER = frozenset(
    {
        CommandType.COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION,
        CommandType.COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION,
        CommandType.COMMAND_TYPE_SCHEDULE_NEXUS_OPERATION,
    }
)
_NOT_STORED_ELSEWHERE = StorageDriverStoreContext(target=None)


class Sandboxed(WorkflowRunner):
    """Runs workflows as `runner` does."""

    def __init__(self, runner: WorkflowRunner) -> None:
        self._runner = runner

    def prepare_workflow(self, defn: Definition) -> None:
        self._runner.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        own = WorkflowSerializationContext(namespace=det.info.namespace, workflow_id=det.info.workflow_id)
        return _Known(self._runner.create_instance(det), own)

    def set_worker_level_failure_exception_types(self, types: Sequence[type[BaseException]]) -> None:
        self._runner.set_worker_level_failure_exception_types(types)


class _Known(WorkflowInstance):
    """A workflow of which it is known whose payloads are: its own, those of its activities too."""

    def __init__(self, inside: WorkflowInstance, own: SerializationContext) -> None:
        self._inside = inside
        self._own = own

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        return self._inside.activate(act)

    def get_serialization_context(self, command_info: Any) -> SerializationContext | None:  # noqa: ANN401  the SDK's own
        if command_info is not None and command_info.command_type in _TO_ANOTHER:
            return self._inside.get_serialization_context(command_info)
        return self._own

    def get_external_store_context(self, command_info: Any) -> StorageDriverStoreContext:  # noqa: ANN401, ARG002
        return _NOT_STORED_ELSEWHERE

    def get_info(self) -> Info:
        return self._inside.get_info()

    def get_thread_id(self) -> int | None:
        return self._inside.get_thread_id()
