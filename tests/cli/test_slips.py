"""Slips of the pen: keys typed twice, dates of another age, options left out. Nothing of them is stored."""

from typing import Any
from uuid import uuid4

import pytest

from tests.cli.conftest import Traject


@pytest.fixture(scope="module")
def group(traject: Traject) -> Traject:
    """A traject with somebody who was admitted, and a training."""
    for arguments in (
        ("traject", "Woerden", "W-1", "--on", "2025-12-01"),
        ("registered", "W-1", "W-1-d01", "--first-name", "Samira", "--on", "2025-12-02"),
        ("registered", "W-1", "W-1-d02", "--on", "2025-12-02"),
        ("decision", "W-1-d01", "toegelaten", "--on", "2025-12-10"),
        ("session", "plan", "W-1", "W-1-b01", "training", "2026-01-12"),
        ("session", "plan", "W-1", "W-1-b02", "training", "2025-12-03"),
    ):
        ended = traject("record", *arguments)
        assert ended.status == 0, ended.err
    return traject


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("traject", "", "W-2"), "GEMEENTE: dit mag niet leeg zijn."),
        (("traject", "Woerden", " "), "SLEUTEL: dit mag niet leeg zijn."),
        (("traject", "Woerden", "W\n2"), "ten hoogste 200 tekens op één regel."),
        (("traject", "Woerden", "W" * 201), "ten hoogste 200 tekens op één regel."),
        (("traject", "Woerden", "W-2", "--kick-off", "9999-12-31"), "'9999-12-31' is geen datum"),
        (("traject", "Woerden", "W-2", "--on", "0001-01-01"), "'0001-01-01' is geen datum"),
        (("traject", "Woerden", "W-2", "--trainer", "Piet"), "--trainer: 'Piet' is geen e-mailadres."),
        (("staff", "W-1", "trainer", "Piet"), "E-MAIL: 'Piet' is geen e-mailadres."),
        (("consent", "W-1-d01", "ja", "--by", "Piet"), "--by: 'Piet' is geen e-mailadres."),
        (("consent", "W-1-d01", "ja", "--note", "n" * 10_001), "ten hoogste 10000 tekens."),
        (("person", "W-1-d01"), "zeg wat er verbeterd moet worden."),
        (("person", "W-1-d01", "--phone", "9" * 201), "ten hoogste 200 tekens op één regel."),
        (("person", "W-1-d01", "--first-name", "Ren\udce9"), "er staan onleesbare tekens in wat u typte."),
        (("talk", "W-1-d01", "plan_kick_off"), "kies uit: call_absentee,"),
        (("organisation", "W-1", ""), "NAAM: dit mag niet leeg zijn."),
        (("organisation", "W-1", "De Brug", "--kind", "bakker"), "--kind: 'bakker' kan niet"),
        (("organisation", "W-1", "De Brug", "--capacity", "0"), "--capacity: kies 1 tot en met 1000."),
        (("organisation", "W-1", "De Brug", "--capacity", "2147483648"), "--capacity: kies 1 tot en met 1000."),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(group: Traject, arguments: tuple[str, ...], said: str) -> None:
    ended = group("record", *arguments)
    assert ended.status == 2
    assert said in ended.error


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("traject", "Woerden", "W-1"), "Dit traject bestaat al."),
        (("registered", "W-1", "W-1-d01", "--first-name", "Iemand"), "(regel INT)"),
        (("prepare-guest", "W-1-b01"), "W-1-b01 is geen gastles."),
        (("attendance", "W-1-b02", "--everyone", "aanwezig"), "Op die dag hoorde er niemand te komen."),
    ],
)
def test_what_cannot_be_true_is_refused(group: Traject, arguments: tuple[str, ...], said: str) -> None:
    ended = group("record", *arguments)
    assert ended.status == 1
    assert said in ended.error


def test_the_number_of_another_message_says_nothing(group: Traject) -> None:
    number = ("--message-id", str(uuid4()))
    group.json("record", "consent", "W-1-d01", "ja", *number)
    ended = group("record", "consent", "W-1-d02", "nee", *number)
    assert ended.status == 1
    assert "Onder dit nummer is al iets anders vastgelegd." in ended.error


def test_an_evaluation_that_is_said_again_has_the_same_number(group: Traject) -> None:
    again = ("record", "evaluation", "W-1", "tussentijds", "--message-id", str(uuid4()))
    first, second = group.json(*again), group.json(*again)
    assert first["said"] == second["said"]
    number = first["said"].split()[-1]
    assert group("record", "evaluation-action", "W-1", number, "--action", "Meer pitchen").status == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("waive", "W-1-d01", "gastles"), "vrijstelling voor gastles teruggenomen"),
        (("refuse-contact", "W-1-d01"), "wil weer contact"),
    ],
)
def test_taking_back_says_so(group: Traject, arguments: tuple[str, ...], said: str) -> None:
    assert said not in group("record", *arguments).out
    assert said in group("record", *arguments, "--mistake").out


def test_one_of_something_is_said_in_the_singular(group: Traject) -> None:
    assert (
        "1 antwoord. Vastgelegd" in group("record", "measurement", "W-1-d01", "nulmeting", "--answer", "netwerk=2").out
    )
    history: list[dict[str, Any]] = group.read("journey", "W-1-d01")["history"]
    assert "Nulmeting: 1 antwoord" in [line["what"] for line in history]


def test_whoever_was_not_admitted_is_promised_no_certificate(group: Traject) -> None:
    assert "Certificaat:" not in group("journey", "W-1-d02").out
    assert "Certificaat:" in group("journey", "W-1-d01").out
    assert "INT-4 (genoeg Nederlands)" in group("journey", "W-1-d02").out
