"""What a record command makes of its options: the facts, what is enclosed with them, and to whom they are said."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from activities.messages import Enclosure, Note, PersonValues
from domain.facts import AnyFact
from domain.ids import participant_workflow, traject_workflow


@dataclass(frozen=True, slots=True)
class NamedTraject:
    """A traject by its key."""

    id: UUID
    key: str
    municipality: str


@dataclass(frozen=True, slots=True)
class NamedParticipant:
    """A participant by their key."""

    id: UUID
    key: str
    traject: NamedTraject


@dataclass(frozen=True, slots=True)
class NamedSession:
    """A session by its key."""

    id: UUID
    key: str
    traject: NamedTraject


@dataclass(frozen=True, slots=True)
class Statement:
    """Something to be said to one workflow. `done` tells the person what was recorded, without a name.

    `as_typed`: the facts follow from what was typed alone, not from how things stand, so that to type it again gives
    the same.
    """

    workflow: str
    traject: UUID
    done: str
    facts: tuple[AnyFact, ...] = ()
    enclosure: Enclosure = field(default_factory=Enclosure)
    remark_on: tuple[UUID | None, UUID | None] = (None, None)
    remark_field: str = "remark"
    as_typed: bool = False

    def with_remark(self, text: str | None) -> "Statement":
        """The same with what `--note` says, about the same participant or session."""
        return self.with_notes({self.remark_field: text})

    def with_notes(self, notes: Mapping[str, str | None]) -> "Statement":
        """The same with free text by field; a text that was not given says nothing."""
        participant, session = self.remark_on
        more = tuple(
            Note(field=name, text=text, participant=participant, session=session)
            for name, text in notes.items()
            if text is not None
        )
        enclosure = self.enclosure.model_copy(update={"notes": (*self.enclosure.notes, *more)})
        return replace(self, enclosure=enclosure)

    def enclosing(self, enclosure: Enclosure) -> "Statement":
        return replace(self, enclosure=enclosure)


def about_participant(member: NamedParticipant, done: str, *facts: AnyFact, remark: str = "remark") -> Statement:
    """Said to the journey of one participant."""
    return Statement(
        workflow=participant_workflow(member.id),
        traject=member.traject.id,
        done=f"{member.key}: {done}",
        facts=facts,
        remark_on=(member.id, None),
        remark_field=remark,
        as_typed=True,
    )


def about_traject(group: NamedTraject, done: str, *facts: AnyFact, remark: str = "remark") -> Statement:
    """Said to the traject."""
    return Statement(
        workflow=traject_workflow(group.id),
        traject=group.id,
        done=f"{group.key}: {done}",
        facts=facts,
        remark_field=remark,
    )


def about_session(meeting: NamedSession, done: str, *facts: AnyFact) -> Statement:
    """Said to the traject, about one session."""
    return replace(
        about_traject(meeting.traject, done, *facts), done=f"{meeting.key}: {done}", remark_on=(None, meeting.id)
    )


def personal(member: UUID, **values: object) -> PersonValues:
    """Personal values that were given; what was not given is left as it is."""
    return PersonValues.model_validate(
        {"participant": member, **{name: value for name, value in values.items() if value is not None}}
    )
