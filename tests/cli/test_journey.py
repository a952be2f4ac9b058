"""One journey as people read it: when things were said, what was taken back, and no certificate for who never came."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from cli.options import today
from storage.engine import make_engine, reading
from storage.tables import organisations
from tests.cli.conftest import Traject
from tests.cli.test_privacy import endpoints
from tests.locks import until_it_waits

REGISTERED = "2025-12-02"
_IS_FIETSEN = organisations.c.name == "Fietsen Nu"


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


@pytest.fixture
def engine(group: Traject) -> Iterator[Engine]:
    """The database of the home."""
    made = make_engine(endpoints(group).database_url, pool_size=2)
    yield made
    made.dispose()


def in_the_network(engine: Engine, name: str, *columns: str) -> dict[str, Any]:
    """What is known of an organisation."""
    wanted = select(*(organisations.c[column] for column in columns)).where(organisations.c.name == name)
    with reading(engine) as session:
        return dict(session.execute(wanted).mappings().one())


def test_an_organisation_keeps_what_a_later_command_leaves_out(group: Traject, engine: Engine) -> None:
    first = ("--kind", "partner", "--sector", "Zorg", "--capacity", "12", "--contact-phone", "030 1234567")
    for options in (first, ("--capacity", "8", "--contact-name", "Bo de Wit")):
        ended = group("record", "organisation", "D-1", "Stichting Samen", *options)
        assert ended.status == 0, ended.err
    said = {
        "kind": "partner",
        "sector": "Zorg",
        "capacity": 8,
        "contact_name": "Bo de Wit",
        "contact_phone": "030 1234567",
    }
    assert in_the_network(engine, "Stichting Samen", *said) == said


def test_an_empty_value_empties_what_is_known_of_an_organisation(group: Traject, engine: Engine) -> None:
    known = ("record", "organisation", "D-1", "Leeg BV")
    full = ("--sector", "Zorg", "--levels", "mbo", "--capacity", "12", "--contact-name", "Bo de Wit")
    assert group(*known, *full, "--contact-phone", "030 1234567", "--contact-email", "bo@leeg.example").status == 0
    for option in ("--levels", "--capacity", "--contact-name", "--contact-phone", "--contact-email"):
        ended = group(*known, option, "")
        assert ended.status == 0, ended.err
    said = {"sector": "Zorg", "levels_of_work": None, "capacity": None, "contact_name": None, "contact_phone": None}
    assert in_the_network(engine, "Leeg BV", *said, "contact_email") == {**said, "contact_email": None}


async def test_of_an_organisation_that_somebody_else_changes_meanwhile_nothing_is_put_back(
    group: Traject, engine: Engine
) -> None:
    known = ("record", "organisation", "D-1", "Fietsen Nu")
    assert group(*known, "--contact-phone", "030 1111111").status == 0
    with engine.begin() as connection:
        connection.execute(update(organisations).where(_IS_FIETSEN).values(contact_phone="030 2222222"))
        command = await until_it_waits(engine, asyncio.to_thread(group, *known, "--capacity", "3"))
    ended = await command
    assert ended.status == 1
    assert "Intussen heeft iemand anders dit veranderd" in ended.err
    expected = {"contact_phone": "030 2222222", "capacity": None}
    assert in_the_network(engine, "Fietsen Nu", *expected) == expected
