"""Tables as files: a workbook, or CSV as a Dutch Excel reads it."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import xlsxwriter

from exporter.cells import Cell, Table, defused, unlike_a_formula

_DAY = "dd-mm-yyyy"
_MADE = datetime(2019, 1, 1)  # noqa: DTZ001 - a fixed moment, so that the same tables give the same bytes
Sheets = Mapping[str, tuple[Sequence[str], Table]]
"""Headers and cells, by the name of the sheet."""


def workbook(sheets: Sheets, title: str) -> bytes:
    """An .xlsx: headers stay in view, days are days, and no text is ever taken for a formula or a link."""
    file = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, safe) as book:
        book.set_properties({"title": title, "created": _MADE})
        head, day = book.add_format({"bold": True}), book.add_format({"num_format": _DAY})
        for name, (headers, table) in sheets.items():
            _write(book.add_worksheet(name), headers, table, head, day)
    return file.getvalue()


def _write(
    sheet: xlsxwriter.workbook.Worksheet,
    headers: Sequence[str],
    table: Table,
    head: xlsxwriter.workbook.Format,
    day: xlsxwriter.workbook.Format,
) -> None:
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, headers, head)
    for number, row in enumerate(table, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
            elif isinstance(cell, str):
                sheet.write_string(number, column, unlike_a_formula(cell))
            elif cell is not None:
                sheet.write_number(number, column, cell)
    if table:
        sheet.autofilter(0, 0, len(table), len(headers) - 1)
    sheet.autofit()


def csv_text(headers: Sequence[str], table: Iterable[Sequence[Cell]]) -> str:
    """One CSV file: semicolons, decimal commas, dd-mm-jjjj; write it as `utf-8-sig`, the mark Excel goes by."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";")
    writer.writerow(headers)
    writer.writerows([_plain(cell) for cell in row] for row in table)
    return file.getvalue()


def _plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return defused(cell)
    if isinstance(cell, date):
        return cell.strftime("%d-%m-%Y")
    return "" if cell is None else str(cell).removesuffix(".0").replace(".", ",")


def archive(sheets: Sheets) -> bytes:
    """All sheets as CSV files in one .zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, (headers, table) in sheets.items():
            entry = zipfile.ZipInfo(f"{name}.csv", _MADE.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, csv_text(headers, table).encode("utf-8-sig"))
    return file.getvalue()
