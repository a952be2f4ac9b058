"""Whom mail goes to: accounts with what they may see, and what they want to be told."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, select

from domain.calendar import is_working_day
from domain.texts import Language
from storage.queries.whose import sees_all
from storage.tables import account_scopes, accounts

Frequency = Literal["daily", "weekly", "never"]
LEAD, ADMINISTRATOR = "project_lead", "administrator"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who can be written to: `storage.queries.whose.Somebody`, with an address and wishes."""

    account: UUID
    email: str
    name: str
    language: Language
    staff: UUID | None
    roles: frozenset[str]
    everywhere: bool
    municipalities: frozenset[str]
    trajects: frozenset[UUID]
    digest: Frequency = "daily"
    urgent: bool = True
    invitations: bool = True

    def wants_digest(self, today: date) -> bool:
        """Whether this is a day on which they are told what there is to do."""
        if not is_working_day(today) or self.digest == "never":
            return False
        return self.digest == "daily" or today == _first_working_day(today)


def everybody(session: Connection) -> list[Recipient]:
    """All who have an open account, in the order of their ids."""
    return _recipients(session, ())


def some(session: Connection, ids: Iterable[UUID]) -> list[Recipient]:
    """Those of these accounts that are open."""
    return _recipients(session, (accounts.c.id.in_(list(ids)),))


def of_staff(session: Connection, staff: Iterable[UUID]) -> list[Recipient]:
    """The open accounts of these colleagues."""
    return _recipients(session, (accounts.c.staff_id.in_(list(staff)),))


def _first_working_day(today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    return next(day for day in (monday + timedelta(days=n) for n in range(7)) if is_working_day(day) or day == today)


def _recipients(session: Connection, conditions: Sequence[Any]) -> list[Recipient]:
    query = select(accounts).where(accounts.c.disabled_at.is_(None), *conditions).order_by(accounts.c.id)
    rows = session.execute(query).all()
    towns: dict[UUID, set[str]] = defaultdict(set)
    groups: dict[UUID, set[UUID]] = defaultdict(set)
    scopes = select(account_scopes).where(account_scopes.c.account_id.in_([row.id for row in rows]))
    for scope in session.execute(scopes):
        if scope.municipality is not None:
            towns[scope.account_id].add(scope.municipality)
        if scope.traject_id is not None:
            groups[scope.account_id].add(scope.traject_id)
    return [_recipient(row, towns[row.id], groups[row.id]) for row in rows]


def _recipient(row: Any, towns: set[str], groups: set[UUID]) -> Recipient:  # noqa: ANN401 - a row of accounts
    return Recipient(
        account=row.id,
        email=row.email,
        name=row.name,
        language=row.language,
        staff=row.staff_id,
        roles=frozenset(row.roles),
        everywhere=sees_all(row.roles, everywhere=row.everywhere),
        municipalities=frozenset(towns),
        trajects=frozenset(groups),
        digest=row.digest,
        urgent=row.urgent,
        invitations=row.invitations,
    )
