"""Both servers together: start, stop, start again, and what others see of it."""

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client, WorkflowExecutionStatus

from embedded.errors import HomeInUse, NotOnMainThread, PartStopped, PortTaken
from embedded.home import Home
from embedded.stragglers import working_in
from embedded.supervisor import Endpoints, PartName, Supervisor, running
from embedded.testing import execute, processes_in, temporary_folder, until

ATTRIBUTES = {"Phase": "Keyword", "NextDue": "Datetime", "Note": "Text", "Count": "Int"}


def supervisor(home: Path) -> Supervisor:
    return Supervisor(home, search_attributes=ATTRIBUTES)


async def connected(endpoints: Endpoints) -> Client:
    return await Client.connect(endpoints.temporal_address, namespace=endpoints.temporal_namespace)


async def search_attributes(client: Client) -> set[str]:
    request = ListSearchAttributesRequest(namespace=client.namespace)
    answer = await client.operator_service.list_search_attributes(request, timeout=timedelta(seconds=5))
    return set(answer.custom_attributes)


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[Path, Endpoints]]:
    """A home with both servers up, for the tests that only look."""
    with temporary_folder() as home, supervisor(home) as endpoints:
        yield home, endpoints


async def test_both_servers_are_ready_inside_the_block(shared: tuple[Path, Endpoints]) -> None:
    _, endpoints = shared
    engine = sqlalchemy.create_engine(endpoints.database_url)
    with engine.connect() as connection:
        assert connection.scalar(sqlalchemy.text("SELECT current_database()")) == "traject"
    engine.dispose()
    client = await connected(endpoints)
    assert set(ATTRIBUTES) <= await search_attributes(client)
    ui = int(endpoints.temporal_ui_url.rsplit(":", 1)[1])
    socket.create_connection(("127.0.0.1", ui), timeout=5).close()


def test_the_home_is_closed_to_others(shared: tuple[Path, Endpoints]) -> None:
    home, _ = shared
    for path in (home, *home.iterdir(), *(home / "logs").iterdir()):
        assert not path.stat().st_mode & 0o077, path


def test_others_learn_where_the_servers_are(shared: tuple[Path, Endpoints]) -> None:
    home, endpoints = shared
    assert running(home) == endpoints


def test_a_second_supervisor_is_told_that_the_home_is_in_use(shared: tuple[Path, Endpoints]) -> None:
    home, endpoints = shared
    with pytest.raises(HomeInUse) as refusal, supervisor(home):
        pass
    assert refusal.value.pid == os.getpid()
    assert running(home) == endpoints


@pytest.mark.parametrize("name", ["PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGSSLMODE", "PGREQUIREAUTH"])
def test_an_address_says_itself_what_it_can(
    name: str, shared: tuple[Path, Endpoints], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "nonsense" if name != "PGREQUIREAUTH" else "scram-sha-256")
    assert execute(shared[1], "SELECT current_user::text") == [("traject",)]


def test_what_an_address_cannot_say_is_taken_out_of_the_environment(
    shared: tuple[Path, Endpoints], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, endpoints = shared
    for name in ("PGSERVICE", "PGHOSTADDR", "PGTZ"):
        monkeypatch.setenv(name, "nonsense")
    with pytest.raises(psycopg.OperationalError):
        execute(endpoints, "SELECT 1")
    assert running(home) == endpoints
    assert execute(endpoints, "SELECT 1") == [(1,)]


def test_a_supervisor_that_has_only_just_begun_has_nothing_ready(home: Path) -> None:
    place = Home(home)
    place.prepare()
    with place.locked():
        place.lock_file.write_text("")  # as in the moment before its number stands in it
        assert running(home) is None


def test_another_thread_than_the_main_one_is_refused(home: Path) -> None:
    refusals: list[NotOnMainThread] = []

    def enter() -> None:
        try:
            with supervisor(home):
                pass
        except NotOnMainThread as refusal:
            refusals.append(refusal)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert refusals


async def test_a_restart_keeps_data_addresses_and_workflows_and_takes_new_search_attributes(home: Path) -> None:
    with Supervisor(home, search_attributes={}) as first:
        execute(first, "CREATE TABLE kept AS SELECT 42 AS answer")
        client = await connected(first)
        await client.start_workflow("Nobody", id="journey", task_queue="nobody")
    assert running(home) is None
    with supervisor(home) as second:
        assert second == first
        assert execute(second, "SELECT answer FROM kept") == [(42,)]
        client = await connected(second)
        assert set(ATTRIBUTES) <= await search_attributes(client)
        description = await client.get_workflow_handle("journey").describe()
        assert description.status == WorkflowExecutionStatus.RUNNING


def test_nothing_is_left_when_the_block_fails(home: Path) -> None:
    with pytest.raises(ZeroDivisionError), supervisor(home):
        len(processes_in(home)) / 0
    assert not processes_in(home)


def test_two_homes_side_by_side_do_not_meet(place: Path) -> None:
    with supervisor(place / "one") as one, supervisor(place / "two") as two:
        execute(one, "CREATE TABLE only_in_one ()")
        assert execute(two, "SELECT to_regclass('only_in_one')") == [(None,)]
        assert one.temporal_address != two.temporal_address
        assert one.temporal_ui_url != two.temporal_ui_url


def test_a_fixed_port_that_is_taken_is_named_and_nothing_starts(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        steps: list[str] = []
        boss = Supervisor(home, search_attributes={}, ui_port=port, on_progress=steps.append)
        with pytest.raises(PortTaken, match=str(port)), boss:
            pass
    assert not steps
    assert running(home) is None


def test_a_server_that_dies_is_noticed_and_started_again(home: Path) -> None:
    boss = supervisor(home)
    with boss as endpoints:
        boss.check()
        execute(endpoints, "CREATE TABLE kept ()")
        for part, pid in boss.pids.items():
            os.kill(pid, signal.SIGKILL)
            until(lambda: stopped_part(boss) == part, f"{part} is noticed")  # noqa: B023  called at once
            boss.restart(part)
            boss.check()
        assert execute(endpoints, "SELECT to_regclass('kept')::text") == [("kept",)]
        assert running(home) == endpoints


@pytest.mark.parametrize("part", ["postgres", "temporal"])
def test_a_server_that_hangs_is_started_again_without_being_asked_to_end(home: Path, part: PartName) -> None:
    boss = supervisor(home)
    with boss as endpoints:
        execute(endpoints, "CREATE TABLE kept ()")
        hung = boss.pids[part]
        os.kill(hung, signal.SIGSTOP)
        boss.restart(part, hung=True)
        assert hung not in boss.pids.values()
        assert execute(endpoints, "SELECT to_regclass('kept')::text") == [("kept",)]
        assert running(home) == endpoints


def stopped_part(boss: Supervisor) -> str | None:
    try:
        boss.check()
    except PartStopped as stopped:
        return stopped.part
    return None


@pytest.mark.parametrize("part", ["postgres", "temporal"])
def test_a_server_that_is_killed_while_it_starts_is_started_once_more(part: PartName) -> None:
    with temporary_folder() as home:
        places = {"postgres": Home(home).postgres, "temporal": Home(home).temporal}
        killed: list[int] = []

        def kill(step: str) -> None:
            if step.casefold() == f"waiting for {part}" and not killed:
                until(lambda: bool(working_in(places[part])), "the server begins")
                killed.extend(working_in(places[part]))
                for pid in killed:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)

        starting = Supervisor(home, search_attributes=ATTRIBUTES, on_progress=kill)
        with starting as endpoints:
            assert killed
            assert not set(killed) & set(starting.pids.values())
            assert running(home) == endpoints
