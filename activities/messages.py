"""What is said to a workflow, and what it is answered: ids, codes and dates, never a name.

These models travel through Temporal and lie in histories for years: a new field needs a default.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, field_serializer

from domain.facts import AnyFact, Fact
from domain.take_over_values import TakeOverRows
from domain.terms import Gender


class Travelling(BaseModel):
    """What crosses Temporal: unchangeable, and readable by an older or newer version of ourselves."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Standing(Travelling):
    """Where a subject stands. `version` grows with every change of phase, pause, next check or end; the newest wins.

    `municipality`, `next_due` (earliest due date of an open task) and `last_progress` (last meeting held) are for
    operators' search attributes: they wake nobody.
    """

    phase: str
    paused: bool = False
    next_check: date | None = None
    ended: bool = False
    version: int = 0
    municipality: str = ""
    next_due: date | None = None
    last_progress: date | None = None


class Message(Travelling):
    """What somebody says: facts only. Names, notes and imported rows are enclosed in Postgres under the same id."""

    id: UUID
    by: str
    facts: tuple[AnyFact, ...] = ()
    enclosed: bool = False

    @field_serializer("facts")
    def _facts_as_said(self, facts: tuple[Fact, ...]) -> list[dict[str, Any]]:
        return as_said(facts)


class RefusedBecause(Travelling):
    """Why a message was not recorded: the error's class, the rule, and a sentence in Dutch and in English."""

    code: str
    rule: str
    nl: str
    en: str


class Wake(Travelling):
    """A workflow that must hear of its new standing, and is started if it was never."""

    workflow: str
    traject: UUID
    standing: Standing


class Answer(Travelling):
    """What became of a message. Counts are of facts and tasks; a repeated message gets its first answer again.

    `receipts` are those of people who were forgotten with it.
    """

    standing: Standing | None = None
    wake: tuple[Wake, ...] = ()
    refused: RefusedBecause | None = None
    recorded: int = 0
    opened: int = 0
    closed: int = 0
    repeated: bool = False
    receipts: tuple[int, ...] = ()


class Begin(Travelling):
    """How a workflow starts: ids are enough, the rest is looked up. Without a participant it is the traject's own.

    `at_once`, with a standing: it goes on from there whatever is being said to it meanwhile. Runs that 0.1.0 began wait
    until that is answered.
    """

    traject: UUID
    participant: UUID | None = None
    standing: Standing | None = None
    at_once: bool = False


class RecordInput(Travelling):
    """A message as its workflow hands it on; `subject` is that workflow's id, `today` its calendar day."""

    subject: str
    traject: UUID
    today: date
    message: Message


class LookInput(Travelling):
    """A check of the clock; `id` makes it happen once."""

    subject: str
    traject: UUID
    today: date
    id: UUID


class Enclosed(BaseModel):
    """What never enters Temporal. A field left out says nothing, None erases."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TrajectValues(Enclosed):
    """What a new traject is called."""

    municipality: str
    key: str


class SessionValues(Enclosed):
    """What a new session is called. `new`: it must not be there yet; otherwise it may be one that changes."""

    session: UUID
    key: str
    new: bool = False


class StaffValues(Enclosed):
    """A coordinator, trainer or project lead."""

    staff: UUID
    email: str | None = None
    name: str | None = None


class OrganisationValues(Enclosed):
    """A company, guest speaker, partner or volunteer in a municipality's network.

    `was` is the digest of what its author saw (`storage.network`), empty of somebody new; without it all of it is
    replaced, whatever was there.
    """

    organisation: UUID
    name: str
    kind: Literal["company", "guest_speaker", "partner", "volunteer"]
    sector: str | None = None
    levels_of_work: str | None = None
    capacity: int | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    contact_email: str | None = None
    was: str | None = None


class PersonValues(Enclosed):
    """A participant's own data; `key` is what the municipality calls them, needed once.

    `own_name` is the whole name as they write it themselves, in whatever script; without it the others stand for it.
    """

    participant: UUID
    key: str | None = None
    first_name: str | None = None
    infix: str | None = None
    last_name: str | None = None
    own_name: str | None = None
    birth_date: date | None = None
    gender: Gender | None = None
    phone: str | None = None
    email: str | None = None


class Note(Enclosed):
    """Free text about something: a reason, a learning wish, findings. `field` says which; None takes it back."""

    field: str
    text: str | None
    participant: UUID | None = None
    session: UUID | None = None


class Enclosure(Enclosed):
    """Everything that belongs to one message and may not travel with it. `rows` are those of an import."""

    traject: TrajectValues | None = None
    people: tuple[PersonValues, ...] = ()
    sessions: tuple[SessionValues, ...] = ()
    staff: tuple[StaffValues, ...] = ()
    organisations: tuple[OrganisationValues, ...] = ()
    notes: tuple[Note, ...] = ()
    rows: TakeOverRows | None = None


def as_said(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """The facts as JSON data, where a field that was left out stays left out (None would take something back)."""
    return [
        {"kind": getattr(fact, "kind"), **fact.model_dump(mode="json", exclude_unset=True)}  # noqa: B009 -- each has one
        for fact in facts
    ]
