"""Running trajects that could go on under another version of their definition, and what that would change in each.

How many people it concerns is said, and not who: a project lead sees no names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_

from domain.programme import Programme
from domain.texts import Language
from portal import keyset
from portal.reading.task_rows import Onlooker
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
"""On a page: each is assessed for all days of the coming weeks, twice."""
WEEKS = 13
_ORDER = (func.lower(trajects.c.municipality), trajects.c.key, trajects.c.id)


@dataclass(frozen=True, slots=True)
class Change:
    """One change, and how many people it concerns; None: the traject itself."""

    line: Line
    people: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """A traject, the version that it follows, and what would change.

    It stays where it would lose something (`lacking`), or forget so many people at once (`forgotten`).
    """

    id: UUID
    key: str
    municipality: str
    follows: int
    lacking: Sequence[str]
    forgotten: int
    changes: Sequence[Change]

    @property
    def can_move(self) -> bool:
        return not self.lacking and not self.forgotten


@dataclass(frozen=True, slots=True)
class Movable:
    """One page of the trajects that could move; `total` counts those of all pages, `unreadable` are called by name.

    `start` is where it begins, None at the first; `after` is where the next begins, None at the last.
    """

    moves: Sequence[Move]
    unreadable: Sequence[str]
    total: int
    start: str | None
    after: str | None

    @property
    def others(self) -> int:
        """How many there are on other pages."""
        return self.total - len(self.moves) - len(self.unreadable)


@dataclass(frozen=True, slots=True)
class Called:
    """How a traject is called, and whether it follows a definition, in whatever version."""

    label: str
    follows: bool


def movable(
    session: ReadSession, who: Onlooker, programme: Programme, start: str | None = None, *, is_kept: bool = True
) -> Movable:
    """The visitor's running trajects that follow another version of this definition.

    Is it not kept as it is here, then what trajects with its own number follow is another one as well.
    """
    others = _following_otherwise(who.visitor, programme, is_kept=is_kept)
    total = _count(session, others)
    ids, start = _page(session, others, start)
    shown, day = ids[:MOST_SHOWN], Day(who.today, as_of=who.today)
    unreadable: list[TrajectUnreadable] = []
    moves = {}
    for each in assessed(session, day, shown, unreadable):
        document = of_move(session, if_bound(day, each, programme), Horizon(who.today, WEEKS))
        moves[each.known.traject] = _move(each, document, who.language)
    return Movable(
        moves=[moves[one] for one in shown if one in moves],
        unreadable=[f"{one.key} ({one.municipality})" for one in unreadable],
        total=total,
        start=start,
        after=keyset.write(shown[-1]) if len(ids) > MOST_SHOWN else None,
    )


def how_many(session: ReadSession, visitor: Visitor, programme: Programme) -> int:
    """How many of them there are."""
    return _count(session, _following_otherwise(visitor, programme, is_kept=True))


def called(session: ReadSession, visitor: Visitor, programme: Programme, ids: Sequence[UUID]) -> dict[UUID, Called]:
    """Those of these trajects that the visitor may see."""
    columns = (trajects.c.id, trajects.c.key, trajects.c.municipality, trajects.c.programme)
    rows = session.execute(select(*columns).where(visitor.sees(), trajects.c.id.in_(ids)))
    return {row.id: Called(f"{row.key}, {row.municipality}", row.programme == programme.id) for row in rows}


def _following_otherwise(visitor: Visitor, programme: Programme, *, is_kept: bool) -> Select[tuple[UUID]]:
    query = select(trajects.c.id).where(visitor.sees(), trajects.c.programme == programme.id, ~trajects.c.ended)
    return query.where(trajects.c.programme_version != programme.version) if is_kept else query


def _count(session: ReadSession, query: Select[tuple[UUID]]) -> int:
    return session.execute(select(func.count()).select_from(query.subquery())).scalar_one()


def _page(session: ReadSession, query: Select[tuple[UUID]], start: str | None) -> tuple[Sequence[UUID], str | None]:
    """One page and the first of the next, and where it began; where all behind it have moved, the first page."""
    cursor = keyset.read(start, (UUID,))
    if cursor is not None:
        behind = tuple_(*_ORDER) > select(*_ORDER).where(trajects.c.id == cursor[0]).scalar_subquery()
        if found := _first(session, query.where(behind)):
            return found, start
    return _first(session, query), None


def _first(session: ReadSession, query: Select[tuple[UUID]]) -> Sequence[UUID]:
    return [row.id for row in session.execute(query.order_by(*_ORDER).limit(MOST_SHOWN + 1))]


def _move(found: Assessed, document: Mapping[str, Any], language: Language) -> Move:
    known = found.known
    changes = [
        Change(line, None if None in people else len(people))
        for line, people in lines(document["changes"], language).items()
    ]
    stays = (document["not_known"], document["forgotten"])
    return Move(known.traject, known.key, known.municipality, found.programme.version, *stays, changes)
