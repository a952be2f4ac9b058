"""Since when a traject was in each of its phases: what charts over weeks are drawn from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.assessment import Milestone
from domain.clock import Clock
from domain.follow_up import follow_up
from domain.group import Group
from domain.member import Member
from domain.phases import traject_phase
from domain.programme import Programme
from domain.situation import Situation
from domain.terms import TrajectPhase


@dataclass(frozen=True, slots=True)
class Spell:
    """A phase that a traject was in: from `since` to the day before `until`; None while it lasts."""

    phase: TrajectPhase
    since: date
    until: date | None = None


def spells(situation: Situation, programme: Programme, today: date) -> tuple[Spell, ...]:
    """The phases of a traject through `today`, in order; on each day the one that `assess` finds for that day.

    A traject can be in a phase twice: follow-up that somebody asks for opens it again.
    """
    begun = list(_begun(situation, programme, today))
    ends = [day for day, _ in begun[1:]]
    return tuple(Spell(phase, since, until) for (since, phase), until in zip(begun, [*ends, None], strict=bool(begun)))


def _begun(situation: Situation, programme: Programme, today: date) -> Iterator[tuple[date, TrajectPhase]]:
    before = None
    for day, phase in _looks(situation, programme, today):
        if phase is not before:
            yield day, phase
        before = phase


def _looks(situation: Situation, programme: Programme, today: date) -> Iterator[tuple[date, TrajectPhase]]:
    """The phase on every day on which it may have changed: the clock knows which those are."""
    day = situation.created_on if situation.exists else None
    while day is not None and day <= today:
        clock = Clock(day)
        group = Group(situation, programme, clock)
        yield day, traject_phase(group, _milestones(group))
        day = clock.next_check


def _milestones(group: Group) -> Iterator[Milestone]:
    """One participant after the other, so that nobody is judged once a milestone was found that is not settled."""
    for state in group.situation.participants.values():
        if state.registered and group.clock.reached(group.situation.registered_on(state)):
            yield from follow_up(Member(state, group, group.clock))
