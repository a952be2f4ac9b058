"""A small file in the import format, to be bent by the tests: one group of two, from intake to follow-up."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from domain.programme import shipped
from domain.rows import Sheet
from domain.take_over import plan
from domain.take_over_values import TakeOver
from importer.check import Checked, check
from importer.csv_files import table_of
from importer.known import Known, Remembered
from importer.table import Workbook
from importer.workbook import read

TODAY = date(2026, 11, 20)
NOTHING = Remembered()

Rows = list[dict[str, Any]]
Sheets = dict[str, Rows]


def a_file(**changes: Rows | None) -> Sheets:
    """The group's file; a sheet given here replaces the file's own, None leaves it out."""
    sheets: Sheets = {
        "trajecten": [
            {"traject": "T1", "gemeente": "Leiden", "coordinator": "c@example.org", "kickoff_gepland": "12-01-2026"}
        ],
        "deelnemers": [a_person("d1"), a_person("d2", voornaam="Yonas", geboortedatum="1999-02-03")],
        "bijeenkomsten": [
            a_session("b1", "kick-off", "12-01-2026"),
            a_session("b2", "training", "26-01-2026", onderdeel="communicatie"),
            a_session("b3", "certificaatuitreiking", "29-06-2026"),
        ],
        "aanwezigheid": [
            {"bijeenkomst": "b1", "deelnemer": "d1", "status": "aanwezig"},
            {"bijeenkomst": "b1", "deelnemer": "d2", "status": "afwezig"},
        ],
        "onderbrekingen": [{"traject": "T1", "van": "01-05-2026", "tot": "10-05-2026", "reden": "meivakantie"}],
        "metingen": [
            {"deelnemer": "d1", "moment": "nulmeting", "vraag": "netwerk", "antwoord": "4", "datum": ""},
            {"deelnemer": "d1", "moment": "eindmeting", "vraag": "leuk_en_geholpen", "antwoord": "ja", "datum": ""},
            {"deelnemer": "d1", "moment": "eindmeting", "vraag": "cijfer", "antwoord": "8,5", "datum": "30-06-2026"},
        ],
        "certificaten": [{"deelnemer": "d1", "akkoord_trainer": "ja", "datum": "", "vrijstelling": "gastles"}],
        "opvolging": [
            {"deelnemer": "d1", "maanden": "3", "datum": "01-10-2026", "bereikt": "ja", "uitkomst": "stage, zoekend"}
        ],
        "gedaan": [{"traject": "T1", "deelnemer": "d2", "bijeenkomst": "", "taak": "exit_talk", "datum": ""}],
    }
    replaced = {name: rows for name, rows in {**sheets, **changes}.items() if rows is not None}
    return {name: [dict(row) for row in rows] for name, rows in replaced.items()}


def a_person(key: str, **cells: str) -> dict[str, str]:
    """An admitted participant of T1, of whom everything is known that a decision needs."""
    person = {"deelnemer": key, "traject": "T1", "voornaam": f"Sara {key}", "achternaam": "Haile", "geslacht": "v"}
    person |= {"geboortedatum": "24-12-1990", "taalniveau": "B1", "verblijfsvergunning": "ja", "gemotiveerd": "JA"}
    person |= {"aangemeld_op": "2025-12-01", "besluit": "toegelaten", "besluit_op": "15-12-2025", "gestopt_op": ""}
    return person | cells


def a_session(key: str, kind: str, day: str, **cells: str) -> dict[str, str]:
    """A session of T1."""
    return {"bijeenkomst": key, "traject": "T1", "soort": kind, "datum": day, "onderdeel": "", "status": ""} | cells


def columns(rows: Rows) -> list[str]:
    """All columns of a sheet, in the order in which they come up."""
    return list(dict.fromkeys(name for row in rows for name in row))


def as_csv(rows: Rows, separator: str = ";", order: Sequence[str] | None = None) -> str:
    """A sheet as Excel writes it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    names = columns(rows) if order is None else order
    writer.writerow(names)
    writer.writerows([[row.get(name, "") for name in names] for row in rows])
    return text.getvalue()


def write_folder(folder: Path, sheets: Sheets, separator: str = ";", encoding: str = "utf-8") -> Path:
    """The file as a folder of CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in sheets.items():
        (folder / f"{name}.csv").write_bytes(as_csv(rows, separator).encode(encoding))
    return folder


def write_xlsx(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """The file as a workbook; dates, numbers and yes-or-no become cells of their own kind."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        names = columns(rows)
        sheet.write_row(0, 0, names)
        for number, row in enumerate(rows, 1):
            for place, column in enumerate(names):
                sheet.write(number, place, row.get(column))
    book.close()
    return path


def checked(sheets: Sheets, known: Known = NOTHING, today: date = TODAY) -> Checked:
    """What the checks say of a file, by way of its CSV text."""
    tables = {Sheet(name): table_of(Sheet(name), as_csv(rows)) for name, rows in sheets.items()}
    return check(Workbook("test", tables), known, shipped(), today)


def checked_path(path: Path, known: Known = NOTHING) -> Checked:
    """What the checks say of a file on disk."""
    return check(read(path), known, shipped(), TODAY)


def taken(found: Checked) -> list[TakeOver]:
    """What a first import of it changes."""
    return [plan(rows, {}) for rows in found.take_overs]


def said(found: Checked) -> list[tuple[str, int | None, str | None, str]]:
    """Sheet, row, column and severity of every problem."""
    return [(one.sheet, one.row, one.column, one.severity.value) for one in found.problems]


def refused(found: Checked) -> set[tuple[str, int | None]]:
    """Sheet and row of every error."""
    return {(one.sheet, one.row) for one in found.problems if one.severity == "error"}
