"""What the rules say of a traject and everybody in it on one day: plain data, made by `domain.assess`."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from domain.outcomes import Tally
from domain.terms import (
    FollowUpStatus,
    IntakeVerdict,
    Outcome,
    Outlook,
    Phase,
    Role,
    SessionKind,
    StaffRole,
    TaskKind,
    TaskState,
    TrajectPhase,
    Verdict,
)

Facts = dict[str, Any]
"""The facts a verdict used, ready for JSON: ids, codes, counts and ISO dates only."""


MET_WHEN_GONE = frozenset(
    {
        TaskKind.PLAN_NEXT_ACTIVITY,
        TaskKind.CONFIRM_CEREMONY,
        TaskKind.DECIDE_ON_TRAJECT,
        TaskKind.UNBLOCK_TRAJECT,
        TaskKind.REVIEW_PAUSE,
    }
)
"""Kinds whose need goes away by being met: a session held, no longer stalled, resumed (docs/rules.md, Tasks)."""


def state_when_gone(kind: TaskKind, *, cancelled: bool = False) -> TaskState:
    """How an open task ends when its need is no longer spoken of: done where that is what it asked for.

    Of a cancelled traject only the decision on it is done by that; whatever else it asked went away.
    """
    met = {TaskKind.DECIDE_ON_TRAJECT} if cancelled else MET_WHEN_GONE
    return TaskState.DONE if kind in met else TaskState.CANCELLED


def task_id(traject: UUID, key: str) -> UUID:
    """The id of the task that stands for a need of a traject."""
    return uuid5(traject, key)


@dataclass(frozen=True, slots=True)
class Need:
    """Something somebody must do, or had to.

    `key` tells it apart within its traject; `expires` is the last day on which it is open, None for never.
    """

    key: str
    kind: TaskKind
    opens: date
    due: date
    expires: date | None
    state: TaskState
    facts: Facts
    participant: UUID | None = None
    session: UUID | None = None
    milestone: int | None = None

    def task_id(self, traject: UUID) -> UUID:
        """The same need has the same task, whoever computes it and whenever."""
        return task_id(traject, self.key)


@dataclass(frozen=True, slots=True)
class Stall:
    """Nothing moves although something should: since when, who is waited for."""

    rule: str
    since: date
    waiting_on: Role | str
    facts: Facts
    participant: UUID | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """The seven criteria together, with those that failed and those not yet known."""

    verdict: IntakeVerdict
    failed: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate verdict; `may_miss` is None when nothing is to come and for who withdrew."""

    verdict: Verdict
    attended: int
    counted: int
    may_miss: int | None
    outlook: Outlook | None
    visits: dict[SessionKind, int]
    waived: tuple[SessionKind, ...]
    failed: tuple[str, ...]
    missing_visits: tuple[SessionKind, ...] = ()
    missing_to_come: tuple[SessionKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Milestone:
    """One follow-up of one participant."""

    months: int
    opens: date
    due: date
    expires: date
    status: FollowUpStatus
    late: bool
    outcomes: tuple[Outcome, ...]
    benefits: bool | None
    settled_on: date | None


@dataclass(frozen=True, slots=True)
class ParticipantAssessment:
    """One participant on one day; `ended` means that nothing can happen any more without a new fact.

    `forget_on` is the day on which all that is personal is deleted if nobody says anything new (RET-1), None while the
    participant has something to come that no date ends.
    """

    participant: UUID
    phase: Phase
    paused: bool
    admitted: bool
    intake: Intake
    certificate: Certificate
    follow_up: tuple[Milestone, ...]
    needs: tuple[Need, ...]
    stalls: tuple[Stall, ...]
    next_check: date | None
    ended: bool
    forget_on: date | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """A traject and everybody in it on one day.

    `next_check` is the first later day on which the traject's own part changes without a new fact, None for never.
    `staff` says who has each role by now. `undone` are people whose registration was taken back, each with the day on
    which they are forgotten (RET-2).
    """

    today: date
    programme: str
    phase: TrajectPhase
    needs: tuple[Need, ...]
    stalls: tuple[Stall, ...]
    participants: dict[UUID, ParticipantAssessment]
    tally: Tally
    next_check: date | None
    ended: bool
    exists: bool = True
    warnings: tuple[str, ...] = field(default=())
    undone: dict[UUID, date] = field(default_factory=dict)
    staff: dict[StaffRole, UUID | None] = field(default_factory=dict)

    def to_forget(self) -> list[UUID]:
        """Everybody whose day to be forgotten has come."""
        days = {who: one.forget_on for who, one in self.participants.items()} | self.undone
        return [who for who, day in days.items() if day is not None and day <= self.today]

    def all_needs(self) -> list[Need]:
        """The traject's needs and everybody's."""
        return [*self.needs, *(need for person in self.participants.values() for need in person.needs)]

    def all_stalls(self) -> list[Stall]:
        """The traject's stalls and everybody's."""
        return [*self.stalls, *(stall for person in self.participants.values() for stall in person.stalls)]
