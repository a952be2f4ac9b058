"""Whose work can be handed over to whom: the trajects that name a colleague, and the open tasks that they took."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, exists, func, literal, or_, select, tuple_, union, union_all

from domain.facts import AnyFact, StaffNamed, TaskClaimed
from domain.terms import StaffRole
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.queries.whose import sees_all
from storage.tables import account_scopes, accounts, staff, tasks, trajects

SIZE = 50
"""Colleagues on a page."""
NAMED: Mapping[StaffRole, ColumnElement[UUID | None]] = {
    StaffRole.COORDINATOR: trajects.c.coordinator_id,
    StaffRole.TRAINER: trajects.c.trainer_id,
}
"""The roles that a traject keeps the name of."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody at work, by their staff id."""

    staff: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Load:
    """How many trajects name a colleague, and how many open tasks they took."""

    colleague: Colleague
    trajects: int
    tasks: int


@dataclass(frozen=True, slots=True)
class Claim:
    """An open task that somebody took."""

    task: UUID
    participant: UUID | None
    role: str

    def fact(self, to: UUID) -> AnyFact:
        """It is somebody else's now."""
        return TaskClaimed(task=self.task, participant=self.participant, staff=to)


@dataclass(frozen=True, slots=True)
class Work:
    """What there is of one traject: who is named, and by who took them the open tasks."""

    traject: UUID
    key: str
    municipality: str
    named: Mapping[StaffRole, Colleague | None]
    taken: Mapping[UUID, Sequence[Claim]]

    def roles_of(self, who: UUID) -> list[StaffRole]:
        """As what a colleague is named here."""
        return [role for role, one in self.named.items() if one is not None and one.staff == who]

    def roles_for(self, who: UUID) -> set[StaffRole]:
        """As what somebody must be able to work here, to take over what a colleague has."""
        taken = {claim.role for claim in self.taken.get(who, ())}
        return {*self.roles_of(who), *(role for role in NAMED if role.value in taken)}


def work_of(session: ReadSession, visitor: Visitor, traject: UUID) -> Work | None:
    """One traject's; None where they may not see it."""
    return next(iter(_work(session, visitor, trajects.c.id == traject)), None)


def work_of_colleague(session: ReadSession, visitor: Visitor, who: UUID) -> list[Work]:
    """Every traject that names somebody, or where they took an open task; two statements."""
    took = exists().where(tasks.c.traject_id == trajects.c.id, tasks.c.state == "open", tasks.c.assignee == who)
    return _work(session, visitor, or_(trajects.c.coordinator_id == who, trajects.c.trainer_id == who, took))


def _work(session: ReadSession, visitor: Visitor, which: ColumnElement[bool]) -> list[Work]:
    coordinator, trainer = staff.alias("coordinator"), staff.alias("trainer")
    query = (
        select(trajects, _name(coordinator).label("coordinator"), _name(trainer).label("trainer"))
        .outerjoin(coordinator, coordinator.c.id == trajects.c.coordinator_id)
        .outerjoin(trainer, trainer.c.id == trajects.c.trainer_id)
        .where(which, visitor.sees())
        .order_by(func.lower(trajects.c.municipality), trajects.c.key, trajects.c.id)
    )
    rows = session.execute(query).all()
    taken = _taken(session, [row.id for row in rows])
    return [Work(row.id, row.key, row.municipality, _named(row), taken.get(row.id, {})) for row in rows]


def _taken(session: ReadSession, ids: Sequence[UUID]) -> Mapping[UUID, Mapping[UUID, list[Claim]]]:
    query = select(tasks.c.traject_id, tasks.c.assignee, tasks.c.id, tasks.c.participant_id, tasks.c.role).where(
        tasks.c.traject_id.in_(ids), tasks.c.state == "open", tasks.c.assignee.is_not(None)
    )
    found: dict[UUID, dict[UUID, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for row in session.execute(query.order_by(tasks.c.id)):
        found[row.traject_id][row.assignee].append(Claim(row.id, row.participant_id, row.role))
    return found


def _named(row: Any) -> dict[StaffRole, Colleague | None]:  # noqa: ANN401 - a row of `_work`
    both = {
        StaffRole.COORDINATOR: (row.coordinator_id, row.coordinator),
        StaffRole.TRAINER: (row.trainer_id, row.trainer),
    }
    return {role: None if who is None else Colleague(who, name) for role, (who, name) in both.items()}


def _name(table: Any) -> ColumnElement[str]:  # noqa: ANN401 - `staff`, or an alias of it
    return func.coalesce(table.c.name, table.c.email)


Able = Mapping[StaffRole, Mapping[Colleague, frozenset[str] | None]]
"""By role who can have it, by name, and in which municipalities, in small letters; None is anywhere."""


def who_can_be(session: ReadSession) -> Able:
    """Everybody who can sign in with a role.

    A trainer leads groups anywhere, and sees those; a coordinator works for municipalities: those of the account, and
    where they coordinate already.
    """
    query = (
        select(accounts.c.staff_id, accounts.c.name, accounts.c.roles, accounts.c.everywhere)
        .where(accounts.c.disabled_at.is_(None), accounts.c.staff_id.is_not(None))
        .order_by(func.lower(accounts.c.name), accounts.c.id)
    )
    rows, towns = session.execute(query).all(), _towns(session)
    for_all = {row.staff_id for row in rows if sees_all(row.roles, everywhere=row.everywhere)}
    return {
        role: {
            Colleague(row.staff_id, row.name): None if anywhere or row.staff_id in for_all else towns[row.staff_id]
            for row in rows
            if role.value in row.roles
        }
        for role, anywhere in ((StaffRole.COORDINATOR, False), (StaffRole.TRAINER, True))
    }


def _towns(session: ReadSession) -> Mapping[UUID, frozenset[str]]:
    """The municipalities of each coordinator, in small letters."""
    scopes, town = account_scopes.c, func.lower(trajects.c.municipality)
    of_account = accounts.join(account_scopes, scopes.account_id == accounts.c.id)
    query = union(
        select(accounts.c.staff_id, scopes.municipality)
        .select_from(of_account)
        .where(scopes.municipality.is_not(None)),
        select(accounts.c.staff_id, town).select_from(of_account.join(trajects, trajects.c.id == scopes.traject_id)),
        select(trajects.c.coordinator_id, town).where(trajects.c.coordinator_id.is_not(None)),
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for who, name in session.execute(query):
        found[who].add(name)
    return defaultdict(frozenset, {who: frozenset(names) for who, names in found.items()})


def able_in(able: Able, role: StaffRole, municipality: str) -> list[Colleague]:
    """Who can have a role in a municipality, by name."""
    town = municipality.lower()
    return [one for one, towns in able[role].items() if towns is None or town in towns]


def who_has_work(
    session: ReadSession,
    visitor: Visitor,
    municipality: str | None = None,
    after: UUID | None = None,
    size: int = SIZE,
) -> tuple[list[Load], UUID | None]:
    """One page of everybody that a traject names or who took an open task, by name; one statement."""
    where = [visitor.sees()]
    if municipality is not None:
        where.append(func.lower(trajects.c.municipality) == municipality.lower())
    work, order = _work_by_colleague(where), (func.lower(_name(staff)), staff.c.id)
    query = select(staff.c.id, _name(staff), work.c.trajects, work.c.tasks).join(work, work.c.who == staff.c.id)
    if after is not None:
        query = query.where(tuple_(*order) > select(*order).where(staff.c.id == after).scalar_subquery())
    rows = session.execute(query.order_by(*order).limit(size + 1)).all()
    found = [Load(Colleague(who, name), named, took) for who, name, named, took in rows[:size]]
    return found, found[-1].colleague.staff if len(rows) > size else None


def _work_by_colleague(where: Sequence[ColumnElement[bool]]) -> Subquery:
    """Who is coordinator and trainer of one traject has one traject."""
    named = union(*(select(trajects.c.id, column.label("who")).where(*where) for column in NAMED.values())).subquery()
    took = select(literal(0), literal(1), tasks.c.assignee).join(trajects, trajects.c.id == tasks.c.traject_id)
    each = union_all(
        select(literal(1).label("trajects"), literal(0).label("tasks"), named.c.who),
        took.where(tasks.c.state == "open", *where),
    ).subquery()
    summed = [func.sum(each.c[name]).label(name) for name in ("trajects", "tasks")]
    return select(each.c.who, *summed).where(each.c.who.is_not(None)).group_by(each.c.who).subquery()


def colleague(session: ReadSession, who: UUID) -> Colleague | None:
    """By their id."""
    row = session.execute(select(staff.c.id, _name(staff)).where(staff.c.id == who)).one_or_none()
    return None if row is None else Colleague(*row)


def named_instead(work: Work, role: StaffRole, to: UUID, on: date) -> list[AnyFact]:
    """What must be said to name somebody for a role, and give them the tasks of it that the one before took."""
    before = work.named[role]
    if before is not None and before.staff == to:
        return []
    claims = work.taken.get(before.staff, ()) if before is not None else ()
    theirs = [claim for claim in claims if claim.role == role]
    return [StaffNamed(role=role, staff=to, on=on), *(claim.fact(to) for claim in theirs)]


def all_instead(work: Work, who: UUID, to: UUID, on: date) -> list[AnyFact]:
    """What must be said to give somebody else everything of one colleague; nothing where that is done."""
    names = [StaffNamed(role=role, staff=to, on=on) for role in work.roles_of(who)]
    return [*names, *(claim.fact(to) for claim in work.taken.get(who, ()))]
