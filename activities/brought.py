"""What a message brings, wherever it came from: said by somebody, or worked out from the rows of an import."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from activities.messages import (
    Enclosure,
    Message,
    Note,
    OrganisationValues,
    PersonValues,
    StaffValues,
    TrajectValues,
)
from domain.facts import AnyFact, AttendanceRegistered, Person, PitchesNoted, SessionHosted, StaffNamed, TaskClaimed
from domain.take_over_values import StoredRow, TakeOver

NOTHING = Enclosure()


@dataclass(frozen=True, slots=True)
class Brought:
    """Facts in their order, and the values that were enclosed; keys by id of what may be new (`new_sessions`: must)."""

    facts: tuple[AnyFact, ...]
    called: TrajectValues | None = None
    participants: Mapping[UUID, str] = field(default_factory=dict)
    sessions: Mapping[UUID, str] = field(default_factory=dict)
    new_sessions: frozenset[UUID] = frozenset()
    people: tuple[PersonValues, ...] = ()
    staff: tuple[StaffValues, ...] = ()
    organisations: tuple[OrganisationValues, ...] = ()
    notes: tuple[Note, ...] = ()
    rows: tuple[StoredRow, ...] = ()
    imported: bool = False

    def people_spoken_of(self) -> set[UUID]:
        """Participants of whom the message says something, or gives a value or a note."""
        named = {participant for fact in self.facts for participant in _named(fact)}
        described = {one.participant for one in self.people}
        return named | described | {note.participant for note in self.notes if note.participant is not None}

    def staff_spoken_of(self) -> set[UUID]:
        """Coordinators, trainers and who takes a task, as far as the message does not introduce them itself."""
        named = {fact.staff for fact in self.facts if isinstance(fact, StaffNamed | TaskClaimed) and fact.staff}
        return named - {one.staff for one in self.staff}

    def organisations_spoken_of(self) -> set[UUID]:
        """Hosts of sessions, as far as the message does not introduce them itself."""
        hosts = {fact.organisation for fact in self.facts if isinstance(fact, SessionHosted) and fact.organisation}
        return hosts - {one.organisation for one in self.organisations}


def _named(fact: AnyFact) -> Iterable[UUID]:
    match fact:
        case AttendanceRegistered():
            return fact.statuses
        case PitchesNoted():
            return fact.participants
    one: UUID | None = getattr(fact, "participant", None)
    return () if one is None else (one,)


def said(message: Message, enclosure: Enclosure = NOTHING) -> Brought:
    """What somebody says, with what was enclosed."""
    return Brought(
        facts=message.facts,
        called=enclosure.traject,
        participants={person.participant: person.key for person in enclosure.people if person.key},
        sessions={one.session: one.key for one in enclosure.sessions},
        new_sessions=frozenset(one.session for one in enclosure.sessions if one.new),
        people=enclosure.people,
        staff=enclosure.staff,
        organisations=enclosure.organisations,
        notes=enclosure.notes,
    )


def taken_over(plan: TakeOver) -> Brought:
    """What an import changes."""
    return Brought(
        facts=plan.facts,
        called=TrajectValues(municipality=plan.municipality, key=plan.key),
        participants={one.id: one.key for one in plan.participants},
        sessions={one.id: one.key for one in plan.sessions},
        people=tuple(PersonValues.model_validate(one.model_dump(exclude_unset=True)) for one in plan.people),
        staff=tuple(StaffValues(staff=one.id, email=one.email, name=one.name) for one in plan.staff),
        notes=tuple(Note(field=one.field, text=one.text, participant=one.participant) for one in plan.notes),
        rows=plan.rows,
        imported=True,
    )


def with_values(people: Iterable[Person], brought: Brought) -> list[Person]:
    """The people as they are once the message's own values are stored."""
    known = {person.participant: person for person in people}
    for participant, key in brought.participants.items():
        known.setdefault(participant, Person(participant=participant, key=key))
    for values in brought.people:
        before = known.get(values.participant)
        if before is not None:
            new = values.model_dump(include={"birth_date", "gender"}, exclude_unset=True)
            known[values.participant] = before.model_copy(update=new)
    return list(known.values())
