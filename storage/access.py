"""The log of who saw or changed somebody's data: it only grows, and a chain of hashes shows if anybody tampered.

A row is written with what it is about, at the cost of one insert (a change comes with its message: `storage.journal`),
and joins the chain a moment later (`seal`): so nobody waits for anybody. What says whom a row is about is in the chain
as a digest under a nonce; both can be erased with a person, and the chain still holds.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Connection, Row, bindparam, func, insert, literal, select, text, update

from storage.engine import WriteSession
from storage.tables import access_log, participants, receipts

BEGIN = bytes(32)
"""What the first row of the chain follows."""
NONCE_BYTES = 16
AT_ONCE = 5000
_ONE_SEALS = text("SELECT pg_try_advisory_xact_lock(hashtextextended('trajectvolger access log', 0))")
_SEALED = ("link", "at", "by_whom", "act", "page", "message_id")
_log = access_log.c
_SEAL = (
    update(access_log)
    .where(_log.seq == bindparam("row"))
    .values({name: bindparam(f"new_{name}") for name in ("link", "nonce", "digest", "hash")})
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found: how long the chain is, its last hash, how many rows wait to join, and what is wrong.

    `erased` rows no longer say whom they are about; receipts account for that many, or somebody else erased some.
    """

    links: int
    head: bytes
    waiting: int
    erased: int
    broken: tuple[str, ...] = ()


def opened(session: WriteSession, account: UUID, participant: UUID, page: str, act: str = "opened") -> bool:
    """An account sees a page about somebody; false when they are not there any more."""
    row = {"account_id": account, "by_whom": str(account), "page": page, "act": act}
    there = select(participants.c.id, *map(literal, row.values())).where(participants.c.id == participant)
    still = there.with_for_update(read=True, key_share=True)
    written = insert(access_log).from_select(["participant_id", *row], still, include_defaults=False)
    return session.execute(written.returning(_log.seq)).one_or_none() is not None


def read_by(session: WriteSession, who: str, participant: UUID, page: str, act: str = "opened") -> None:
    """Somebody without an account saw somebody's data: a command."""
    row = {"by_whom": who, "participant_id": participant, "page": page, "act": act}
    session.execute(insert(access_log).values(row))


def exported(session: WriteSession, who: str, account: UUID | None, traject: UUID, page: str) -> None:
    """Everybody of a traject went out in a file, for an account or for a command."""
    everybody = session.execute(select(participants.c.id).where(participants.c.traject_id == traject)).scalars()
    _inspected(session, who, account, everybody, page)


def taken_away(session: WriteSession, account: UUID, people: Iterable[UUID], page: str) -> None:
    """These people are named in a list that an account took away as a file."""
    _inspected(session, str(account), account, sorted(set(people)), page)


def _inspected(session: WriteSession, who: str, account: UUID | None, people: Iterable[UUID], page: str) -> None:
    row = {"account_id": account, "by_whom": who, "page": page, "act": "inspected"}
    if rows := [{**row, "participant_id": one} for one in people]:
        session.execute(insert(access_log), rows)


def forgot(session: WriteSession, by: str, message: UUID, numbers: Sequence[int]) -> None:
    """People were forgotten; the rows say under which receipts, not who."""
    rows = [{"by_whom": by, "message_id": message, "page": f"receipt {one}", "act": "forgot"} for one in numbers]
    session.execute(insert(access_log), rows)


def seal(session: WriteSession) -> int:
    """Add what was written since to the chain; how many rows that were. Only one does so at a time."""
    if not session.execute(_ONE_SEALS).scalar_one():
        return 0
    link, before = _head(session)
    columns = (_log.seq, *(_log[name] for name in _SEALED), _log.participant_id, _log.reason)
    query = select(*columns).where(_log.link.is_(None)).order_by(_log.seq).limit(AT_ONCE)
    query = query.with_for_update(skip_locked=True)  # a row that somebody erases just now joins without its person
    sealed = list(_chained(session.execute(query).all(), link, before))
    if sealed:
        session.execute(_SEAL, sealed)
    return len(sealed)


def verify(session: Connection) -> Verdict:
    """Follow the chain from its first row to its last."""
    before, links, erased = BEGIN, 0, 0
    broken: list[str] = []
    for row in _in_order(session):
        erased += row.participant_id is None and row.act != "forgot"
        broken += _wrong(row, links + 1, before)
        before, links = row.hash, row.link
    waiting = session.execute(select(func.count()).where(_log.link.is_(None))).scalar_one()
    accounted = _accounted_for(session)
    if erased > accounted:
        broken.append(f"{erased} rows do not say whom they are about; receipts account for {accounted}")
    return Verdict(links, before, waiting, erased, tuple(broken))


def _head(session: Connection) -> tuple[int, bytes]:
    query = select(_log.link, _log.hash).where(_log.link.is_not(None)).order_by(_log.link.desc()).limit(1)
    row = session.execute(query).one_or_none()
    return (0, BEGIN) if row is None else (row.link, row.hash)


def _chained(rows: Sequence[Row[Any]], link: int, before: bytes) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows, start=link + 1):
        nonce = None if row.participant_id is None else os.urandom(NONCE_BYTES)
        digest = _digest(nonce, row)
        before = _hash(before, number, row, digest)
        yield {"row": row.seq, "new_link": number, "new_nonce": nonce, "new_digest": digest, "new_hash": before}


def _in_order(session: Connection) -> Iterator[Row[Any]]:
    after = 0
    while True:
        query = select(access_log).where(_log.link > after).order_by(_log.link).limit(AT_ONCE)
        rows = session.execute(query).all()
        yield from rows
        if not rows:
            return
        after = rows[-1].link


def _wrong(row: Row[Any], link: int, before: bytes) -> Iterator[str]:
    if row.link != link:
        yield f"link {link} is missing"
    elif row.hash != _hash(before, row.link, row, row.digest):
        yield f"link {row.link} was changed"
    if row.nonce is not None and row.digest != _digest(row.nonce, row):
        yield f"link {row.link} is about somebody else than it was"


def _digest(nonce: bytes | None, row: Row[Any]) -> bytes:
    """Whom a row is about, and why: nobody can tell without the nonce."""
    said = b"" if nonce is None else nonce + to_json([row.participant_id, row.reason])
    return hashlib.sha256(said).digest()


def _hash(before: bytes, link: int, row: Row[Any], digest: bytes) -> bytes:
    at, *others = (getattr(row, name) for name in _SEALED[1:])
    said = [link, at.astimezone(UTC), *others, digest.hex()]  # a connection may give it in its own time zone
    return hashlib.sha256(before + to_json(said)).digest()


def _accounted_for(session: Connection) -> int:
    total = func.coalesce(func.sum(receipts.c.deleted["access_log"].as_integer()), 0)
    return int(session.execute(select(total)).scalar_one())
