"""What people may be called by in what was written about others: names, telephone numbers, addresses, keys."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from storage.tables import participants, people

_SHORTEST = 2
_NAMES = ("first_name", "infix", "last_name", "own_name", "phone", "email")


@dataclass(frozen=True, slots=True)
class Called:
    """One participant: the municipality's key, and everything they may be called by, with the capitals of names."""

    participant: UUID
    traject: UUID
    key: str
    said: tuple[str, ...]


def of(session: Connection, those: Collection[UUID] | None = None) -> list[Called]:
    """What these participants are called; None: everybody."""
    columns = (participants.c.id, participants.c.traject_id, participants.c.key, *(people.c[name] for name in _NAMES))
    query = select(*columns).outerjoin_from(participants, people).order_by(participants.c.id)
    if those is not None:
        query = query.where(participants.c.id.in_(those))
    rows = session.execute(query)
    return [Called(who, traject, key, tuple(_said(key, *names))) for who, traject, key, *names in rows]


def _said(key: str, first: str | None, infix: str | None, last: str | None, *others: str | None) -> Iterator[str]:
    surname = " ".join(part for part in (infix, last) if part)
    whole = " ".join(part for part in (first, surname) if part)
    return (one for one in (whole, surname, first, last, *others, key) if one and len(one) >= _SHORTEST)


def anywhere(said: Iterable[str]) -> re.Pattern[str] | None:
    """Finds these as whole words, the longest first; None when there are none."""
    longest_first = sorted(set(said), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in longest_first)) if longest_first else None
