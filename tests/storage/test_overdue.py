"""One meaning of overdue: Postgres agrees with the rules, and nothing else compares a due day with today."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import Date, Engine, literal, select

from domain.calendar import overdue
from storage.engine import reading
from storage.queries.overdue import is_left_undone, is_overdue
from tests.docs.pages import ROOT

TODAY = date(2026, 3, 2)
HOME = {"domain/calendar.py", "storage/queries/overdue.py"}
COMPARED = re.compile(r"\bdue\)? < |(?:today|end|day) > [\w.]*\bdue\b")


@pytest.mark.parametrize("late", range(-1, 10))
def test_postgres_and_the_rules_agree_on_what_is_overdue(engine: Engine, late: int) -> None:
    due = literal(TODAY - timedelta(days=late), Date)
    with reading(engine) as session:
        found = session.execute(select(is_overdue(due, TODAY), is_left_undone(due, TODAY))).one()
    assert tuple(found) == (overdue(TODAY - timedelta(days=late), TODAY), late > 7)


def test_nothing_else_compares_a_due_day_with_today() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    files = [path for name in packages for kind in ("py", "html") for path in (ROOT / name).rglob(f"*.{kind}")]
    compared = {str(path.relative_to(ROOT)) for path in files if COMPARED.search(path.read_text(encoding="utf-8"))}
    assert compared == HOME
