"""The worked example of the interface: untidy as real files are, and taken in whole."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from domain.facts import Decided, FollowedUp, Measured
from domain.rows import Sheet
from domain.take_over import plan
from importer.check import Checked
from tests.importer.files import checked_path, taken

EXAMPLE = Path(__file__).parent / "example"


@pytest.fixture(scope="module")
def example() -> Checked:
    return checked_path(EXAMPLE)


def test_every_row_goes_in_and_nothing_is_reported(example: Checked) -> None:
    assert example.problems == ()
    assert {sheet.value: count.accepted for sheet, count in example.report.counts.items()} == {
        "trajecten": 10,
        "deelnemers": 136,
        "bijeenkomsten": 98,
        "aanwezigheid": 329,
        "metingen": 495,
        "certificaten": 12,
        "opvolging": 12,
    }


def test_rows_become_as_many_facts_as_there_are_things_said(example: Checked) -> None:
    kinds = Counter(fact.kind for one in taken(example) for fact in one.facts)
    assert kinds == {
        "traject_created": 10,
        "staff_named": 20,
        "kick_off_planned": 9,
        "agreement_signed": 6,
        "plan_of_approach_written": 6,
        "registered": 136,
        "intake_held": 136,
        "criteria_recorded": 136,
        "benefits_recorded": 136,
        "decided": 120,
        "consent_recorded": 90,
        "withdrawn": 4,
        "session_planned": 98,
        "attendance_registered": 48,
        "measured": 57,
        "approved": 11,
        "competences_recorded": 12,
        "waived": 10,
        "followed_up": 12,
    }


def test_an_undated_decision_and_approval_keep_no_date(example: Checked) -> None:
    facts = [fact for one in taken(example) for fact in one.facts]
    undated = [fact for fact in facts if isinstance(fact, Decided) and fact.on is None]
    assert undated
    fourth = next(one for one in taken(example) if one.key == "T117-04")
    assert [fact.on for fact in fourth.facts if fact.kind == "approved"].count(None) == 1


def test_the_first_follow_up_reads_as_the_file_says(example: Checked) -> None:
    second = next(one for one in taken(example) if one.key == "T117-02")
    person = next(named.id for named in second.participants if named.key == "T117-02-d07")
    contacts = [fact for fact in second.facts if isinstance(fact, FollowedUp) and fact.participant == person]
    assert [(fact.months, fact.on, fact.reached, fact.benefits) for fact in contacts] == [
        (3, date(2026, 3, 18), True, False),
        (6, date(2026, 5, 10), True, True),
        (12, date(2026, 11, 17), True, True),
    ]


def test_accents_survive_whatever_the_encoding(example: Checked) -> None:
    names = {person.last_name for one in taken(example) for person in one.people}
    assert "Ayd\u0131n" in names


def test_the_same_file_again_changes_nothing(example: Checked) -> None:
    for rows in example.take_overs:
        first = plan(rows, {})
        kept = json.loads(first.model_dump_json())["rows"]
        stored = {(Sheet(row["sheet"]), row["key"]): row["values"] for row in kept}
        again = plan(rows, stored)
        assert again.nothing_new
        assert [*again.facts, *again.people, *again.notes, *again.participants, *again.sessions] == []


def test_answers_of_one_form_are_one_fact(example: Checked) -> None:
    forms = [fact for one in taken(example) for fact in one.facts if isinstance(fact, Measured)]
    assert sum(len(fact.answers) for fact in forms) == 495
    assert len({(fact.participant, fact.moment, fact.on) for fact in forms}) == len(forms)
