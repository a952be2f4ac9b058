"""Values as people write them in the import format: words for codes, `ja` and `nee`, days as days."""

import re
from collections.abc import Mapping
from datetime import date

from domain.rows import Row, Sheet
from importer import format as form
from importer.cells import MISREAD

Cell = str | int | float | date | None
"""What stands in a cell."""
Table = list[list[Cell]]

_WORDS: dict[str, Mapping[str, str]] = {
    "soort": form.SESSION_KINDS,
    "vrijstelling": form.VISITS,
    "besluit": form.DECISIONS,
    "geslacht": form.GENDERS,
    "moment": form.MOMENTS,
    "uitkomst": form.OUTCOMES,
}
_STATUS: dict[Sheet, Mapping[str, str]] = {Sheet.SESSIONS: form.STATUSES, Sheet.ATTENDANCE: form.PRESENCES}
_MISREAD = re.compile(rf"'*(?:{MISREAD})")
_LIKE_A_FORMULA = re.compile(r"'*=")


def columns(sheet: Sheet) -> list[str]:
    """The headers of a sheet, in the format's order."""
    return [column.name for column in form.columns_of(date.min)[sheet]]


def table(sheet: Sheet, rows: list[Row]) -> Table:
    """The cells of a sheet, row by row, below its headers."""
    names = columns(sheet)
    return [[_cell(sheet, name, row.get(name)) for name in names] for row in rows]


def words_of(sheet: Sheet, column: str) -> Mapping[str, str]:
    """The words that a column knows, with their codes; none where any text goes."""
    return _STATUS.get(sheet, {}) if column == "status" else _WORDS.get(column, {})


def _cell(sheet: Sheet, column: str, value: object) -> Cell:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if value is None or isinstance(value, int | float | date):
        return value
    parts = value if isinstance(value, tuple | list) else [value]
    by_code = {str(code): word for word, code in words_of(sheet, column).items()}
    return ", ".join(by_code.get(str(part), str(part)) for part in parts) or None


def defused(text: str) -> str:
    """Text that a spreadsheet leaves as it is when it opens a CSV file; the importer takes the apostrophe off again.

    It would run `=…` and `+31…`, make 612345678 of 0612345678, and a day of 1-2.
    """
    return f"'{text}" if _MISREAD.match(text) else text


def unlike_a_formula(text: str) -> str:
    """Text for a workbook, where nothing is run; but the importer takes `=` for a formula that has no result."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text
