"""Writes the table of who may open what into docs/portal.md, from the table that the portal goes by."""

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from portal.access import TABLE, Rule, api_routes
from portal.pages import ROUTERS
from portal.visitor import Role

PAGE = Path(__file__).parents[1] / "docs" / "portal.md"
BEGIN, END = "<!-- made by tools/access_table.py -->\n", "<!-- until here -->\n"
COLUMNS = {
    "coordinator": Role.COORDINATOR,
    "trainer": Role.TRAINER,
    "project lead": Role.PROJECT_LEAD,
    "administrator": Role.ADMINISTRATOR,
}


def table() -> str:
    """One line for each route, in the order of the code's table."""
    lines = [("page", "without signing in", *COLUMNS), ("---",) * (2 + len(COLUMNS)), *_rows()]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def with_table(text: str) -> str:
    """The page with the table as it should be."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + table() + END + rest.partition(END)[2]


def _rows() -> Iterator[tuple[str, ...]]:
    paths = {route.name: route.path for route in api_routes(chain.from_iterable(each.routes for each in ROUTERS))}
    for name, rule in TABLE.items():
        yield f"`{paths[name]}`", "yes" if rule.public else "", *(_may(rule, role) for role in COLUMNS.values())


def _may(rule: Rule, role: Role) -> str:
    if role in rule.after_reason:
        return "after a reason"
    return "yes" if rule.public or role in rule.roles else ""


def main() -> int:
    """0: the page is as it should be, and was perhaps made so."""
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
