"""A list as a file, instead of on the screen: a workbook, or CSV as a Dutch Excel reads it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import Failed
from cli.language import number_of, say
from cli.options import one_way
from cli.output import line

if TYPE_CHECKING:
    from exporter.cells import Table

KINDS = (".xlsx", ".csv")


def _path(text: str) -> Path:
    path = Path(text)
    if path.suffix.casefold() not in KINDS:
        named = say("kies een naam die eindigt op .xlsx of .csv", "choose a name that ends in .xlsx or .csv")
        raise typer.BadParameter(named)
    return path


ToFile = Annotated[
    Path | None,
    typer.Option(
        "--file",
        parser=_path,
        callback=one_way,
        metavar="PAD",
        help="Schrijf de lijst in een nieuw bestand: .xlsx of .csv.",
    ),
]


def save(path: Path, name: str, headers: Sequence[str], rows: "Table") -> None:
    """Write the list, and say so.

    Raises:
        Failed: something has that name already, or the folder is not there.
    """
    from exporter.files import csv_text, workbook

    must_be_new(path)
    if path.suffix.casefold() == ".csv":
        path.write_text(csv_text(headers, rows), encoding="utf-8-sig", newline="")
    else:
        path.write_bytes(workbook({name: (headers, rows)}, name))
    line(f"{path}: {number_of(len(rows), ('regel', 'regels'), ('line', 'lines'))}.")


def must_be_new(path: Path) -> None:
    """Nothing that is there is written over.

    Raises:
        Failed: see `save`.
    """
    if path.exists():
        raise Failed(say(f"{path} bestaat al; kies een andere naam", f"{path} exists already; choose another name"))
    if not path.parent.is_dir():
        raise Failed(say(f"er is geen map {path.parent}", f"there is no folder {path.parent}"))


def day(text: str | None) -> date | None:
    """A day of a document as a cell has it."""
    return None if text is None else date.fromisoformat(text)


def yes_or_no(*, said: bool) -> str:
    """As a cell says it."""
    return say("ja", "yes") if said else say("nee", "no")
