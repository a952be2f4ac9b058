"""Running trajects that could go on under another version of their definition, and what that would change in each.

How many people it concerns is said, and not who: a project lead sees no names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from domain.programme import Programme
from domain.texts import Language
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.errors import TrajectUnreadable
from storage.tables import trajects
from views.day import Day
from views.differences import Line, lines
from views.forecast import Horizon
from views.reading import Assessed, assessed
from views.what_if import if_bound, of_move

MOST_SHOWN = 10
"""Each is assessed for all days of the coming weeks, twice; once some have moved, the next are shown."""
WEEKS = 13


@dataclass(frozen=True, slots=True)
class Change:
    """One change, and how many people it concerns; None: the traject itself."""

    line: Line
    people: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """A traject, the version that it follows, what it would lose (then it stays), and what would change."""

    id: UUID
    key: str
    municipality: str
    follows: int
    lacking: Sequence[str]
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Movable:
    """The first of the trajects that could move; `total` counts all of them."""

    moves: Sequence[Move]
    total: int


@dataclass(frozen=True, slots=True)
class Called:
    """How a traject is called, and whether it follows a definition, in whatever version."""

    label: str
    follows: bool


def movable(session: ReadSession, visitor: Visitor, programme: Programme, today: date, language: Language) -> Movable:
    """The visitor's running trajects that follow another version of this definition."""
    others = _following_otherwise(visitor, programme)
    total = session.execute(select(func.count()).select_from(others.subquery())).scalar_one()
    ids = [
        row.id for row in session.execute(others.order_by(trajects.c.municipality, trajects.c.key).limit(MOST_SHOWN))
    ]
    unreadable: list[TrajectUnreadable] = []  # the doctor names them
    moves = {}
    for each in assessed(session, Day(today, as_of=today), ids, unreadable):
        document = of_move(session, if_bound(Day(today, as_of=today), each, programme), Horizon(today, WEEKS))
        moves[each.known.traject] = _move(each, document, language)
    return Movable([moves[one] for one in ids if one in moves], total)


def called(session: ReadSession, visitor: Visitor, programme: Programme, ids: Sequence[UUID]) -> dict[UUID, Called]:
    """Those of these trajects that the visitor may see."""
    columns = (trajects.c.id, trajects.c.key, trajects.c.municipality, trajects.c.programme)
    rows = session.execute(select(*columns).where(visitor.sees(), trajects.c.id.in_(ids)))
    return {row.id: Called(f"{row.key}, {row.municipality}", row.programme == programme.id) for row in rows}


def _following_otherwise(visitor: Visitor, programme: Programme) -> Select[tuple[UUID]]:
    same, other = trajects.c.programme == programme.id, trajects.c.programme_version != programme.version
    return select(trajects.c.id).where(visitor.sees(), same, other, ~trajects.c.ended)


def _move(found: Assessed, document: Mapping[str, Any], language: Language) -> Move:
    known = found.known
    changes = [
        Change(line, None if None in people else len(people))
        for line, people in lines(document["changes"], language).items()
    ]
    return Move(known.traject, known.key, known.municipality, found.programme.version, document["not_known"], changes)
