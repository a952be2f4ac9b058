"""A row beside what was recorded since the last import: it undoes none of that by being the same, and corrects it."""

from datetime import date

import pytest

from domain.facts import CriteriaRecorded, Decided
from domain.rows import Row, Sheet
from domain.take_over import plan
from domain.take_over_values import ImportedRow, TakeOver
from domain.terms import Decision, LanguageLevel
from tests.domain.test_take_over import ANNA, PERSON, kept, take_over


def of_known(old: Row | None, known: Row, new: Row) -> TakeOver:
    """What Anna's row changes, beside the last import and what was recorded otherwise."""
    row = ImportedRow(sheet=Sheet.PARTICIPANTS, key="d1", values={**PERSON, **new}, participant=ANNA, known=True)
    stored = {} if old is None else {(row.sheet, row.key): {**PERSON, **old}}
    return plan(take_over(row), stored, {(row.sheet, row.key): {**PERSON, **known}})


@pytest.mark.parametrize("old", [None, {"gemotiveerd": True}])
def test_a_cell_that_says_what_was_recorded_since_changes_nothing_and_is_the_last_import(old: Row | None) -> None:
    taken = of_known(old, {"gemotiveerd": False, "taalniveau": "A2"}, {"gemotiveerd": False, "taalniveau": "A2"})
    assert (taken.facts, taken.people, taken.notes, taken.participants) == ((), (), (), ())
    assert kept(taken)[Sheet.PARTICIPANTS, "d1"]["gemotiveerd"] is False


@pytest.mark.parametrize("old", [None, {"gemotiveerd": True}])
def test_another_cell_of_that_row_is_still_a_correction(old: Row | None) -> None:
    taken = of_known(old, {"gemotiveerd": False, "taalniveau": "A2"}, {"gemotiveerd": False, "taalniveau": "B1"})
    [fact] = taken.facts
    assert fact == CriteriaRecorded(participant=ANNA, criteria={}, language=LanguageLevel.B1)


def test_an_empty_cell_takes_nothing_away_of_what_no_import_ever_said() -> None:
    assert (
        of_known(None, {"gemotiveerd": True, "taalniveau": "A2"}, {"gemotiveerd": None, "taalniveau": None}).facts == ()
    )


def test_a_cell_that_the_last_import_said_too_undoes_nothing_that_was_recorded_since() -> None:
    assert of_known({"gemotiveerd": True}, {"gemotiveerd": False}, {"gemotiveerd": True}).nothing_new


@pytest.mark.parametrize("old", [None, {}, {"besluit": None, "besluit_op": None}])
def test_a_file_corrects_the_day_of_a_decision_that_it_did_not_bring(old: Row | None) -> None:
    known = {"besluit": "admitted", "besluit_op": "2026-02-20"}
    first, said = date(2025, 9, 10), date(2026, 2, 20)
    assert of_known(old, known, {"besluit": "admitted", "besluit_op": "2025-09-10"}).facts == (
        Decided(participant=ANNA, decision=None, on=said),
        Decided(participant=ANNA, decision=Decision.ADMITTED, on=first),
    )
    assert of_known(old, known, {"besluit": "admitted", "besluit_op": None}).facts == ()
