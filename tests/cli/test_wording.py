"""What people read is right in number, and in the order in which they know it."""

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from cli import doctoring, output, show_outcomes
from doctor.checks import Finding, Wrong
from domain.outcomes import Tally
from domain.programme import latest, shipped
from tests.cli.conftest import Traject


@contextmanager
def screen() -> Iterator[StringIO]:
    """What goes to standard output."""
    output.console.cache_clear()
    with redirect_stdout(StringIO()) as out:
        yield out
    output.console.cache_clear()


def test_one_of_something_is_said_as_one(traject: Traject, tmp_path: Path) -> None:
    (tmp_path / "trajecten.csv").write_text("traject;gemeente;aangemaakt_op\nHOUT-1;Houten;2026-01-05\n")
    ended = traject("import", tmp_path)
    assert ended.status == 0, ended.err
    assert "1 rij goed, 0 geweigerd" in ended.out
    assert "; 1 traject." in ended.out


def test_of_a_file_that_was_refused_altogether_nothing_is_said_to_be_there_already(
    traject: Traject, tmp_path: Path
) -> None:
    (tmp_path / "trajecten.csv").write_text("traject;gemeente;aangemaakt_op\nHOUT-2;;2026-01-05\n")
    dutch, english = traject("import", tmp_path), traject("import", tmp_path, TRAJECT_LANG="en")
    assert (dutch.status, dutch.out.splitlines()[-1]) == (1, "Er is niets veranderd.")
    assert (english.status, english.out.splitlines()[-1]) == (1, "Nothing has changed.")


def test_statements_come_in_the_order_of_the_definition() -> None:
    asked = latest("kixworks-2022").statements
    tally = Tally(statements=dict.fromkeys(reversed(asked), (1, 2)))

    with screen() as shown:
        show_outcomes.show_document({**tally.results(), "as_of": "2026-11-20", "trajects": 1}, shipped().values())

    places = [shown.getvalue().index(text.nl) for text in asked.values()]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("wrong", "advised", "by_hand"),
    [
        ([Wrong.TASK_MISSING], True, False),
        ([Wrong.FACTS_GONE, Wrong.FACT], False, True),
        ([Wrong.TASK_MISSING, Wrong.FACT], True, True),
    ],
)
def test_a_repair_is_advised_only_where_it_mends_something(wrong: list[Wrong], *, advised: bool, by_hand: bool) -> None:
    with screen() as shown:
        doctoring._tell(([Finding(None, "HOUT-1", "Houten", one) for one in wrong], []), None)
    assert ("traject doctor --repair" in shown.getvalue()) == advised
    assert ("docs/operations.md" in shown.getvalue()) == by_hand
