"""Results: they add up over trajects, shares are of what is known, nothing gives null."""

from datetime import date
from itertools import pairwise

import pytest

from domain import facts as f
from domain.facts import Person
from domain.outcomes import FollowUpTally, Tally, total
from domain.terms import Moment, Outcome, SessionKind
from tests.domain.story import CEREMONY, COURSE, MONDAY, Story, ident

SESSIONS = tuple(COURSE)
LATE = date(2026, 11, 1)  # three months after the ceremony have come, six have not


def person(story: Story, name: str, gender: str | None, born: date | None) -> None:
    known = {"participant": ident(name), "key": name, "birth_date": born, "gender": gender}
    story.people[ident(name)] = Person.model_validate(known)


def finished() -> Story:
    """Three admitted, one of them gone; one only registered."""
    story = Story().course("amal", "bilal", "chen").registered("dina")
    person(story, "amal", "woman", date(1999, 3, 2))  # 27 on the day of the kick-off
    person(story, "bilal", "man", date(1999, 3, 3))  # 27 a day later
    person(story, "chen", None, None)
    story.attended("amal", *SESSIONS).attended("bilal", *SESSIONS[:4]).attended("bilal", "training 4", said="excused")
    story.attended("chen", "kick-off", said="absent").withdrew("chen", on=date(2026, 3, 9))
    story.approved("amal").ceremony()
    for name in ("amal", "bilal", "chen"):
        story.measured(name)
    story.measured("amal", Moment.END_MEASUREMENT, cijfer=9, leuk_en_geholpen=True, meer_zelfvertrouwen=True)
    story.measured("bilal", Moment.END_MEASUREMENT, cijfer=8.5, leuk_en_geholpen=False)
    return story


def test_people_are_counted_by_how_far_they_came() -> None:
    found = finished().on(LATE).tally.results()
    assert found["participants"] == {
        "registered": 4,
        "admitted": 3,
        "baseline": 3,
        "end_measurement": 2,
        "certificate": 1,
    }


def test_women_and_ages_are_of_those_with_a_baseline_whose_answer_is_known() -> None:
    found = finished().on(LATE).tally.results()
    assert (found["women_share"], found["older_than_26_share"]) == (0.5, 0.5)
    assert (found["age_min"], found["age_max"]) == (26, 27)
    story = finished().registered("dina", born=date(1950, 1, 1))  # without a baseline
    assert story.on(LATE).tally.age_max == 27


def test_the_attendance_rate_is_of_registered_attendances_of_counted_sessions() -> None:
    # present 10 and 4 of 16: Chen's absence and Bilal's excuse are the others; side activities do not count
    story = finished().held("town hall", date(2026, 3, 9), SessionKind.SIDE_ACTIVITY, amal="absent")
    assert story.on(LATE).tally.results()["attendance_rate"] == 0.875


def test_marks_and_statements_are_of_those_who_answered() -> None:
    found = finished().on(LATE).tally.results()
    assert found["mark_mean"] == 8.75
    assert found["statements"]["leuk_en_geholpen"] == 0.5
    assert found["statements"]["meer_zelfvertrouwen"] == 1
    assert found["statements"]["weet_wat_ik_wil_doen"] is None


def test_follow_up_counts_those_whose_due_day_has_come() -> None:
    story = finished().contacted("amal", 3, date(2026, 10, 1), Outcome.PAID_WORK, Outcome.EDUCATION)
    assert story.on(date(2026, 10, 19)).tally.results()["follow_up"]["3"]["due"] == 0
    found = story.on(date(2026, 10, 20)).tally.results()["follow_up"]
    assert found["3"] == {
        "due": 2,
        "reached": 1,
        "flow_out": 1,  # once for two outcomes
        "response_rate": 0.5,
        "outcomes": {"education": 1, "paid_work": 1},
    }
    assert found["6"] == {"due": 0, "reached": 0, "flow_out": 0, "response_rate": None, "outcomes": {}}


@pytest.mark.parametrize(
    ("outcome", "flows_out"),
    [
        (Outcome.PAID_WORK, 1),
        (Outcome.INTERNSHIP, 1),
        (Outcome.WORK_EXPERIENCE, 1),
        (Outcome.EDUCATION, 1),
        (Outcome.STUDY_CHOSEN, 0),
        (Outcome.VOLUNTEERING, 0),
        (Outcome.LOOKING, 0),
        (Outcome.NONE, 0),
    ],
)
def test_work_experience_and_education_are_flow_out(outcome: Outcome, flows_out: int) -> None:
    story = finished().contacted("amal", 3, date(2026, 10, 20), outcome)
    assert story.on(LATE).tally.follow_up[3].flow_out == flows_out


def test_shares_are_rounded_to_four_places() -> None:
    tally = Tally(
        women=1, genders_known=3, older_than_26=2, ages_known=3, marks=3, mark_sum=26, present=1, attendances=7
    )
    found = tally.results()
    assert (found["women_share"], found["older_than_26_share"]) == (0.3333, 0.6667)
    assert (found["mark_mean"], found["attendance_rate"]) == (8.6667, 0.1429)


def test_nothing_to_count_gives_null_and_every_key_is_there() -> None:
    found = total([]).results()
    nulls = ("women_share", "older_than_26_share", "age_min", "age_max", "attendance_rate", "mark_mean")
    assert [found[name] for name in nulls] == [None] * 6
    assert set(found["participants"].values()) == {0}
    assert list(found["follow_up"]) == ["3", "6", "12"]
    assert found["follow_up"]["12"]["response_rate"] is None


def test_zero_added_changes_nothing_and_the_order_does_not_matter() -> None:
    one, other = finished().on(LATE).tally, Story().course("amal").on(LATE).tally
    assert one + Tally() == one == Tally() + one
    assert one + other == other + one
    assert total([one, other, one]).results() == ((one + one) + other).results()


def test_trajects_add_up_before_they_are_divided() -> None:
    one = Tally(marks=1, mark_sum=10, age_min=30, age_max=40, statements={"a": (1, 1)})
    other = Tally(marks=3, mark_sum=18, age_min=20, age_max=25, statements={"a": (0, 3), "b": (1, 2)})
    found = (one + other).results()
    assert (found["mark_mean"], found["age_min"], found["age_max"]) == (7.0, 20, 40)
    assert found["statements"] == {"a": 0.25, "b": 0.5}


def test_follow_up_adds_up_by_milestone_and_outcome() -> None:
    one = Tally(follow_up={3: FollowUpTally(due=2, reached=1, flow_out=1, outcomes={Outcome.EDUCATION: 1})})
    other = Tally(follow_up={3: FollowUpTally(due=1, reached=1, outcomes={Outcome.EDUCATION: 1, Outcome.NONE: 1})})
    found = (one + other).results()["follow_up"]["3"]
    assert (found["due"], found["reached"], found["response_rate"]) == (3, 2, 0.6667)
    assert found["outcomes"] == {"education": 2, "none": 1}


def test_counts_survive_the_way_to_the_database_and_back() -> None:
    tally = finished().contacted("amal", 3, date(2026, 10, 20), Outcome.NONE).on(LATE).tally
    assert Tally.model_validate_json(tally.model_dump_json()) == tally


def test_what_waits_for_its_day_is_not_counted_before() -> None:
    story = finished()
    days = [date(2026, 1, 5), date(2026, 2, 9), MONDAY, CEREMONY]
    tallies = [story.on(day).tally for day in days]
    assert [t.registered for t in tallies] == [0, 4, 4, 4]
    assert [t.admitted for t in tallies] == [0, 3, 3, 3]
    assert [t.baseline for t in tallies] == [0, 0, 3, 3]
    assert [t.end_measurement for t in tallies] == [0, 0, 0, 2]
    assert all(one.attendances <= two.attendances for one, two in pairwise(tallies))


def test_a_certificate_is_only_of_somebody_admitted() -> None:
    story = finished().attended("dina", *SESSIONS).approved("dina")
    assert story.on(LATE).tally.certificate == 1


def test_who_refused_contact_later_still_counts_in_what_was_closed() -> None:
    story = finished().withdrew("amal", on=date(2026, 9, 1))
    story.tell(f.ContactRefused(participant=ident("amal"), on=date(2026, 12, 10)))
    assert story.on(date(2026, 12, 9)).tally.follow_up[3].due == 2
    assert story.on(date(2026, 12, 10)).tally.follow_up[3].due == 2
