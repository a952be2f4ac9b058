"""What registering somebody needs to know: the next key of a traject, and who may be the same person."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, or_, select

from domain.names import sort_key
from domain.terms import TrajectPhase
from portal import people
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.tables import facts, participants, trajects
from storage.tables import people as people_table

_NUMBERED = re.compile(r"(?P<head>.*?)(?P<number>\d+)")
MOST = 200
"""Trajects to choose from in a list."""
_OPEN = (TrajectPhase.PREPARATION, TrajectPhase.KICK_OFF, TrajectPhase.PROGRAMME)


def next_key(session: ReadSession, traject: UUID) -> str:
    """How the next participant is called in lists without names: the traject's own numbering, one further."""
    own = list(session.execute(select(participants.c.key).where(participants.c.traject_id == traject)).scalars())
    numbered = [match for key in own if (match := _NUMBERED.fullmatch(key))]
    heads = Counter(match["head"] for match in numbered)
    if not heads:
        called = session.execute(select(trajects.c.key).where(trajects.c.id == traject)).scalar_one()
        return f"{called}-01"
    head = heads.most_common(1)[0][0]
    last = max((match["number"] for match in numbered if match["head"] == head), key=int)
    return f"{head}{int(last) + 1:0{len(last)}d}"


def is_taken(session: ReadSession, municipality: str, key: str) -> bool:
    """Whether somebody in the municipality has this key."""
    query = select(participants.c.id).where(
        func.lower(participants.c.municipality) == func.lower(municipality), participants.c.key == key
    )
    return session.execute(query).first() is not None


@dataclass(frozen=True, slots=True)
class Likeness:
    """Somebody with the same name who may be the same person. `visible`: the visitor may open them."""

    id: UUID
    name: str
    traject: str
    phase: str
    birth_date: date | None
    visible: bool


def alike(  # noqa: PLR0913, PLR0917 - a person is that many things
    session: ReadSession,
    visitor: Visitor,
    municipality: str,
    first: str,
    last: str,
    born: date | None,
    but: UUID,
    traject: UUID | None = None,
) -> list[Likeness]:
    """Who in the municipality, or one traject, has this name and no other date of birth; `but` is who is registered."""
    seen = _of_name(municipality, first, last).add_columns(visitor.sees().label("visible"))
    query = seen.where(participants.c.id != but)
    if traject is not None:
        query = query.where(participants.c.traject_id == traject)
    if born is not None:
        query = query.where(or_(people_table.c.birth_date == born, people_table.c.birth_date.is_(None)))
    return [_likeness(row, visitor) for row in session.execute(query.limit(5))]


def _of_name(municipality: str, first: str, last: str) -> Select[Any]:
    return (
        select(participants, trajects.c.key.label("traject_key"), people_table.c.birth_date, *people.COLUMNS)
        .join_from(people_table, participants, participants.c.id == people_table.c.participant_id)
        .join(trajects, trajects.c.id == participants.c.traject_id)
        .where(
            people_table.c.sort_name == sort_key(last, first),
            func.lower(participants.c.municipality) == func.lower(municipality),
        )
    )


def _likeness(row: Any, visitor: Visitor) -> Likeness:  # noqa: ANN401 - a row of `_of_name`
    name = people.called(visitor, row, row.key)
    return Likeness(row.id, name, row.traject_key, row.phase, row.birth_date, row.visible)


def registered_by(session: ReadSession, message: UUID) -> Any | None:  # noqa: ANN401 - a row of `participants`
    """Whom a message registered."""
    said = select(facts.c.participant_id).where(facts.c.message_id == message, facts.c.kind == "registered")
    return session.execute(select(participants).where(participants.c.id == said.scalar_subquery())).one_or_none()


def was_taken_back(session: ReadSession, traject: UUID, message: UUID) -> bool:
    """Whether what a message said in a traject was undone."""
    said = (facts.c.traject_id == traject, facts.c.kind == "retracted", facts.c.data["message"].astext == str(message))
    return bool(session.execute(select(exists().where(*said))).scalar_one())


def open_trajects(session: ReadSession, visitor: Visitor, but: UUID) -> Sequence[Any]:
    """Trajects that somebody can still begin in, those with the newest beginning first."""
    return session.execute(_open(visitor, but).limit(MOST)).all()


def open_traject(session: ReadSession, visitor: Visitor, identity: UUID, but: UUID) -> Any | None:  # noqa: ANN401 - a row
    """One of those, also when there are more than a list shows."""
    return session.execute(_open(visitor, but).where(trajects.c.id == identity)).one_or_none()


def _open(visitor: Visitor, but: UUID) -> Select[Any]:
    return (
        select(trajects.c.id, trajects.c.key, trajects.c.municipality, trajects.c.phase)
        .where(visitor.sees(), and_(trajects.c.phase.in_(_OPEN), trajects.c.id != but))
        .order_by(trajects.c.municipality, trajects.c.created_on.desc(), trajects.c.key)
    )
