"""The real Temporal server with a clock for each workflow, for tests; experimental in the SDK, so nowhere else."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from temporalio.testing import WorkflowEnvironment

from activities.search_attributes import ATTRIBUTES
from embedded.binaries import find_temporal

VIRTUAL_TIME = {
    "frontend.WorkflowTimeSkippingEnabled": "true",
    "history.timerProcessorMaxTimeShift": '"10ms"',
}


@contextmanager
def temporal_server(*, with_attributes: bool = True, arguments: Sequence[str] = (), **settings: str) -> Iterator[str]:
    """A server, and its address. `settings` are dynamic configuration, with `__` for a dot."""
    named = {name.replace("__", "."): value for name, value in settings.items()}
    configured = [
        part for name, value in (VIRTUAL_TIME | named).items() for part in ("--dynamic-config-value", f"{name}={value}")
    ]
    environment = asyncio.run(
        WorkflowEnvironment.start_time_skipping_v2(
            dev_server_existing_path=str(find_temporal()),
            search_attributes=ATTRIBUTES if with_attributes else (),
            dev_server_extra_args=[*configured, *arguments],
        )
    )
    try:
        yield environment.client.service_client.config.target_host
    finally:
        asyncio.run(environment.shutdown())
