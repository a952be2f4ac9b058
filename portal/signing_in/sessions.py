"""Where somebody is signed in: a row in Postgres, so that it can be ended from here at once.

The browser has a random text; we have its hash, so that who reads the table cannot be anybody.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    LargeBinary,
    Select,
    Text,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from portal.settings import IDLE, LONGEST
from portal.visitor import Role, Visitor
from storage.engine import ReadSession, WriteSession
from storage.queries.whose import sees_all
from storage.tables import account_scopes, accounts, web_sessions

COOKIE = "traject"
_TOUCH = timedelta(minutes=5)
"""How old the last sign of life may be before it is written again."""


def begin(session: WriteSession, account: UUID, now: datetime) -> str:
    """Sign somebody in; gives the text for the cookie. Sessions that are over are removed."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(web_sessions).where(web_sessions.c.expires_at < now))
    row = {"id": _id(token), "account_id": account, "created_at": now, "seen_at": now, "expires_at": now + LONGEST}
    session.execute(insert(web_sessions).values(row))
    return token


def end(session: WriteSession, identity: bytes) -> None:
    """Sign out here."""
    session.execute(delete(web_sessions).where(web_sessions.c.id == identity))


def end_all(session: WriteSession, account: UUID, but: bytes = b"") -> None:
    """Sign somebody out everywhere, but for one session."""
    session.execute(delete(web_sessions).where(web_sessions.c.account_id == account, web_sessions.c.id != but))


def visitor(session: ReadSession, token: str, now: datetime) -> tuple[Visitor, bool] | None:
    """Who has this cookie, and whether a sign of life is due; None when it is over or was ended."""
    row = session.execute(_WHO, {"session": _id(token), "now": now, "idle": now - IDLE}).one_or_none()
    return None if row is None else (as_visitor(row, bytes(row.id)), now - row.seen_at > _TOUCH)


def touch(session: WriteSession, identity: bytes, now: datetime) -> None:
    """A sign of life."""
    session.execute(update(web_sessions).where(web_sessions.c.id == identity).values(seen_at=now))


def _id(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def of_accounts(*columns: ColumnElement[Any]) -> Select[Any]:
    """Accounts that are in use, each with what `as_visitor` needs and these columns of a table to be joined."""
    scopes = account_scopes.c
    return (
        select(
            *columns,
            accounts.c.id.label("account"),
            accounts.c.staff_id,
            accounts.c.name,
            accounts.c.roles,
            accounts.c.everywhere,
            accounts.c.language,
            accounts.c.must_change,
            func.array_agg(scopes.municipality, type_=ARRAY(Text)).label("municipalities"),
            func.array_agg(scopes.traject_id, type_=ARRAY(Uuid)).label("trajects"),
        )
        .select_from(accounts)
        .outerjoin(account_scopes, scopes.account_id == accounts.c.id)
        .where(accounts.c.disabled_at.is_(None))
        .group_by(accounts.c.id, *columns)
    )


def _statement() -> Select[Any]:
    return (
        of_accounts(web_sessions.c.id, web_sessions.c.seen_at)
        .join(web_sessions, web_sessions.c.account_id == accounts.c.id)
        .where(web_sessions.c.id == bindparam("session", type_=LargeBinary))
        .where(web_sessions.c.expires_at > bindparam("now", type_=DateTime(timezone=True)))
        .where(web_sessions.c.seen_at > bindparam("idle", type_=DateTime(timezone=True)))
    )


def as_visitor(row: Any, session: bytes = b"") -> Visitor:  # noqa: ANN401 - a row of `of_accounts`
    """The account of a row, as pages know it."""
    return Visitor(
        account=row.account,
        staff=row.staff_id,
        name=row.name,
        roles=frozenset(map(Role, row.roles)),
        municipalities=frozenset(name for name in row.municipalities if name is not None),
        trajects=frozenset(traject for traject in row.trajects if traject is not None),
        everywhere=sees_all(row.roles, everywhere=row.everywhere),
        language="en" if row.language == "en" else "nl",
        must_change=row.must_change,
        session=session,
    )


_WHO = _statement()
