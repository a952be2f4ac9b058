"""From a sheet's cells to rows of values: the header, what each cell says, and which rows cannot be read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.rows import Row, Sheet
from importer.cells import Cell, Unreadable, cleaned
from importer.format import Column
from importer.problems import Findings, Place, Sentence
from importer.table import MOST_COLUMNS, Line, Table, is_blank

MOST_UNKNOWN = 20
"""Unknown columns that are reported one by one."""

_MISSING = Sentence("deze cel is verplicht", "this cell is required")


@dataclass(slots=True)
class Parsed:
    """A row as it was read. A cell that could not be read is absent, and then the row is not `readable`."""

    number: int
    values: Row
    readable: bool = True


@dataclass(slots=True)
class ParsedSheet:
    """The rows in the order of the file, those that cannot be read included: others may depend on them.

    They are read while they are gone through, once; `read` says how many that were.
    """

    sheet: Sheet
    rows: Iterator[Parsed] = field(default_factory=lambda: iter(()))
    read: int = 0


KEYS = ("traject", "deelnemer", "bijeenkomst")


def mentioned(tables: Mapping[Sheet, Table], columns: Mapping[Sheet, Sequence[Column]]) -> dict[str, set[str]]:
    """Every key in the file, by the column that it stands in; what cannot be read is reported when its row is."""
    found: dict[str, set[str]] = {name: set() for name in KEYS}
    for sheet, table in tables.items():
        places = _readable_places(table, columns[sheet])
        keys = {place: column for place, column in places.items() if column.name in KEYS}
        for line in table.lines():
            values = _row(sheet, line, keys, Findings()).values
            for name, value in values.items():
                if value is not None:
                    found[name].add(value)
    return found


def _readable_places(table: Table, columns: Sequence[Column]) -> "Places":
    if table.header is None or table.header.broken is not None:
        return {}
    return _places(table.sheet, table.header.cells, columns, Findings()) or {}


def parse(table: Table, columns: Sequence[Column], findings: Findings) -> ParsedSheet:
    """Read a sheet; what is wrong with it is added to the findings."""
    found = ParsedSheet(table.sheet)
    if table.header is None:
        empty = Sentence("dit blad is leeg", "this sheet is empty")
        findings.warning(Place(table.sheet), None, empty)
        return found
    if table.header.broken is not None:
        broken = table.header.broken
        findings.error(Place(table.sheet, table.header.number), None, broken.what, broken.expected)
        return found
    header = table.header.cells
    places = _places(table.sheet, header, columns, findings)
    if places is None:
        return found
    found.rows = _counted(found, _rows(table, len(header), places, findings))
    return found


def _counted(sheet: ParsedSheet, rows: Iterator[Parsed]) -> Iterator[Parsed]:
    for row in rows:
        sheet.read += 1
        yield row


def _rows(table: Table, width: int, places: "Places", findings: Findings) -> Iterator[Parsed]:
    for line in table.lines():
        if line.broken is None and is_blank(line.cells):
            continue
        row = _row(table.sheet, line, places, findings)
        _nothing_beyond(table.sheet, width, line, findings)
        row.readable = (table.sheet, line.number) not in findings.refused
        yield row


Places = Mapping[int, Column]


def _places(sheet: Sheet, header: Sequence[Cell], columns: Sequence[Column], findings: Findings) -> Places | None:
    """Which column stands where; None when the sheet cannot be read."""
    if len(header) > MOST_COLUMNS:
        wide = Sentence(f"meer dan {MOST_COLUMNS} kolommen", f"more than {MOST_COLUMNS} columns")
        findings.error(Place(sheet), None, wide)
        return None
    names = [_name(cell) for cell in header]
    known = {column.name: column for column in columns}
    missing = [column.name for column in columns if column.required and column.name not in names]
    twice = [name for name in known if names.count(name) > 1]
    if missing or twice:
        _bad_header(Place(sheet), names, missing, twice, findings)
        return None
    _unknown([name for name in names if name and name not in known], sheet, findings)
    return {place: known[name] for place, name in enumerate(names) if name in known}


def _name(cell: Cell) -> str:
    return " ".join(str(cell or "").replace("\ufeff", "").split()).casefold()


def _bad_header(
    at: Place, names: Sequence[str], missing: Sequence[str], twice: Sequence[str], findings: Findings
) -> None:
    if missing:
        findings.error(
            at._replace(column=", ".join(missing)),
            ", ".join(name for name in names[:10] if name),
            Sentence("het blad mist een verplichte kolom", "the sheet lacks a required column"),
            Sentence(f"in de eerste rij ook: {', '.join(missing)}", f"in the first row also: {', '.join(missing)}"),
        )
    for name in twice:
        what = Sentence("deze kolom staat er twee keer", "this column is there twice")
        findings.error(at._replace(column=name), None, what)


def _unknown(names: list[str], sheet: Sheet, findings: Findings) -> None:
    what = Sentence("deze kolom is niet bekend en is overgeslagen", "this column is not known and was left alone")
    for name in names[:MOST_UNKNOWN]:
        findings.warning(Place(sheet, 1, name), None, what)
    if (more := len(names) - MOST_UNKNOWN) > 0:
        rest = Sentence(f"nog {more} onbekende kolommen", f"{more} more unknown columns")
        findings.warning(Place(sheet, 1), None, rest)


def _row(sheet: Sheet, line: Line, places: Places, findings: Findings) -> Parsed:
    values: Row = {}
    if line.broken is not None:
        findings.error(Place(sheet, line.number), None, line.broken.what, line.broken.expected)
        return Parsed(line.number, values)
    cells = line.cells
    for place, column in places.items():
        cell = cells[place] if place < len(cells) else None
        try:
            value = cleaned(cell)
            if value is not None:
                value = column.read(value)
            elif not column.clearable:
                raise Unreadable(_MISSING)  # noqa: TRY301 - reported like any other cell
        except Unreadable as problem:
            findings.error(Place(sheet, line.number, column.name), cell, problem.what, problem.expected)
        else:
            values[column.name] = value
    return Parsed(line.number, values)


def _nothing_beyond(sheet: Sheet, width: int, line: Line, findings: Findings) -> None:
    """A cell to the right of the header is mostly a separator inside another cell: then all cells have shifted."""
    if len(line.cells) > width and not is_blank(line.cells[width:]):
        findings.error(
            Place(sheet, line.number),
            None,
            Sentence("deze rij heeft meer cellen dan er kolommen zijn", "this row has more cells than columns"),
            Sentence("aanhalingstekens om een cel met een scheidingsteken", "quotes around a cell with a separator"),
        )
