"""What participants are called: by name for who works with them, by initials for who leads the project."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement

from portal.visitor import Visitor
from storage.tables import people

COLUMNS: Sequence[ColumnElement[Any]] = (people.c.first_name, people.c.infix, people.c.last_name)
"""Select these (outer join of `people`), and hand the row to `called`."""


def called(visitor: Visitor, row: Any, key: str | None) -> str:  # noqa: ANN401 - any row with COLUMNS
    """A name, or initials; the key where the name was never given or has been erased."""
    names = [name for name in (row.first_name, row.infix, row.last_name) if name]
    if not names:
        return key or ""
    return " ".join(names) if visitor.sees_names else initials(row.first_name, row.infix, row.last_name)


def initials(first: str | None, infix: str | None, last: str | None) -> str:
    """Such as `A.v.d.B.`: the first letter of each part."""
    parts = " ".join(part for part in (first, infix, last) if part).split()
    return "".join(f"{part[0]}." for part in parts)
