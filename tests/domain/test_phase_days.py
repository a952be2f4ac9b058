"""Since when a traject was in each of its phases."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given

from domain import facts as f
from domain.fold import fold
from domain.phase_days import Spell, spells
from domain.terms import SessionKind, SessionStatus, TrajectPhase
from tests.domain.story import CEREMONY, COURSE, MONDAY, TRAJECT, Story, ident
from tests.domain.test_promises import FIRST, days, stories, thorough

CREATED = MONDAY - timedelta(days=56)
ONE_DAY = timedelta(days=1)


def of(story: Story, today: date) -> tuple[Spell, ...]:
    return spells(fold(story.log, list(story.people.values()), TRAJECT), story.programme, today)


def phase_on(found: tuple[Spell, ...], day: date) -> TrajectPhase | None:
    inside = (spell for spell in found if spell.since <= day and (spell.until is None or day < spell.until))
    return next((spell.phase for spell in inside), None)


@given(stories(), days, days)
@thorough
def test_on_every_day_it_is_the_phase_that_the_assessment_of_that_day_finds(
    story: Story, one: date, other: date
) -> None:
    today = max(one, other)
    found = of(story, today)
    for day in (one, other, *(spell.since for spell in found), *(spell.since - ONE_DAY for spell in found[1:])):
        if day >= FIRST:
            assert phase_on(found, day) is story.on(day).phase


@given(stories(), days)
@thorough
def test_one_phase_follows_the_other_without_a_gap(story: Story, today: date) -> None:
    found = of(story, today)
    assert [spell.until for spell in found[:-1]] == [spell.since for spell in found[1:]]
    assert all(spell.until is None for spell in found[-1:])
    assert all(one.phase is not other.phase for one, other in pairwise(found))


@given(stories(), days, days)
@thorough
def test_a_later_look_only_adds_to_what_was_found(story: Story, one: date, other: date) -> None:
    early, late = of(story, min(one, other)), of(story, max(one, other))
    assert [(s.phase, s.since) for s in late[: len(early)]] == [(s.phase, s.since) for s in early]


def test_a_traject_that_runs_its_course_goes_through_all_of_them() -> None:
    story = Story().course("amal").attended("amal", *COURSE).ceremony()
    found = of(story, CEREMONY + timedelta(days=600))
    assert [spell.phase for spell in found] == [
        TrajectPhase.KICK_OFF,
        TrajectPhase.PROGRAMME,
        TrajectPhase.CEREMONY,
        TrajectPhase.FOLLOW_UP,
        TrajectPhase.CLOSED,
    ]
    assert [spell.since for spell in found[:4]] == [CREATED, MONDAY, date(2026, 7, 6), CEREMONY]


def test_without_a_kick_off_it_is_in_preparation_since_it_was_created() -> None:
    assert of(Story(), MONDAY) == (Spell(TrajectPhase.PREPARATION, CREATED),)


def test_a_traject_that_does_not_exist_yet_has_no_phase() -> None:
    assert of(Story(), CREATED - ONE_DAY) == ()


def test_cancelled_is_a_phase_from_its_day_on_and_taking_it_back_undoes_it() -> None:
    story = Story().stopped(MONDAY)
    assert of(story, MONDAY)[-1] == Spell(TrajectPhase.CANCELLED, MONDAY)
    assert len(of(story.tell(f.TrajectCancelled(on=None)), MONDAY)) == 1


def test_a_session_held_later_corrected_moves_the_day_on_which_the_programme_began() -> None:
    day = MONDAY + timedelta(days=7)
    story = Story().session("kick-off", MONDAY, SessionKind.KICK_OFF, SessionStatus.HELD)
    assert of(story, day)[-1].since == MONDAY
    moved = f.SessionPlanned(
        session=ident("kick-off"), session_kind=SessionKind.KICK_OFF, day=day, status=SessionStatus.HELD
    )
    assert of(story.tell(moved), day)[-1] == Spell(TrajectPhase.PROGRAMME, day)
