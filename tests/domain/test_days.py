"""Days in any order: whatever was accepted is how it stands, and what is taken back was never said.

Short stories about one participant, all written down on one day, of days that come before, after, or on each other.
"""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import permutations
from operator import attrgetter
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from domain import facts as f
from domain.assessment import Assessment
from domain.checks import check
from domain.clock import Clock
from domain.group import Group
from domain.member import Member
from domain.refusals import Refusal
from domain.terms import Decision
from tests.domain.story import COURSE, Story, ident

AMAL = ident("amal")
TODAY = date(2026, 8, 24)
FIRST = date(2026, 8, 3)
PAUSES = (timedelta(days=4), timedelta(days=30))
days = st.integers(0, 6).map(lambda after: FIRST + timedelta(days=3 * after))


def told(kind: type[f.Fact], **fields: st.SearchStrategy[object]) -> st.SearchStrategy[f.Fact]:
    return st.builds(kind, participant=st.just(AMAL), on=days, **fields)


coming_and_going = st.one_of(
    told(f.Decided, decision=st.sampled_from(Decision)),
    told(f.Withdrawn),
    told(f.Reentered),
    st.builds(lambda on, length: f.Paused(participant=AMAL, on=on, review=on + length), days, st.sampled_from(PAUSES)),
    told(f.Resumed),
)
anything = st.one_of(
    coming_and_going,
    told(f.Withdrawn, cleared=st.booleans()),
    told(f.ConsentRecorded, consent=st.booleans()),
    told(f.Approved, approval=st.booleans()),
    told(f.ContactRefused, cleared=st.booleans()),
    told(f.FollowUpRequested, cleared=st.booleans()),
    told(f.FollowedUp, months=st.sampled_from((0, 3)), reached=st.sampled_from((True, False, None))),
    told(f.IntakeHeld),
)


def waiting() -> Story:
    return Story().course().registered("amal").criteria("amal")


def taking_part() -> Story:
    return Story().course("amal").attended("amal", *COURSE)


def followed() -> Story:
    return taking_part().ceremony()


begun = st.sampled_from((waiting, taking_part, followed))
thorough = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def accepted(story: Story, fact: f.Fact) -> bool:
    """Whether it goes in today; it is told then."""
    try:
        check(fact, story.situation(), story.programme, TODAY)
    except Refusal:
        return False
    story.tell(fact, on=TODAY)
    return True


def amal(story: Story, today: date = TODAY) -> Member:
    situation, clock = story.situation(), Clock(today)
    return Member(situation.participants[AMAL], Group(situation, story.programme, clock), clock)


STANDS: dict[type[f.Fact], Callable[[Member, Any], bool]] = {
    f.Decided: lambda member, fact: member.decision is fact.decision,
    f.Withdrawn: lambda member, fact: fact.cleared or member.withdrawn_on == fact.on,
    f.Reentered: lambda member, fact: member.withdrawn_on is None and member.came_back_on == fact.on,
    f.Paused: lambda member, fact: member.paused_until == fact.review and member.was_paused(fact.on),
    f.Resumed: lambda member, fact: member.paused_until is None and not member.was_paused(fact.on),
    f.ConsentRecorded: lambda member, fact: member.known(member.state.consent) == (fact.on, fact.consent),
    f.Approved: lambda member, fact: member.at_certificate(member.state.approval) == (fact.on, fact.approval),
    f.ContactRefused: lambda member, fact: member.refuses_contact is not fact.cleared,
    f.FollowUpRequested: lambda member, fact: (member.state.follow_up_requested_on is None) is fact.cleared,
    f.FollowedUp: lambda member, fact: ((fact.months, fact.on) in member.state.contacts) is (fact.reached is not None),
    f.IntakeHeld: lambda member, fact: member.state.intake_on == fact.on,
}
"""Whether what was said last is how it is."""


@given(begun, st.lists(anything, min_size=1, max_size=5))
@thorough
def test_what_was_accepted_last_is_how_it_stands(begin: Callable[[], Story], facts: list[f.Fact]) -> None:
    story = begin()
    for fact in facts:
        if accepted(story, fact):
            assert STANDS[type(fact)](amal(story), fact), fact


def on_all_days(story: Story) -> list[Assessment]:
    looked_at = [FIRST - timedelta(days=1), *(FIRST + timedelta(days=3 * after) for after in range(7))]
    return [story.on(day) for day in (*looked_at, TODAY, TODAY + timedelta(days=60), TODAY + timedelta(days=400))]


@given(begun, st.lists(anything, min_size=1, max_size=4))
@thorough
def test_what_is_taken_back_was_never_said(begin: Callable[[], Story], facts: list[f.Fact]) -> None:
    story = begin().tell(f.ConsentRecorded(participant=AMAL, consent=None), on=TODAY)  # last told today (RET-2)
    for fact in facts[:-1]:
        accepted(story, fact)
    before = on_all_days(story)
    assume(accepted(story, facts[-1]))
    story.tell(f.Retracted(message=story.log[-1].message, participant=AMAL))
    assert on_all_days(story) == before


@given(begun, st.lists(coming_and_going, min_size=2, max_size=3, unique_by=attrgetter("on")))
@thorough
def test_in_whatever_order_days_are_written_down_they_say_the_same(
    begin: Callable[[], Story], facts: list[f.Fact]
) -> None:
    found = []
    for order in permutations(facts):
        story = begin()
        if all(accepted(story, fact) for fact in order):
            found.append(on_all_days(story))
    assert all(each == found[0] for each in found)
