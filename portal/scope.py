"""Which objects in an address a visitor may see: whatever is named there must lie in a traject that is theirs."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true

from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.tables import organisations, participants, sessions, tasks, trajects

Ask = Callable[[UUID, Visitor], Select[Any]]


def _of_traject(identity: UUID, visitor: Visitor) -> Select[Any]:
    return select(trajects.c.id).where(trajects.c.id == identity, visitor.sees())


def _of_participant(identity: UUID, visitor: Visitor) -> Select[Any]:
    query = select(trajects.c.id).join(participants, participants.c.traject_id == trajects.c.id)
    return query.where(participants.c.id == identity, visitor.sees())


def _of_session(identity: UUID, visitor: Visitor) -> Select[Any]:
    query = select(trajects.c.id).join(sessions, sessions.c.traject_id == trajects.c.id)
    return query.where(sessions.c.id == identity, visitor.sees())


def _of_task(identity: UUID, visitor: Visitor) -> Select[Any]:
    query = select(trajects.c.id).join(tasks, tasks.c.traject_id == trajects.c.id)
    return query.where(tasks.c.id == identity, visitor.sees())


IN_A_TRAJECT: Mapping[str, Ask] = {
    "traject": _of_traject,
    "participant": _of_participant,
    "session": _of_session,
    "task": _of_task,
}
"""Names of path parameters that are checked by themselves."""
OBJECTS = frozenset({*IN_A_TRAJECT, "organisation"})


def may_see(session: ReadSession, visitor: Visitor, named: Mapping[str, UUID]) -> bool:
    """Whether all these objects exist, belong to one traject and may be seen."""
    found: set[UUID] = set()
    for name, identity in named.items():
        if name == "organisation":
            if not _knows_organisation(session, visitor, identity):
                return False
            continue
        traject = session.execute(IN_A_TRAJECT[name](identity, visitor)).scalar_one_or_none()
        if traject is None:
            return False
        found.add(traject)
    return len(found) <= 1


def municipalities(visitor: Visitor) -> ColumnElement[bool]:
    """The rows of `organisations` that lie in a municipality of theirs, or of one of their trajects."""
    if visitor.everywhere:
        return true()
    name = func.lower(organisations.c.municipality)
    theirs = exists().where(func.lower(trajects.c.municipality) == name, visitor.sees())
    return or_(name.in_(sorted(visitor.municipalities)), theirs)


def _knows_organisation(session: ReadSession, visitor: Visitor, identity: UUID) -> bool:
    query = select(organisations.c.id).where(organisations.c.id == identity, municipalities(visitor))
    return session.execute(query).one_or_none() is not None
