"""One journey as people read it: when things were said, what was taken back, and no certificate for who never came."""

from typing import Any

import pytest
from sqlalchemy import select

from cli.options import today
from storage.engine import make_engine, reading
from storage.tables import organisations
from tests.cli.conftest import Traject
from tests.cli.test_privacy import endpoints

REGISTERED = "2025-12-02"


@pytest.fixture(scope="module")
def group(traject: Traject) -> Traject:
    """A traject with somebody who was admitted, somebody who waits, and somebody who left before anybody decided."""
    for arguments in (
        ("traject", "Delft", "D-1", "--coordinator", "c@delft.example", "--on", "2025-12-01"),
        ("registered", "D-1", "D-1-in", "--on", REGISTERED),
        ("registered", "D-1", "D-1-wait", "--on", REGISTERED),
        ("registered", "D-1", "D-1-left", "--on", REGISTERED),
        ("decision", "D-1-in", "toegelaten", "--on", "2025-12-10"),
        ("decision", "D-1-wait", "wachtlijst", "--on", "2025-12-10"),
        ("withdraw", "D-1-left", "--on", "2025-12-10"),
    ):
        ended = traject("record", *arguments)
        assert ended.status == 0, ended.err
    return traject


def history(group: Traject, kind: str) -> list[dict[str, Any]]:
    return [line for line in group.read("journey", "D-1-in")["history"] if line["kind"] == kind]


def task_of(group: Traject, participant: str, kind: str) -> str:
    tasks = group.read("tasks", "--traject", "D-1")["tasks"]
    return str(next(one["id"] for one in tasks if (one["participant"], one["kind"]) == (participant, kind)))


def test_what_was_undone_is_marked_and_dated_on_the_day_it_was_said(group: Traject) -> None:
    task = task_of(group, "D-1-in", "ask_consent")
    assert group("task", "claim", task, "--by", "c@delft.example").status == 0
    assert group("task", "undo", task).status == 0

    [claimed], [undone] = history(group, "task_claimed"), history(group, "retracted")
    now = today().isoformat()
    assert (claimed["what"], claimed["at"], claimed["undone"]) == ("Taak opgepakt (ongedaan gemaakt)", now, True)
    assert (undone["at"], undone["undone"]) == (now, False)
    assert [line["at"] for line in history(group, "registered")] == [REGISTERED]


def test_who_was_never_admitted_has_no_certificate_to_read_about(group: Traject) -> None:
    assert "Certificaat" in group("journey", "D-1-in").out
    for key in ("D-1-wait", "D-1-left"):
        assert "Certificaat" not in group("journey", key).out
        assert group.read("journey", key)["certificate"]["verdict"]


def test_a_kind_of_organisation_may_be_said_in_dutch_or_by_its_code(group: Traject) -> None:
    for name, kind in (("Bakkerij De Aar", "bedrijf"), ("Lezing BV", "gastspreker"), ("Stichting Nu", "partner")):
        assert group("record", "organisation", "D-1", name, "--kind", kind).status == 0
    assert group("record", "organisation", "D-1", "Iemand", "--kind", "volunteer").status == 0
    assert "kies uit: bedrijf" in group("record", "organisation", "D-1", "Iemand", "--kind", "school").error


def in_the_network(traject: Traject, name: str) -> dict[str, Any]:
    """What is known of an organisation, as far as it is."""
    engine = make_engine(endpoints(traject).database_url, pool_size=1)
    with reading(engine) as session:
        row = session.execute(select(organisations).where(organisations.c.name == name)).mappings().one()
        found = {column: value for column, value in row.items() if value is not None}
    engine.dispose()
    return found


def test_an_organisation_keeps_what_a_later_command_leaves_out(group: Traject) -> None:
    first = ("--kind", "partner", "--sector", "Zorg", "--capacity", "12", "--contact-phone", "030 1234567")
    for options in (first, ("--capacity", "8", "--contact-name", "Bo de Wit")):
        assert group("record", "organisation", "D-1", "Stichting Samen", *options).status == 0
    found = in_the_network(group, "Stichting Samen")
    assert {name: found[name] for name in ("kind", "sector", "capacity", "contact_name", "contact_phone")} == {
        "kind": "partner",
        "sector": "Zorg",
        "capacity": 8,
        "contact_name": "Bo de Wit",
        "contact_phone": "030 1234567",
    }
