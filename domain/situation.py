"""All that is known of one traject and everybody in it, with no clock: what `domain.fold` makes of the facts.

Which of it counts on a day is for the rules to ask (`domain.group`, `domain.member`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
from typing import Generic, TypeVar
from uuid import UUID

from domain.facts import Done, EvaluationRecorded, FollowedUp, PeopleForgotten, Person
from domain.terms import (
    CoTrainerPart,
    Criterion,
    Decision,
    LanguageLevel,
    Moment,
    Presence,
    SessionKind,
    SessionStatus,
    StaffRole,
)

Value = TypeVar("Value")
Answer = bool | int | float | None
DoneKey = tuple[str, UUID | None, UUID | None, date | None]


class Timeline(Generic[Value]):
    """What was said of one thing, in the order of saying it: the last that counts on a day is true on that day."""

    __slots__ = ("said",)

    def __init__(self) -> None:
        self.said: list[tuple[date | None, Value]] = []

    def say(self, on: date | None, value: Value) -> None:
        """Add what was said, counting from `on`; None: from the day that whom it concerns counts from."""
        self.said.append((on, value))

    def latest_first(self) -> Iterator[tuple[date | None, Value]]:
        """What was said last comes first."""
        return reversed(self.said)


@dataclass(frozen=True, slots=True)
class Met:
    """Something done, and by when: on its day, or else before it was written down (sheet `gedaan`)."""

    fact: Done
    by: date

    def meets(self, session: UUID | None, since: date | None) -> bool:
        """Whether it was done for this session, if one is asked, and since a day, if one is given."""
        of_session = self.fact.session is not None and self.fact.session == session
        if of_session and self.fact.on is None:
            return True
        same = of_session or session is None or self.fact.session is None
        return same and (since is None or self.by >= since)


@dataclass(frozen=True, slots=True)
class Postponed:
    """A task that may wait until a day, and when somebody said so."""

    until: date
    said_on: date


@dataclass(slots=True, eq=False)
class SessionState:
    """A planned or held meeting, and who was there."""

    id: UUID
    kind: SessionKind
    part: str | None
    day: date
    status: SessionStatus
    attendance: dict[UUID, Presence] = field(default_factory=dict)
    report_made: bool | None = None
    pitches: tuple[UUID, ...] = ()
    organisation: UUID | None = None
    co_trainer_part: CoTrainerPart | None = None

    @property
    def took_place(self) -> bool:
        """It is marked held, or somebody's attendance is registered; it counts from its day."""
        return self.status is not SessionStatus.CANCELLED and (
            self.status is SessionStatus.HELD or bool(self.attendance)
        )


@dataclass(slots=True, eq=False)
class ParticipantState:
    """All that is known of one participant; `told_on` is when something was last written down about them."""

    id: UUID
    key: str = ""
    birth_date: date | None = None
    gender: str | None = None
    registered: bool = False
    registered_given: date | None = None
    intake_on: date | None = None
    criteria: dict[Criterion, Timeline[bool | None]] = field(default_factory=dict)
    language: Timeline[LanguageLevel | None] = field(default_factory=Timeline)
    handholds: tuple[str, ...] = ()
    benefits: Timeline[bool | None] = field(default_factory=Timeline)
    consent: Timeline[bool | None] = field(default_factory=Timeline)
    decisions: dict[date | None, Decision] = field(default_factory=dict)
    withdrawals: list[date] = field(default_factory=list)
    re_entries: list[date] = field(default_factory=list)
    pauses: list[tuple[date, date | None]] = field(default_factory=list)
    answers: dict[Moment, dict[str, Timeline[Answer]]] = field(default_factory=dict)
    approval: Timeline[bool | None] = field(default_factory=Timeline)
    competences: Timeline[tuple[str, ...] | None] = field(default_factory=Timeline)
    waived: dict[SessionKind, date | None] = field(default_factory=dict)
    issued_on: date | None = None
    contacts: dict[tuple[int, date], FollowedUp] = field(default_factory=dict)
    contacts_recorded: dict[tuple[int, date], date] = field(default_factory=dict)
    contact_refused_on: date | None = None
    follow_up_requested_on: date | None = None
    mentor: UUID | None = None
    told_on: date | None = None
    done: dict[DoneKey, Met] = field(default_factory=dict)

    @property
    def earliest_given(self) -> Iterable[date]:
        """The dates of registration, intake and decision that were given."""
        given = (self.registered_given, self.intake_on, *self.decisions)
        return (day for day in given if day is not None)


@dataclass(slots=True, eq=False)
class Situation:
    """All that is known of one traject; dates that were left out are filled in (docs/rules.md, Days)."""

    traject: UUID | None = None
    exists: bool = False
    programme: str = ""
    version: int = 0
    created_given: date | None = None
    first_recorded: date | None = None
    last_recorded: date = date.min
    staff: dict[StaffRole, Timeline[UUID | None]] = field(default_factory=dict)
    kick_off_planned: date | None = None
    agreement_given: date | None = None
    plan_given: date | None = None
    cancelled_on: date | None = None
    handed_over_on: date | None = None
    breaks: dict[date, date] = field(default_factory=dict)
    sessions: dict[UUID, SessionState] = field(default_factory=dict)
    participants: dict[UUID, ParticipantState] = field(default_factory=dict)
    evaluations: dict[UUID, EvaluationRecorded] = field(default_factory=dict)
    evaluation_actions: dict[UUID, list[date]] = field(default_factory=dict)
    done: dict[DoneKey, Met] = field(default_factory=dict)
    postponed: dict[UUID, Postponed] = field(default_factory=dict)
    messages: dict[UUID, date] = field(default_factory=dict)
    forgotten: PeopleForgotten = field(default_factory=PeopleForgotten)
    _created_on: date | None = None

    def heard(self, message: UUID, on: date) -> None:
        """Something was said, in a message that was recorded on a day."""
        self.first_recorded = self.first_recorded or on
        self.last_recorded = on
        self.messages[message] = on
        self._created_on = None  # may be earlier by it

    def participant(self, participant: UUID) -> ParticipantState:
        """The participant's state, begun when first spoken of."""
        state = self.participants.get(participant)
        if state is None:
            state = self.participants[participant] = ParticipantState(participant)
        return state

    def add_people(self, people: Iterable[Person]) -> None:
        """Lay the personal values that rules need beside the facts."""
        for person in people:
            state = self.participant(person.participant)
            state.key, state.birth_date, state.gender = person.key, person.birth_date, person.gender

    @property
    def created_on(self) -> date:
        """Given, or else the earliest given date of its own, its participants and its sessions."""
        if self._created_on is None:
            self._created_on = self.created_given or min(self._given_dates(), default=None)
        return self._created_on or self.first_recorded or date.max

    def _given_dates(self) -> Iterator[date]:
        own = (
            self.kick_off_planned,
            self.agreement_given,
            self.plan_given,
            self.cancelled_on,
            self.forgotten.created_on,
        )
        yield from (day for day in own if day is not None)
        yield from (session.day for session in self.sessions.values())
        for participant in self.participants.values():
            yield from participant.earliest_given

    def registered_on(self, participant: ParticipantState) -> date:
        """Given, or else the intake, the decision or the creation of the traject."""
        decided = min((day for day in participant.decisions if day is not None), default=None)
        return participant.registered_given or participant.intake_on or decided or self.created_on

    def decided_on(self, participant: ParticipantState, given: date | None) -> date:
        """The day of a decision: given, or else the intake or the registration."""
        return given or participant.intake_on or self.registered_on(participant)

    def decisions_of(self, participant: ParticipantState) -> list[tuple[date, Decision]]:
        """What was decided of somebody, in order of day."""
        said = participant.decisions.items()
        return sorted(((self.decided_on(participant, on), decision) for on, decision in said), key=lambda one: one[0])

    @property
    def kick_off_on(self) -> date | None:
        """The earliest kick-off that was not called off; the planned date only if there is none."""
        days = [s.day for s in self._not_cancelled(SessionKind.KICK_OFF)]
        return min(days, default=self.kick_off_planned)

    @property
    def ceremony_on(self) -> date | None:
        """The first ceremony that took place, or else the earliest planned."""
        ceremonies = list(self._not_cancelled(SessionKind.CEREMONY))
        held = [s.day for s in ceremonies if s.took_place]
        return min(held or [s.day for s in ceremonies], default=None)

    def _not_cancelled(self, kind: SessionKind) -> Iterator[SessionState]:
        return (s for s in self.sessions.values() if s.kind is kind and s.status is not SessionStatus.CANCELLED)

    @property
    def agreement_on(self) -> date | None:
        """When this traject's municipality signed, as far as this traject knows; `gedaan` says so too."""
        return self._earliest(self.agreement_given, "sign_agreement")

    @property
    def plan_on(self) -> date | None:
        """When the plan of approach was written, as far as this traject knows; `gedaan` says so too."""
        return self._earliest(self.plan_given, "write_plan_of_approach")

    def _earliest(self, given: date | None, task: str) -> date | None:
        done = [met.fact.on or self.created_on for met in self.done.values() if met.fact.task == task]
        return min((day for day in (given, *done) if day is not None), default=None)


def days_of_the_last(decisions: Sequence[tuple[date, Decision]]) -> list[date]:
    """The days on which the last decision was said, of which the first counts: saying it again moves nothing."""
    same = takewhile(lambda said: said[1] is decisions[-1][1], reversed(decisions))
    return [day for day, _ in same][::-1]
