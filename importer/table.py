"""A file as it was opened: sheets with a header and numbered rows, whichever form they came in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from domain.rows import Sheet
from importer.cells import Cell, Unreadable
from importer.problems import Findings, Sentence

MOST_COLUMNS = 500


class Line(NamedTuple):
    """A row as the file has it; `broken` says why its cells cannot be told apart."""

    number: int
    cells: Sequence[Cell]
    broken: Unreadable | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: the first row that holds anything is its header, None when there is no such row.

    `lines` reads the rows below the header from the start, each time it is called.
    """

    sheet: Sheet
    header: Line | None
    lines: Callable[[], Iterator[Line]]


@dataclass(frozen=True, slots=True)
class Workbook:
    """What a path held; sheets that could not be read are among the findings."""

    name: str
    tables: Mapping[Sheet, Table] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)


class NoWorkbook(ValueError):
    """A path that holds nothing of the import format; carries one sentence in each language."""

    def __init__(self, what: Sentence) -> None:
        super().__init__(what.en)
        self.what = what


def sheet_called(name: str) -> Sheet | None:
    """The sheet that a tab or file is called after, in any case and with spaces around it."""
    try:
        return Sheet(name.strip().casefold())
    except ValueError:
        return None


def table(sheet: Sheet, lines: Callable[[], Iterator[Line]]) -> Table:
    """A sheet of which `lines` gives all rows, the header among them."""
    header = next((line for line in lines() if line.broken or not is_blank(line.cells)), None)
    above = 0 if header is None else header.number
    return Table(sheet, header, lambda: (line for line in lines() if line.number > above))


def _empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether a row holds nothing at all."""
    return all(_empty(cell) for cell in cells)
