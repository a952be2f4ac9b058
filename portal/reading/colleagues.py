"""To whom work can be handed over: whoever can sign in and may see all the trajects that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import any_, exists, func, or_, select

from portal.visitor import Role
from storage.engine import ReadSession
from storage.queries.whose import sees_all
from storage.tables import account_scopes, accounts, trajects

_WORKING = (Role.COORDINATOR, Role.TRAINER, Role.PROJECT_LEAD)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with an account, by their staff id."""

    staff: UUID
    name: str
    roles: tuple[Role, ...]


def colleagues(session: ReadSession, about: Sequence[UUID], besides: UUID | None = None) -> list[Colleague]:
    """Everybody who may see all these trajects, by name; `besides` is left out."""
    scopes = account_scopes.c
    own_scope = (
        exists()
        .where(scopes.account_id == accounts.c.id)
        .where(or_(scopes.traject_id == trajects.c.id, scopes.municipality == func.lower(trajects.c.municipality)))
        .correlate(accounts, trajects)
    )
    named = or_(trajects.c.coordinator_id == accounts.c.staff_id, trajects.c.trainer_id == accounts.c.staff_id)
    hidden = exists().where(trajects.c.id.in_(about), ~own_scope, named.is_not(True)).correlate(accounts)
    query = (
        select(accounts.c.staff_id, accounts.c.name, accounts.c.roles, accounts.c.everywhere, (~hidden).label("own"))
        .where(
            accounts.c.disabled_at.is_(None),
            accounts.c.staff_id.is_not(None),
            or_(*(any_(accounts.c.roles) == role.value for role in _WORKING)),
        )
        .order_by(func.lower(accounts.c.name), accounts.c.id)
    )
    rows = [row for row in session.execute(query) if row.own or sees_all(row.roles, everywhere=row.everywhere)]
    return [Colleague(row.staff_id, row.name, _roles(row.roles)) for row in rows if row.staff_id != besides]


def _roles(names: Sequence[str]) -> tuple[Role, ...]:
    return tuple(role for role in _WORKING if role.value in names)
