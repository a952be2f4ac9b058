"""A checked file as people look at it: its sheets as tables, and each problem at the cell that it is about."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time

from pydantic import BaseModel, ConfigDict

from importer.cells import Cell
from importer.check import Checked
from importer.problems import Problem, Severity, shown
from importer.table import Line, Table, Workbook

FIRST = 10
"""Rows that are shown of every sheet, whether or not something is wrong with them."""
MOST_WRONG = 100
"""Rows with a problem that are shown of one sheet; the counts are of all of them."""
MOST_AT_LARGE = 100
"""Problems of no row that is shown."""


class Shown(BaseModel):
    """What can be kept for later as JSON."""

    model_config = ConfigDict(frozen=True)


class ShownProblem(Shown):
    """A problem in both languages, without the place where it is shown."""

    error: bool
    nl: str
    en: str
    column: str | None = None
    row: int | None = None
    sheet: str = ""


class ShownCell(Shown):
    """What a cell says, and what is wrong with it."""

    text: str
    problems: tuple[ShownProblem, ...] = ()


class ShownRow(Shown):
    """A row as the file numbers it; `problems` are those of no cell."""

    number: int
    cells: tuple[ShownCell, ...]
    problems: tuple[ShownProblem, ...] = ()


class ShownSheet(Shown):
    """One sheet: how its rows fare, and some of them. `left` rows are not shown; `problems` are those of no row."""

    name: str
    read: int
    new: int
    changed: int
    unchanged: int
    refused: int
    left_out: int
    columns: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    problems: tuple[ShownProblem, ...]
    left: int


class Preview(Shown):
    """The whole file."""

    name: str
    trajects: int
    errors: int
    warnings: int
    sheets: tuple[ShownSheet, ...]
    at_large: tuple[ShownProblem, ...] = ()


def preview(workbook: Workbook, checked: Checked) -> Preview:
    """Reads the rows once more; raises as `importer.check.check`."""
    report = checked.report
    by_sheet: dict[str, list[Problem]] = {}
    for problem in report.problems:
        by_sheet.setdefault(problem.sheet, []).append(problem)
    changes = checked.take_overs.changes()
    sheets = []
    for sheet, count in report.counts.items():
        change, problems = changes.get(sheet), by_sheet.pop(sheet.value, [])
        columns, rows, left = _rows(workbook.tables[sheet], problems)
        sheets.append(
            ShownSheet(
                name=sheet.value,
                read=count.read,
                new=change.new if change else 0,
                changed=change.changed if change else 0,
                unchanged=change.unchanged if change else 0,
                refused=count.refused,
                left_out=count.left_out,
                columns=columns,
                rows=rows,
                problems=tuple(_shown(one) for one in problems if _is_of_no_row(one, workbook.tables[sheet])),
                left=left,
            )
        )
    rest = [problem for problems in by_sheet.values() for problem in problems]
    return Preview(
        name=report.name,
        trajects=report.trajects,
        errors=report.errors,
        warnings=report.warnings,
        sheets=tuple(sheets),
        at_large=tuple(_shown(one) for one in rest[:MOST_AT_LARGE]),
    )


def _is_of_no_row(problem: Problem, table: Table) -> bool:
    return problem.row is None or (table.header is not None and problem.row <= table.header.number)


def _rows(table: Table, problems: Sequence[Problem]) -> tuple[tuple[str, ...], tuple[ShownRow, ...], int]:
    """The columns, the first rows and those with a problem, and how many are left."""
    header = () if table.header is None else table.header.cells
    columns = tuple(_text(cell) for cell in header)
    of_rows: dict[int, list[Problem]] = {}
    for problem in problems:
        if not _is_of_no_row(problem, table) and problem.row is not None:
            of_rows.setdefault(problem.row, []).append(problem)
    wrong = set(sorted(of_rows)[:MOST_WRONG])
    places = {name.strip().casefold(): place for place, name in enumerate(columns)}
    rows, count = [], 0
    for line in _filled(table):
        count += 1
        if count <= FIRST or line.number in wrong:
            rows.append(_row(line, columns, places, of_rows.get(line.number, ())))
    return columns, tuple(rows), count - len(rows)


def _filled(table: Table) -> Iterator[Line]:
    return (line for line in table.lines() if line.broken or any(_text(cell) for cell in line.cells))


def _row(line: Line, columns: Sequence[str], places: Mapping[str, int], problems: Sequence[Problem]) -> ShownRow:
    at: dict[int, list[ShownProblem]] = {}
    of_no_cell = []
    for problem in problems:
        place = places.get((problem.column or "").casefold())
        if place is None:
            of_no_cell.append(_shown(problem))
        else:
            at.setdefault(place, []).append(_shown(problem))
    texts = [_text(cell) for cell in line.cells[: len(columns)]]
    texts += [""] * (len(columns) - len(texts))
    cells = tuple(ShownCell(text=text, problems=tuple(at.get(place, ()))) for place, text in enumerate(texts))
    return ShownRow(number=line.number, cells=cells, problems=tuple(of_no_cell))


def _shown(problem: Problem) -> ShownProblem:
    said = {"nl": problem.what.nl, "en": problem.what.en}
    if problem.expected is not None:
        said = {
            "nl": f"{said['nl']}; verwacht: {problem.expected.nl}",
            "en": f"{said['en']}; expected: {problem.expected.en}",
        }
    error = problem.severity is Severity.ERROR
    return ShownProblem(error=error, column=problem.column, row=problem.row, sheet=problem.sheet, **said)


def _text(cell: Cell) -> str:
    """A cell as people wrote it: days as dd-mm-jjjj."""
    if isinstance(cell, date):
        has_time = isinstance(cell, datetime) and cell.time() != time.min
        return f"{cell:%d-%m-%Y %H:%M}" if has_time else f"{cell:%d-%m-%Y}"
    return shown(cell) or ""
