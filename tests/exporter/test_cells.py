"""Values as a spreadsheet shows them, and as the importer reads them back."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from domain.rows import Sheet
from exporter.cells import Table, defused, table
from exporter.files import csv_text, workbook
from importer.cells import Unreadable, cleaned

lines = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1).map(str.strip).filter(bool)


@pytest.mark.parametrize("text", ["=1+1", "+31 6 12345678", "-nee", "@som(A1)", "'=1+1", "''+2", "=HYPERLINK(1)"])
def test_what_a_spreadsheet_would_run_is_written_as_text_and_read_back_as_it_was(text: str) -> None:
    assert defused(text)[0] == "'"
    assert cleaned(defused(text)) == text or text.startswith("=")


@pytest.mark.parametrize("text", ["0612345678", "007", "1-2", "3-4-2026", "1,5", "1.234", "12:30", "2E3", "9" * 16])
def test_what_a_spreadsheet_would_take_for_a_number_or_a_day_stays_text(text: str) -> None:
    assert defused(text) == f"'{text}"
    assert cleaned(defused(text)) == text


@pytest.mark.parametrize("text", ["101", "06 12345678", "UTR-1-07", "1e training", "’s-Gravenhage", "'s-Hertogenbosch"])
def test_what_it_leaves_alone_is_written_as_it_is(text: str) -> None:
    assert defused(text) == text


@given(lines)
def test_any_text_that_the_importer_takes_comes_back_as_it_was(text: str) -> None:
    try:
        kept = cleaned(text)
    except Unreadable:
        return
    assert isinstance(kept, str)
    assert cleaned(defused(kept)) == kept


def test_codes_become_the_words_of_the_format() -> None:
    row = {"deelnemer": "A", "moment": "baseline", "vraag": "netwerk", "antwoord": True, "datum": date(2026, 3, 2)}
    assert table(Sheet.MEASUREMENTS, [row]) == [["A", "nulmeting", "netwerk", "ja", date(2026, 3, 2)]]
    row = {"deelnemer": "A", "maanden": 3, "bereikt": False, "uitkomst": ("paid_work", "education"), "uitkering": None}
    assert table(Sheet.FOLLOW_UPS, [row]) == [["A", 3, None, "nee", "betaald_werk, opleiding", None]]
    assert table(Sheet.ATTENDANCE, [{"status": "excused"}]) == [[None, None, "afgemeld"]]


def test_csv_is_what_a_dutch_excel_expects() -> None:
    text = csv_text(["naam", "cijfer", "dag"], [["Zoë; de Vries", 8.5, date(2026, 3, 2)], ["=1+1", None, None]])
    assert text.splitlines() == ["naam;cijfer;dag", '"Zoë; de Vries";8,5;02-03-2026', "'=1+1;;"]
    assert list(csv.reader(StringIO(text), delimiter=";"))[1][0] == "Zoë; de Vries"


def test_a_workbook_holds_text_numbers_and_days_and_no_formulas() -> None:
    cells: Table = [["=1+1", "007", 8.5, date(2026, 3, 2), None], ["https://example.org", "", 3, None, None]]
    content = workbook({"lijst": (["a", "b", "c", "d", "e"], cells)}, "Lijst")
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("lijst").to_python()
    assert rows[1] == ["'=1+1", "007", 8.5, date(2026, 3, 2), ""]
    assert rows[2][:3] == ["https://example.org", "", 3.0]
