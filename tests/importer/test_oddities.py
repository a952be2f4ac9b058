"""What is odd but possible goes in, with a warning."""

import pytest

from domain.ids import traject_id
from domain.rows import Row, Sheet, row_key
from importer.known import KnownTraject, Remembered
from tests.importer.files import Rows, a_file, a_person, a_session, checked, said


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"gemotiveerd": "nee"}, "gemotiveerd"),
        ({"taalniveau": "A1"}, "taalniveau"),
        ({"geboortedatum": "13-01-2008"}, "geboortedatum"),
        ({"gestopt_op": "30-11-2025"}, "gestopt_op"),
        ({"besluit_op": "30-11-2025"}, "besluit_op"),
        ({"besluit": ""}, "besluit_op"),
        ({"stopreden": "verhuisd"}, "stopreden"),
    ],
)
def test_an_odd_participant_goes_in_with_a_warning(cells: dict[str, str], column: str) -> None:
    found = checked(a_file(deelnemers=[a_person("d1"), a_person("d2", voornaam="Omar", **cells)], aanwezigheid=None))
    assert said(found) == [("deelnemers", 3, column, "warning")]
    assert not found.report.refused


def test_eighteen_on_the_day_of_the_kick_off_is_old_enough() -> None:
    people = [a_person("d1"), a_person("d2", geboortedatum="12-01-2008")]
    assert said(checked(a_file(deelnemers=people))) == []


@pytest.mark.parametrize(
    ("sheet", "rows", "row", "column"),
    [
        ("bijeenkomsten", [a_session("b4", "gastles", "11-01-2026")], 5, "datum"),
        ("opvolging", [{"deelnemer": "d1", "maanden": "0", "datum": "28-06-2026", "bereikt": "ja"}], 3, "datum"),
        (
            "opvolging",
            [{"deelnemer": "d1", "maanden": "6", "datum": "28-12-2026", "bereikt": "nee", "uitkomst": "stage"}],
            3,
            "uitkomst",
        ),
    ],
)
def test_odd_rows_of_other_sheets_go_in_with_a_warning(sheet: str, rows: Rows, row: int, column: str) -> None:
    found = checked(a_file(**{sheet: [*a_file()[sheet], *rows]}))
    assert said(found) == [(sheet, row, column, "warning")]


def test_attendance_of_somebody_not_admitted_is_odd() -> None:
    found = checked(a_file(deelnemers=[a_person("d1"), a_person("d2", besluit="wachtlijst")]))
    assert said(found) == [("aanwezigheid", 3, "deelnemer", "warning")]


def test_more_than_a_group_holds_is_odd() -> None:
    people = [a_person(f"d{number}", voornaam=f"N{number}") for number in range(1, 18)]
    found = checked(a_file(deelnemers=people))
    assert said(found) == [("deelnemers", 17, "besluit", "warning")]


def test_the_same_person_under_two_keys_is_odd() -> None:
    found = checked(a_file(deelnemers=[a_person("d1", voornaam="Omar"), a_person("d2", voornaam="OMAR")]))
    assert said(found) == [("deelnemers", 3, "deelnemer", "warning")]


def test_a_date_in_the_future_is_no_oddity() -> None:
    sessions = [*a_file()["bijeenkomsten"], a_session("b4", "training", "01-12-2026", status="gehouden")]
    assert said(checked(a_file(bijeenkomsten=sessions))) == []


def test_a_call_that_failed_on_a_day_with_contact_is_odd_unless_a_file_said_that_contact() -> None:
    traject = KnownTraject(traject_id("Leiden", "T1"), "T1", "Leiden", "kixworks-2022", 1)
    contact: Row = {"maanden": 3, "datum": "2026-10-01", "bereikt": True}
    at = {traject.id: {(Sheet.FOLLOW_UPS, row_key("d1", "3", "2026-10-01")): contact}}
    call = {"deelnemer": "d1", "maanden": "3", "datum": "01-10-2026", "bereikt": "nee"}
    only_known = Remembered(known_trajects=[traject], facts=at)
    assert said(checked(a_file(opvolging=[call]), only_known)) == [("opvolging", 2, "bereikt", "warning")]
    said_by_a_file = Remembered(known_trajects=[traject], facts=at, rows=at)
    assert said(checked(a_file(opvolging=[call]), said_by_a_file)) == []
