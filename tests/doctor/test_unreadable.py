"""What somebody altered until nobody can read it is named, and keeps no other traject from being read or spoken of."""

from datetime import timedelta

import pytest
from pydantic_core import to_json
from sqlalchemy import text
from temporalio.exceptions import ApplicationError

from doctor.checks import Finding, Wrong, findings
from domain.facts import AgreementSigned
from storage.engine import reading
from storage.errors import TrajectUnreadable
from storage.queries.outcomes import OutcomeFilter
from storage.queries.tasks import TaskFilter
from tests.activities.town import Town
from tests.doctor.meddling import by_hand, put_back, spoil_a_fact
from views import outcomes, stalled, tasks
from views.day import Day, Scope
from views.reading import one

NO_FACTS = [
    '{"kind": "registered", "participant": "Sam"}',
    '{"kind": "registered", "participant": "5f1d6d0e-6a3b-5d0c-9c7e-2f0a4f1b7c11", "name": "Sam"}',
    '{"kind": "invented", "on": "2026-03-02"}',
    '["Sam"]',
    '"Sam"',
]


@pytest.fixture
def other(group: Town) -> Town:
    """Another traject of the same municipality."""
    made = Town(group.recorder, group.engine, key="OM-2")
    made.begin()
    return made


def found_in(town: Town) -> list[Finding]:
    with reading(town.engine) as session:
        return findings(session, town.today)


@pytest.mark.parametrize("said", NO_FACTS)
def test_a_fact_that_nobody_can_read_is_named_and_the_other_trajects_are_compared(
    group: Town, other: Town, said: str
) -> None:
    seq, _ = spoil_a_fact(group.engine, group.traject, said)
    by_hand(group.engine, "DELETE FROM tasks WHERE traject_id = :traject", traject=other.traject)

    found = found_in(group)

    assert [(one.key, one.what) for one in found if one.wrong is Wrong.FACT] == [(group.key, str(seq))]
    assert {one.key for one in found if one.wrong is Wrong.TASK_MISSING} == {other.key}


def test_once_it_is_put_back_all_is_well(group: Town) -> None:
    seq, before = spoil_a_fact(group.engine, group.traject)
    put_back(group.engine, seq, before)

    assert found_in(group) == []


def test_a_day_of_birth_that_cannot_be_is_named_by_whose_it_is(group: Town) -> None:
    by_hand(group.engine, "ALTER TABLE people DROP CONSTRAINT ck_people_birth_date_is_of_ours")
    who = group.participant("D1")
    by_hand(group.engine, "UPDATE people SET birth_date = 'infinity' WHERE participant_id = :who", who=who)

    assert [(one.wrong, one.what) for one in found_in(group)] == [(Wrong.PERSON, "D1")]


@pytest.mark.parametrize("said", ["nothing/1", "kixworks-2022/77"])
def test_a_traject_whose_programme_is_lost_is_named_with_it(group: Town, said: str) -> None:
    name, version = said.split("/")
    bound = to_json({"programme": name, "version": int(version)}).decode()
    change = "UPDATE facts SET data = data || CAST(:bound AS jsonb) WHERE kind = 'traject_created'"
    by_hand(group.engine, change, bound=bound)

    assert [(one.wrong, one.what) for one in found_in(group)] == [(Wrong.PROGRAMME, said)]


def test_lists_of_another_day_leave_it_out_and_say_so(group: Town, other: Town) -> None:
    spoil_a_fact(group.engine, group.traject)
    day = Day(group.today + timedelta(days=1), group.today)
    missing = [{"traject": group.key, "municipality": group.name}]

    with reading(group.engine) as session:
        listed = tasks.document(session, day, TaskFilter(), "nl")
        assert {each["traject"] for each in listed["tasks"]} == {other.key}
        assert listed["unreadable"] == missing
        assert stalled.document(session, day, Scope(), "nl")["unreadable"] == missing
        counted = outcomes.document(session, day, OutcomeFilter())
        assert (counted["trajects"], counted["unreadable"]) == (1, missing)


def test_lists_of_today_show_what_was_last_known_of_it_and_say_so(group: Town) -> None:
    before = group.open_tasks()
    with reading(group.engine) as session:
        assert "unreadable" not in tasks.document(session, Day(group.today), TaskFilter(), "nl")
    spoil_a_fact(group.engine, group.traject)
    with reading(group.engine) as session:
        later = session.execute(text("SELECT next_check FROM trajects")).scalar_one()
        listed = tasks.document(session, Day(later), TaskFilter(), "nl")

    assert {each["kind"] for each in listed["tasks"]} == before
    assert [each["traject"] for each in listed["unreadable"]] == [group.key]


def test_who_looks_at_it_or_says_something_of_it_hears_that_it_cannot_be_read_and_no_value(group: Town) -> None:
    spoil_a_fact(group.engine, group.traject)

    with reading(group.engine) as session, pytest.raises(TrajectUnreadable, match=str(group.traject)) as looking:
        one(session, Day(group.today), group.traject)
    with pytest.raises(ApplicationError) as saying:
        group.say(AgreementSigned(on=group.today))

    assert saying.value.type == "TrajectUnreadable"
    assert "Sam" not in f"{looking.value} {looking.value.nl} {saying.value} {saying.value.__context__}"
    assert group.key in looking.value.nl


def test_what_is_said_in_another_traject_of_the_municipality_goes_in(group: Town, other: Town) -> None:
    spoil_a_fact(group.engine, group.traject)

    other.say(AgreementSigned(on=other.today))

    other.agrees()
