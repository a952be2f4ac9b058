"""What can be said of one participant, from registration until they are forgotten."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.facts.fact import Fact
from domain.terms import (
    Criterion,
    Decision,
    ForgetReason,
    LanguageLevel,
    Moment,
    Outcome,
    SessionKind,
)


class Registered(Fact):
    """Somebody was put forward for the traject."""

    kind: Literal["registered"] = "registered"
    participant: UUID
    on: date | None = None


class IntakeHeld(Fact):
    """The intake talk took place; None takes it back."""

    kind: Literal["intake_held"] = "intake_held"
    participant: UUID
    on: date | None


class CriteriaRecorded(Fact):
    """What is known of the intake criteria; INT-3 follows from the birth date, INT-4 from the level."""

    kind: Literal["criteria_recorded"] = "criteria_recorded"
    participant: UUID
    criteria: dict[Criterion, bool | None] = Field(default_factory=dict)
    language: LanguageLevel | None = None
    on: date | None = None


class LanguageJudged(Fact):
    """Which handholds were used to judge the language level (D22 §4.1)."""

    kind: Literal["language_judged"] = "language_judged"
    participant: UUID
    handholds: tuple[str, ...]
    on: date | None = None


class BenefitsRecorded(Fact):
    """Whether the participant received benefits at the start."""

    kind: Literal["benefits_recorded"] = "benefits_recorded"
    participant: UUID
    benefits: bool | None
    on: date | None = None


class Decided(Fact):
    """Admitted, refused or on the waiting list; None takes back the decision of that day."""

    kind: Literal["decided"] = "decided"
    participant: UUID
    decision: Decision | None
    on: date | None = None


class ConsentRecorded(Fact):
    """Consent for photo and video."""

    kind: Literal["consent_recorded"] = "consent_recorded"
    participant: UUID
    consent: bool | None
    on: date | None = None


class ForgettingAsked(Fact):
    """The participant is to be forgotten before the day that RET-1 says. It takes itself with it: never stored."""

    kind: Literal["forgetting_asked"] = "forgetting_asked"
    participant: UUID
    reason: ForgetReason = ForgetReason.REQUEST


class MentorAssigned(Fact):
    """A mentor or buddy for a participant, from an organisation or a volunteer; None ends it."""

    kind: Literal["mentor_assigned"] = "mentor_assigned"
    participant: UUID
    mentor: UUID | None
    on: date | None = None


class Withdrawn(Fact):
    """The participant left; `cleared` corrects a mistake (coming back is `Reentered`)."""

    kind: Literal["withdrawn"] = "withdrawn"
    participant: UUID
    on: date
    cleared: bool = False


class Reentered(Fact):
    """Who withdrew came back, and keeps the history."""

    kind: Literal["reentered"] = "reentered"
    participant: UUID
    on: date


class Paused(Fact):
    """The journey rests until `review`, when somebody looks at it again; said again, it extends the pause."""

    kind: Literal["paused"] = "paused"
    participant: UUID
    on: date
    review: date


class Resumed(Fact):
    """The pause is over."""

    kind: Literal["resumed"] = "resumed"
    participant: UUID
    on: date


class ContactRefused(Fact):
    """Whoever withdrew after the ceremony wants no follow-up; `cleared` takes it back."""

    kind: Literal["contact_refused"] = "contact_refused"
    participant: UUID
    on: date
    cleared: bool = False


class FollowUpRequested(Fact):
    """Whoever withdrew before the ceremony is followed up all the same; `cleared` takes it back."""

    kind: Literal["follow_up_requested"] = "follow_up_requested"
    participant: UUID
    on: date
    cleared: bool = False


class Measured(Fact):
    """Answers of a questionnaire: 1–5, a mark 1–10, or yes and no; None clears an answer."""

    kind: Literal["measured"] = "measured"
    participant: UUID
    moment: Moment
    answers: dict[str, bool | int | float | None]
    on: date | None = None


class Approved(Fact):
    """What the trainer says of the certificate; None takes it back."""

    kind: Literal["approved"] = "approved"
    participant: UUID
    approval: bool | None
    on: date | None = None


class CompetencesRecorded(Fact):
    """The competences that the certificate will name."""

    kind: Literal["competences_recorded"] = "competences_recorded"
    participant: UUID
    competences: tuple[str, ...] | None
    on: date | None = None


class Waived(Fact):
    """The trainer waives one visit kind; `cleared` takes it back."""

    kind: Literal["waived"] = "waived"
    participant: UUID
    visit: SessionKind
    on: date | None = None
    cleared: bool = False


class CertificateIssued(Fact):
    """The certificate's file exists or was handed out; None takes it back."""

    kind: Literal["certificate_issued"] = "certificate_issued"
    participant: UUID
    on: date | None


class FollowedUp(Fact):
    """One attempt to reach somebody for a milestone (0, 3, 6 or 12 months); `reached` None takes it back.

    `call`: the participant asks to be called, which is a reason for aftercare whatever else they say.
    """

    kind: Literal["followed_up"] = "followed_up"
    participant: UUID
    months: int
    on: date
    reached: bool | None
    outcomes: tuple[Outcome, ...] = ()
    benefits: bool | None = None
    call: bool = False
