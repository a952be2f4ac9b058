"""Writes sheets as the files that municipalities send: a workbook, or the CSV of a Dutch Excel."""

import csv
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from samples.sheets import COLUMNS, Cell, Row, Sheets

_DAY = "dd-mm-yyyy"
_MADE = datetime(2019, 1, 1)  # noqa: DTZ001 - a fixed date, so that the same sheets give the same bytes


def write_workbook(made: Sheets, path: Path) -> Path:
    """One .xlsx with a sheet each; dates are dates, yes and no are words."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "Trajectvolger, voorbeeld", "created": _MADE})
        day, head = book.add_format({"num_format": _DAY}), book.add_format({"bold": True})
        for name, rows in made.rows.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, COLUMNS[name].split(), head)
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row.values()):
                    _write_cell(sheet, number, column, cell, day)
            sheet.autofit()
    return path


def _write_cell(
    sheet: xlsxwriter.workbook.Worksheet, row: int, column: int, cell: Cell, day: xlsxwriter.workbook.Format
) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    elif cell:
        sheet.write_string(row, column, cell)


def write_folder(made: Sheets, folder: Path) -> Path:
    """A folder with one .csv a sheet: semicolons, a byte order mark, dd-mm-jjjj."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in made.rows.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(COLUMNS[name].split())
            writer.writerows(_as_text(row) for row in rows)
    return folder


def _as_text(row: Row) -> list[str]:
    return [_text(cell) for cell in row.values()]


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.strftime("%d-%m-%Y") if isinstance(cell, date) else str(cell)
