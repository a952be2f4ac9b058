"""When somebody is forgotten (RET-1, RET-2), and that forgetting changes no count and nobody else."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import facts as f
from domain.assess import assess
from domain.assessment import Assessment
from domain.calendar import add_months
from domain.facts import Recorded
from domain.fold import fold
from domain.forgetting import counted, rest
from domain.retention import AT_LEAST
from domain.situation import Situation
from domain.terms import Decision, Moment, Outcome
from tests.domain.story import CEREMONY, COURSE, MONDAY, TRAJECT, Story, ident

NAMES = ("amal", "bilal", "chen", "dina")
SAID = st.sampled_from(["present", "excused", "absent", None])


def without(story: Story, *names: str, today: date) -> Story:
    """The same story once these people were forgotten on a day."""
    who = {ident(name) for name in names}
    left = rest(story.log, who, set(), uuid4)
    after = Story(created=None)
    after.programme, after.people = story.programme, {k: v for k, v in story.people.items() if k not in who}
    fact = counted(situation(story), story.programme, today, who)
    said = Recorded(seq=len(story.log), message=ident("forgotten"), recorded_on=today, fact=fact)
    after.log = [*left.log, said]
    return after


def situation(story: Story) -> Situation:
    return fold(story.log, list(story.people.values()), TRAJECT)


def judged(story: Story, today: date) -> Assessment:
    return assess(situation(story), story.programme, today)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """A course of four people, told in any which way."""
    story = Story(created=draw(st.sampled_from([None, MONDAY - timedelta(days=56)]))).course(*NAMES)
    for session in COURSE:
        for name in NAMES:
            if said := draw(SAID):
                story.attended(name, session, said=said)
    for name in NAMES:
        story.measured(name, netwerk=draw(st.integers(1, 5)))
        if draw(st.booleans()):
            story.withdrew(name, MONDAY + timedelta(days=draw(st.integers(1, 200))))
        if draw(st.booleans()):
            story.approved(name).measured(name, Moment.END_MEASUREMENT, cijfer=draw(st.integers(1, 10)), netwerk=4)
    if draw(st.booleans()):
        story.ceremony()
        for name in NAMES:
            if draw(st.booleans()):
                story.contacted(name, 3, CEREMONY + timedelta(days=90), draw(st.sampled_from(list(Outcome))))
    return story


@settings(max_examples=60, deadline=None)
@given(stories(), st.sets(st.sampled_from(NAMES), min_size=1), st.integers(0, 900))
def test_forgetting_changes_no_count_and_nobody_else(story: Story, names: set[str], days: int) -> None:
    today = MONDAY + timedelta(days=days)
    before, after = judged(story, today), judged(without(story, *names, today=today), today)

    assert after.tally == before.tally
    others = {who: one for who, one in before.participants.items() if who not in {ident(name) for name in names}}
    assert after.participants == others


@settings(max_examples=20, deadline=None)
@given(stories(), st.permutations(NAMES))
def test_one_after_the_other_leaves_the_same_counts(story: Story, order: list[str]) -> None:
    today = CEREMONY + timedelta(days=500)
    before = judged(story, today).tally
    for name in order:
        story = without(story, name, today=today)

    assert judged(story, today).tally == before
    assert judged(story, today).participants == {}
    (left,) = [one.fact for one in story.log if isinstance(one.fact, f.PeopleForgotten)]
    assert left.number == len(NAMES)


def test_nothing_that_is_left_says_who_it_was() -> None:
    story = Story().course("amal", "bilal").attended("amal", *COURSE).attended("bilal", *COURSE)
    left = without(story, "amal", today=CEREMONY)
    assert str(ident("amal")) not in "".join(one.model_dump_json() for one in left.log)


def test_a_stand_in_is_another_one_at_each_session() -> None:
    story = Story().course("amal").attended("amal", *COURSE)
    left = without(story, "amal", today=CEREMONY)
    there: list[UUID] = [who for s in situation(left).sessions.values() for who in s.attendance]
    assert len(there) == len(set(there)) == len(COURSE)


def forget_on(story: Story, name: str, today: date) -> date | None:
    return story.person(name, today).forget_on


def test_two_years_after_the_last_follow_up_closed() -> None:
    story = Story().course("amal").attended("amal", *COURSE).ceremony()
    contact = CEREMONY + timedelta(days=370)
    story.contacted("amal", 12, contact)
    assert forget_on(story, "amal", contact) == add_months(contact, 24)


def test_a_late_contact_counts_as_the_last() -> None:
    story = Story().course("amal").attended("amal", *COURSE).ceremony()
    late = CEREMONY + timedelta(days=600)
    story.contacted("amal", 12, late)
    assert forget_on(story, "amal", late) == add_months(late, 24)


def test_who_was_refused_or_withdrew_counts_from_that_day() -> None:
    story = Story().course("amal").registered("bilal").decided("bilal", Decision.REFUSED, on=MONDAY)
    story.withdrew("amal", MONDAY + timedelta(days=9))
    today = MONDAY + timedelta(days=30)
    assert forget_on(story, "amal", today) == add_months(MONDAY + timedelta(days=9), 24)
    assert forget_on(story, "bilal", today) == add_months(MONDAY, 24)


def test_of_a_cancelled_traject_everybody_counts_from_that_day() -> None:
    story = Story().course("amal").registered("bilal").stopped(MONDAY)
    assert {forget_on(story, name, MONDAY) for name in ("amal", "bilal")} == {add_months(MONDAY, 24)}


def test_while_somebody_takes_part_there_is_no_day() -> None:
    assert forget_on(Story().course("amal"), "amal", MONDAY) is None


def test_the_day_is_the_journeys_next_check_and_its_end() -> None:
    story = Story().course("amal").withdrew("amal", MONDAY).stopped(MONDAY)
    on = add_months(MONDAY, 24)
    before = story.person("amal", on - timedelta(days=1))
    assert (before.next_check, before.ended) == (on, False)
    assert story.person("amal", on).ended
    assert story.on(on).to_forget() == [ident("amal")]


@pytest.mark.parametrize("days", [0, 27])
def test_an_old_traject_that_is_taken_over_can_be_looked_at_first(days: int) -> None:
    now = date(2030, 1, 1)
    story = Story().course("amal")
    story.tell(f.Withdrawn(participant=ident("amal"), on=MONDAY), on=now)
    assert story.on(now + timedelta(days=days)).to_forget() == []
    assert story.on(now + AT_LEAST).to_forget() == [ident("amal")]


def test_withdrawn_consent_counts_at_once_and_asks_nothing_new() -> None:
    story = Story().course("amal")
    story.tell(f.ConsentRecorded(participant=ident("amal"), consent=True, on=MONDAY))
    story.tell(f.ConsentRecorded(participant=ident("amal"), consent=False, on=MONDAY))
    (said,) = [state for state in situation(story).participants.values() if state.id == ident("amal")]
    assert next(said.consent.latest_first())[1] is False
    assert "ask_consent" not in {need.kind.value for need in story.person("amal", MONDAY).needs if need.state == "open"}
