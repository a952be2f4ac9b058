"""Whatever the rows: the same again says nothing, and corrections lead where a first import would have led."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.facts import (
    FACTS,
    AnyFact,
    Recorded,
)
from domain.fold import fold
from domain.rows import Row, Sheet, merge
from domain.situation import ParticipantState, Timeline
from domain.take_over import plan
from domain.take_over_values import ImportedRow, TakeOver, TakeOverRows

TRAJECT, ANNA = UUID(int=1), UUID(int=2)
PERSON: Row = {"deelnemer": "d1", "voornaam": "Anna", "achternaam": "Haile"}


DAYS = st.sampled_from([None, "2026-01-05", "2026-01-12", "2026-02-02"])
YES_NO = st.sampled_from([None, True, False])
PEOPLE = st.fixed_dictionaries(
    {},
    optional={
        "gemotiveerd": YES_NO,
        "taalniveau": st.sampled_from([None, "A1", "B1"]),
        "besluit": st.sampled_from([None, "admitted", "refused"]),
        "besluit_op": DAYS,
        "gestopt_op": DAYS,
        "intake_op": DAYS,
        "aangemeld_op": DAYS,
        "toestemming_beeld": YES_NO,
    },
)
CERTIFICATES = st.fixed_dictionaries(
    {},
    optional={
        "akkoord_trainer": YES_NO,
        "datum": DAYS,
        "competenties": st.sampled_from([None, ["luisteren"], ["plannen", "luisteren"]]),
        "vrijstelling": st.sampled_from([None, ["guest_lesson"], ["company_visit", "guest_lesson"]]),
        "uitgereikt_op": DAYS,
    },
)


def imported(person: Row, certificate: Row) -> TakeOverRows:
    rows = (
        ImportedRow(sheet=Sheet.PARTICIPANTS, key="d1", values={**PERSON, **person}, participant=ANNA),
        ImportedRow(sheet=Sheet.CERTIFICATES, key="d1", values=certificate, participant=ANNA),
    )
    return TakeOverRows(
        traject=TRAJECT, key="T1", municipality="Leiden", programme="kixworks-2022", version=3, rows=rows
    )


def kept(taken: TakeOver) -> dict[tuple[Sheet, str], Row]:
    """The rows as a database gives them back."""
    return {(row.sheet, row.key): json.loads(json.dumps(row.values)) for row in taken.rows}


def as_known(facts: list[AnyFact]) -> Mapping[str, Any]:
    """What the rules know of Anna after these facts, as far as the order of saying it does not matter."""
    log = [
        Recorded(seq=number, message=UUID(int=number), recorded_on=date(2026, 1, 1), fact=fact)
        for number, fact in enumerate(facts)
    ]
    anna = fold(log).participants.get(ANNA, ParticipantState(ANNA))
    timelines: dict[str, Timeline[Any]] = {
        "approval": anna.approval,
        "competences": anna.competences,
        "consent": anna.consent,
        "language": anna.language,
        **{key.value: line for key, line in anna.criteria.items()},
    }
    days = [None, date(2026, 1, 5), date(2026, 1, 12), date(2026, 2, 2)]
    return {
        "registered": anna.registered_given,
        "intake": anna.intake_on,
        "decisions": anna.decisions,
        "withdrawals": anna.withdrawals,
        "waived": anna.waived,
        "issued": anna.issued_on,
        **{
            f"{name} {day}": next(
                (value for on, value in line.latest_first() if on is None or (day is not None and on <= day)), None
            )
            for name, line in timelines.items()
            for day in days
        },
    }


@given(person=PEOPLE, certificate=CERTIFICATES)
def test_the_same_rows_again_say_nothing(person: Row, certificate: Row) -> None:
    rows = imported(person, certificate)
    again = plan(rows, kept(plan(rows, {})))
    assert again.nothing_new
    assert [*again.facts, *again.people, *again.notes, *again.participants, *again.rows] == []


@given(versions=st.lists(st.tuples(PEOPLE, CERTIFICATES), min_size=1, max_size=4))
def test_corrections_leave_what_a_first_import_of_the_last_version_says(versions: list[tuple[Row, Row]]) -> None:
    stored: dict[tuple[Sheet, str], Row] = {}
    facts: list[AnyFact] = []
    for person, certificate in versions:
        taken = plan(imported(person, certificate), stored)
        stored |= kept(taken)
        facts += taken.facts
    fresh = plan(imported(stored[Sheet.PARTICIPANTS, "d1"], stored.get((Sheet.CERTIFICATES, "d1"), {})), {})
    said, expected = as_known(facts), as_known(list(fresh.facts))
    assert _given(said) == _given(expected)


def _given(known: Mapping[str, Any]) -> dict[str, Any]:
    """What was taken back is as unknown as what was never said; no is something else."""
    return {name: value for name, value in known.items() if value is not None}


@given(old=PEOPLE, new=PEOPLE)
def test_merging_keeps_missing_columns_and_takes_emptied_ones(old: Row, new: Row) -> None:
    merged = merge(old, new)
    assert all(merged[column] == new.get(column, old.get(column)) for column in {*old, *new})


@given(person=PEOPLE, certificate=CERTIFICATES)
def test_every_fact_survives_the_log(person: Row, certificate: Row) -> None:
    for fact in plan(imported(person, certificate), {}).facts:
        carried = {"kind": fact.kind, **fact.model_dump(mode="json", exclude_unset=True)}
        again = FACTS.validate_python(carried)
        assert again == fact
        assert again.model_fields_set - {"kind"} == fact.model_fields_set - {"kind"}
