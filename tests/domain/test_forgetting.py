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
from domain.facts import Person, Recorded
from domain.fold import fold
from domain.forgetting import alone, counted, rest, together
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


def test_whoever_asked_to_be_followed_up_but_was_never_admitted_counts_from_leaving() -> None:
    story = Story().course().registered("amal").withdrew("amal", MONDAY)
    story.tell(f.FollowUpRequested(participant=ident("amal"), on=MONDAY))
    assert forget_on(story, "amal", MONDAY) == add_months(MONDAY, 24)


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


def imported(story: Story, *names: str, on: date) -> UUID:
    """People put forward by one message, as an import does; its id."""
    for name in names:
        story.people[ident(name)] = Person(participant=ident(name), key=name)
    story.tell(*(f.Registered(participant=ident(name), on=on) for name in names), on=on)
    return story.log[-1].message


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60), st.lists(st.integers(0, 90), max_size=4), st.sampled_from([None, *NAMES]))
def test_everybody_of_an_import_that_was_taken_back_is_forgotten_28_days_later_whatever_is_said_meanwhile(
    after: int, later: list[int], about: str | None
) -> None:
    story = Story()
    message = imported(story, *NAMES, on=MONDAY)
    back_on = MONDAY + timedelta(days=after)
    who = ident(about) if about else None
    story.tell(f.Retracted(message=message, participant=who), on=back_on)
    for days in sorted(later):
        story.tell(f.KickOffPlanned(day=MONDAY), on=back_on + timedelta(days=days))

    assert story.on(back_on).undone == dict.fromkeys(map(ident, NAMES), back_on + AT_LEAST)


def test_what_is_said_of_somebody_after_their_registration_was_taken_back_counts_anew() -> None:
    story = Story()
    message = imported(story, "amal", on=MONDAY)
    story.tell(f.Retracted(message=message), on=MONDAY)
    later = MONDAY + timedelta(days=9)
    story.tell(f.ConsentRecorded(participant=ident("amal"), consent=False, on=later), on=later)

    assert story.on(later).undone == {ident("amal"): later + AT_LEAST}


@given(st.integers(0, 400), st.integers(0, 400))
@settings(max_examples=30, deadline=None)
def test_who_left_and_asked_to_be_followed_has_no_day_before_the_ceremony(asked: int, looked: int) -> None:
    left = MONDAY + timedelta(days=9)
    story = Story().course("amal").withdrew("amal", left)
    story.tell(f.FollowUpRequested(participant=ident("amal"), on=left + timedelta(days=asked)))
    today = left + timedelta(days=looked)

    assert forget_on(story, "amal", today) == (add_months(left, 24) if looked < asked else None)


def test_asking_again_to_be_followed_changes_nothing_of_the_days_before() -> None:
    story = Story().course("amal").withdrew("amal", MONDAY)
    for days in (0, 5):
        asked = MONDAY + timedelta(days=days)
        story.tell(f.FollowUpRequested(participant=ident("amal"), on=asked), on=asked)

    assert forget_on(story, "amal", MONDAY) is None


def test_who_left_and_asked_to_be_followed_is_kept_two_years_after_the_last_follow_up() -> None:
    story = Story().course("amal", "bilal").attended("bilal", *COURSE).withdrew("amal", MONDAY + timedelta(days=9))
    story.tell(f.FollowUpRequested(participant=ident("amal"), on=MONDAY + timedelta(days=10)))
    story.ceremony().contacted("amal", 12, CEREMONY + timedelta(days=366))
    last = CEREMONY + timedelta(days=366)

    assert forget_on(story, "amal", last) == add_months(last, 24)


def test_who_asked_to_be_followed_in_a_traject_that_was_cancelled_has_a_day() -> None:
    story = Story().course("amal").withdrew("amal", MONDAY)
    story.tell(f.FollowUpRequested(participant=ident("amal"), on=MONDAY)).stopped(MONDAY + timedelta(days=30))

    assert forget_on(story, "amal", MONDAY + timedelta(days=30)) == add_months(MONDAY, 24)


@settings(max_examples=40, deadline=None)
@given(stories(), st.integers(0, 900))
def test_what_each_counts_for_alone_adds_up_to_what_all_count_for(story: Story, days: int) -> None:
    """So that a backup can keep each person's share beside their seal."""
    today = MONDAY + timedelta(days=days)
    each = [alone(situation(story), story.programme, today, {ident(name)}) for name in NAMES]

    assert together(each) == alone(situation(story), story.programme, today, set(map(ident, NAMES)))


def test_who_was_forgotten_stays_so_when_the_message_in_which_it_happened_is_taken_back() -> None:
    story = without(Story().course("amal", "bilal"), "bilal", today=MONDAY)
    forgotten = story.log[-1].message
    story.tell(f.Retracted(message=forgotten), on=MONDAY)

    assert situation(story).forgotten.number == 1
