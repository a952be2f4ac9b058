"""What can be said of a traject, its sessions and its tasks."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.facts.fact import Fact
from domain.outcomes import Tally
from domain.terms import (
    CoTrainerPart,
    EvaluationMoment,
    Presence,
    SessionKind,
    SessionStatus,
    StaffRole,
    TaskKind,
)


class TrajectCreated(Fact):
    """The traject exists, bound to one version of a programme definition."""

    kind: Literal["traject_created"] = "traject_created"
    programme: str
    version: int
    on: date | None = None


class ProgrammeChanged(Fact):
    """The traject goes on under another version of its definition, or under another definition.

    It holds for every day, also for those before: planning counts on every date.
    """

    kind: Literal["programme_changed"] = "programme_changed"
    programme: str
    version: int


class StaffNamed(Fact):
    """Somebody became coordinator, trainer or co-trainer; None takes the name away."""

    kind: Literal["staff_named"] = "staff_named"
    role: StaffRole
    staff: UUID | None
    on: date | None = None


class KickOffPlanned(Fact):
    """The date the traject means to start, as long as no kick-off session says so."""

    kind: Literal["kick_off_planned"] = "kick_off_planned"
    day: date | None


class AgreementSigned(Fact):
    """The municipality signed the agreement; None takes it back."""

    kind: Literal["agreement_signed"] = "agreement_signed"
    on: date | None


class PlanOfApproachWritten(Fact):
    """The municipality's plan of approach stands; None takes it back."""

    kind: Literal["plan_of_approach_written"] = "plan_of_approach_written"
    on: date | None


class BreakRecorded(Fact):
    """The group pauses from `start` through `end`; without an end the break is taken back."""

    kind: Literal["break_recorded"] = "break_recorded"
    start: date
    end: date | None


class TrajectCancelled(Fact):
    """The traject stops for good; None takes it back."""

    kind: Literal["traject_cancelled"] = "traject_cancelled"
    on: date | None


class SessionPlanned(Fact):
    """A meeting as it now stands: kind, part, day and status, all of them each time."""

    kind: Literal["session_planned"] = "session_planned"
    session: UUID
    session_kind: SessionKind
    part: str | None = None
    day: date
    status: SessionStatus = SessionStatus.PLANNED


class SessionHosted(Fact):
    """Which company, guest speaker or partner a session belongs to."""

    kind: Literal["session_hosted"] = "session_hosted"
    session: UUID
    organisation: UUID | None


class CoTrainerTookPart(Fact):
    """How far the co-trainer took over in a session."""

    kind: Literal["co_trainer_took_part"] = "co_trainer_took_part"
    session: UUID
    part: CoTrainerPart | None


class HandedOver(Fact):
    """The co-trainer runs the programme from this day; None takes it back."""

    kind: Literal["handed_over"] = "handed_over"
    on: date | None


class AttendanceRegistered(Fact):
    """Who was at a session; a participant left out keeps what was said before, None clears it."""

    kind: Literal["attendance_registered"] = "attendance_registered"
    session: UUID
    statuses: dict[UUID, Presence | None]
    report_made: bool | None = None


class PitchesNoted(Fact):
    """Who pitched at a company visit (VIS-PITCH)."""

    kind: Literal["pitches_noted"] = "pitches_noted"
    session: UUID
    participants: tuple[UUID, ...]


class EvaluationRecorded(Fact):
    """An interim or final evaluation was held, and with whom; its findings are enclosed."""

    kind: Literal["evaluation_recorded"] = "evaluation_recorded"
    evaluation: UUID
    moment: EvaluationMoment
    on: date
    session: UUID | None = None
    with_co_trainer: bool = False
    with_participants: bool = False


class EvaluationFollowedUp(Fact):
    """Something was done about an evaluation's findings; what, is enclosed."""

    kind: Literal["evaluation_followed_up"] = "evaluation_followed_up"
    evaluation: UUID
    on: date


class Done(Fact):
    """A need was met: a talk held, a report made; `cleared` takes it back.

    Without a date it meets the need whenever that came up (sheet `gedaan`).
    """

    kind: Literal["done"] = "done"
    task: TaskKind
    participant: UUID | None = None
    session: UUID | None = None
    on: date | None = None
    cleared: bool = False


class PeopleForgotten(Fact):
    """What is left of everybody whom this traject forgot, added up: numbers that belong to nobody.

    `took_part` counts for the group's least size, `followed_until` is when their last follow-up closed, `created_on`
    the traject's first day where nobody gave it. Who was there stays in the attendance, under ids that mean nothing.
    A later one replaces this one.
    """

    kind: Literal["people_forgotten"] = "people_forgotten"
    number: int = 0
    took_part: int = 0
    counts: Tally = Field(default_factory=Tally)
    followed_until: date | None = None
    created_on: date | None = None


class TaskClaimed(Fact):
    """Somebody took a task, or handed it over; None releases it."""

    kind: Literal["task_claimed"] = "task_claimed"
    task: UUID
    participant: UUID | None = None
    staff: UUID | None


class TaskPostponed(Fact):
    """A task may wait until this day; None takes that back."""

    kind: Literal["task_postponed"] = "task_postponed"
    task: UUID
    participant: UUID | None = None
    until: date | None


class Retracted(Fact):
    """All that an earlier message said is taken back (undo)."""

    kind: Literal["retracted"] = "retracted"
    message: UUID
    participant: UUID | None = None
