"""Two workers beside each other over the network, as `--scale worker=2` gives: both work, and either can go."""

import asyncio
import csv
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from temporalio.client import Client

from domain.ids import traject_id, traject_workflow
from embedded.testing import until
from tests.topology.deployment import PATIENCE, PROGRAMS, Deployment, Ended, Worker

TOWN, OTHER_TOWN = "Proefdam", "Elders"
TRAJECTS, PEOPLE = 40, 2  # in each
A_FEW = 5
"""More than an import says at once: at least one of them was answered."""
GAUGES = {
    "trajectvolger_database_up 1.0",
    'trajectvolger_open_tasks{role="coordinator"}',
    'trajectvolger_overdue_tasks{role="coordinator"}',
    'trajectvolger_stalls{rule="',
    "trajectvolger_outbox ",
    "trajectvolger_oldest_unhandled_seconds 0.0",
    "trajectvolger_clocks_behind 0.0",
    "temporal_workflow_task_execution_latency_count",
    "temporal_worker_task_slots_available",
}


def a_file(folder: Path, town: str) -> Path:
    """A folder with many small groups, each with the same people; all began long ago."""
    trajects = [(f"{town}-{number}", town, "2026-01-05") for number in range(TRAJECTS)]
    people = [
        (f"{key}-d{number}", key, f"Voornaam{number}", "Achternaam", "2026-01-12")
        for key, _, _ in trajects
        for number in range(PEOPLE)
    ]
    made = folder / town
    made.mkdir()
    write(made / "trajecten.csv", ("traject", "gemeente", "aangemaakt_op"), trajects)
    write(made / "deelnemers.csv", ("deelnemer", "traject", "voornaam", "achternaam", "aangemeld_op"), people)
    return made


def write(path: Path, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as sheet:
        csv.writer(sheet, delimiter=";").writerows([header, *rows])


@contextmanager
def importing(deployment: Deployment, file: Path) -> Iterator["subprocess.Popen[str]"]:
    """`traject import`, under way."""
    command = [str(PROGRAMS / "traject"), "import", str(file), "--json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, env=deployment.environment(), cwd=deployment.folder, stdout=pipe, stderr=pipe, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(process: "subprocess.Popen[str]") -> Ended:
    out, err = process.communicate(timeout=PATIENCE)
    return Ended(process.returncode, out, err)


def until_in_the_middle(process: "subprocess.Popen[str]", *workers: Worker) -> None:
    """Until each worker has recorded a few trajects, while the import still goes on."""
    before = [recorded(worker) for worker in workers]
    aims = [(worker, number + A_FEW) for worker, number in zip(workers, before, strict=True)]

    def all_have() -> bool:
        return all(recorded(worker) >= aim for worker, aim in aims)

    until(lambda: process.poll() is not None or all_have(), "each worker has recorded something")
    assert process.poll() is None, process.communicate()


def recorded(worker: Worker) -> int:
    """How many messages this worker has taken to the database."""
    page = worker.fetch("METRICS_PORT", "/metrics")[1]
    lines = [
        line for line in page.splitlines() if line.startswith('temporal_local_activity_total{activity_type="record"')
    ]
    return sum(int(line.rpartition(" ")[2]) for line in lines)


def stored(deployment: Deployment) -> tuple[int, int, int]:
    """Trajects, participants, and messages of which something still waits."""
    query = "SELECT (SELECT count(*) FROM trajects), (SELECT count(*) FROM participants), count(*) FROM enclosures"
    with psycopg.connect(deployment.database_url) as connection:
        row = connection.execute(query).fetchone()
        assert row is not None
        return row[0], row[1], row[2]


def workers_of(deployment: Deployment) -> list[set[str]]:
    """For each traject the processes that carried it on, by what Temporal noted of them."""

    async def look() -> list[set[str]]:
        client = await Client.connect(deployment.temporal_address, namespace=deployment.name)
        keys = [(town, f"{town}-{number}") for town in (TOWN, OTHER_TOWN) for number in range(TRAJECTS)]
        handles = [client.get_workflow_handle(traject_workflow(traject_id(*key))) for key in keys]
        histories = await asyncio.gather(*(handle.fetch_history() for handle in handles))
        return [
            {
                event.workflow_task_completed_event_attributes.identity.partition("@")[0]
                for event in history.events
                if event.HasField("workflow_task_completed_event_attributes")
            }
            for history in histories
        ]

    return asyncio.run(look())


def test_nothing_is_lost_when_one_worker_is_killed_and_another_asked_to_stop_in_the_middle(
    deployment: Deployment, tmp_path: Path
) -> None:
    first, second = a_file(tmp_path, TOWN), a_file(tmp_path, OTHER_TOWN)
    with deployment.worker("one") as one, deployment.worker("two") as two, deployment.worker("three") as three:
        for worker in (one, two, three):
            worker.until_ready()
        with importing(deployment, first) as process:
            until_in_the_middle(process, one, two)
            assert one.end(signal.SIGKILL) == -signal.SIGKILL
            assert ended(process).document["failed"] == []
        with importing(deployment, second) as process:
            until_in_the_middle(process, two, three)
            assert two.end(signal.SIGTERM) == 0
            assert ended(process).document["failed"] == []

        # What the killed one was waking is done by another when its time has passed: see activities/options.py.
        assert deployment.run("settle", "--wait", "90", "--json").document["settled"]
        assert stored(deployment) == (2 * TRAJECTS, 2 * TRAJECTS * PEOPLE, 0)
        assert deployment.run("import", first, "--json").document["recorded"] == 0
        assert deployment.run("doctor", "--json").document["healthy"]
    assert set().union(*workers_of(deployment)) == {str(worker.process.pid) for worker in (one, two, three)}
    assert three.said()[0]["event"] == "the worker works"
    assert two.said()[-1]["event"] == "the worker has stopped"
    # Where all wait for the lock of one municipality, some wait in vain and are tried again: a warning, not an error.
    assert [line for line in two.said() if line["level"] not in {"info", "warning"}] == []


def test_commands_reach_everything_over_the_network_and_a_worker_tells_how_it_is(deployment: Deployment) -> None:
    said = [
        ("traject", TOWN, "P-1", "--on", "2026-01-05"),
        ("registered", "P-1", "P-1-d01", "--first-name", "Samira", "--on", "2026-01-12"),
    ]
    with deployment.worker("one") as one:
        one.until_ready()
        for arguments in said:
            assert deployment.run("record", *arguments, "--json").document["recorded"] == 1
        status = deployment.run("status", "--json").document
        tasks = deployment.run("tasks", "--json").document["tasks"]
        page = one.fetch("METRICS_PORT", "/metrics")[1]

        assert one.passes_health_check()
        assert one.fetch("HEALTH_PORT", "/healthz")[0] == 200
    assert all(part["ready"] for part in status["parts"].values())
    assert {task["participant"] for task in tasks} == {None, "P-1-d01"}
    assert [gauge for gauge in GAUGES if gauge not in page] == []
    assert not list(deployment.folder.glob("*traject*"))  # no home was made: all of it is elsewhere
