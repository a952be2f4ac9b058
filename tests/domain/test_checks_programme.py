"""What keeps a traject from going on under another definition (domain.checks.of_programme)."""

from datetime import date
from typing import Any

import pytest

from domain import facts as f
from domain import refusals as r
from domain.checks import check, check_kept
from domain.programme import Programme
from domain.terms import Decision, Moment
from tests.domain.story import Story, ident

TODAY = date(2026, 3, 20)


def measured(**answers: Any) -> f.Measured:  # noqa: ANN401 - any answer
    return f.Measured(participant=ident("amal"), moment=Moment.BASELINE, answers=answers)


def moved(told: Story, programme: Programme, today: date = TODAY) -> r.Refusal | None:
    """What keeps a traject from going on under another definition."""
    fact = f.ProgrammeChanged(programme=programme.id, version=programme.version)
    try:
        check(fact, told.situation(), programme, today)
    except r.Refusal as refused:
        return refused
    return None


def test_a_traject_goes_on_under_another_version_that_is_final() -> None:
    told = Story().course("amal")
    later = told.programme.model_copy(update={"version": 2, "cadence_days": 7})
    assert moved(told, later) is None
    assert isinstance(moved(told, later.model_copy(update={"status": "draft"})), r.ProgrammeIsDraft)


def test_a_definition_that_does_not_know_what_was_recorded_is_refused_by_name() -> None:
    told = Story().course("amal").ceremony().contacted("amal", 6, date(2026, 12, 20))
    told.tell(measured(netwerk=3))
    months = told.programme.follow_up.model_copy(update={"months": (3, 9)})
    questions = {key: one for key, one in told.programme.questions.items() if key != "netwerk"}
    later = told.programme.model_copy(update={"version": 2, "follow_up": months, "questions": questions})
    refused = moved(told, later)
    assert isinstance(refused, r.ProgrammeLacks)
    assert "netwerk, FUP-6" in refused.en


def test_an_answer_that_was_taken_back_keeps_no_traject_from_moving() -> None:
    told = Story().course("amal").tell(measured(netwerk=3), measured(netwerk=None))
    questions = {key: one for key, one in told.programme.questions.items() if key != "netwerk"}
    assert moved(told, told.programme.model_copy(update={"version": 2, "questions": questions})) is None


def test_a_definition_by_which_somebody_would_be_forgotten_at_once_is_refused() -> None:
    told = Story().course("amal").registered("bilal").decided("bilal", Decision.REFUSED, on=date(2026, 2, 9))
    shorter = told.programme.model_copy(update={"version": 2, "retention_months": 1})
    assert isinstance(moved(told, shorter, today=date(2026, 9, 1)), r.ProgrammeForgets)
    assert moved(told, told.programme.model_copy(update={"version": 2}), today=date(2026, 9, 1)) is None


def test_moving_is_undone_by_moving_back() -> None:
    told = Story().course("amal")
    move = f.ProgrammeChanged(programme=told.programme.id, version=2)
    with pytest.raises(r.MoveIsNotUndone):
        check_kept(told.situation(), told.situation(), [move])
