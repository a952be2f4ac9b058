"""Everything that can be said of a traject and its participants.

A fact carries ids, codes and dates; names, contact data and free text live apart (`Enclosure`). `on` is the day
from which a fact counts; without one it counts from the creation of the traject or the registration of the
participant. Facts are never changed: a later fact about the same thing replaces an earlier one, and a field that
was left out says nothing, while None takes back what was said.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from domain.facts.fact import Fact
from domain.facts.of_participant import (
    Approved,
    BenefitsRecorded,
    CertificateIssued,
    CompetencesRecorded,
    ConsentRecorded,
    ContactRefused,
    CriteriaRecorded,
    Decided,
    FollowedUp,
    FollowUpRequested,
    ForgettingAsked,
    IntakeHeld,
    LanguageJudged,
    Measured,
    MentorAssigned,
    Paused,
    Reentered,
    Registered,
    Resumed,
    Waived,
    Withdrawn,
)
from domain.facts.of_traject import (
    AgreementSigned,
    AttendanceRegistered,
    BreakRecorded,
    CoTrainerTookPart,
    Done,
    EvaluationFollowedUp,
    EvaluationRecorded,
    HandedOver,
    KickOffPlanned,
    PeopleForgotten,
    PitchesNoted,
    PlanOfApproachWritten,
    ProgrammeChanged,
    Retracted,
    SessionHosted,
    SessionPlanned,
    StaffNamed,
    TaskClaimed,
    TaskPostponed,
    TrajectCancelled,
    TrajectCreated,
)

__all__ = [
    "FACTS",
    "LOG",
    "AgreementSigned",
    "AnyFact",
    "Approved",
    "AttendanceRegistered",
    "BenefitsRecorded",
    "BreakRecorded",
    "CertificateIssued",
    "CoTrainerTookPart",
    "CompetencesRecorded",
    "ConsentRecorded",
    "ContactRefused",
    "CriteriaRecorded",
    "Decided",
    "Done",
    "EvaluationFollowedUp",
    "EvaluationRecorded",
    "Fact",
    "FollowUpRequested",
    "FollowedUp",
    "ForgettingAsked",
    "HandedOver",
    "IntakeHeld",
    "KickOffPlanned",
    "LanguageJudged",
    "Measured",
    "MentorAssigned",
    "Paused",
    "PeopleForgotten",
    "Person",
    "PitchesNoted",
    "PlanOfApproachWritten",
    "ProgrammeChanged",
    "Recorded",
    "Reentered",
    "Registered",
    "Resumed",
    "Retracted",
    "SessionHosted",
    "SessionPlanned",
    "StaffNamed",
    "TaskClaimed",
    "TaskPostponed",
    "TrajectCancelled",
    "TrajectCreated",
    "Waived",
    "Withdrawn",
]

AnyFact = Annotated[
    TrajectCreated
    | ProgrammeChanged
    | StaffNamed
    | KickOffPlanned
    | AgreementSigned
    | PlanOfApproachWritten
    | BreakRecorded
    | TrajectCancelled
    | SessionPlanned
    | SessionHosted
    | CoTrainerTookPart
    | HandedOver
    | AttendanceRegistered
    | PitchesNoted
    | EvaluationRecorded
    | EvaluationFollowedUp
    | Done
    | TaskClaimed
    | TaskPostponed
    | Retracted
    | PeopleForgotten
    | Registered
    | IntakeHeld
    | CriteriaRecorded
    | LanguageJudged
    | BenefitsRecorded
    | Decided
    | ConsentRecorded
    | MentorAssigned
    | Withdrawn
    | Reentered
    | Paused
    | Resumed
    | ContactRefused
    | FollowUpRequested
    | Measured
    | Approved
    | CompetencesRecorded
    | Waived
    | CertificateIssued
    | FollowedUp
    | ForgettingAsked,
    Field(discriminator="kind"),
]


class Recorded(BaseModel):
    """A fact as it stands in the log.

    `seq` orders what was recorded, `message` is the id under which it was said, `recorded_on` the calendar day
    (Europe/Amsterdam) on which it was written down.
    """

    model_config = ConfigDict(frozen=True)

    seq: int
    message: UUID
    recorded_on: date
    fact: AnyFact


class Person(BaseModel):
    """What the rules need of a person's own data; it lives apart from the facts and can be erased."""

    model_config = ConfigDict(frozen=True)

    participant: UUID
    key: str
    birth_date: date | None = None
    gender: Literal["woman", "man", "other"] | None = None


FACTS: TypeAdapter[AnyFact] = TypeAdapter(AnyFact)
LOG: TypeAdapter[list[Recorded]] = TypeAdapter(list[Recorded])
