"""What was sent, what waits and what did not arrive: mail as whoever looks after it reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, select

from storage.engine import ReadSession
from storage.tables import accounts, outbox

LINES = 50
_o = outbox.c


class State(StrEnum):
    """What became of a mail."""

    WAITING = "wacht"
    AGAIN = "opnieuw"
    SENT = "verstuurd"
    DROPPED = "vervallen"
    FAILED = "mislukt"


_UNTIL_NOW = and_(_o.sent_at.is_(None), _o.failed_at.is_(None), _o.dropped_at.is_(None))
_IS: Mapping[State, ColumnElement[bool]] = {
    State.SENT: _o.sent_at.is_not(None),
    State.FAILED: _o.failed_at.is_not(None),
    State.DROPPED: _o.dropped_at.is_not(None),
    State.AGAIN: and_(_UNTIL_NOW, _o.attempts > 0),
    State.WAITING: and_(_UNTIL_NOW, _o.attempts == 0),
}


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail in the list: for whom, of which kind, how it stands and why."""

    id: UUID
    seq: int
    name: str
    email: str
    kind: str
    state: State
    created_at: datetime
    at: datetime
    attempts: int
    why: str | None


_COLUMNS = tuple(field.name for field in fields(Mail))


def listed(
    session: ReadSession, state: State | None, after: int | None, size: int = LINES
) -> tuple[Sequence[Mail], int | None]:
    """One page of mails, the latest first, and where the next one begins."""
    query = _mails()
    if state is not None:
        query = query.where(_IS[state])
    if after is not None:
        query = query.where(_o.seq < after)
    rows = [_mail(row) for row in session.execute(query.order_by(_o.seq.desc()).limit(size + 1))]
    return rows[:size], (rows[size - 1].seq if len(rows) > size else None)


def one(session: ReadSession, mail: UUID) -> Mail | None:
    """One mail."""
    row = session.execute(_mails().where(_o.id == mail)).one_or_none()
    return None if row is None else _mail(row)


def last_failure(session: ReadSession, account: UUID) -> Mail | None:
    """The latest mail to somebody, if that one did not arrive."""
    row = session.execute(_mails().where(_o.account_id == account).order_by(_o.seq.desc()).limit(1)).one_or_none()
    mail = None if row is None else _mail(row)
    return mail if mail is not None and mail.state is State.FAILED else None


def failures(session: ReadSession) -> int:
    """How many wait for a person."""
    return session.execute(select(func.count()).where(_IS[State.FAILED])).scalar_one()


def _mails() -> Select[Any]:
    state = case(*((condition, literal(state.value)) for state, condition in _IS.items()))
    at = func.coalesce(_o.sent_at, _o.failed_at, _o.dropped_at, _o.available_at)
    return select(
        _o.id,
        _o.seq,
        accounts.c.name,
        accounts.c.email,
        _o.payload["kind"].astext,
        state,
        _o.created_at,
        at,
        _o.attempts,
        _o.last_error,
    ).join(accounts, accounts.c.id == _o.account_id)


def _mail(row: Row[Any]) -> Mail:
    columns = dict(zip(_COLUMNS, row, strict=True))
    return Mail(**{**columns, "state": State(columns["state"])})
