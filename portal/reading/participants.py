"""The list of participants by name: who may be seen, where each journey stands, and what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, select, tuple_

from domain import texts
from domain.calendar import overdue
from portal import people
from portal.reading.task_rows import Onlooker
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.tables import participants, stalls, tasks, trajects
from storage.tables import people as people_table
from views.texts import rule_of

SIZE = 50
MANY = 100
"""More trajects than these are no choice in a list: a municipality comes first."""
_NAMED = (people_table.c.sort_name, people_table.c.participant_id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which participants; None is all."""

    phase: str | None = None
    verdict: str | None = None
    municipality: str | None = None
    traject: UUID | None = None
    paused: bool = False

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same for the database."""
        found: list[ColumnElement[bool]] = []
        if self.phase is not None:
            found.append(participants.c.phase == self.phase)
        if self.verdict is not None:
            found.append(participants.c.verdict == self.verdict)
        if self.municipality is not None:
            found.append(func.lower(trajects.c.municipality) == self.municipality.casefold())
        if self.traject is not None:
            found.append(participants.c.traject_id == self.traject)
        if self.paused:
            found.append(participants.c.paused)
        return found


@dataclass(frozen=True, slots=True)
class Next:
    """The most urgent open task of somebody."""

    title: str
    due: date


@dataclass(frozen=True, slots=True)
class Line:
    """A participant for people to read. `outlook` is there while somebody should talk about the certificate."""

    id: UUID
    name: str
    key: str
    traject: UUID
    traject_key: str
    municipality: str
    phase: str
    paused: bool
    admitted: bool
    verdict: str
    next: Next | None
    late: bool
    outlook: str | None
    stalled: Sequence[str]


_OUTLOOKS = {"talk_at_risk": "at_risk", "talk_out_of_reach": "out_of_reach"}


def page(
    session: ReadSession, who: Onlooker, wanted: Wanted, after: UUID | None = None, size: int = SIZE
) -> tuple[list[Line], UUID | None]:
    """One page by name, and whom the next one begins after. Who has no name (any more) comes last, by key."""
    named = after is None or _has_name(session, after)
    query = _by_name(who.visitor, wanted, after) if named else _by_key(who.visitor, wanted, after)
    rows = list(session.execute(query.limit(size + 1)))
    if named and len(rows) <= size:
        rows += session.execute(_by_key(who.visitor, wanted, None).limit(size + 1 - len(rows)))
    more = rows[size - 1].id if len(rows) > size else None
    return _lines(session, who, rows[:size]), more


def called(session: ReadSession, who: Onlooker, words: str) -> tuple[list[Line], bool]:
    """Who has all these words at the beginning of a name, accents aside; whether there are more than a page."""
    name = _plain(func.concat_ws(" ", *people.COLUMNS))
    query = _query(who.visitor, Wanted()).order_by(*_NAMED).limit(SIZE + 1)
    for word in words.split():
        query = query.where(func.concat(" ", name).like(func.concat("% ", _plain(_escaped(word)), "%")))
    rows = list(session.execute(query))
    return _lines(session, who, rows[:SIZE]), len(rows) > SIZE


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen between; `trajects` is empty where there are too many for a list."""

    municipalities: Sequence[tuple[str, str]] = ()
    trajects: Sequence[tuple[UUID, str]] = field(default=())


def choices(session: ReadSession, visitor: Visitor, municipality: str | None) -> Choices:
    """The municipalities and trajects of a visitor, the latter within one municipality if one was chosen."""
    towns = select(trajects.c.municipality).where(visitor.sees()).distinct().order_by(trajects.c.municipality)
    groups = select(trajects.c.id, trajects.c.municipality, trajects.c.key).where(visitor.sees())
    if municipality is not None:
        groups = groups.where(func.lower(trajects.c.municipality) == municipality.casefold())
    found = list(session.execute(groups.order_by(trajects.c.municipality, trajects.c.key).limit(MANY + 1)))
    names = list(session.execute(towns).scalars())
    called = [(row.id, row.key if len(names) == 1 else f"{row.municipality} – {row.key}") for row in found]
    return Choices([(name, name) for name in names], called if len(called) <= MANY else ())


def _plain(text: Any) -> ColumnElement[str]:  # noqa: ANN401 - a text or an expression
    """In small letters and without accents, to compare."""
    apart = func.normalize(func.lower(text), literal_column("NFKD"))
    return func.regexp_replace(apart, "[\u0300-\u036f]", "", "g")


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _query(visitor: Visitor, wanted: Wanted) -> Select[Any]:
    return (
        select(participants, trajects.c.key.label("traject_key"), *people.COLUMNS)
        .join_from(participants, trajects, trajects.c.id == participants.c.traject_id)
        .outerjoin(people_table, people_table.c.participant_id == participants.c.id)
        .where(visitor.sees(), *wanted.conditions())
    )


def _by_name(visitor: Visitor, wanted: Wanted, after: UUID | None) -> Select[Any]:
    query = _query(visitor, wanted).where(people_table.c.sort_name.is_not(None)).order_by(*_NAMED)
    if after is None:
        return query
    begins = select(people_table.c.sort_name).where(people_table.c.participant_id == after).scalar_subquery()
    return query.where(and_(people_table.c.sort_name >= begins, tuple_(*_NAMED) > tuple_(begins, after)))


def _by_key(visitor: Visitor, wanted: Wanted, after: UUID | None) -> Select[Any]:
    key = (participants.c.key, participants.c.id)
    query = _query(visitor, wanted).where(people_table.c.sort_name.is_(None)).order_by(*key)
    if after is None:
        return query
    begins = select(participants.c.key).where(participants.c.id == after).scalar_subquery()
    return query.where(tuple_(*key) > tuple_(begins, after))


def _has_name(session: ReadSession, participant: UUID) -> bool:
    query = select(people_table.c.sort_name).where(people_table.c.participant_id == participant)
    return session.execute(query).scalar_one_or_none() is not None


def _lines(session: ReadSession, who: Onlooker, rows: Sequence[Any]) -> list[Line]:
    ids = [row.id for row in rows]
    todo, still = _open_tasks(session, ids), _stalls(session, ids)
    return [_line(row, who, todo.get(row.id, []), still.get(row.id, [])) for row in rows]


def _open_tasks(session: ReadSession, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    """What is open for each of these people, most urgent first."""
    query = (
        select(tasks.c.participant_id, tasks.c.kind, tasks.c.milestone, tasks.c.due)
        .where(tasks.c.participant_id.in_(ids), tasks.c.state == "open")
        .order_by(tasks.c.due, tasks.c.priority, tasks.c.id)
    )
    return _by_participant(session.execute(query))


def _stalls(session: ReadSession, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    query = select(stalls.c.participant_id, stalls.c.rule).where(stalls.c.participant_id.in_(ids))
    return _by_participant(session.execute(query.order_by(stalls.c.since)))


def _by_participant(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.participant_id, []).append(row)
    return found


def _line(row: Any, who: Onlooker, todo: Sequence[Any], still: Sequence[Any]) -> Line:  # noqa: ANN401 - rows of `_query`
    first = todo[0] if todo else None
    return Line(
        id=row.id,
        name=people.called(who.visitor, row, row.key),
        key=row.key,
        traject=row.traject_id,
        traject_key=row.traject_key,
        municipality=row.municipality,
        phase=row.phase,
        paused=row.paused,
        admitted=row.admitted,
        verdict=row.verdict,
        next=None
        if first is None
        else Next(texts.title(rule_of(first.kind, first.milestone), who.language), first.due),
        late=first is not None and overdue(first.due, who.today),
        outlook=next((_OUTLOOKS[each.kind] for each in todo if each.kind in _OUTLOOKS), None),
        stalled=[texts.title(each.rule, who.language) for each in still],
    )
