"""What people say through commands is stored, changes tasks, and can be repeated, refused and undone."""

from typing import Any
from unicodedata import normalize
from uuid import uuid4

import pytest

from tests.cli.conftest import Traject


@pytest.fixture(scope="module")
def group(traject: Traject) -> Traject:
    """A new traject in its own municipality, with one participant who was admitted."""
    for arguments in (
        (
            "traject",
            "Gouda",
            "G-1",
            "--coordinator",
            "cora@gouda.example",
            "--kick-off",
            "2026-01-12",
            "--on",
            "2025-12-01",
        ),
        ("registered", "G-1", "G-1-d01", "--first-name", "Amira", "--birth-date", "1990-03-02", "--on", "2025-12-02"),
        ("decision", "G-1-d01", "toegelaten", "--on", "2025-12-10", "--note", "Past goed in de groep"),
        ("session", "plan", "G-1", "G-1-b01", "kick-off", "2026-01-12"),
        ("session", "plan", "G-1", "G-1-b02", "bedrijfsbezoek", "2026-01-26"),
    ):
        ended = traject("record", *arguments)
        assert ended.status == 0, ended.err
        assert "Vastgelegd" in ended.out
    return traject


def tasks(traject: Traject, kind: str) -> list[dict[str, Any]]:
    return [task for task in traject.read("tasks", "--traject", "G-1")["tasks"] if task["kind"] == kind]


def test_what_is_said_closes_the_task_that_asked_for_it(group: Traject) -> None:
    assert tasks(group, "ask_consent")
    said = group.json("record", "consent", "G-1-d01", "ja", "--by", "cora@gouda.example")
    assert said["closed"] == 1
    assert not tasks(group, "ask_consent")
    assert "cora@gouda.example" in {line["by"] for line in group.read("journey", "G-1-d01")["history"]}


def test_who_types_accents_apart_means_the_same_traject(group: Traject) -> None:
    town, key, who = (normalize("NFD", text) for text in ("Súdwest-Fryslân", "É1", "é-1"))
    group.json("record", "traject", town, key, "--on", "2025-12-01")
    group.json("record", "registered", key, who, "--first-name", normalize("NFD", "Zoë"), "--on", "2025-12-02")
    assert group("record", "benefits", "Súdwest-Fryslân/é-1", "ja").status == 0
    assert group.read("journey", who)["participant"] == "é-1"
    found = [group.read("tasks", "--municipality", name)["tasks"] for name in (town, "Súdwest-Fryslân")]
    assert found[0] == found[1] != []
    assert {task["traject"] for task in found[0]} == {"É1"}


def test_the_same_message_goes_in_once(group: Traject) -> None:
    again = ("record", "benefits", "G-1-d01", "ja", "--message-id", str(uuid4()))
    first, second = group.json(*again), group.json(*again)
    assert (first["recorded"], first["repeated"]) == (1, False)
    assert second["repeated"] is True
    history = group.read("journey", "G-1-d01")["history"]
    assert [line["kind"] for line in history].count("benefits_recorded") == 1


def test_a_number_that_was_used_for_something_else_is_refused(group: Traject) -> None:
    number = str(uuid4())
    group.json("record", "traject", "Gouda", "G-2", "--on", "2025-12-01")
    group.json("record", "registered", "G-2", "G-2-d01", "--on", "2025-12-02")
    group.json("record", "consent", "G-2-d01", "ja", "--message-id", number)
    slip = group("record", "consent", "G-2-d01", "nee", "--message-id", number)
    assert slip.status == 1
    assert "Onder dit nummer is al iets anders vastgelegd." in slip.error


def test_everyone_is_registered_with_exceptions(group: Traject) -> None:
    group.json("record", "attendance", "G-1-b01", "--everyone", "aanwezig", "--except", "d01=afwezig")
    history = group.read("journey", "G-1-d01")["history"]
    assert "Bijeenkomst: afwezig" in [line["what"] for line in history]


def test_a_refusal_names_the_rule_in_one_line(group: Traject) -> None:
    ended = group("record", "pitches", "G-1-b01", "G-1-d01")
    assert ended.status == 1
    assert ended.error == "Pitches horen bij een bedrijfsbezoek. (regel VIS-PITCH)"


def test_a_task_is_claimed_postponed_and_explained(group: Traject) -> None:
    task = tasks(group, "recruit_participants")[0]["id"]
    assert group("task", "claim", task, "--by", "cora@gouda.example").status == 0
    assert group("task", "postpone", task, "2099-03-02", "--reason", "Wacht op de school").status == 0
    shown = group.read("task", "show", task[:8])
    assert (shown["assignee"], shown["due"], shown["state"]) == ("cora@gouda.example", "2099-03-02", "open")
    assert shown["ends"]


def test_a_need_of_facts_says_which_command_takes_them(group: Traject) -> None:
    ended = group("task", "complete", tasks(group, "hold_intake")[0]["id"])
    assert ended.status == 1
    assert "traject record criteria G-1-d01" in ended.error


def test_a_talk_completes_its_task_and_can_be_undone_once(group: Traject) -> None:
    group.json("record", "registered", "G-1", "G-1-d02", "--on", "2025-12-02")
    group.json("record", "decision", "G-1-d02", "afgewezen", "--on", "2025-12-10")
    task = next(one["id"] for one in tasks(group, "refer_on") if one["participant"] == "G-1-d02")
    assert group("task", "claim", task, "--by", "cora@gouda.example").status == 0
    assert group("task", "complete", task, "--note", "Naar het wijkteam").status == 0
    assert not tasks(group, "refer_on")
    undo = ("task", "undo", task, "--message-id", str(uuid4()))
    assert [group.json(*undo)["repeated"] for _ in range(2)] == [False, True]
    assert tasks(group, "refer_on")[0]["id"] == task


def test_free_text_and_names_stay_out_of_what_programs_print(group: Traject) -> None:
    said = group("record", "intake", "G-1-d01", "--wish", "Kok worden", "--on", "2025-12-09", "--json")
    assert said.status == 0, said.err
    assert "Kok" not in said.out + str(group.read("journey", "G-1-d01"))
