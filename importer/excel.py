"""An .xlsx workbook as sheets with rows: the values that its cells show."""

from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from domain.rows import Sheet
from importer.cells import Cell
from importer.format import EXPLANATION
from importer.package import Peculiar, inspect
from importer.problems import Findings, Place, Sentence
from importer.table import Line, NoWorkbook, Table, Workbook, sheet_called, table

_DAMAGED = Sentence("de werkmap is beschadigd", "the workbook is damaged")
_OTHER = Sentence(
    "dit blad hoort niet bij de indeling en is overgeslagen", "this sheet is no part of the format and was left alone"
)
_TWICE = Sentence("er is al een blad met deze naam", "there is a sheet of this name already")
_TOO_LARGE = Sentence(
    "het blad is te groot: er staat iets ver buiten de tabel",
    "the sheet is too large: something stands far outside the table",
)


def read_workbook(path: Path) -> Workbook:
    """The sheets of an .xlsx file; other sheets are left alone, with a warning.

    Raises:
        NoWorkbook: it is no workbook, is damaged or far too large, or has none of the format's sheets.
    """
    peculiar = inspect(path)
    findings = Findings()
    tables: dict[Sheet, Table] = {}
    book = _opened(path)
    for name in book.sheet_names:
        sheet, odd = sheet_called(name), peculiar.get(name, Peculiar())
        if name == EXPLANATION:
            continue
        if sheet is None:
            findings.warning(Place(name), None, _OTHER)
        elif sheet in tables:
            findings.error(Place(name), None, _TWICE)
        elif odd.too_large:
            findings.error(Place(sheet), None, _TOO_LARGE)
        else:
            tables[sheet] = _table(book, name, sheet, odd)
    if not tables and not list(findings.errors()):
        listed = ", ".join(Sheet)
        nl, en = "de werkmap heeft geen blad van de indeling", "the workbook has no sheet of the format"
        raise NoWorkbook(Sentence(f"{nl} ({listed})", f"{en} ({listed})"))
    return Workbook(path.name, tables, findings)


def _opened(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except CalamineError as error:
        raise NoWorkbook(_DAMAGED) from error
    except BaseException as error:
        _damaged_if_panic(error)
        raise


def _damaged_if_panic(error: BaseException) -> None:
    """The reader's own programming errors are no `Exception`s, and can only be told by name."""
    if type(error).__name__ == "PanicException":
        raise NoWorkbook(_DAMAGED) from error


def _table(book: CalamineWorkbook, name: str, sheet: Sheet, peculiar: Peculiar) -> Table:
    try:
        contents = book.get_sheet_by_name(name)
    except CalamineError as error:
        raise NoWorkbook(_DAMAGED) from error
    except BaseException as error:
        _damaged_if_panic(error)
        raise
    return table(sheet, lambda: _lines(contents, peculiar))


def _lines(contents: CalamineSheet, peculiar: Peculiar) -> Iterator[Line]:
    if contents.start is None:
        return
    left = contents.start[1]
    marked: dict[int, dict[int, str]] = {}
    for (row, column), text in peculiar.cells.items():
        marked.setdefault(row, {})[column - left] = text
    for row, values in enumerate(contents.iter_rows()):
        cells: list[Cell] = [*values]
        for column, text in marked.get(row, {}).items():
            cells.extend([None] * (column + 1 - len(cells)))
            if column >= 0:
                cells[column] = text
        yield Line(row + 1, cells)
