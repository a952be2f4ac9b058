"""What becomes of a traject's log when people are forgotten: their facts go, what they counted for stays.

Pure, so that the next assessment of the others can be compared with the one before.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain import facts as f
from domain.certificate import certificate
from domain.clock import Clock
from domain.facts import AnyFact, PeopleForgotten, Recorded
from domain.follow_up import closed_on, follow_up
from domain.group import Group
from domain.member import Member
from domain.outcomes import Tally
from domain.programme import Programme
from domain.situation import Situation
from domain.tally import Counted, tally
from domain.tasks.traject import fills_a_place

StandIn = Callable[[], UUID]
"""Makes an id that nobody had before."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A log after forgetting: what stayed, some of it changed, and the numbers of the facts that went."""

    log: list[Recorded]
    dropped: list[int]
    changed: list[Recorded]


def rest(log: Sequence[Recorded], who: Collection[UUID], tasks: Collection[UUID], stand_in: StandIn) -> Rest:
    """The log without these people and what was said of their tasks.

    In attendance and pitches somebody keeps a place, under an id that is another one at each session: a session stays
    held, and the count of who was there stays right. Numbers of people forgotten before are dropped: see `counted`.
    """
    places = _Places(frozenset(who), stand_in)
    kept, changed = list[Recorded](), list[Recorded]()
    for recorded in log:
        fact = _without(recorded.fact, places, tasks)
        if fact is recorded.fact:
            kept.append(recorded)
        elif fact is not None:
            changed.append(recorded.model_copy(update={"fact": fact}))
            kept.append(changed[-1])
    left = list(_not_in_vain(kept))
    stayed = {recorded.seq for recorded in left}
    dropped = [recorded.seq for recorded in log if recorded.seq not in stayed]
    return Rest(left, dropped, [recorded for recorded in changed if recorded.seq in stayed])


def counted(situation: Situation, programme: Programme, today: date, who: Collection[UUID]) -> PeopleForgotten:
    """What these people, and those forgotten before them, count for as they stand today."""
    return together((situation.forgotten, alone(situation, programme, today, who)))


def alone(situation: Situation, programme: Programme, today: date, who: Collection[UUID]) -> PeopleForgotten:
    """What these people count for as they stand today, without those forgotten before them."""
    group = Group(situation, programme, Clock(today))
    members = list(_members(group, who))
    counts = [Counted.of(member, certificate(member), follow_up(member)) for member in members]
    own = tally(group, counts).model_copy(update={"present": 0, "attendances": 0})  # these are counted at the sessions
    return PeopleForgotten(
        number=len(who),
        took_part=sum(map(fills_a_place, members)),
        counts=own,
        followed_until=max((min(closed_on(one), today) for each in counts for one in each.follow_up), default=None),
        created_on=situation.created_on if situation.created_given is None else None,
    )


def together(parts: Iterable[PeopleForgotten]) -> PeopleForgotten:
    """One number for several: they add up."""
    parts = list(parts)
    return PeopleForgotten(
        number=sum(part.number for part in parts),
        took_part=sum(part.took_part for part in parts),
        counts=sum((part.counts for part in parts), Tally()),
        followed_until=max((part.followed_until for part in parts if part.followed_until), default=None),
        created_on=min((part.created_on for part in parts if part.created_on), default=None),
    )


def _members(group: Group, who: Collection[UUID]) -> Iterator[Member]:
    situation = group.situation
    for state in situation.participants.values():
        if state.id in who and state.registered and group.clock.reached(situation.registered_on(state)):
            yield Member(state, group, group.clock)


class _Places:
    """Who takes the place of whom, one stand-in a session."""

    def __init__(self, who: frozenset[UUID], stand_in: StandIn) -> None:
        self.who = who
        self._stand_in = stand_in
        self._taken: dict[tuple[UUID, UUID], UUID] = {}

    def at(self, session: UUID, participant: UUID) -> UUID:
        if participant not in self.who:
            return participant
        key = (session, participant)
        if key not in self._taken:
            self._taken[key] = self._stand_in()
        return self._taken[key]


def _without(fact: AnyFact, places: _Places, tasks: Collection[UUID]) -> AnyFact | None:
    """The fact as it stays: the same, another one in its place, or none."""
    match fact:
        case f.PeopleForgotten():
            return None
        case f.AttendanceRegistered() if not places.who.isdisjoint(fact.statuses):
            said = {places.at(fact.session, who): status for who, status in fact.statuses.items()}
            return fact.model_copy(update={"statuses": said})
        case f.PitchesNoted() if not places.who.isdisjoint(fact.participants):
            pitched = tuple(places.at(fact.session, who) for who in fact.participants)
            return fact.model_copy(update={"participants": pitched})
        case f.Retracted() if fact.participant in places.who:  # the message may have been about others too
            return fact.model_copy(update={"participant": None})
        case f.TaskClaimed() | f.TaskPostponed() if fact.task in tasks:
            return None
    return None if getattr(fact, "participant", None) in places.who else fact


def _not_in_vain(log: Sequence[Recorded]) -> Iterator[Recorded]:
    """Without what takes back a message of which nothing is left."""
    said = {recorded.message for recorded in log if not isinstance(recorded.fact, f.Retracted)}
    return (one for one in log if not isinstance(one.fact, f.Retracted) or one.fact.message in said)
