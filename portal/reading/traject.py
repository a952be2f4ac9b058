"""One traject as its pages see it: what the rules say of it on a day, with the names of everybody and everything."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sqlalchemy import func, select

from domain import texts
from domain.assessment import Assessment
from domain.clock import Clock
from domain.group import Group
from domain.member import Member
from domain.programme import Programme
from domain.situation import SessionState, Situation
from domain.terms import Presence, SessionKind, SessionStatus, StaffRole
from domain.texts import Language
from portal import people
from portal.errors import NotThere
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.queries.facts import session_keys
from storage.queries.journeys import notes
from storage.tables import organisations, participants, staff
from storage.tables import people as people_table
from views.day import Day
from views.reading import Assessed, municipal, one


@dataclass(frozen=True)
class Picture:
    """One traject on one day. `names` are of participants, `called` of staff and organisations.

    `keys` are what the municipality calls sessions; `notes` are texts by field and session.
    """

    assessed: Assessed
    day: Day
    names: Mapping[UUID, str]
    called: Mapping[UUID, str]
    keys: Mapping[UUID, str]
    notes: Mapping[tuple[str, UUID | None], str]

    @property
    def id(self) -> UUID:
        return self.assessed.known.traject

    @property
    def key(self) -> str:
        return self.assessed.known.key

    @property
    def municipality(self) -> str:
        return self.assessed.known.municipality

    @property
    def found(self) -> Assessment:
        return self.assessed.found

    @property
    def situation(self) -> Situation:
        return self.assessed.situation

    @property
    def programme(self) -> Programme:
        return self.assessed.programme

    @property
    def last_fact(self) -> int:
        """The number of the last fact: what a form carries to be told of later ones."""
        return self.assessed.known.log[-1].seq

    @cached_property
    def group(self) -> Group:
        """The traject as the rules see it."""
        situation = self.situation
        return Group(situation, self.programme, Clock(self.day.end), municipal(self.assessed.known, situation))

    @cached_property
    def members(self) -> list[Member]:
        """Everybody registered by that day, by name."""
        found = (self.situation.participants[who] for who in self.found.participants)
        members = [Member(state, self.group, Clock(self.day.end)) for state in found]
        order = {who: place for place, who in enumerate(self.names)}
        return sorted(members, key=lambda member: order.get(member.id, len(order)))

    @property
    def admitted(self) -> list[Member]:
        """Whoever was admitted, also when they left later."""
        return [member for member in self.members if member.is_admitted]

    @property
    def taking_part(self) -> list[Member]:
        """Whoever was admitted and is still there."""
        return [member for member in self.members if member.takes_part]

    @cached_property
    def sessions(self) -> list[SessionState]:
        """All sessions in order of day, those called off too."""
        return sorted(self.situation.sessions.values(), key=lambda session: session.day)

    def member(self, participant: UUID) -> Member | None:
        """Somebody of the group."""
        return next((member for member in self.members if member.id == participant), None)

    def session(self, identity: UUID) -> SessionState:
        """A session as it now stands.

        Raises:
            NotThere: nothing is known of it.
        """
        found = self.situation.sessions.get(identity)
        if found is None:
            raise NotThere
        return found

    def is_over(self, session: SessionState) -> bool:
        """Its day has come, so that something can be said of how it went."""
        return session.status is not SessionStatus.CANCELLED and session.day <= self.day.end

    def named(self, role: StaffRole) -> UUID | None:
        """Who has this role on that day."""
        timeline = self.situation.staff.get(role)
        if timeline is None:
            return None
        created = self.group.created_on
        return next((who for on, who in timeline.latest_first() if (on or created) <= self.day.end), None)


def look(session: ReadSession, visitor: Visitor, traject: UUID, day: Day) -> Picture:
    """A traject on a day; the access check knows already that the visitor may see it.

    Raises:
        NotThere: it did not exist yet.
    """
    assessed = one(session, day, traject)
    if assessed is None:
        raise NotThere
    return Picture(
        assessed,
        day,
        names=_names(session, visitor, traject),
        called=_called(session, assessed.situation),
        keys=session_keys(session, [traject]),
        notes={(note.field, note.session): note.text for note in notes(session, traject) if note.text is not None},
    )


def _names(session: ReadSession, visitor: Visitor, traject: UUID) -> dict[UUID, str]:
    query = (
        select(participants.c.id, participants.c.key, *people.COLUMNS)
        .outerjoin(people_table, people_table.c.participant_id == participants.c.id)
        .where(participants.c.traject_id == traject)
        .order_by(people_table.c.sort_name.nulls_last(), participants.c.key)
    )
    return {row.id: people.called(visitor, row, row.key) for row in session.execute(query)}


def _called(session: ReadSession, situation: Situation) -> dict[UUID, str]:
    """Names of staff, or their addresses, and of organisations."""
    workers = {who for timeline in situation.staff.values() for _, who in timeline.said if who is not None}
    hosts = {one.organisation for one in situation.sessions.values() if one.organisation is not None}
    label = func.coalesce(staff.c.name, staff.c.email).label("label")
    query = (
        select(staff.c.id, label)
        .where(staff.c.id.in_(workers))
        .union_all(select(organisations.c.id, organisations.c.name).where(organisations.c.id.in_(hosts)))
    )
    return {row.id: row.label for row in session.execute(query)}


def part_of(programme: Programme, session: SessionState, language: Language) -> str | None:
    """Which training or activity a session is, in words."""
    if session.part is None:
        return None
    known = {**programme.trainings.core, **programme.trainings.optional, **programme.side_activities}
    said = known.get(session.part)
    return session.part if said is None else getattr(said, language)


def title_of(programme: Programme, session: SessionState, language: Language) -> str:
    """What a session is called: `Training: netwerken`, `Bedrijfsbezoek`."""
    kind = texts.name(session.kind, language)
    part = part_of(programme, session, language)
    return kind.capitalize() if part is None else f"{kind.capitalize()}: {part}"


def count_of(session: SessionState) -> dict[Presence, int]:
    """How many were present, excused and absent."""
    said = list(session.attendance.values())
    return {presence: said.count(presence) for presence in Presence}


def kinds_of(programme: Programme, language: Language) -> list[tuple[str, str]]:
    """The kinds of session that a programme knows, to choose from."""
    return [(kind.value, texts.name(kind, language).capitalize()) for kind in SessionKind if kind in programme.sessions]
