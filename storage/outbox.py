"""What must leave, in the order in which it was written: events on which something is to be sent, and mail.

A mail is claimed for a while before it goes, so that no transaction waits for a mail server. Whoever dies in between
leaves it to be claimed anew; of one subject nothing goes before what came earlier has gone, failed or been dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.engine import ReadSession, WriteSession
from storage.tables import outbox
from storage.tables.log import MAIL

TASKS_OPENED = "nl.trajectvolger.tasks.opened"
SESSIONS_CHANGED = "nl.trajectvolger.sessions.changed"
LEASE = timedelta(minutes=5)
"""Longer than handing a mail to a server takes; then somebody else may try."""
OVERTAKEN, ACCOUNT_CLOSED = "overtaken", "account_closed"
"""Why a mail was dropped: a later one of its subject arrived, or its account was closed."""
_earlier, _later = outbox.alias("earlier"), outbox.alias("later")
_ONE_AT_A_TIME = text("SELECT pg_try_advisory_xact_lock(hashtext('outbox events'))")
_IN_TURN = text("SELECT pg_advisory_xact_lock(hashtext('outbox events'))")


def _waits(row: Any = outbox.c) -> Any:  # noqa: ANN401 - columns, a condition
    return and_(row.sent_at.is_(None), row.failed_at.is_(None), row.dropped_at.is_(None))


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to be: for whom, of which kind, and the codes from which it is written when it goes."""

    id: UUID
    account: UUID
    about: str
    payload: dict[str, Any]

    @property
    def subject(self) -> str:
        """Within it mails keep their order."""
        return f"account-{self.account}/{self.about}"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that is this worker's to send until the claim is over; `attempt` counts from one."""

    id: UUID
    account: UUID
    payload: dict[str, Any]
    attempt: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, on which something may have to be sent; ids and codes."""

    id: UUID
    topic: str
    subject: str
    data: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """A mail from which somebody was or will be told something; `untouched`: nobody has begun to send it."""

    payload: dict[str, Any]
    available_at: datetime
    untouched: bool


def queue(session: WriteSession, mails: Sequence[Mail], now: datetime, available_at: datetime | None = None) -> int:
    """Write mails that may go now, or from a moment on; one that was written before is left as it is.

    How many are new.
    """
    rows = [
        {
            "id": mail.id,
            "account_id": mail.account,
            "subject": mail.subject,
            "topic": MAIL,
            "payload": mail.payload,
            "created_at": now,
            "available_at": available_at or now,
        }
        for mail in mails
    ]
    if not rows:
        return 0
    new = insert(outbox).values(rows).on_conflict_do_nothing(index_elements=["id"]).returning(outbox.c.id)
    return len(session.execute(new).all())


def events(session: WriteSession, most: int) -> list[Event]:
    """The oldest events that nobody has looked at, locked; none while another worker has them."""
    if not session.execute(_ONE_AT_A_TIME).scalar_one():
        return []
    query = select(outbox).where(outbox.c.account_id.is_(None), _waits()).order_by(outbox.c.seq).limit(most)
    rows = session.execute(query.with_for_update(skip_locked=True)).all()
    return [Event(row.id, row.topic, row.subject, _data(row.payload), row.created_at) for row in rows]


def wait_for_turn(session: WriteSession) -> None:
    """Keep others from looking at events until this transaction ends; of two comparisons one would be too old."""
    session.execute(_IN_TURN)


def _data(payload: Any) -> dict[str, Any]:  # noqa: ANN401 -- whatever stands there
    """What an event says; nothing, where it is none."""
    found = payload.get("data") if isinstance(payload, dict) else None
    return found if isinstance(found, dict) else {}


def claim(session: WriteSession) -> Claimed | None:
    """The next mail that may go, for `LEASE`."""
    query = select(outbox).where(
        outbox.c.account_id.is_not(None),
        _waits(),
        outbox.c.available_at <= func.now(),
        ~exists().where(_earlier.c.subject == outbox.c.subject, _earlier.c.seq < outbox.c.seq, _waits(_earlier.c)),
    )
    row = session.execute(query.order_by(outbox.c.seq).limit(1).with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    attempt: int = row.attempts + 1
    _change(session, row.id, attempts=attempt, available_at=func.now() + LEASE)
    return Claimed(row.id, row.account_id, row.payload, attempt, row.created_at)


def sent(session: WriteSession, ids: Sequence[UUID]) -> None:
    """These have gone; what ended otherwise meanwhile is left.

    What failed of the same subject before needs nobody any more: the later one says how things stand.
    """
    gone = update(outbox).where(outbox.c.id.in_(ids), _waits()).values(sent_at=func.now(), last_error=None)
    session.execute(gone)
    later = exists().where(_later.c.id.in_(ids), _later.c.subject == outbox.c.subject, _later.c.seq > outbox.c.seq)
    _no_longer_needed(session, OVERTAKEN, later)


def dropped(session: WriteSession, mail: UUID, why: str) -> None:
    """There is nothing to be said any more."""
    _change(session, mail, dropped_at=func.now(), last_error=why)


def failed(session: WriteSession, mail: UUID, why: str) -> None:
    """It did not arrive, and will not be tried again of itself."""
    _change(session, mail, failed_at=func.now(), last_error=why)


def later(session: WriteSession, mail: UUID, why: str, wait: timedelta) -> None:
    """It is to be tried again after a while."""
    _change(session, mail, available_at=func.now() + wait, last_error=why)


def again(session: WriteSession, mail: UUID) -> bool:
    """Somebody wants a failed mail to be tried once more; whether it was one."""
    values = {"failed_at": None, "attempts": 0, "available_at": func.now(), "last_error": None}
    condition = (outbox.c.id == mail, outbox.c.failed_at.is_not(None))
    return session.execute(update(outbox).where(*condition).values(values)).rowcount > 0


def settled(session: WriteSession, mail: UUID) -> bool:
    """Somebody saw to a failed mail in another way; whether it was one."""
    values = {"failed_at": None, "dropped_at": func.now()}
    condition = (outbox.c.id == mail, outbox.c.failed_at.is_not(None))
    return session.execute(update(outbox).where(*condition).values(values)).rowcount > 0


def account_closed(session: WriteSession, account: UUID) -> None:
    """Nobody need see to mail for an account that is closed."""
    _no_longer_needed(session, ACCOUNT_CLOSED, outbox.c.account_id == account)


def _no_longer_needed(session: WriteSession, why: str, which: ColumnElement[bool]) -> None:
    values = {"failed_at": None, "dropped_at": func.now(), "last_error": why}
    session.execute(update(outbox).where(outbox.c.failed_at.is_not(None), which).values(values))


def forget(session: WriteSession, age: timedelta, most: int) -> int:
    """Remove mail that was sent or dropped so long ago, and events looked at by then, so many at a time; how many rows.

    What waits for a person stays.
    """
    ended = func.coalesce(outbox.c.sent_at, outbox.c.dropped_at)
    some = select(outbox.c.id).where(ended < func.now() - age).limit(most)
    return session.execute(delete(outbox).where(outbox.c.id.in_(some.scalar_subquery()))).rowcount


def how_many_failed(session: ReadSession | WriteSession) -> int:
    """Mails that wait for a person."""
    return session.execute(select(func.count()).where(outbox.c.failed_at.is_not(None))).scalar_one()


def since(session: WriteSession, account: UUID, kind: str, moment: datetime) -> list[Written]:
    """What was written to somebody of one kind since then, the newest first."""
    query = select(outbox.c.payload, outbox.c.available_at, and_(_waits(), outbox.c.attempts == 0))
    query = query.where(outbox.c.account_id == account, outbox.c.created_at >= moment)
    query = query.where(outbox.c.payload["kind"].astext == kind).order_by(outbox.c.seq.desc())
    return [Written(*row) for row in session.execute(query)]


def _change(session: WriteSession, mail: UUID, **values: Any) -> None:  # noqa: ANN401 - columns
    session.execute(update(outbox).where(outbox.c.id == mail, _waits()).values(**values))
