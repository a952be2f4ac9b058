"""`traject demo`: both samples by the way that real files go, and the published results counted by ourselves."""

import contextlib
import signal
import subprocess
from collections.abc import Iterator

import pytest

from embedded.testing import free_port, temporary_folder
from tests.cli.conftest import PATIENCE, Traject


@contextlib.contextmanager
def demo_that_runs_on(traject: Traject) -> Iterator[list[str]]:
    """`traject demo --up`; the lines it said until everything was in."""
    with free_port() as port:
        command = traject.command("demo", "--up", "--port", str(port))
        with subprocess.Popen(command, env=traject.environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield _until_all_is_in(process)
            finally:
                ended_in_time(process)


def _until_all_is_in(process: "subprocess.Popen[str]") -> list[str]:
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if "Temporal:" in line:
            break
    return said


def ended_in_time(process: "subprocess.Popen[str]") -> None:
    """By Ctrl-C, or else by force: it would run on for ever, and whoever waits for it too."""
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


@pytest.mark.timeout(400)  # everything twice over, from an empty folder
def test_the_demo_loads_both_samples_and_counts_the_published_results() -> None:
    with temporary_folder() as folder:
        traject = Traject(folder / "home")
        with demo_that_runs_on(traject) as said:
            results = traject.json("outcomes", "--year", "2019")
            rules = {stall["rule"] for stall in traject.json("stalled")["stalled"]}
    portal, *_, accounts = [number for number, line in enumerate(said) if "Portaal:" in line or "beheer@" in line]
    first_sample = next(number for number, line in enumerate(said) if "deelnemers" in line)
    assert portal < first_sample < accounts, "the portal answers before the samples are in"
    assert any("Per gemeente" in line for line in said)
    assert results["trajects"] == 7
    assert (results["participants"]["baseline"], results["participants"]["end_measurement"]) == (74, 69)
    assert round(results["women_share"], 2) == 0.61
    assert round(results["older_than_26_share"], 2) == 0.79
    assert (results["age_min"], results["age_max"]) == (18, 56)
    assert round(results["attendance_rate"], 2) == 0.80
    assert round(results["mark_mean"], 1) == 8.8
    assert sorted(round(share, 2) for share in results["statements"].values()) == [
        0.67,
        0.71,
        0.75,
        0.81,
        0.91,
        0.94,
        0.96,
    ]
    assert {"PREP", "KICKOFF", "CADENCE", "ATTENDANCE", "LENGTH", "CEREMONY"} <= {rule[4:] for rule in rules}
    assert {"TASKS", "FOLLOWUP", "INTAKE", "ABSENT", "PAUSE"} <= {rule[4:] for rule in rules}
