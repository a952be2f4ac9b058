"""Postgres adds up as the domain does, and knows who was in which phase."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from domain.outcomes import SUMMED, FollowUpTally, Pair, Tally, total
from domain.terms import Outcome, TrajectPhase
from storage.engine import reading, writing
from storage.queries import outcomes
from storage.queries.outcomes import OutcomeFilter
from storage.queries.phases import in_phase, was_in_phase
from storage.tables import trajects
from tests.storage.conftest import DAY, Tables

counts = st.integers(0, 40)
outcome_counts = st.dictionaries(st.sampled_from(Outcome), st.integers(1, 9), max_size=3)
follow_ups = st.builds(FollowUpTally, due=counts, reached=counts, flow_out=counts, outcomes=outcome_counts)
pairs = st.builds(Pair, answered=counts, before=counts.map(float), after=counts.map(float))
words = st.sampled_from(["netwerk", "zelfbeeld", "eigen_vraag"])
tallies = st.builds(
    Tally,
    **dict.fromkeys(SUMMED, counts),
    age_min=st.none() | st.integers(16, 30),
    age_max=st.none() | st.integers(31, 70),
    statements=st.dictionaries(words, st.tuples(counts, counts)),
    questions=st.dictionaries(words, pairs),
    follow_up=st.dictionaries(st.sampled_from([3, 6, 12]), follow_ups),
)


@given(found=st.lists(tallies, max_size=4))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_sum_of_the_database_is_that_of_the_domain(tables: Tables, found: list[Tally]) -> None:
    with writing(tables.engine) as session:
        session.execute(delete(trajects))
    for number, tally in enumerate(found):
        tables.add("trajects", f"T{number}", tally=tally)
    with reading(tables.engine) as session:
        number, summed = outcomes.total(session, OutcomeFilter())
    assert (number, summed) == (len(found), total(found))


def test_only_what_was_asked_for_is_added_up(tables: Tables) -> None:
    tables.add("trajects", "one", tally=Tally(registered=1), ceremony_on=DAY)
    tables.add("trajects", "two", tally=Tally(registered=10), municipality="Westveld")
    with reading(tables.engine) as session:
        assert outcomes.total(session, OutcomeFilter(year=DAY.year))[1].registered == 1
        assert outcomes.total(session, OutcomeFilter(), trajects.c.municipality == "Westveld")[1].registered == 10


def spell(phase: str, since: int, until: int | None = None) -> dict[str, Any]:
    """A phase from one day until another, as days after DAY."""
    return {
        "phase": phase,
        "since": DAY + timedelta(days=since),
        "until": None if until is None else DAY + timedelta(days=until),
    }


@pytest.fixture
def two_trajects(tables: Tables) -> Tables:
    """One was in the programme for two weeks, the other is in it since a week."""
    tables.add("trajects", "early", phases=[spell("kick_off", -9, 0), spell("programme", 0, 14), spell("ceremony", 14)])
    tables.add("trajects", "late", phases=[spell("kick_off", 0, 7), spell("programme", 7)], municipality="OOSTMEER")
    return tables


def weeks(number: int) -> list[date]:
    return [DAY + timedelta(weeks=week) for week in range(number)]


def test_each_week_says_how_many_were_in_a_phase(two_trajects: Tables) -> None:
    with reading(two_trajects.engine) as session:
        found = in_phase(session, TrajectPhase.PROGRAMME, weeks(4))
    assert list(found.values()) == [[1, 2, 1, 1]]  # one municipality, however it is written


def test_a_phase_that_nobody_was_in_has_no_line(two_trajects: Tables) -> None:
    with reading(two_trajects.engine) as session:
        assert in_phase(session, TrajectPhase.CLOSED, weeks(4)) == {}
        assert in_phase(session, TrajectPhase.PROGRAMME, weeks(4), trajects.c.key == "unknown") == {}


@pytest.mark.parametrize("day", [DAY - timedelta(days=1), DAY, *weeks(3)[1:], DAY + timedelta(days=13)])
@pytest.mark.parametrize("phase", [TrajectPhase.KICK_OFF, TrajectPhase.PROGRAMME, TrajectPhase.CEREMONY])
def test_the_trajects_behind_a_number_are_as_many_as_it_says(
    two_trajects: Tables, phase: TrajectPhase, day: date
) -> None:
    with reading(two_trajects.engine) as session:
        behind = session.execute(select(trajects.c.id).where(was_in_phase(phase, day))).scalars().all()
        counted = in_phase(session, phase, [day])
    assert len(behind) == sum(sum(line) for line in counted.values())
