"""What coordinators read: lists, keys, histories and results."""

from datetime import timedelta
from typing import Any
from unicodedata import normalize

import pytest

from domain.facts import LOG
from domain.ids import participant_workflow, traject_workflow
from domain.outcomes import Tally
from storage.engine import reading
from storage.queries import facts, journeys, keys, outcomes, stalled, standings
from storage.queries.tasks import TaskFilter, all_open_tasks, open_tasks, task, tasks_of
from tests.storage.conftest import DAY, Tables, ident


@pytest.fixture
def two_towns(group: Tables) -> Tables:
    """`T` in Oostmeer and `T` in Westveld, with tasks of different urgency."""
    other = group.add("trajects", "T-west", key="T", municipality="Westveld")
    group.add("tasks", "late", traject_id=ident("T"), due=DAY - timedelta(days=3))
    group.add("tasks", "soon", traject_id=ident("T"), due=DAY + timedelta(days=3), role="trainer")
    group.add("tasks", "person", traject_id=ident("T"), participant_id=ident("D"), session_id=ident("B"))
    group.add("tasks", "urgent", traject_id=ident("T"), priority=1)
    group.add("tasks", "west", traject_id=other, due=DAY + timedelta(days=9))
    closed = {"state": "done", "closed_at": "2026-03-02T09:00:00Z", "closed_on": DAY}
    group.add("tasks", "closed", traject_id=ident("T"), participant_id=ident("D"), **closed)
    return group


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (TaskFilter(), ["late", "urgent", "person", "soon", "west"]),
        (TaskFilter(role="trainer"), ["soon"]),
        (TaskFilter(traject=ident("T")), ["late", "urgent", "person", "soon"]),
        (TaskFilter(municipality="westveld"), ["west"]),
        (TaskFilter(due_before=DAY), ["late"]),
        (TaskFilter(role="trainer", due_before=DAY), []),
    ],
)
def test_open_tasks_come_by_urgency(two_towns: Tables, wanted: TaskFilter, expected: list[str]) -> None:
    with reading(two_towns.engine) as session:
        assert [one.id for one in all_open_tasks(session, wanted)] == [ident(name) for name in expected]


def test_pages_go_on_where_the_last_one_ended_while_tasks_are_closed(two_towns: Tables) -> None:
    with reading(two_towns.engine) as session:
        first, after = open_tasks(session, TaskFilter(), size=2)
    assert [one.id for one in first] == [ident("late"), ident("urgent")]
    with two_towns.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM tasks WHERE priority = 1")
    with reading(two_towns.engine) as session:
        second, after = open_tasks(session, TaskFilter(), after=after, size=2)
        assert [one.id for one in second] == [ident("person"), ident("soon")]
        last, after = open_tasks(session, TaskFilter(), after=after, size=2)
    assert [one.id for one in last] == [ident("west")]
    assert after is None


def test_a_task_is_shown_with_the_keys_that_people_know(two_towns: Tables) -> None:
    with reading(two_towns.engine) as session:
        line = task(session, ident("person"))
        assert line is not None
        assert (line.municipality, line.traject, line.participant, line.session) == ("Oostmeer", "T", "D", "B")
        assert sorted(one.state for one in tasks_of(session, ident("D"))) == ["done", "open"]
        assert task(session, ident("nothing")) is None


def test_a_key_that_one_municipality_uses_is_enough(group: Tables) -> None:
    with reading(group.engine) as session:
        assert keys.find_traject(session, "T").id == ident("T")
        assert keys.find_participant(session, " D ").traject_id == ident("T")
        assert keys.find_session(session, "oostmeer/B").id == ident("B")
        assert keys.find_traject(session, str(ident("T"))).key == "T"


def test_a_key_is_found_however_its_accents_were_typed(group: Tables) -> None:
    group.add("trajects", "accents", key="É1", municipality="Súdwest-Fryslân")
    with reading(group.engine) as session:
        for text in ("É1", "súdwest-fryslân/É1"):
            assert keys.find_traject(session, normalize("NFD", text)).id == ident("accents")


def test_a_key_that_was_stored_with_its_accents_apart_is_found_too(group: Tables) -> None:
    town, key = normalize("NFD", "Súdwest-Fryslân"), normalize("NFD", "É1")
    group.add("trajects", "accents", key=key, municipality=town)
    with reading(group.engine) as session:
        for text in ("É1", key, "súdwest-fryslân/É1", f"{town}/{key}"):
            assert keys.find_traject(session, text).id == ident("accents")


def test_a_key_with_a_slash_in_it_is_found_as_it_is(group: Tables) -> None:
    group.add("trajects", "slashed", key="2026/1")
    with reading(group.engine) as session:
        assert keys.find_traject(session, "2026/1").id == ident("slashed")
        assert keys.find_traject(session, "Oostmeer/2026/1").id == ident("slashed")


def test_a_key_that_looks_like_somebody_elses_whole_name_has_its_own(group: Tables) -> None:
    group.add("trajects", "slashed", key="Oostmeer/T")
    with reading(group.engine) as session:
        assert keys.find_traject(session, "Oostmeer/T").id == ident("T")
        assert keys.find_traject(session, "Oostmeer/Oostmeer/T").id == ident("slashed")


def test_a_key_that_two_municipalities_use_asks_for_one_of_them(two_towns: Tables) -> None:
    with reading(two_towns.engine) as session:
        with pytest.raises(keys.KeyAmbiguous, match="Oostmeer/T, Westveld/T") as told:
            keys.find_traject(session, "T")
        assert keys.find_traject(session, "WESTVELD/T").id == ident("T-west")
    assert told.value.municipalities == ["Oostmeer", "Westveld"]


def test_a_key_that_nobody_uses_is_unknown(group: Tables) -> None:
    with reading(group.engine) as session, pytest.raises(keys.KeyUnknown) as told:
        keys.find_participant(session, "X")
    assert told.value.nl == "Er is geen deelnemer met de sleutel X."


def test_stalls_come_longest_first(two_towns: Tables) -> None:
    two_towns.add("stalls", traject_id=ident("T"))
    two_towns.add(
        "stalls", traject_id=ident("T"), participant_id=ident("D"), rule="STL-ABSENT", since=DAY - timedelta(1)
    )
    two_towns.add("stalls", traject_id=ident("T-west"), since=DAY - timedelta(days=2))
    with reading(two_towns.engine) as session:
        found = [(one.municipality, one.rule, one.participant) for one in stalled.stalled(session)]
        assert [one.rule for one in stalled.stalled(session, municipality="Westveld")] == ["STL-PREP"]
    assert found == [("Westveld", "STL-PREP", None), ("Oostmeer", "STL-ABSENT", "D"), ("Oostmeer", "STL-PREP", None)]


def test_a_history_holds_what_was_said_of_somebody_and_where_they_were(group: Tables) -> None:
    about: dict[str, Any] = {"traject_id": ident("T"), "message_id": ident("M")}
    here = {"kind": "attendance_registered", "session": str(ident("B")), "statuses": {str(ident("D")): "present"}}
    other = {"kind": "attendance_registered", "session": str(ident("B")), "statuses": {str(ident("E")): "present"}}
    paused = {"kind": "resumed", "participant": str(ident("D")), "on": "2026-03-02"}
    group.add("facts", **about, kind="attendance_registered", data=here, ordinal=1)
    group.add("facts", **about, kind="attendance_registered", data=other, ordinal=2)
    group.add("facts", **about, kind="resumed", data=paused, ordinal=3, participant_id=ident("D"))
    with reading(group.engine) as session:
        lines = journeys.history(session, ident("T"), ident("D"))
    assert [(line.kind, line.by) for line in lines] == [("attendance_registered", "test"), ("resumed", "test")]


def test_the_latest_note_counts_and_an_emptied_one_is_gone(group: Tables) -> None:
    about: dict[str, Any] = {"traject_id": ident("T"), "message_id": ident("M"), "participant_id": ident("D")}
    for field, written in [("learning_wish", "bakken"), ("withdrawal_reason", "verhuisd"), ("learning_wish", "koken")]:
        group.add("notes", **about, field=field, text=written)
    group.add("notes", **about, field="withdrawal_reason", text=None)
    with reading(group.engine) as session:
        notes = journeys.notes(session, ident("T"), ident("D"))
    assert [(note.field, note.text) for note in notes] == [("learning_wish", "koken")]


@pytest.mark.parametrize(
    ("wanted", "count", "registered"),
    [
        (outcomes.OutcomeFilter(), 3, 111),
        (outcomes.OutcomeFilter(municipality="WESTVELD"), 1, 100),
        (outcomes.OutcomeFilter(year=2026), 1, 10),
        (outcomes.OutcomeFilter(year=2027), 0, 0),
        (outcomes.OutcomeFilter(traject=ident("one")), 1, 1),
    ],
)
def test_results_are_the_sum_of_what_each_traject_counted(
    tables: Tables, wanted: outcomes.OutcomeFilter, count: int, registered: int
) -> None:
    tables.add("trajects", "one", tally=Tally(registered=1))
    tables.add("trajects", "two", tally=Tally(registered=10), ceremony_on=DAY)
    tables.add("trajects", "three", tally=Tally(registered=100), municipality="Westveld")
    with reading(tables.engine) as session:
        found, tally = outcomes.total(session, wanted)
    assert (found, tally.registered) == (count, registered)


def test_everything_known_of_a_traject_comes_in_the_order_of_recording(group: Tables) -> None:
    about: dict[str, Any] = {"traject_id": ident("T"), "message_id": ident("M")}
    for ordinal, day in enumerate(["2026-03-02", "2026-01-01"]):
        group.add("facts", **about, ordinal=ordinal, data={"kind": "handed_over", "on": day})
    group.add("people", participant_id=ident("D"), birth_date="1990-05-04", gender="woman")
    group.add("trajects", "T2", agreement_on=DAY, municipality="OOSTMEER")
    with reading(group.engine) as session:
        known = facts.load(session, [ident("T"), ident("nowhere")])
        assert facts.session_keys(session, [ident("T")]) == {ident("B"): "B"}
    (one,) = known.values()
    assert [recorded.fact.model_dump(mode="json")["on"] for recorded in one.log] == ["2026-03-02", "2026-01-01"]
    assert LOG.validate_json(LOG.dump_json(one.log)) == one.log
    assert [(person.key, person.gender) for person in one.people] == [("D", "woman")]
    assert (one.agreement_elsewhere, one.plan_elsewhere) == (DAY, None)


def test_all_trajects_come_once_however_small_the_batches(tables: Tables) -> None:
    names = {tables.add("trajects", f"T{n}") for n in range(5)}
    with reading(tables.engine) as session:
        found = [known.traject for known in facts.everything(session, batch=2)]
    assert found == sorted(names)


def test_every_subject_has_a_standing(group: Tables) -> None:
    with reading(group.engine) as session:
        found = {one.workflow: one for one in standings.standings(session, batch=1)}
    assert set(found) == {traject_workflow(ident("T")), participant_workflow(ident("D"))}
    assert found[participant_workflow(ident("D"))].traject == ident("T")
