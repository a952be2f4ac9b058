"""Numbers for Prometheus: the worker's own (from Temporal's SDK) and those of the work that waits for people."""

import asyncio
import logging
import socket
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Engine, func, select, text
from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)

from domain.calendar import amsterdam_day
from storage.engine import ReadSession, reading
from storage.errors import StorageError
from storage.queries.overdue import is_overdue
from storage.tables import enclosures, outbox, participants, stalls, tasks, trajects
from storage.tables.log import WAITING
from workers.http import Page


class Work(Collector):
    """What the database holds at the moment somebody asks; without a database only that it is away."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterator[Metric]:
        """All gauges, from one moment of the database."""
        up = GaugeMetricFamily("trajectvolger_database_up", "1 when Postgres answers.")
        try:
            with reading(self._engine) as session:
                families = list(_gauges(session, datetime.now(UTC)))
        except StorageError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from families


def _gauges(session: ReadSession, now: datetime) -> Iterator[Metric]:
    today = amsterdam_day(now)
    still_open = select(tasks.c.role, func.count()).where(tasks.c.state == "open").group_by(tasks.c.role)
    yield _family("trajectvolger_open_tasks", "Tasks that are open.", "role", session.execute(still_open))
    late = still_open.where(is_overdue(tasks.c.due, today))
    yield _family("trajectvolger_overdue_tasks", "Open tasks past due.", "role", session.execute(late))
    stalled = select(stalls.c.rule, func.count()).group_by(stalls.c.rule)
    yield _family("trajectvolger_stalls", "What stands still, by rule.", "rule", session.execute(stalled))
    waiting = select(func.count(), func.min(outbox.c.available_at)).where(text(WAITING))
    count, oldest = session.execute(waiting).one()
    yield GaugeMetricFamily("trajectvolger_outbox", "What waits to be sent on.", value=count)
    yield _age("trajectvolger_outbox_oldest_seconds", "How long the oldest of them waits.", oldest, now)
    refused = select(func.count()).where(outbox.c.failed_at.is_not(None))
    yield GaugeMetricFamily("trajectvolger_mail_failed", "Mail that did not arrive.", value=session.scalar(refused))
    unhandled = session.scalar(select(func.min(enclosures.c.created_at)))
    yield _age("trajectvolger_oldest_unhandled_seconds", "Age of the oldest message not taken in.", unhandled, now)
    behind = select(func.count()).where(~trajects.c.ended, trajects.c.next_check < today)
    others = select(func.count()).where(~participants.c.ended, participants.c.next_check < today)
    yield GaugeMetricFamily(
        "trajectvolger_clocks_behind",
        "Trajects and participants whose next check lies before today.",
        value=(session.scalar(behind) or 0) + (session.scalar(others) or 0),
    )


def _family(name: str, text: str, label: str, rows: Iterable[object]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for row in rows:
        value, count = tuple(row)  # type: ignore[arg-type,var-annotated]
        family.add_metric([value], count)
    return family


def _age(name: str, text: str, since: datetime | None, now: datetime) -> Metric:
    return GaugeMetricFamily(name, text, value=(now - since).total_seconds() if since else 0)


# Otherwise the SDK writes lines of its own form between ours; its fields may quote what an error says of somebody.
_OUR_LOG = LogForwardingConfig(logging.getLogger("temporalio.sdk"), append_log_fields_to_message=False)


class Metrics:
    """One page with all numbers. The SDK serves its own on a port of loopback, from which they are taken over."""

    def __init__(self, engine: Engine) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(Work(engine))
        self._sdk_port = _free_port()

    def runtime(self) -> Runtime:
        """The runtime with which to connect, so that the SDK counts."""
        return Runtime(
            telemetry=TelemetryConfig(
                logging=LoggingConfig(TelemetryFilter(core_level="WARN", other_level="ERROR"), forwarding=_OUR_LOG),
                metrics=PrometheusConfig(bind_address=f"127.0.0.1:{self._sdk_port}", durations_as_seconds=True),
            )
        )

    async def page(self) -> Page:
        """The text that Prometheus reads."""
        return Page(HTTPStatus.OK, await asyncio.to_thread(self._text))

    def _text(self) -> str:
        return generate_latest(self._registry).decode() + self._of_sdk()

    def _of_sdk(self) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._sdk_port}/metrics", timeout=2) as answer:
                return str(answer.read().decode())
        except urllib.error.URLError:
            return ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
