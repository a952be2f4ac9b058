"""One participant with the whole traject as the rules see it on a day: what a page or form about them rests on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text

from domain.assessment import ParticipantAssessment
from domain.checks import UNDO_FOR
from domain.clock import Clock
from domain.facts import Recorded, Retracted
from domain.group import Group
from domain.member import Member
from domain.programme import Programme
from portal.errors import NotThere
from portal.telling import last_fact
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.queries.facts import from_files
from storage.tables import participants, staff, trajects
from storage.tables import people as people_table
from views.day import Day
from views.journey import NotYetThere
from views.reading import Assessed, one

PERSONAL = ("first_name", "infix", "last_name", "own_name", "birth_date", "gender", "phone", "email")
"""A person's own data, by column."""


@dataclass(frozen=True, slots=True)
class Journey:
    """A participant on a day, by name: who leads the project said why before getting here.

    `seen` is the last fact of the traject, for forms; `personal` a row with PERSONAL. `brought_by_files` are messages
    that would not be too old to take back otherwise.
    """

    id: UUID
    key: str
    name: str
    personal: Any
    traject: UUID
    traject_key: str
    municipality: str
    coordinator: str | None
    trainer: str | None
    day: Day
    assessed: Assessed
    member: Member
    found: ParticipantAssessment
    seen: int
    brought_by_files: Collection[UUID]

    @property
    def programme(self) -> Programme:
        """The definition that the traject is bound to."""
        return self.assessed.programme

    @property
    def group(self) -> Group:
        """The traject as the rules see it."""
        return self.member.group

    @property
    def today(self) -> date:
        """The day that it is seen from."""
        return self.day.end


def journey(session: ReadSession, visitor: Visitor, day: Day, participant: UUID) -> Journey:
    """Look at somebody.

    Raises:
        NotThere: no such participant, or not theirs.
        NotYetThere: not registered yet on that day.
    """
    row = _row(session, visitor, participant)
    assessed = one(session, day, row.traject_id)
    found = None if assessed is None else assessed.found.participants.get(participant)
    if assessed is None or found is None:
        raise NotYetThere(row.key, day.end)
    group = Group(assessed.situation, assessed.programme, Clock(day.end))
    return Journey(
        id=participant,
        key=row.key,
        name=" ".join(part for part in (row.first_name, row.infix, row.last_name) if part) or row.key,
        personal=row,
        traject=row.traject_id,
        traject_key=row.traject_key,
        municipality=row.municipality,
        coordinator=row.coordinator,
        trainer=row.trainer,
        day=day,
        assessed=assessed,
        member=Member(assessed.situation.participants[participant], group, Clock(day.end)),
        found=found,
        seen=last_fact(session, row.traject_id),
        brought_by_files=_brought_by_files(session, assessed.known.log, day.today),
    )


def _brought_by_files(session: ReadSession, log: Sequence[Recorded], today: date) -> set[UUID]:
    return from_files(session, {one.message for one in log if today <= one.recorded_on + UNDO_FOR})


def _row(session: ReadSession, visitor: Visitor, participant: UUID) -> Any:  # noqa: ANN401 - a row with these columns
    coordinator, trainer = staff.alias(), staff.alias()
    query = (
        select(
            participants.c.key,
            participants.c.traject_id,
            trajects.c.key.label("traject_key"),
            trajects.c.municipality,
            func.coalesce(coordinator.c.name, coordinator.c.email).label("coordinator"),
            func.coalesce(trainer.c.name, trainer.c.email).label("trainer"),
            *(people_table.c[name] for name in PERSONAL),
        )
        .join_from(participants, trajects, trajects.c.id == participants.c.traject_id)
        .outerjoin(people_table, people_table.c.participant_id == participants.c.id)
        .outerjoin(coordinator, coordinator.c.id == trajects.c.coordinator_id)
        .outerjoin(trainer, trainer.c.id == trajects.c.trainer_id)
        .where(participants.c.id == participant, visitor.sees())
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotThere
    return row


@dataclass(frozen=True, slots=True)
class Remark:
    """Free text that came with a message. `field` says what it is about; no text takes back what it said before."""

    message: UUID
    field: str
    text: str | None
    written_at: datetime
    by: str


_REMARKS = text("""
    SELECT notes.message_id, field, text, written_at, coalesce(staff.name, staff.email, recorded_by)
    FROM notes JOIN messages ON messages.id = notes.message_id LEFT JOIN staff ON staff.id::text = recorded_by
    WHERE notes.traject_id = :traject AND participant_id = :participant ORDER BY notes.id
""")


def remarks(session: ReadSession, person: Journey) -> list[Remark]:
    """All that was written about somebody, in the order of writing, without what was taken back with its message."""
    gone = {each.fact.message for each in person.assessed.known.log if isinstance(each.fact, Retracted)}
    rows = session.execute(_REMARKS, {"traject": person.traject, "participant": person.id})
    return [remark for remark in (Remark(*row) for row in rows) if remark.message not in gone]


def latest(written: list[Remark], name: str) -> str | None:
    """What a field says now."""
    return next((each.text for each in reversed(written) if each.field == name), None)
