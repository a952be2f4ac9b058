"""Whose trajects and tasks these are, for every reader: lists in the portal, and mail about the same lists."""

from collections.abc import Collection
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from domain.terms import Role
from storage.tables import tasks, trajects

Condition = ColumnElement[bool]
Columns = Any
"""The columns of `tasks`, or of an alias of it."""

_NAMED = {Role.COORDINATOR: "coordinator_id", Role.TRAINER: "trainer_id"}
_BY_NAME = frozenset(role.value for role in _NAMED)
_others = trajects.alias("others")


class Somebody(Protocol):
    """Somebody with an account. `municipalities` are in small letters; `everywhere` is all of them."""

    @property
    def staff(self) -> UUID | None: ...
    @property
    def roles(self) -> Collection[str]: ...
    @property
    def municipalities(self) -> Collection[str]: ...
    @property
    def trajects(self) -> Collection[UUID]: ...
    @property
    def everywhere(self) -> bool: ...


def sees_all(roles: Collection[str], *, everywhere: bool) -> bool:
    """Whether an account for all municipalities sees them all.

    Not when it has roles of both kinds: a project lead may look everywhere because it is by initials, a coordinator
    sees names because it is their own municipality. Together that would be everybody's name, with no reason asked.
    """
    theirs = {str(role) for role in roles}
    return everywhere and (theirs <= _BY_NAME or theirs.isdisjoint(_BY_NAME))


def sees(who: Somebody) -> Condition:
    """The rows of `trajects` that they may see; join it in every query about them."""
    if who.everywhere:
        return true()
    ways: list[Condition] = [
        func.lower(trajects.c.municipality).in_(sorted(who.municipalities)),
        trajects.c.id.in_(sorted(who.trajects)),
    ]
    if who.staff is not None:
        ways += [trajects.c.coordinator_id == who.staff, trajects.c.trainer_id == who.staff]
    return or_(*ways)


def roles(who: Somebody) -> list[Role]:
    """The roles of tasks that are theirs."""
    theirs = {str(role) for role in who.roles}
    return [role for role in Role if role.value in theirs]


def mine(who: Somebody, task: Columns = tasks.c) -> Condition:
    """What they took, and what nobody took of their roles in their trajects; `trajects` must be among the tables."""
    ways = [and_(task.assignee.is_(None), task.role == role, of_role(who, role)) for role in roles(who)]
    if who.staff is not None:
        ways.append(task.assignee == who.staff)
    return or_(false(), *ways)


def of_role(who: Somebody, role: Role) -> Condition:
    """Trajects that name them in this role or nobody: those would be on no list; all they see, if none names them."""
    if who.staff is None or role not in _NAMED:
        return true()
    named = _NAMED[role]
    anywhere = exists(select(_others.c.id).where(_others.c[named] == who.staff))
    return or_(trajects.c[named] == who.staff, trajects.c[named].is_(None), ~anywhere)
