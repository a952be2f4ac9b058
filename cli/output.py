"""How commands speak: tables for people, one JSON document for programs."""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from cli.language import chosen

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDTH_OF_A_FILE = 110
"""Columns when the output goes to a file or a pipe, which have no width of their own."""

_MONTHS = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


@cache
def console() -> "Console":
    """Standard output, for people."""
    return _console(sys.stdout)


@cache
def side_console() -> "Console":
    """Standard error, for progress and remarks that are no part of the answer."""
    return _console(sys.stderr)


def print_json(document: Mapping[str, Any]) -> None:
    """The document and nothing else."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, default=_plain) + "\n")


def line(text: str, style: str = "", *, whole: bool = False) -> None:
    """A sentence for people, broken between words unless it must stay `whole`; keys in it are never read as markup."""
    console().print(text, style=style, markup=False, highlight=False, soft_wrap=whole)


def heading(text: str) -> None:
    console().print()
    line(text, "bold")


def table(*columns: str, right: tuple[str, ...] = ()) -> "Table":
    """An empty table in the house style: no frame, quiet headings; columns named in `right` hold numbers."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for number, column in enumerate(columns):
        made.add_column(
            column,
            justify="right" if column in right else "left",
            overflow="fold",
            no_wrap=number == 0 or column in right,
        )
    return made


def show(made: "Table") -> None:
    console().print(made, markup=False, highlight=False)


def short(day: str | date | None) -> str:
    """A day as people write it: 3 mrt 2026."""
    if day is None:
        return "–"
    value = date.fromisoformat(day[:10]) if isinstance(day, str) else day
    return f"{value.day} {_MONTHS[chosen()][value.month - 1]} {value.year}"


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f}%"


def number(value: float | None) -> str:
    """A count or a mean, with a comma in Dutch."""
    if value is None:
        return "–"
    text = f"{value:g}" if isinstance(value, int) or value == int(value) else f"{value:.1f}"
    return text.replace(".", ",") if chosen() == "nl" else text


def _console(stream: Any) -> "Console":  # noqa: ANN401 - any text stream
    from rich.console import Console

    width = None if stream.isatty() or "COLUMNS" in os.environ else WIDTH_OF_A_FILE
    if "COLUMNS" in os.environ:
        width = shutil.get_terminal_size().columns
    return Console(file=stream, width=width, highlight=False)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
