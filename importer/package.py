"""Looks into an .xlsx file before it is opened: whether it is one, how large it unpacks, and which cells mislead.

A reader of values shows an error value as an empty cell, and an empty cell would clear what is known.
"""

import html
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from importer.problems import Sentence
from importer.table import NoWorkbook

MOST_BYTES = 500 * 1024 * 1024
"""Of everything in the file together, unpacked."""

MOST_CELLS = 40_000_000
"""Of one sheet, from its first corner to its last: readers reserve room for all of them."""

_TAG = rb"<(?:\w+:)?"
_SHEET = re.compile(_TAG + rb"sheet\b([^>]*)>")
_RELATION = re.compile(_TAG + rb"Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_ROW = re.compile(_TAG + rb"""row\b[^>]*\br\s*=\s*["']([0-9]{1,7})["']""")
_VALUE = re.compile(_TAG + rb"v\b[^>]*>([^<]*)<")
_ERROR_CELL = re.compile(rb"""\bt\s*=\s*["']e["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL_START = re.compile(rb"<(?:\w+:)?c\s")


@dataclass(frozen=True, slots=True)
class Peculiar:
    """Of one sheet: cells by (row, column), both from 0, with the text that stands for them in a report."""

    cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    too_large: bool = False


def inspect(path: Path) -> dict[str, Peculiar]:
    """The peculiarities of each sheet, by its name.

    Raises:
        NoWorkbook: it is no .xlsx file, it is damaged, or it unpacks to more than `MOST_BYTES`.
    """
    try:
        with zipfile.ZipFile(path) as package:
            _refuse_bombs(package)
            return dict(_sheets(package))
    except NoWorkbook:
        raise
    except OSError as error:
        raise NoWorkbook(Sentence(f"niet te lezen: {error.strerror}", f"cannot be read: {error.strerror}")) from error
    except Exception as error:  # zipfile raises whatever its parts raise: zlib.error, struct.error, RuntimeError
        raise NoWorkbook(_why(path)) from error


def _why(path: Path) -> Sentence:
    with path.open("rb") as file:
        old = file.read(8) == bytes.fromhex("d0cf11e0a1b11ae1")
    if old:
        return Sentence(
            "dit is een oude .xls of een werkmap met een wachtwoord; bewaar haar als .xlsx zonder wachtwoord",
            "this is an old .xls or a workbook with a password; save it as .xlsx without a password",
        )
    return Sentence(
        "dit is geen werkmap: verwacht wordt een .xlsx of een map met .csv-bestanden",
        "this is no workbook: an .xlsx or a folder of .csv files is expected",
    )


def _refuse_bombs(package: zipfile.ZipFile) -> None:
    if sum(member.file_size for member in package.infolist()) > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise NoWorkbook(
            Sentence(f"de werkmap is uitgepakt groter dan {most} MB", f"the workbook unpacks to over {most} MB")
        )


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, Peculiar]]:
    book = package.read("xl/workbook.xml")
    targets = {}
    for relation in _RELATION.finditer(package.read("xl/_rels/workbook.xml.rels")):
        found = _attributes(relation[1])
        targets[found.get("Id")] = found.get("Target", "")
    # Written by a program that calculates nothing: what stands beside its formulas are no results.
    calculated = b"fullCalcOnLoad" not in book
    for sheet in _SHEET.finditer(book):
        found = _attributes(sheet[1])
        target = targets.get(found.get("r:id"), "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if member in package.namelist():
            yield found.get("name", ""), _peculiar(package.read(member), calculated=calculated)


def _attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): html.unescape(value.decode(errors="replace")) for name, value in _ATTRIBUTE.findall(tag)}


def _peculiar(xml: bytes, *, calculated: bool) -> Peculiar:
    if _area(xml) > MOST_CELLS:
        return Peculiar(too_large=True)
    cells = {}
    for place, cell in _cells_with(_ERROR_CELL, xml):
        value = _VALUE.search(cell)
        cells[place] = value[1].decode(errors="replace") if value and value[1] else "#N/A"
    for place, cell in _cells_with(_FORMULA, xml):
        value = _VALUE.search(cell)
        if place not in cells and (not calculated or not value or not value[1]):
            cells[place] = "=…"
    return Peculiar(cells)


def _cells_with(mark: re.Pattern[bytes], xml: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    for found in mark.finditer(xml):
        start = max(xml.rfind(b"<c ", 0, found.start()), xml.rfind(b":c ", 0, found.start()))
        place = _PLACE.search(xml, start, start + 200) if start >= 0 else None
        if place is not None:
            following = _CELL_START.search(xml, start + 3)
            end = following.start() if following else len(xml)
            yield (int(place[2]) - 1, _column(place[1])), xml[start:end]


def _column(letters: bytes) -> int:
    """A = 0, Z = 25, AA = 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _area(xml: bytes) -> int:
    """At most how many cells lie between the corners; exact only where a quick look cannot rule out too many."""
    last = xml.rfind(b"<row")
    row = _ROW.search(xml, max(last, 0)) if last >= 0 else None
    rows = int(row[1]) if row else 1
    if rows * 26 * 27 * 27 <= MOST_CELLS:
        return rows
    return rows * (1 + max((_column(place[1]) for place in _PLACE.finditer(xml)), default=0))
