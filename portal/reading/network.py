"""The network of a municipality: who is in it, whom they received, whom they mentor, and whose wishes they fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, func, select, text, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from domain.fold import fold
from domain.interests import fits
from domain.situation import SessionState, Situation
from domain.terms import Presence, SessionStatus
from portal import people, scope
from portal.reading.wishes import Person, about, wishes
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.queries.facts import load_readable
from storage.tables import organisations, participants, trajects
from storage.tables import people as people_table

SIZE = 50
MOST_TRAJECTS = 30
"""Trajects whose visits and mentors one organisation's page shows, the latest."""
_ORDER = (func.lower(organisations.c.name), organisations.c.id)

_VISITS = text("""
    SELECT host.data ->> 'organisation' AS organisation, count(DISTINCT host.session_id) AS visits
    FROM facts AS host
    WHERE host.kind = 'session_hosted' AND host.data ->> 'organisation' IN :ids
    AND NOT EXISTS (
        SELECT FROM facts AS later WHERE later.traject_id = host.traject_id AND later.seq > host.seq
        AND (later.kind = 'session_hosted' AND later.session_id = host.session_id
            OR later.kind = 'retracted' AND later.data ->> 'message' = host.message_id::text)
    )
    GROUP BY 1
""").bindparams(bindparam("ids", expanding=True))

_TRAJECTS_OF = text("""
    SELECT DISTINCT traject_id FROM facts WHERE kind = 'session_hosted' AND data ->> 'organisation' = :organisation
    UNION SELECT DISTINCT traject_id FROM facts WHERE kind = 'mentor_assigned' AND data ->> 'mentor' = :organisation
""")


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the network is shown."""

    kind: str | None = None
    sector: str | None = None
    municipality: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A session that an organisation received or gave."""

    traject: UUID
    traject_key: str
    session: SessionState
    present: int
    expected: int


@dataclass(frozen=True, slots=True)
class Relations:
    """What an organisation did for participants, and for whom it could do something."""

    visits: Sequence[Visit]
    mentored: Sequence[Person]
    suggested: Sequence[Person]


def page(
    session: ReadSession, visitor: Visitor, wanted: Filter, after: UUID | None, size: int = SIZE
) -> tuple[Sequence[Row[Any]], Mapping[str, int], UUID | None]:
    """One page by name, visits by id, and the last on it if there are more."""
    query = select(organisations).where(scope.municipalities(visitor), *_wanted(wanted)).order_by(*_ORDER)
    if after is not None:
        last = select(*_ORDER).where(organisations.c.id == after).subquery()
        query = query.where(tuple_(*_ORDER) > select(*last.c).scalar_subquery())
    rows = session.execute(query.limit(size + 1)).all()
    shown = rows[:size]
    visits = visits_of(session, [row.id for row in shown])
    return shown, visits, (shown[-1].id if len(rows) > size else None)


def _wanted(wanted: Filter) -> list[ColumnElement[bool]]:
    given = {"kind": wanted.kind, "sector": wanted.sector}
    conditions = [organisations.c[name] == value for name, value in given.items() if value]
    if wanted.municipality:
        conditions.append(func.lower(organisations.c.municipality) == wanted.municipality.lower())
    return conditions


def visits_of(session: ReadSession, ids: Sequence[UUID]) -> Mapping[str, int]:
    """How many sessions each of these received or gave, by id as text."""
    if not ids:
        return {}
    return {row.organisation: row.visits for row in session.execute(_VISITS, {"ids": [str(each) for each in ids]})}


def sectors(session: ReadSession, visitor: Visitor) -> list[str]:
    """The sectors in the network, for a filter."""
    query = select(organisations.c.sector).distinct().where(scope.municipalities(visitor), organisations.c.sector != "")
    return sorted(session.execute(query.limit(100)).scalars())


def places(session: ReadSession, visitor: Visitor) -> dict[str, UUID]:
    """The visitor's municipalities, each with the traject to which something of its network is said."""
    latest = (trajects.c.ended, trajects.c.created_on.desc().nulls_last(), trajects.c.id)
    query = (
        select(trajects.c.municipality, trajects.c.id)
        .ext(distinct_on(trajects.c.municipality))
        .where(visitor.sees())
        .order_by(trajects.c.municipality, *latest)
    )
    return {row.municipality: row.id for row in session.execute(query)}


def running(session: ReadSession, visitor: Visitor) -> Sequence[Any]:
    """Trajects of the visitor that are under way, for the way to their matching."""
    under_way = trajects.c.phase.in_(("preparation", "kick_off", "programme"))
    query = select(trajects.c.id, trajects.c.key, trajects.c.municipality).where(visitor.sees(), under_way)
    return session.execute(query.order_by(trajects.c.created_on.desc().nulls_last(), trajects.c.id).limit(20)).all()


def one(session: ReadSession, identity: UUID) -> Row[Any]:
    """An organisation that is known to be there."""
    return session.execute(select(organisations).where(organisations.c.id == identity)).one()


def exists(session: ReadSession, identity: UUID) -> bool:
    """Whether it is in the network already."""
    return session.execute(select(organisations.c.id).where(organisations.c.id == identity)).one_or_none() is not None


def relations(session: ReadSession, visitor: Visitor, row: Row[Any]) -> Relations:
    """All about one organisation, in as many statements whatever it did."""
    ids = list(session.execute(_TRAJECTS_OF, {"organisation": str(row.id)}).scalars())
    theirs = _visible(session, visitor, ids)
    readable = load_readable(session, list(theirs)).values()
    found = {each.traject: fold(each.log, each.people, each.traject) for each in readable}
    visits = [visit for each, situation in found.items() for visit in _visits(each, theirs[each], situation, row.id)]
    visitors = {who for visit in visits for who, was in visit.session.attendance.items() if was is Presence.PRESENT}
    mentored = {who for situation in found.values() for who, state in situation.participants.items()
                if state.mentor == row.id}  # fmt: skip
    everybody = wishes(session, visitor, municipality=row.municipality)
    suggested = [
        Person(
            each.id, each.name, each.traject, each.traject_key, each.wish, fit, each.id in visitors, each.id in mentored
        )
        for each in everybody
        if (fit := fits(each.wish, about(row)))
    ]
    suggested.sort(key=lambda person: (person.been_there or person.mentored, -len(person.fits), person.name))
    newest = sorted(visits, key=lambda visit: visit.session.day, reverse=True)
    return Relations(newest, _named(session, visitor, mentored), suggested)


def _visible(session: ReadSession, visitor: Visitor, ids: Sequence[UUID]) -> dict[UUID, str]:
    query = select(trajects.c.id, trajects.c.key).where(trajects.c.id.in_(ids), visitor.sees())
    latest = query.order_by(trajects.c.created_on.desc().nulls_last()).limit(MOST_TRAJECTS)
    return {row.id: row.key for row in session.execute(latest)}


def _visits(traject: UUID, key: str, situation: Situation, organisation: UUID) -> list[Visit]:
    hosted = [each for each in situation.sessions.values() if each.organisation == organisation]
    return [
        Visit(
            traject, key, each, sum(was is Presence.PRESENT for was in each.attendance.values()), len(each.attendance)
        )
        for each in hosted
        if each.status is not SessionStatus.CANCELLED
    ]


def _named(session: ReadSession, visitor: Visitor, ids: set[UUID]) -> list[Person]:
    query = (
        select(participants.c.id, participants.c.key, trajects.c.id.label("traject_id"), *people.COLUMNS)
        .add_columns(trajects.c.key.label("traject_key"))
        .join_from(participants, trajects, trajects.c.id == participants.c.traject_id)
        .outerjoin(people_table, people_table.c.participant_id == participants.c.id)
        .where(visitor.sees(), participants.c.id.in_(ids))
    )
    found = [
        Person(row.id, people.called(visitor, row, row.key), row.traject_id, row.traject_key)
        for row in session.execute(query)
    ]
    return sorted(found, key=lambda person: person.name)
