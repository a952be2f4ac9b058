"""Where a page of a list ended, as text in an address: ids, days and numbers, never a name."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

_READ: dict[type, Any] = {date: date.fromisoformat, int: int, str: str, UUID: UUID}


def write(*values: object) -> str:
    """The values of the last line, in the order of the list."""
    return "~".join(str(value) for value in values)


def read(text: str | None, kinds: Sequence[type]) -> tuple[Any, ...] | None:
    """Those values again; None for the first page, and for an address that somebody changed."""
    parts = text.split("~") if text else []
    if len(parts) != len(kinds):
        return None
    try:
        return tuple(_READ[kind](part) for kind, part in zip(kinds, parts, strict=True))
    except ValueError:
        return None
