"""Mail that did not arrive as work for somebody: whoever manages accounts mends it, a coordinator tells it on.

These are no rows of `tasks`: those follow from the facts of a traject (decision 24).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, cast, select

from domain.calendar import add_working_days, amsterdam_day
from portal.visitor import Role, Visitor
from storage.engine import ReadSession
from storage.tables import accounts, outbox, sessions, trajects

WORKING_DAYS = 2
"""From the day on which it failed."""
MOST = 50
"""Of a list of tasks; one more is read, so that whoever shows it knows whether there are others."""
_o = outbox.c


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A mail that somebody must see to by `due`; `traject` is what an invitation was about."""

    mail: UUID
    kind: str
    name: str
    email: str
    why: str
    due: date
    traject: UUID | None
    traject_key: str | None
    session_kind: str | None
    day: date | None


def to_mend(session: ReadSession, visitor: Visitor) -> list[Undelivered]:
    """The longest first, at most one above `MOST`, for an administrator; nothing for anybody else."""
    if not visitor.has({Role.ADMINISTRATOR}):
        return []
    return _found(session, _failed().limit(MOST + 1))


def to_tell(session: ReadSession, visitor: Visitor, today: date) -> list[Undelivered]:
    """Invitations of colleagues to sessions of a coordinator's trajects that are not over yet."""
    if not visitor.has({Role.COORDINATOR}):
        return []
    of_colleagues = (trajects.c.id.is_not(None), visitor.sees(), _o.account_id != visitor.account)
    return _found(session, _failed().where(*of_colleagues, _o.payload["day"].astext >= today.isoformat()))


def _failed() -> Select[Any]:
    about = cast(_o.payload["session"].astext, Uuid)
    return (
        select(_o.id, _o.payload, _o.last_error, _o.failed_at, accounts.c.name, accounts.c.email)
        .add_columns(trajects.c.id.label("traject"), trajects.c.key)
        .join(accounts, accounts.c.id == _o.account_id)
        .outerjoin(sessions, sessions.c.id == about)
        .outerjoin(trajects, trajects.c.id == sessions.c.traject_id)
        .where(_o.failed_at.is_not(None))
        .order_by(_o.seq)
    )


def _found(session: ReadSession, query: Select[Any]) -> list[Undelivered]:
    rows: Sequence[Row[Any]] = session.execute(query).all()
    return [_undelivered(row) for row in rows]


def _undelivered(row: Row[Any]) -> Undelivered:
    about = row.payload if row.traject is not None else {}
    return Undelivered(
        mail=row.id,
        kind=row.payload["kind"],
        name=row.name,
        email=row.email,
        why=row.last_error,
        due=add_working_days(amsterdam_day(row.failed_at), WORKING_DAYS),
        traject=row.traject,
        traject_key=row.key,
        session_kind=about.get("session_kind"),
        day=date.fromisoformat(about["day"]) if about else None,
    )
