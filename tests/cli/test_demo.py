"""`traject demo`: both samples by the way that real files go, and the published results counted by ourselves."""

import tempfile
from pathlib import Path

from tests.cli.conftest import Traject


def test_the_demo_loads_both_samples_and_counts_the_published_results() -> None:
    with tempfile.TemporaryDirectory(prefix="tv-demo-", ignore_cleanup_errors=True) as folder:
        traject = Traject(Path(folder) / "home")
        ended = traject("demo")
        assert ended.status == 0, ended.err
        assert "Per gemeente" in ended.out
        results = traject.json("outcomes", "--year", "2019")
        rules = {stall["rule"] for stall in traject.json("stalled")["stalled"]}
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
