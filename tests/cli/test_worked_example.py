"""The worked example of the interface: what the commands say equals what was computed apart from the product."""

import json
from typing import Any

import pytest

from tests.cli.conftest import EXPECTED, Traject

DAYS = ("2026-03-02", "2026-11-20")
NOT_EXPECTED = {"STL-TASKS", "STL-PAUSE"}
TASKS = {"follow_up", "record_baseline", "register_attendance"}

Document = dict[str, Any]


@pytest.fixture(scope="module", params=DAYS)
def expected(request: pytest.FixtureRequest) -> Document:
    found: Document = json.loads((EXPECTED / f"expected-{request.param}.json").read_text())
    return found


def only(wanted: Document, found: Document) -> Document:
    """What was found, as far as something is expected of it."""
    return {key: only(value, found[key]) if isinstance(value, dict) else found[key] for key, value in wanted.items()}


def is_ours(found: Document) -> bool:
    """Other tests work in the same home, with trajects of their own."""
    return str(found["traject"]).startswith("T117-")


def test_certificates_are_as_expected(traject: Traject, expected: Document) -> None:
    for key, people in expected["certificates"].items():
        found = traject.read("certificates", key, "--as-of", expected["as_of"])
        checked = [
            {name: value for name, value in one.items() if name != "failed" or value is not None} for one in people
        ]
        assert found["traject"] == key
        assert [only(one, other) for one, other in zip(checked, found["participants"], strict=True)] == checked


def test_stalls_are_as_expected(traject: Traject, expected: Document) -> None:
    found = traject.read("stalled", "--as-of", expected["as_of"])["stalled"]
    names = ("rule", "traject", "participant", "since")
    assert sorted(
        (tuple(one[name] for name in names) for one in found if is_ours(one) and one["rule"] not in NOT_EXPECTED),
        key=str,
    ) == sorted((tuple(one[name] for name in names) for one in expected["stalled"]), key=str)


def test_tasks_are_as_expected(traject: Traject, expected: Document) -> None:
    found = traject.read("tasks", "--as-of", expected["as_of"])["tasks"]
    names = [name for name in expected["tasks"][0] if name != "session"]
    assert sorted(
        (tuple(one[name] for name in names) for one in found if is_ours(one) and one["kind"] in TASKS), key=str
    ) == sorted((tuple(one[name] for name in names) for one in expected["tasks"]), key=str)


def test_follow_up_is_as_expected(traject: Traject, expected: Document) -> None:
    for participant in {key.partition("/")[0] for key in expected["follow_up"]}:
        found = traject.read("journey", participant, "--as-of", expected["as_of"])
        milestones = {f"{participant}/{one['months']}": one for one in found["follow_up"]}
        wanted = {key: value for key, value in expected["follow_up"].items() if key.startswith(f"{participant}/")}
        assert only(wanted, milestones) == wanted


def test_outcomes_are_as_expected(traject: Traject, expected: Document) -> None:
    for key, wanted in expected["outcomes"].items():
        found = traject.read("outcomes", "--traject", key, "--as-of", expected["as_of"])
        flat = {**found, **found["participants"]}
        assert only(wanted, flat) == wanted


def test_the_lists_say_the_same_as_an_assessment_of_today(traject: Traject) -> None:
    today = traject.read("outcomes")["as_of"]
    for command, name in (("tasks", "tasks"), ("stalled", "stalled")):
        listed, assessed = traject.read(command), traject.read(command, "--as-of", today)
        assert [said_of(one) for one in listed[name]] == [said_of(one) for one in assessed[name]]
    assert traject.read("outcomes") == traject.read("outcomes", "--as-of", today)


def said_of(one: Document) -> Document:
    """Without who took a task, which is known of today only, and with the facts instead of their sentence."""
    kept = {name: value for name, value in one.items() if name not in {"assignee", "text"}}
    if "reason" in kept:
        kept["reason"] = {name: value for name, value in kept["reason"].items() if name != "text"}
    return kept
