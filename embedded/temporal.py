"""One Temporal server, the development server of its command line program, on a SQLite file in the home."""

import asyncio
import re
import signal
import socket
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import structlog
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.service import ConnectConfig, OperatorService, RPCError, ServiceClient

from embedded import binaries
from embedded.child import Child, Task
from embedded.errors import PartStopped
from embedded.home import Home
from embedded.stragglers import stop_stragglers

READY_SECONDS = 60.0
STOP = {signal.SIGTERM: 15.0, signal.SIGKILL: 10.0}
AT_ONCE = {signal.SIGKILL: 10.0}
RPC_TIMEOUT = timedelta(seconds=2)

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Temporal:
    """`start` and `stop` as often as needed, on the same data; `wait_until_ready` after each start."""

    name = "Temporal"

    def __init__(
        self, home: Home, ports: Mapping[str, int], namespace: str, search_attributes: Mapping[str, str]
    ) -> None:
        self.home = home
        self.log = home.logs / "temporal.log"
        self.child: Child | None = None
        self._ports = ports
        self._namespace = namespace
        self._search_attributes = search_attributes

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._ports['temporal']}"

    @property
    def ui_url(self) -> str:
        return f"http://127.0.0.1:{self._ports['ui']}"

    def start(self) -> None:
        """Start it.

        Raises:
            EmbeddedError: it cannot be started; each kind says why.
        """
        program = str(binaries.find_temporal())
        stop_stragglers(self.home.temporal)
        task = Task(
            part=self.name,
            command=(program, "server", "start-dev", *self._options()),
            folder=self.home.temporal,
            log=self.log,
            death_signal=signal.SIGTERM,
        )
        with self.home.failures_told():
            self.child = Child(task)

    def _options(self) -> list[str]:
        ports = self._ports
        attributes = [f"--search-attribute={name}={kind}" for name, kind in self._search_attributes.items()]
        return [
            *("--ip", "127.0.0.1", "--port", str(ports["temporal"]), "--ui-port", str(ports["ui"])),
            *("--http-port", str(ports["http"]), "--metrics-port", str(ports["metrics"])),
            *("--db-filename", str(database_file(self.home.temporal))),
            # Faster than the default, and durable when the power goes.
            *("--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=FULL"),
            *("--sqlite-pragma", "secure_delete=ON"),  # what is deleted is written over
            *("--namespace", self._namespace, *attributes),
            *("--log-level", "warn", "--log-format", "json", "--color", "never"),
            *("--disable-config-env", "--disable-config-file"),
        ]

    def wait_until_ready(self) -> None:
        """Until it answers, knows the namespace, and lists the search attributes: without those, tasks hang.

        Raises:
            EmbeddedError: it ended, or was not ready in time.
        """
        if self.child is None:
            raise PartStopped(self.name, self.log, None)
        self.child.wait_until(self._listens, READY_SECONDS)
        with ThreadPoolExecutor(1) as thread:  # the caller's own may have a running event loop
            self.child.wait_until(lambda: thread.submit(asyncio.run, self._answers()).result(), READY_SECONDS)

    def _listens(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._ports["temporal"]), timeout=1):
                return True
        except OSError:
            return False

    async def _answers(self) -> bool:
        try:
            client = await ServiceClient.connect(ConnectConfig(target_host=self.address))
            namespace = DescribeNamespaceRequest(namespace=self._namespace)
            await client.workflow_service.describe_namespace(namespace, timeout=RPC_TIMEOUT)
            return await self._knows_all_attributes(client.operator_service)
        except (RPCError, RuntimeError) as error:  # RuntimeError: the SDK could not connect
            log.debug("Temporal does not answer yet", error=str(error))
            return False

    async def _knows_all_attributes(self, operator: OperatorService) -> bool:
        """Add those that are new in this version: the server's own option only works for a new namespace."""
        request = ListSearchAttributesRequest(namespace=self._namespace)
        known = await operator.list_search_attributes(request, timeout=RPC_TIMEOUT)
        missing = self._search_attributes.keys() - known.custom_attributes.keys()
        if missing:
            kinds = {name: type_number(self._search_attributes[name]) for name in missing}
            addition = AddSearchAttributesRequest(namespace=self._namespace, search_attributes=kinds)
            await operator.add_search_attributes(addition, timeout=RPC_TIMEOUT)
        return not missing

    def halt(self) -> None:
        if self.child is not None:
            self.child.stop(STOP)

    def kill(self) -> None:
        """At once; what it answered is in its file."""
        if self.child is not None:
            self.child.stop(AT_ONCE)

    def stop(self) -> None:
        """Cleanly; every workflow carries on at the next start."""
        self.halt()


def type_number(kind: str) -> IndexedValueType.ValueType:
    """Temporal's number for a type as people write it: KeywordList is INDEXED_VALUE_TYPE_KEYWORD_LIST."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).upper()
    return IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{name}")


def database_file(folder: Path) -> Path:
    """On Linux a name without the home's path in it: SQLite reads `?` and `%` as part of an address."""
    return Path("/proc/self/cwd/temporal.sqlite") if sys.platform == "linux" else folder / "temporal.sqlite"
