"""What people want to learn or become, beside the network of their municipality: who could receive or mentor whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from domain.fold import fold
from domain.interests import Fit, fits
from domain.situation import Situation
from domain.terms import Phase, Presence, SessionStatus
from portal import people
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.queries.facts import load
from storage.tables import notes, organisations, participants, trajects
from storage.tables import people as people_table

MOST_WISHES = 400
"""People whose wishes are laid beside one organisation."""
MOST_ORGANISATIONS = 1000
WISHES = ("learning_wish", "interests")
"""Notes in which people say what they want to learn or become."""
_UNDER_WAY = (Phase.INTAKE, Phase.KICK_OFF, Phase.PROGRAMME)


@dataclass(frozen=True, slots=True)
class Person:
    """A participant by name, with their traject."""

    id: UUID
    name: str
    traject: UUID
    traject_key: str
    wish: str = ""
    fits: tuple[Fit, ...] = ()
    been_there: bool = False
    mentored: bool = False


def about(row: Any) -> str:  # noqa: ANN401 - a row of `organisations`
    """What can be said of an organisation in words."""
    return " ".join(part for part in (row.sector, row.levels_of_work, row.name) if part)


def wishes(
    session: ReadSession, visitor: Visitor, *, municipality: str | None = None, traject: UUID | None = None
) -> list[Person]:
    """Who is under way and said what they want, with all of their wishes as one text."""
    theirs = _latest_wishes(municipality, traject)
    query = (
        select(participants.c.id, participants.c.key, trajects.c.id.label("traject_id"), *people.COLUMNS)
        .add_columns(trajects.c.key.label("traject_key"), theirs.c.wish)
        .join_from(participants, trajects, trajects.c.id == participants.c.traject_id)
        .join(theirs, theirs.c.participant_id == participants.c.id)
        .outerjoin(people_table, people_table.c.participant_id == participants.c.id)
        .where(visitor.sees())
        .limit(MOST_WISHES)
    )
    return [
        Person(row.id, people.called(visitor, row, row.key), row.traject_id, row.traject_key, row.wish)
        for row in session.execute(query)
    ]


def _latest_wishes(municipality: str | None, traject: UUID | None) -> Any:  # noqa: ANN401 - a subquery
    """What each participant under way said last, of each field; what was taken back is gone."""
    where = [participants.c.phase.in_(_UNDER_WAY), notes.c.field.in_(WISHES), ~participants.c.ended]
    if municipality is not None:
        where.append(func.lower(participants.c.municipality) == municipality.lower())
    if traject is not None:
        where.append(participants.c.traject_id == traject)
    newest = (
        select(notes.c.participant_id, notes.c.field, notes.c.text)
        .join(participants, and_(participants.c.id == notes.c.participant_id,
                                 participants.c.traject_id == notes.c.traject_id))
        .where(*where)
        .ext(distinct_on(notes.c.participant_id, notes.c.field))
        .order_by(notes.c.participant_id, notes.c.field, notes.c.id.desc())
        .subquery()
    )  # fmt: skip
    wish = func.string_agg(newest.c.text, ". ").label("wish")
    said = select(newest.c.participant_id, wish).where(newest.c.text.is_not(None))
    return said.group_by(newest.c.participant_id).subquery()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An organisation beside one wish."""

    organisation: UUID
    name: str
    kind: str
    fits: tuple[Fit, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """A participant with what they had already that fits, and with what could follow."""

    person: Person
    had: Sequence[Suggestion]
    coming: Sequence[Suggestion]
    suggested: Sequence[Suggestion]


@dataclass(frozen=True, slots=True)
class Popular:
    """An organisation and how many of the group it fits."""

    organisation: UUID
    name: str
    kind: str
    capacity: int | None
    fits: int


def matching(
    session: ReadSession, visitor: Visitor, traject: UUID, today: date
) -> tuple[Sequence[Matched], Sequence[Popular], str]:
    """Everybody of a traject who said what they want, beside the municipality's network."""
    known = load(session, [traject])[traject]
    situation = fold(known.log, known.people, traject)
    here = func.lower(organisations.c.municipality) == known.municipality.lower()
    network = session.execute(
        select(organisations).where(here).order_by(organisations.c.id).limit(MOST_ORGANISATIONS)
    ).all()
    matched = [_matched(each, network, situation, today) for each in wishes(session, visitor, traject=traject)]
    matched.sort(key=lambda each: (bool(each.had), bool(each.coming), each.person.name))
    return matched, _popular(matched, network), known.key


def _matched(person: Person, network: Sequence[Any], situation: Situation, today: date) -> Matched:
    good = [Suggestion(row.id, row.name, row.kind, fit) for row in network if (fit := fits(person.wish, about(row)))]
    good.sort(key=lambda each: -len(each.fits))
    state = situation.participants.get(person.id)
    sessions = [each for each in situation.sessions.values() if each.status is not SessionStatus.CANCELLED]
    been = {each.organisation for each in sessions if each.attendance.get(person.id) is Presence.PRESENT}
    been.add(state.mentor if state is not None else None)
    planned = {each.organisation for each in sessions if each.day >= today and not each.attendance}
    return Matched(
        person,
        [each for each in good if each.organisation in been],
        [each for each in good if each.organisation in planned - been],
        [each for each in good if each.organisation not in been | planned][:3],
    )


def _popular(matched: Sequence[Matched], network: Sequence[Any]) -> list[Popular]:
    """The organisations that fit most of those who have had nothing that fits."""
    counted: dict[UUID, int] = {}
    for each in matched:
        if not each.had and not each.coming:
            for row in network:
                counted[row.id] = counted.get(row.id, 0) + bool(fits(each.person.wish, about(row)))
    found = [Popular(row.id, row.name, row.kind, row.capacity, counted.get(row.id, 0)) for row in network]
    return sorted((each for each in found if each.fits), key=lambda each: (-each.fits, each.name))[:5]
