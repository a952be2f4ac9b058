"""The published results of 2019 (D22 §4.1–4.2) come out of a count over the workbook, made without the product."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import holidays
import pytest
from python_calamine import CalamineWorkbook

import samples
from domain.outcomes import total
from domain.terms import TaskState, TrajectPhase
from tests.samples.taking_over import Taken, take_over

Book = dict[str, list[dict[str, Any]]]
TODAY = date(2026, 3, 2)
STATEMENTS = {
    "weet_meer_van_studies_en_werk": 71,
    "kan_beter_studie_kiezen": 75,
    "weet_wat_ik_wil_doen": 67,
    "weet_beter_wat_ik_leuk_vind": 91,
    "meer_zelfvertrouwen": 94,
    "meer_vertrouwen_in_werk": 81,
    "leuk_en_geholpen": 96,
}


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.write(tmp_path_factory.mktemp("samples"), TODAY)["cohort-2019"]


@pytest.fixture(scope="module")
def book(workbook: Path) -> Book:
    """The rows by sheet, read with nothing of the product."""
    opened = CalamineWorkbook.from_path(workbook)
    book: Book = {}
    for name in opened.sheet_names:
        header, *rows = opened.get_sheet_by_name(name).to_python()
        book[name] = [dict(zip(map(str, header), row, strict=True)) for row in rows]
    return book


@pytest.fixture(scope="module")
def taken(workbook: Path) -> dict[str, Taken]:
    return take_over(workbook, TODAY)


def percent(part: int, whole: int) -> int:
    return round(Fraction(100 * part, whole))


def asked(book: Book, moment: str) -> set[str]:
    return {row["deelnemer"] for row in book["metingen"] if row["moment"] == moment}


def answers(book: Book, question: str) -> list[Any]:
    wanted = ("eindmeting", question)
    return [row["antwoord"] for row in book["metingen"] if (row["moment"], row["vraag"]) == wanted]


def ages(book: Book) -> list[int]:
    """Whole years on the day of the kick-off, of those at the baseline whose birth date is known."""
    kick_off = {row["traject"]: row["datum"] for row in book["bijeenkomsten"] if row["soort"] == "kick-off"}
    found = []
    for row in book["deelnemers"]:
        born = row["geboortedatum"]
        if born and row["deelnemer"] in asked(book, "nulmeting"):
            day = kick_off[row["traject"]]
            found.append(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))
    return found


def test_seven_groups_started_in_six_municipalities(book: Book) -> None:
    groups = Counter(row["gemeente"] for row in book["trajecten"])
    assert groups == {"Schiedam": 1, "Hoogeveen": 1, "Venlo": 1, "Huizen": 2, "Leiden": 1, "De Bilt": 1}


def test_four_trainers_and_seven_co_trainers_led_them(book: Book) -> None:
    assert len({row["trainer"] for row in book["trajecten"]}) == 4
    assert len({row["co_trainer"] for row in book["trajecten"]}) == 7


def test_every_ceremony_was_in_2019(book: Book) -> None:
    days = [row["datum"] for row in book["bijeenkomsten"] if row["soort"] == "certificaatuitreiking"]
    assert len(days) == 7
    assert {day.year for day in days} == {2019}


def test_74_were_there_at_the_baseline_and_69_at_the_end(book: Book) -> None:
    assert len(asked(book, "nulmeting")) == 74
    assert len(asked(book, "eindmeting")) == 69
    assert asked(book, "eindmeting") < asked(book, "nulmeting")


def test_61_percent_were_women(book: Book) -> None:
    genders = [row["geslacht"] for row in book["deelnemers"] if row["deelnemer"] in asked(book, "nulmeting")]
    assert percent(genders.count("v"), len(genders)) == 61
    assert percent(genders.count("m"), len(genders)) == 39


def test_79_percent_were_older_than_26_and_ages_ran_from_18_to_56(book: Book) -> None:
    known = ages(book)
    assert len(known) == 72
    assert percent(sum(age > 26 for age in known), len(known)) == 79
    assert (min(known), max(known)) == (18, 56)


def test_80_percent_of_all_attendances_were_present(book: Book) -> None:
    uncounted = {"certificaatuitreiking", "activiteit"}
    counted = {
        row["bijeenkomst"]
        for row in book["bijeenkomsten"]
        if row["soort"] not in uncounted and row["status"] != "vervallen"
    }
    found = Counter(row["status"] for row in book["aanwezigheid"] if row["bijeenkomst"] in counted)
    assert Fraction(found["aanwezig"], found.total()) == Fraction(4, 5)


def test_the_mean_mark_was_8_8(book: Book) -> None:
    marks = [Fraction(mark) for mark in answers(book, "cijfer")]
    assert sum(marks) / len(marks) == Fraction("8.8")


@pytest.mark.parametrize(("statement", "share"), STATEMENTS.items())
def test_a_statement_was_agreed_with_as_published(book: Book, statement: str, share: int) -> None:
    given = answers(book, statement)
    assert percent(given.count("ja"), len(given)) == share


def test_the_groups_scored_higher_at_the_end_on_every_question(book: Book) -> None:
    scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    stayed = asked(book, "eindmeting")
    for row in book["metingen"]:
        if row["deelnemer"] in stayed and not isinstance(row["antwoord"], str) and row["vraag"] != "cijfer":
            scores[row["vraag"]][row["moment"]].append(row["antwoord"])
    assert len(scores) == 7
    for found in scores.values():
        assert sum(found["eindmeting"]) / 69 > sum(found["nulmeting"]) / 69 + 0.5


def test_meetings_fall_on_working_days_outside_school_holidays(book: Book) -> None:
    region = {"Hoogeveen": "Noord", "Huizen": "Noord", "Venlo": "Zuid"}
    town = {row["traject"]: row["gemeente"] for row in book["trajecten"]}
    public = holidays.country_holidays("NL", years=2019)
    for row in book["bijeenkomsten"]:
        where = region.get(town[row["traject"]], "Midden")
        school = holidays.country_holidays("NL", subdiv=where, years=2019, categories="school")
        assert row["datum"].weekday() < 5
        assert row["datum"] not in public
        assert row["datum"] not in school


def test_meetings_are_two_weeks_apart_but_for_breaks(book: Book) -> None:
    days: dict[str, list[date]] = defaultdict(list)
    for row in book["bijeenkomsten"]:
        days[row["traject"]].append(row["datum"])
    breaks = {(row["traject"], row["van"], row["tot"]) for row in book["onderbrekingen"]}
    for traject, planned in days.items():
        for before, after in pairwise(planned):
            rested = any(t == traject and before < start and end < after for t, start, end in breaks)
            assert after - before == timedelta(days=14) or rested


def test_the_product_counts_the_same(taken: dict[str, Taken]) -> None:
    results = total(one.on(TODAY).tally for one in taken.values()).results()
    assert results["participants"]["baseline"] == 74
    assert results["participants"]["end_measurement"] == 69
    assert round(100 * results["women_share"]) == 61
    assert round(100 * results["older_than_26_share"]) == 79
    assert (results["age_min"], results["age_max"]) == (18, 56)
    assert results["attendance_rate"] == 0.8
    assert results["mark_mean"] == 8.8
    assert {key: round(100 * share) for key, share in results["statements"].items()} == STATEMENTS


def test_old_trajects_are_closed_and_bring_no_work_along(taken: dict[str, Taken]) -> None:
    for one in taken.values():
        found = one.on(TODAY)
        assert found.phase is TrajectPhase.CLOSED
        assert not found.all_stalls()
        assert not [need for need in found.all_needs() if need.state in {TaskState.OPEN, TaskState.MISSED}]


def test_people_differ_in_what_became_of_them(book: Book, taken: dict[str, Taken]) -> None:
    verdicts = Counter(
        person.certificate.verdict.value
        for one in taken.values()
        for person in one.on(TODAY).participants.values()
        if person.admitted
    )
    assert verdicts == {"eligible": 65, "not_eligible": 4, "withdrawn": 6}
    assert {row["besluit"] for row in book["deelnemers"]} == {"toegelaten", "afgewezen", "wachtlijst"}
    assert sum(bool(row["vrijstelling"]) and bool(row["reden"]) for row in book["certificaten"]) == 4


def test_follow_up_knows_the_unreached_the_late_and_those_at_the_ceremony(book: Book, taken: dict[str, Taken]) -> None:
    milestones = [
        milestone
        for one in taken.values()
        for person in one.on(TODAY).participants.values()
        for milestone in person.follow_up
    ]
    assert len(milestones) == 3 * 69
    assert sum(milestone.status.value == "not_reached" for milestone in milestones) > 5
    assert any(milestone.late for milestone in milestones)
    assert sum(row["maanden"] == 0 for row in book["opvolging"]) == 69
