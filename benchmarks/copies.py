"""A spreadsheet of any size: the sample trajects of today, as often as asked, each copy in towns of its own."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from samples.current import trajects
from samples.files import write_folder
from samples.sheets import Cell, Row, Sheets, sheets

KEYS = ("traject", "deelnemer", "bijeenkomst")
WHERE = "gemeente"


def write_copies(folder: Path, today: date, participants: int) -> int:
    """CSV files in `folder`, with at least so many participants; gives back how many there are."""
    once = sheets(trajects(today))
    many = Sheets()
    copies = -(-participants // len(once.rows["deelnemers"]))
    for name, rows in once.rows.items():
        many.rows[name].extend(_copied(rows, copies))
    write_folder(many, folder)
    return len(many.rows["deelnemers"])


def _copied(rows: list[Row], copies: int) -> Iterator[Row]:
    for copy in range(copies):
        yield from ({name: _renamed(name, cell, copy) for name, cell in row.items()} for row in rows)


def _renamed(name: str, cell: Cell, copy: int) -> Cell:
    if not isinstance(cell, str) or not cell:
        return cell
    if name in KEYS:
        return f"{cell}-{copy}"
    return f"{cell} {copy}" if name == WHERE else cell
