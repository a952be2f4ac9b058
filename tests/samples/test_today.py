"""The sample of today shows every phase and every stall, whatever day today is."""

import csv
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.calendar import is_working_day
from domain.facts import Paused
from domain.ids import participant_id
from domain.programme import Programme, latest
from domain.terms import FollowUpStatus, TaskState
from samples import extra, shows, write
from samples.cohort_2019 import cohort
from samples.current import trajects
from samples.files import write_folder
from samples.sheets import Row, sheets
from tests.samples.taking_over import Taken, take_over

EXPECTED = {
    "ZWO-2": ("preparation", {"STL-PREP"}),
    "ARN-2": ("kick_off", {"STL-INTAKE"}),
    "DEL-2": ("kick_off", set()),
    "BRE-2": ("kick_off", {"STL-KICKOFF"}),
    "TIL-2": ("programme", set()),
    "MAA-1": ("programme", {"STL-CADENCE"}),
    "DEL-1": ("programme", {"STL-ATTENDANCE"}),
    "DOR-2": ("programme", {"STL-TASKS"}),
    "GRO-2": ("programme", {"STL-ABSENT"}),
    "ALM-1": ("programme", {"STL-PAUSE"}),
    "UTR-1": ("programme", set()),
    "ARN-1": ("ceremony", {"STL-LENGTH"}),
    "HAA-1": ("ceremony", {"STL-CEREMONY"}),
    "NIJ-2": ("ceremony", set()),
    "AMF-1": ("follow_up", set()),
    "GRO-1": ("follow_up", set()),
    "TIL-1": ("follow_up", {"STL-FOLLOWUP"}),
    "BRE-1": ("follow_up", set()),
    "DOR-1": ("follow_up", set()),
    "ZWO-1": ("closed", set()),
    "NIJ-1": ("cancelled", set()),
}
"""Phase and stalls of each traject."""

OPEN_MILESTONES = {"GRO-1": 3, "TIL-1": 3, "BRE-1": 6, "DOR-1": 12}
TODAYS = [date(2024, 2, 29), date(2025, 1, 1), date(2026, 4, 5), date(2026, 11, 22), date(2027, 12, 31)]

days = st.dates(date(2020, 1, 1), date(2060, 12, 31))
any_day = settings(max_examples=10, deadline=None)


def taken_on(today: date) -> dict[str, Taken]:
    with TemporaryDirectory() as folder:
        return take_over(write_folder(sheets(trajects(today)), Path(folder)), today)


def stands_as_expected(today: date) -> bool:
    found = {}
    for key, one in taken_on(today).items():
        assessment = one.on(today)
        found[key] = (assessment.phase.value, {stall.rule for stall in assessment.all_stalls()})
    assert found == EXPECTED
    return True


@pytest.fixture(scope="module", params=TODAYS, ids=str)
def today(request: pytest.FixtureRequest) -> date:
    day: date = request.param
    return day


@pytest.fixture(scope="module")
def taken(today: date) -> dict[str, Taken]:
    return taken_on(today)


def test_each_traject_stands_in_its_phase_and_is_stalled_by_its_rule_alone(today: date) -> None:
    assert stands_as_expected(today)


@any_day
@given(days)
@example(date(2038, 5, 5))
@example(date(2038, 5, 26))
def test_phases_and_stalls_are_the_same_on_any_day(day: date) -> None:
    assert stands_as_expected(day)


def test_every_rule_has_exactly_one_stalled_traject(taken: dict[str, Taken], today: date) -> None:
    rules = Counter(rule for one in taken.values() for rule in {stall.rule for stall in one.on(today).all_stalls()})
    assert rules == dict.fromkeys(set().union(*(rules for _, rules in EXPECTED.values())), 1)
    assert len(rules) == 11


def test_what_the_sample_says_of_itself_is_what_the_rules_find() -> None:
    said = {key: set() if rule == "healthy" else {rule} for (_, key), rule in shows().items()}
    assert said == {key: rules for key, (_, rules) in EXPECTED.items()}


def test_every_follow_up_milestone_is_open_somewhere(taken: dict[str, Taken], today: date) -> None:
    found: dict[str, int] = {}
    for key, one in taken.items():
        people = one.on(today).participants.values()
        milestones = [milestone for person in people for milestone in person.follow_up]
        opened = {m.months for m in milestones if m.status in {FollowUpStatus.OPEN, FollowUpStatus.MISSED}}
        assert len(opened) < 2
        if opened:
            found[key] = opened.pop()
    assert found == OPEN_MILESTONES


def test_all_five_programmes_run(taken: dict[str, Taken]) -> None:
    assert {one.programme.id for one in taken.values()} == {
        "kixworks-2022",
        "kixworks-2018",
        "kixworks-2.0",
        "kixworks-2017",
        "kix-2015",
    }


def test_tasks_of_many_kinds_are_open(taken: dict[str, Taken], today: date) -> None:
    kinds = {n.kind for one in taken.values() for n in one.on(today).all_needs() if n.state is TaskState.OPEN}
    assert len(kinds) >= 22


def test_what_the_format_cannot_say_is_a_pause_that_should_have_been_looked_at(today: date) -> None:
    ((municipality, key, fact),) = extra(today)
    assert isinstance(fact, Paused)
    assert fact.participant == participant_id(municipality, key)
    assert fact.on < fact.review < today - timedelta(days=14)


def rows_on(day: date) -> dict[str, list[Row]]:
    return sheets(trajects(day)).rows


@any_day
@given(days)
@example(date(2024, 2, 29))
@example(date(2026, 1, 1))
@example(date(2026, 12, 31))
def test_what_people_do_falls_on_working_days(day: date) -> None:
    columns = {"bijeenkomsten": ("datum",), "deelnemers": ("aangemeld_op", "intake_op", "besluit_op", "gestopt_op")}
    columns |= dict.fromkeys(("metingen", "certificaten", "opvolging", "gedaan"), ("datum",))
    rows = rows_on(day)
    found = [row[name] for sheet, names in columns.items() for row in rows[sheet] for name in names]
    assert all(isinstance(when, date) and is_working_day(when) for when in found if when is not None)


@any_day
@given(days)
def test_nothing_that_happened_lies_in_the_future(day: date) -> None:
    rows = rows_on(day)
    happened = [row["datum"] for name in ("metingen", "certificaten", "opvolging", "gedaan") for row in rows[name]]
    happened += [row["datum"] for row in rows["bijeenkomsten"] if row["status"] == "gehouden"]
    happened += [row[name] for row in rows["deelnemers"] for name in ("aangemeld_op", "intake_op", "besluit_op")]
    assert all(isinstance(when, date) and when < day for when in happened if when is not None)


@any_day
@given(days)
def test_a_person_registers_then_talks_then_is_decided_upon(day: date) -> None:
    for row in rows_on(day)["deelnemers"]:
        steps = [row[name] for name in ("aangemeld_op", "intake_op", "besluit_op", "gestopt_op")]
        taken = [step for step in steps if isinstance(step, date)]
        assert taken == sorted(taken)


def test_every_part_and_every_age_is_one_that_the_programme_knows() -> None:
    for group in trajects(TODAYS[0]):
        programme = latest(group.programme)
        assert {meeting.part for meeting in group.meetings if meeting.part} <= parts(programme)
        for member in group.members:
            assert set(member.competences) <= set(programme.competences)
            assert is_of_age(member.person.birth_date, group.kick_off, programme)


def is_of_age(born: date | None, kick_off: date | None, programme: Programme) -> bool:
    if born is None or kick_off is None:
        return kick_off is None
    age = kick_off.year - born.year - ((kick_off.month, kick_off.day) < (born.month, born.day))
    return (programme.ages.youngest or 0) <= age <= (programme.ages.oldest or 99)


def parts(programme: Programme) -> set[str]:
    return {*programme.trainings.core, *programme.trainings.optional, *programme.side_activities}


def test_all_people_are_invented_and_nobody_occurs_twice(tmp_path: Path) -> None:
    folder = write(tmp_path, TODAYS[0])["today"]
    with (folder / "deelnemers.csv").open(encoding="utf-8-sig", newline="") as file:
        people = list(csv.DictReader(file, delimiter=";"))
    assert len({(p["voornaam"], p["tussenvoegsel"], p["achternaam"]) for p in people}) == len(people)
    assert len({p["telefoon"] for p in people}) == len(people)
    assert all(re.fullmatch(r"'06-0000\d{4}", p["telefoon"]) for p in people)
    assert all(p["email"].endswith("@voorbeeld.example") and p["email"].isascii() for p in people)


def test_no_row_is_there_twice() -> None:
    keys = {
        "trajecten": ("traject",),
        "deelnemers": ("deelnemer",),
        "bijeenkomsten": ("bijeenkomst",),
        "aanwezigheid": ("bijeenkomst", "deelnemer"),
        "onderbrekingen": ("traject", "van"),
        "metingen": ("deelnemer", "moment", "vraag"),
        "certificaten": ("deelnemer",),
        "opvolging": ("deelnemer", "maanden", "datum"),
        "gedaan": ("traject", "deelnemer", "bijeenkomst", "taak"),
    }
    for made in (sheets(trajects(TODAYS[0])), sheets(cohort())):
        assert made.rows.keys() == keys.keys()
        for sheet, rows in made.rows.items():
            found = Counter(tuple(row[name] for name in keys[sheet]) for row in rows)
            assert rows
            assert max(found.values()) == 1


def test_groups_have_ten_to_fifteen_people() -> None:
    assert all(10 <= len(group.members) <= 15 for group in trajects(TODAYS[0]))


def test_the_same_day_gives_the_same_bytes(tmp_path: Path) -> None:
    once, again = (write(tmp_path / name, TODAYS[0]) for name in ("once", "again"))
    assert once["cohort-2019"].read_bytes() == again["cohort-2019"].read_bytes()
    for path in once["today"].iterdir():
        assert path.read_bytes() == (again["today"] / path.name).read_bytes()


def test_csv_is_as_a_dutch_excel_writes_it(tmp_path: Path) -> None:
    content = (write(tmp_path, TODAYS[0])["today"] / "trajecten.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbftraject;gemeente;")
    assert re.search(rb";\d\d-\d\d-\d{4};", content)
    assert content.count(b"\r\n") == content.count(b"\n") == 1 + len(EXPECTED)
