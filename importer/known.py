"""What the database knows already of what a file speaks about, asked in a few large questions."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Engine, Select, select

from domain.as_rows import by_key
from domain.fold import fold
from domain.rows import Row, Sheet
from domain.terms import SessionKind, SessionStatus
from storage import receipts
from storage.engine import reading
from storage.queries.facts import load_readable
from storage.queries.taking_out import whole
from storage.subject_keys import KeyRing
from storage.tables import imported_rows, participants, sessions, trajects

AT_ONCE = 5_000
"""Keys in one question."""


@dataclass(frozen=True, slots=True)
class KnownTraject:
    """A traject in the database, and the definition to which it is bound."""

    id: UUID
    key: str
    municipality: str
    programme: str
    version: int


@dataclass(frozen=True, slots=True)
class KnownMember:
    """A participant or a session in the database, and the traject to which it belongs."""

    id: UUID
    key: str
    traject: KnownTraject

    @property
    def municipality(self) -> str:
        """Where its traject runs."""
        return self.traject.municipality


@dataclass(frozen=True, slots=True)
class Meeting:
    """As much of a session as the checks need."""

    kind: SessionKind
    day: date
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The sessions of a traject, and the kick-off that was planned without one."""

    sessions: Mapping[UUID, Meeting] = field(default_factory=dict)
    kick_off_planned: date | None = None


class Known(Protocol):
    """What the checks ask. Keys may be in use in several municipalities: then all of them are given."""

    def municipalities(self) -> Sequence[str]:
        """As the database spells them."""

    def trajects(self, keys: Collection[str]) -> Sequence[KnownTraject]:
        """Those with one of these keys."""

    def participants(self, keys: Collection[str]) -> Sequence[KnownMember]:
        """Those with one of these keys."""

    def sessions(self, keys: Collection[str]) -> Sequence[KnownMember]:
        """Those with one of these keys."""

    def calendar(self, traject: UUID) -> Calendar:
        """The sessions of a traject as they now stand."""

    def imported(self, traject: UUID) -> Mapping[tuple[Sheet, str], Row]:
        """The rows that the last imports left."""

    def standing(self, traject: UUID) -> Mapping[tuple[Sheet, str], Row]:
        """The rows that say what is known of a traject now."""

    def forgotten(self, people: Collection[UUID]) -> Collection[UUID]:
        """Those who were there once, and of whom everything was deleted (RET-1)."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """Known from lists: nothing at all, as for a trial run without a database, or what a test says."""

    known_trajects: Sequence[KnownTraject] = ()
    known_participants: Sequence[KnownMember] = ()
    known_sessions: Sequence[KnownMember] = ()
    calendars: Mapping[UUID, Calendar] = field(default_factory=dict)
    rows: Mapping[UUID, Mapping[tuple[Sheet, str], Row]] = field(default_factory=dict)
    facts: Mapping[UUID, Mapping[tuple[Sheet, str], Row]] = field(default_factory=dict)
    forgotten_people: Collection[UUID] = ()

    def municipalities(self) -> Sequence[str]:
        return sorted({traject.municipality for traject in self.known_trajects})

    def trajects(self, keys: Collection[str]) -> Sequence[KnownTraject]:
        return [one for one in self.known_trajects if one.key in keys]

    def participants(self, keys: Collection[str]) -> Sequence[KnownMember]:
        return [one for one in self.known_participants if one.key in keys]

    def sessions(self, keys: Collection[str]) -> Sequence[KnownMember]:
        return [one for one in self.known_sessions if one.key in keys]

    def calendar(self, traject: UUID) -> Calendar:
        return self.calendars.get(traject, Calendar())

    def imported(self, traject: UUID) -> Mapping[tuple[Sheet, str], Row]:
        return self.rows.get(traject, {})

    def standing(self, traject: UUID) -> Mapping[tuple[Sheet, str], Row]:
        return self.facts.get(traject, {})

    def forgotten(self, people: Collection[UUID]) -> Collection[UUID]:
        return {one for one in people if one in self.forgotten_people}


_TRAJECT = (
    trajects.c.id,
    trajects.c.key,
    trajects.c.municipality,
    trajects.c.programme,
    trajects.c.programme_version,
)


@dataclass(frozen=True, slots=True)
class InDatabase:
    """Known from Postgres; only the keys can tell whom a receipt is about.

    Raises:
        StorageUnavailable: by every method, see `storage.errors`.
    """

    engine: Engine
    keys: KeyRing

    def municipalities(self) -> Sequence[str]:
        with reading(self.engine) as session:
            query = select(trajects.c.municipality).distinct().order_by(trajects.c.municipality)
            return list(session.execute(query).scalars())

    def trajects(self, keys: Collection[str]) -> Sequence[KnownTraject]:
        found: list[KnownTraject] = []
        with reading(self.engine) as session:
            for some in _in_batches(keys):
                rows = session.execute(select(*_TRAJECT).where(trajects.c.key.in_(some)))
                found += [KnownTraject(*row) for row in rows]
        return found

    def participants(self, keys: Collection[str]) -> Sequence[KnownMember]:
        columns = (participants.c.id, participants.c.key, *_TRAJECT)
        query = select(*columns).join(trajects, trajects.c.id == participants.c.traject_id)
        return self._members(keys, lambda some: query.where(participants.c.key.in_(some)))

    def sessions(self, keys: Collection[str]) -> Sequence[KnownMember]:
        columns = (sessions.c.id, sessions.c.key, *_TRAJECT)
        query = select(*columns).join(trajects, trajects.c.id == sessions.c.traject_id)
        return self._members(keys, lambda some: query.where(sessions.c.key.in_(some)))

    def _members(self, keys: Collection[str], query: "Ask") -> Sequence[KnownMember]:
        found: list[KnownMember] = []
        with reading(self.engine) as session:
            for some in _in_batches(keys):
                rows = session.execute(query(some))
                found += [KnownMember(row[0], row[1], KnownTraject(*row[2:])) for row in rows]
        return found

    def calendar(self, traject: UUID) -> Calendar:
        with reading(self.engine) as session:
            known = load_readable(session, [traject]).get(traject)
        if known is None:
            return Calendar()
        situation = fold(known.log, known.people)
        meetings = {
            one.id: Meeting(one.kind, one.day, one.status is SessionStatus.CANCELLED)
            for one in situation.sessions.values()
        }
        return Calendar(meetings, situation.kick_off_planned)

    def imported(self, traject: UUID) -> Mapping[tuple[Sheet, str], Row]:
        query = select(imported_rows.c.sheet, imported_rows.c.key, imported_rows.c.row).where(
            imported_rows.c.traject_id == traject
        )
        with reading(self.engine) as session:
            return {(Sheet(sheet), key): row for sheet, key, row in session.execute(query)}

    def standing(self, traject: UUID) -> Mapping[tuple[Sheet, str], Row]:
        with reading(self.engine) as session:
            known = load_readable(session, [traject]).get(traject)
            if known is None:
                return {}
            return by_key(whole(session, known, fold(known.log, known.people, traject)))

    def forgotten(self, people: Collection[UUID]) -> Collection[UUID]:
        marks = {self.keys.mark(one): one for one in people}
        with reading(self.engine) as session:
            return {marks[mark] for mark in receipts.known(session, marks)}


class Ask(Protocol):
    """A query for some keys."""

    def __call__(self, some: list[str], /) -> Select[Any]: ...


def _in_batches(keys: Collection[str]) -> Iterator[list[str]]:
    listed = sorted(keys)
    return (listed[start : start + AT_ONCE] for start in range(0, len(listed), AT_ONCE))
