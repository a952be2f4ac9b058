"""`--what-if` shows what would change and changes nothing; another version is previewed, and then followed."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from domain.programme import shipped_text
from tests.cli.conftest import Traject

PEOPLE = ("H-1-d01", "H-1-d02")


def definition(name: str, version: int, months: str = "3, 6, 12", status: str = "final") -> str:
    """One of a municipality's own."""
    return (
        shipped_text("kixworks-2022", 1)
        .replace('id = "kixworks-2022"', f'id = "{name}"', 1)
        .replace("version = 1", f"version = {version}", 1)
        .replace('status = "final"', f'status = "{status}"', 1)
        .replace("months = [3, 6, 12]", f"months = [{months}]", 1)
    )


@dataclass(frozen=True)
class Shelf:
    """A folder in which definitions lie that are called after it."""

    folder: Path
    traject: Traject

    @property
    def name(self) -> str:
        return self.folder.name

    def put(self, version: int, months: str = "3, 6, 12", status: str = "final") -> Path:
        file = self.folder / f"{version}.toml"
        file.write_text(definition(self.name, version, months, status), encoding="utf-8")
        return file

    def add(self, version: int, months: str = "3, 6, 12") -> None:
        ended = self.traject("programme", "add", self.put(version, months))
        assert ended.status == 0, ended.err

    def begin(self, key: str) -> None:
        """A traject of two under the first version, whose ceremony was held in July 2026."""
        self.add(1)
        say = partial(self.traject.json, "record")
        say("traject", "Heerlen", key, "--programme", self.name, "--on", "2026-01-05")
        for who in (f"{key}-d01", f"{key}-d02"):
            say("registered", key, who, "--on", "2026-01-06")
            say("decision", who, "toegelaten", "--on", "2026-01-07")
        kinds = (("kick-off", "2026-02-02"), ("certificaatuitreiking", "2026-07-06"))
        for session, (kind, day) in zip((f"{key}-b01", f"{key}-b02"), kinds, strict=True):
            say("session", "plan", key, session, kind, day)
            say("session", "held", session)


@pytest.fixture(scope="module")
def shelf(traject: Traject, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    made = Shelf(tmp_path_factory.mktemp("heerlen", numbered=False), traject)
    made.begin("H-1")
    return made


@pytest.fixture(scope="module")
def group(shelf: Shelf) -> Traject:
    """A traject of which things are supposed only."""
    return shelf.traject


def situation(traject: Traject) -> Any:  # noqa: ANN401 - any JSON
    return [traject.read("tasks", "--traject", "H-1"), *(traject.read("journey", who) for who in PEOPLE)]


def changes(document: dict[str, Any]) -> set[tuple[str | None, str]]:
    return {(one["participant"], one["what"]) for one in document["changes"]}


def test_what_if_shows_what_would_change_and_changes_nothing(group: Traject) -> None:
    before = situation(group)
    shown = group("record", "withdraw", "H-1-d01", "--what-if")
    assert shown.status == 0, shown.err
    assert "H-1-d01" in shown.out
    assert "Voer het exitgesprek" in shown.out
    assert "Er is niets vastgelegd." in shown.out
    assert situation(group) == before


def test_what_if_as_json_names_each_change(group: Traject) -> None:
    document = group.json("record", "withdraw", "H-1-d01", "--what-if")
    assert {("H-1-d01", "phase"), ("H-1-d01", "task")} <= changes(document)
    phase = next(one for one in document["changes"] if one["what"] == "phase")
    assert phase["after"] == {"phase": "withdrawn"}
    assert (document["traject"], document["said"]) == ("H-1", "H-1-d01: gestopt")


def test_what_if_of_something_that_changes_nothing_says_so(group: Traject) -> None:
    shown = group("record", "benefits", "H-1-d01", "ja", "--what-if", TRAJECT_LANG="en")
    assert "Phases, verdicts, tasks and follow-up stay as they are." in shown.out


def test_what_if_of_a_new_traject_shows_its_first_tasks(group: Traject) -> None:
    document = group.json("record", "traject", "Heerlen", "H-9", "--what-if")
    assert {one["after"]["kind"] for one in document["changes"] if one["what"] == "task"} >= {"sign_agreement"}
    assert group("journey", "H-9").status == 1


def test_what_if_refuses_what_recording_refuses(group: Traject) -> None:
    slips = [group("record", "re-enter", "H-1-d01", *more) for more in ((), ("--what-if",))]
    assert {slip.status for slip in slips} == {1}
    assert slips[0].error == slips[1].error


def test_a_draft_in_a_file_is_previewed_for_each_participant(shelf: Shelf) -> None:
    document = shelf.traject.json("programme", "preview", shelf.put(3, "1", "draft"))
    [one] = document["trajects"]
    assert (one["traject"], one["definition"]) == ("H-1", {"before": "heerlen/1", "after": "heerlen/3"})
    assert {(who, "follow_up") for who in PEOPLE} <= changes(one)


def test_a_preview_looks_at_the_coming_weeks_too(shelf: Shelf) -> None:
    shown = shelf.traject("programme", "preview", shelf.put(2, "3, 9"), "--weeks", "104")
    assert shown.status == 0, shown.err
    assert "H-1-d01, H-1-d02" in shown.out
    assert "later een taak" in shown.out


def test_a_file_that_is_no_definition_says_where_to_look(shelf: Shelf) -> None:
    broken = shelf.folder / "broken.toml"
    broken.write_text("id = 1", encoding="utf-8")
    ended = shelf.traject("programme", "preview", broken)
    assert ended.status == 1
    assert "traject programme check" in ended.error


def test_running_trajects_move_and_a_second_time_there_is_nobody_to_move(tmp_path: Path, traject: Traject) -> None:
    shelf = Shelf(tmp_path, traject)
    shelf.begin("H-2")
    shelf.add(2, "3, 9")
    move = ("programme", "move", shelf.name)
    moved = {"traject": "H-2", "municipality": "Heerlen", "refused": None, "again": None}
    assert traject.json(*move, "--by", "lead@heerlen.example")["moves"] == [moved]
    assert traject.json(*move)["moves"] == []
    assert "Geen lopend traject volgt een andere versie." in traject(*move).out
    journey = traject.read("journey", "H-2-d01")
    assert journey["definition"] == f"{shelf.name}/2"
    assert [each["months"] for each in journey["follow_up"]] == [3, 9]


def test_a_traject_that_a_version_would_lose_something_of_stays_and_says_why(tmp_path: Path, traject: Traject) -> None:
    shelf = Shelf(tmp_path, traject)
    shelf.begin("H-3")
    traject.json("record", "follow-up", "H-3-d01", "6", "--on", "2026-11-01")
    shelf.add(2, "3, 9")
    assert "FUP-6" in traject("programme", "preview", shelf.name).out
    ended = traject("programme", "move", shelf.name)
    assert ended.status == 1
    assert "FUP-6" in ended.out
    assert traject.read("journey", "H-3-d01")["definition"] == f"{shelf.name}/1"


def test_a_version_that_nobody_added_is_refused_by_name(group: Traject) -> None:
    ended = group("record", "programme", "H-1", "heerlen", "--version", "8")
    assert ended.status == 1
    assert ended.error == "Programma heerlen heeft geen versie 8; kies uit 1."
