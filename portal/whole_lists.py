"""A list from its beginning to its end, for a file."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from exporter.cells import Cell, Table
from portal.translations import Catalogue

MOST = 20_000
"""Lines in a file; whoever needs more chooses filters."""
AT_ONCE = 2_000
"""Lines that are asked of Postgres at a time."""
Each = TypeVar("Each")
After = TypeVar("After")


def whole(page: Callable[[After | None], tuple[Iterable[Each], After | None]]) -> Iterator[Each]:
    """Every line of a list, page after page; one more than fits is enough to know that there are more."""
    return islice(_each(page), MOST + 1)


def _each(page: Callable[[After | None], tuple[Iterable[Each], After | None]]) -> Iterator[Each]:
    lines, after = page(None)
    yield from lines
    while after is not None:
        lines, after = page(after)
        yield from lines


def as_many_as_fit(rows: Table, words: Catalogue) -> Table:
    """The lines of a file; where there were more, the last one says so."""
    if len(rows) <= MOST:
        return rows
    more = words.gettext("Er zijn meer regels. Kies filters, dan past alles.")
    others: list[Cell] = [None] * (len(rows[0]) - 1)
    return [*rows[:MOST], [more, *others]]
