"""Files that somebody handed in, on their way into the log. What is in them is encrypted before it gets here.

The content is gone once it has been taken in, and at the latest a day after it came (`forget`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, and_, case, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.engine import WriteSession
from storage.tables import uploads

KEPT = timedelta(days=1)
SILENT = timedelta(seconds=30)
"""Who has not given a sign of life for so long has stopped: another may take over its work."""
_WAITING = ("received", "wanted")
_OF_ONE = (uploads.c.id, uploads.c.account_id, uploads.c.state, uploads.c.content)
_NOTHING_LEFT = {"content": None, "alive_at": None}
_TO_DO = and_(uploads.c.state.in_(_WAITING), uploads.c.content.is_not(None))


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do with a file: check it (`received`) or take it in (`wanted`)."""

    id: UUID
    account: UUID
    state: str
    content: bytes


def add(session: WriteSession, identity: UUID, account: UUID, content: bytes, now: datetime) -> bool:
    """A new file; false when it was handed in before (the same form, sent twice)."""
    row = {"id": identity, "account_id": account, "content": content, "created_at": now}
    new = insert(uploads).values(row).on_conflict_do_nothing().returning(uploads.c.id)
    return session.execute(new).one_or_none() is not None


def claim(session: WriteSession, now: datetime) -> Job | None:
    """The oldest work that nobody does, as ours from now on."""
    free = or_(uploads.c.alive_at.is_(None), uploads.c.alive_at < now - SILENT)
    oldest = select(uploads.c.id).where(_TO_DO, free).order_by(uploads.c.created_at).limit(1)
    row = session.execute(
        update(uploads)
        .where(uploads.c.id == oldest.with_for_update(skip_locked=True).scalar_subquery())
        .values(alive_at=now)
        .returning(*_OF_ONE)
    ).one_or_none()
    return None if row is None else Job(row.id, row.account_id, row.state, bytes(row.content))


def keep_alive(session: WriteSession, identity: UUID, now: datetime, done: int, total: int) -> None:
    """A sign of life, with how many trajects are done; none once there is nothing left to do."""
    at_work = and_(uploads.c.id == identity, uploads.c.state.in_(_WAITING))
    session.execute(update(uploads).where(at_work).values(alive_at=now, done=done, total=total))


def release(session: WriteSession, job: Job) -> None:
    """No longer ours, and not done: whoever comes next need not wait until we are silent."""
    session.execute(update(uploads).where(_as_claimed(job)).values(alive_at=None))


def _as_claimed(job: Job) -> ColumnElement[bool]:
    return and_(uploads.c.id == job.id, uploads.c.state == job.state)


def is_waiting(session: Connection) -> bool:
    """Whether there is work, somebody doing it or not."""
    return bool(session.execute(select(exists().where(_TO_DO))).scalar_one())


def checked(session: WriteSession, identity: UUID, findings: bytes) -> None:
    """It can be read; now its owner looks at what was found."""
    values = {"state": "checked", "findings": findings, "alive_at": None}
    session.execute(update(uploads).where(uploads.c.id == identity, uploads.c.state == "received").values(values))


def end(session: WriteSession, job: Job, state: str, findings: bytes | None, now: datetime) -> None:
    """The way ends here, one way or another; the content is gone. What went on or ended meanwhile is left as it is."""
    values = {**_NOTHING_LEFT, "state": state, "findings": findings, "ended_at": now}
    session.execute(update(uploads).where(_as_claimed(job)).values(values))


def want(session: WriteSession, identity: UUID) -> bool:
    """Its owner wants it taken in; false when it is not there to be wanted (any more)."""
    ready = and_(uploads.c.id == identity, uploads.c.state == "checked", uploads.c.content.is_not(None))
    return session.execute(update(uploads).where(ready).values(state="wanted")).rowcount == 1


def drop(session: WriteSession, identity: UUID, now: datetime) -> bool:
    """Its owner does not want it, or said so before; false when it is being taken in, or ended in another way."""
    early = and_(uploads.c.id == identity, uploads.c.state.in_(("received", "checked", "dropped")))
    ended = func.coalesce(uploads.c.ended_at, now)
    values = {**_NOTHING_LEFT, "state": "dropped", "findings": None, "ended_at": ended}
    return session.execute(update(uploads).where(early).values(values)).rowcount == 1


def forget(session: WriteSession, now: datetime) -> int:
    """Destroy what has lain here for `KEPT`; how many files that were.

    Of a `wanted` one trajects may be in: that has failed, and was not dropped with nothing changed.
    """
    old = and_(uploads.c.created_at < now - KEPT, uploads.c.content.is_not(None))
    state = case((uploads.c.state == "wanted", "failed"), else_="dropped")
    values = {**_NOTHING_LEFT, "state": state, "findings": None, "ended_at": now}
    return int(session.execute(update(uploads).where(old).values(values)).rowcount)


def of_account(session: Connection, account: UUID, identity: UUID) -> Row[Any] | None:
    """Somebody's own file, without its content."""
    mine = and_(uploads.c.id == identity, uploads.c.account_id == account)
    return session.execute(select(*_WITHOUT_CONTENT).where(mine)).one_or_none()


def latest(session: Connection, account: UUID, most: int = 10) -> Sequence[Row[Any]]:
    """Somebody's own files, newest first."""
    query = select(*_WITHOUT_CONTENT).where(uploads.c.account_id == account)
    return session.execute(query.order_by(uploads.c.created_at.desc()).limit(most)).all()


_WITHOUT_CONTENT = tuple(column for column in uploads.c if column.name != "content")
