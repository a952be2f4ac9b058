"""The worker refuses to start where it could only fail, tells how it is, and stops when it is asked to."""

import asyncio
import base64
import json
import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine
from temporalio.client import WorkflowHandle

from storage.engine import make_engine
from tests.workflows.group import Group
from tests.workflows.servers import temporal_server
from tests.workflows.town import MASTER_KEY, Town
from workers import canary
from workers.connection import connect, insist_on_search_attributes, keys_of
from workers.errors import CannotStart, TemporalAway
from workers.health import Health
from workers.http import serving
from workers.metrics import Metrics
from workers.settings import Settings, read_settings
from workers.worker import run


def settings(database_url: str, address: str, **more: object) -> Settings:
    return read_settings(
        database_url=database_url,
        temporal_address=address,
        temporal_namespace="default",
        traject_master_key=base64.b64encode(MASTER_KEY).decode(),
        **more,
    )


async def fetch(port: int, path: str) -> tuple[int, str]:
    def get() -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    return await asyncio.to_thread(get)


async def test_it_refuses_to_start_on_a_database_that_lacks_migrations(
    empty_database_url: str, temporal_address: str
) -> None:
    with pytest.raises(CannotStart, match="migrations"):
        await run(settings(empty_database_url, temporal_address), asyncio.Event())


async def test_it_refuses_to_start_without_a_database(temporal_address: str) -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:9/nothing"

    with pytest.raises(CannotStart, match="DATABASE_URL"):
        await run(settings(nowhere, temporal_address), asyncio.Event())


async def test_it_refuses_to_start_without_temporal(database_url: str) -> None:
    with pytest.raises(TemporalAway, match="TEMPORAL_ADDRESS"):
        await run(settings(database_url, "127.0.0.1:9"), asyncio.Event())


async def test_a_server_that_takes_connections_and_says_nothing_is_given_up_in_time(engine: Engine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        async with asyncio.timeout(60):  # as against for ever
            with pytest.raises(TemporalAway):
                await connect(address, "default", keys_of(engine, MASTER_KEY), patience=timedelta(seconds=1))


async def test_it_refuses_a_namespace_that_is_not_there(database_url: str, temporal_address: str) -> None:
    elsewhere = settings(database_url, temporal_address).model_copy(update={"temporal_namespace": "nergens"})

    with pytest.raises(TemporalAway, match="nergens: NOT_FOUND"):
        await run(elsewhere, asyncio.Event())


def test_it_refuses_to_start_without_search_attributes_and_says_how_to_add_them(engine: Engine) -> None:
    async def start(address: str) -> None:
        client = await connect(address, "default", keys_of(engine, MASTER_KEY))
        await insist_on_search_attributes(client)

    with (
        temporal_server(with_attributes=False) as address,
        pytest.raises(CannotStart, match=r"temporal operator search-attribute create .*TrajectPhase --type Keyword"),
    ):
        asyncio.run(start(address))


async def test_search_attributes_that_are_there_are_accepted(town: Town) -> None:
    await insist_on_search_attributes(town.client)


@pytest.fixture
async def health_port(town: Town) -> AsyncIterator[int]:
    health = Health(town.client, town.engine, town.task_queue, canary_every=timedelta())
    async with serving({"/healthz": health.alive, "/readyz": health.ready}, 0) as port:
        yield port


async def test_a_worker_that_works_is_ready(health_port: int) -> None:
    assert await fetch(health_port, "/healthz") == (200, '{"process": true}\n')
    status, body = await fetch(health_port, "/readyz")
    assert (status, json.loads(body)) == (200, {"postgres": True, "temporal": True, "worker": True})
    assert (await fetch(health_port, "/elsewhere"))[0] == 404


async def test_a_worker_without_postgres_is_not_ready(town: Town) -> None:
    nowhere = make_engine("postgresql+psycopg://nobody@127.0.0.1:9/nothing")

    parts = await Health(town.client, nowhere, town.task_queue).parts()

    assert parts == {"postgres": False, "temporal": True, "worker": True}


async def test_a_canary_is_handed_out_before_whoever_else_waits(quiet_town: Town) -> None:
    client, queue = quiet_town.client, quiet_town.task_queue
    another = await client.start_workflow(canary.Canary.run, id=f"canary-{uuid4()}", task_queue=queue)
    song = await canary.start(client, queue)
    assert await _priority(song) == 1, "the first of Temporal's five"
    assert await _priority(another) == 0, "none of its own"
    for handle in (song, another):  # other towns share the song's name
        await handle.terminate()


async def _priority(handle: WorkflowHandle[canary.Canary, None]) -> int:
    started = (await handle.fetch_history()).events[0].workflow_execution_started_event_attributes
    return started.priority.priority_key


async def test_a_canary_that_nobody_feeds_does_not_sing(quiet_town: Town) -> None:
    assert not await canary.sings(quiet_town.client, quiet_town.task_queue, seconds=0.5)
    await quiet_town.client.get_workflow_handle(canary.WORKFLOW).terminate()  # other towns share its name


async def test_metrics_tell_what_waits_for_people_and_how_the_sdk_does(town: Town) -> None:
    group = Group(town)
    await group.created()
    await group.registered()
    metrics = Metrics(town.engine)
    client = await connect(
        town.client.service_client.config.target_host,
        "default",
        keys_of(town.engine, MASTER_KEY),
        runtime=metrics.runtime(),
    )
    assert await client.service_client.check_health()

    page = (await metrics.page()).body

    numbers = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }
    assert numbers["trajectvolger_open_tasks", "coordinator"] > 0
    assert numbers["trajectvolger_clocks_behind",] == 0
    assert numbers["trajectvolger_database_up",] == 1
    assert numbers["trajectvolger_oldest_unhandled_seconds",] == 0
    assert any(name.startswith("temporal_request") for name, *_ in numbers)


async def test_metrics_without_a_database_say_so() -> None:
    page = await Metrics(make_engine("postgresql+psycopg://nobody@127.0.0.1:9/nothing")).page()

    assert "trajectvolger_database_up 0.0" in page.body
    assert "trajectvolger_open_tasks" not in page.body


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_process_stops_cleanly_when_asked(
    database_url: str, temporal_address: str, number: signal.Signals
) -> None:
    process = await started(database_url, temporal_address)
    assert process.stderr is not None
    await said(process.stderr, "the worker works")

    process.send_signal(number)

    rest = (await process.stderr.read()).decode()
    assert await process.wait() == 0
    assert json.loads(rest.splitlines()[-1])["event"] == "the worker has stopped"


async def test_a_process_without_settings_says_what_is_missing_in_its_last_words() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "workers", env={"PATH": os.defpath}, stderr=asyncio.subprocess.PIPE
    )
    _, words = await process.communicate()

    assert process.returncode == 1
    assert words.decode().splitlines()[0].startswith("DATABASE_URL is missing; expected: postgresql://")


async def started(database_url: str, address: str) -> asyncio.subprocess.Process:
    environment = {
        "PATH": os.defpath,
        "DATABASE_URL": database_url,
        "TEMPORAL_ADDRESS": address,
        "TEMPORAL_NAMESPACE": "default",
        "TRAJECT_MASTER_KEY": base64.b64encode(MASTER_KEY).decode(),
        "LOG_FORMAT": "json",
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "workers", env=environment, stderr=asyncio.subprocess.PIPE
    )


async def said(stream: asyncio.StreamReader, words: str) -> None:
    async with asyncio.timeout(30):
        while line := await stream.readline():
            if words in line.decode():
                return
    pytest.fail(f"it never said «{words}»")
