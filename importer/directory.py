"""Who is meant by a key: what this file introduces, or else what the database knows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from domain.programme import Programme
from domain.rows import Row, Sheet
from domain.terms import SessionKind
from importer.known import Calendar, Known, KnownMember, KnownTraject, Meeting
from importer.parse import Parsed
from importer.problems import Sentence
from importer.shelf import Draft, Drafts


@dataclass(slots=True)
class Group:
    """A traject that the file speaks of: who it is, and the rows that go to it."""

    id: UUID
    key: str
    municipality: str
    programme: Programme
    known: KnownTraject | None
    database: Known
    drafts: Drafts
    row: Parsed | None = None
    meetings: dict[UUID, Meeting] = field(default_factory=dict)
    _calendar: Calendar | None = None
    _imported: Mapping[tuple[Sheet, str], Row] | None = None

    def kick_off(self) -> date | None:
        """The earliest kick-off not cancelled; the planned day if there is none."""
        return min(self._days(SessionKind.KICK_OFF), default=self._kick_off_planned())

    def ceremony(self) -> date | None:
        """The earliest ceremony not cancelled."""
        return min(self._days(SessionKind.CEREMONY), default=None)

    def meeting(self, session: UUID) -> Meeting | None:
        """A session as it stands once this file is in."""
        return self.meetings.get(session) or self._stored_calendar().sessions.get(session)

    def _days(self, kind: SessionKind) -> list[date]:
        """The database is asked only where the file does not say."""
        days = _days_of(kind, self.meetings)
        if days:
            return days
        stored = self._stored_calendar().sessions
        return _days_of(kind, {session: one for session, one in stored.items() if session not in self.meetings})

    def _kick_off_planned(self) -> date | None:
        if self.row is not None and "kickoff_gepland" in self.row.values:
            given = self.row.values["kickoff_gepland"]
            return None if given is None else date.fromisoformat(given)
        return self._stored_calendar().kick_off_planned

    def _stored_calendar(self) -> Calendar:
        if self._calendar is None:
            self._calendar = Calendar() if self.known is None else self.database.calendar(self.id)
        return self._calendar

    def stored(self, draft: Draft) -> Row:
        """The row as the last import left it; empty when there is none."""
        if self._imported is None:
            self._imported = {} if self.known is None else self.database.imported(self.id)
        return dict(self._imported.get((draft.sheet, draft.key), {}))


def _days_of(kind: SessionKind, meetings: Mapping[UUID, Meeting]) -> list[date]:
    return [one.day for one in meetings.values() if one.kind is kind and not one.cancelled]


@dataclass(frozen=True, slots=True)
class Member:
    """A participant or session, and its traject."""

    id: UUID
    key: str
    group: Group

    @property
    def municipality(self) -> str:
        """Where its traject runs."""
        return self.group.municipality


class Unresolved(LookupError):
    """A key that names nothing, too much, or something that was refused; carries both sentences."""

    def __init__(self, what: Sentence) -> None:
        super().__init__(what.en)
        self.what = what


Found = TypeVar("Found", Group, Member)
Stored = TypeVar("Stored", KnownTraject, KnownMember)


@dataclass(slots=True)
class Register(Generic[Found, Stored]):
    """All keys of one kind: introduced by this file, refused in it, or known to the database."""

    word: Sentence
    taken_from: Callable[[Stored], Found]
    in_file: dict[str, Found] = field(default_factory=dict)
    refused: dict[str, str | None] = field(default_factory=dict)
    stored: dict[str, list[Stored]] = field(default_factory=dict)

    def remember(self, known: Iterable[Stored]) -> None:
        """Take note of what the database knows."""
        for one in known:
            self.stored.setdefault(one.key, []).append(one)

    def refuse(self, key: str, municipality: str | None) -> None:
        """A row of this file that would have introduced `key` stays out."""
        self.refused.setdefault(key, municipality)

    def at(self, municipality: str, key: str) -> Stored | None:
        """What the database knows under this key in this municipality."""
        return next((one for one in self.stored.get(key, ()) if _same(one.municipality, municipality)), None)

    def find(self, reference: str) -> Found:
        """What `KEY` or `GEMEENTE/KEY` means.

        Raises:
            Unresolved: nothing, something that was refused, or several things.
        """
        if reference in self.in_file:
            return self.in_file[reference]
        if reference in self.refused:
            return self._despite_refusal(reference)
        if known := self.stored.get(reference):
            return self._only(reference, known)
        municipality, slash, key = (part.strip() for part in reference.partition("/"))
        if slash:
            found = self.in_file.get(key)
            if found is not None and _same(found.municipality, municipality):
                return found
            if (one := self.at(municipality, key)) is not None:
                return self.taken_from(one)
        raise Unresolved(
            Sentence(
                f"{self.word.nl} staat niet in dit bestand en is niet bekend",
                f"{self.word.en} is not in this file and not known",
            )
        )

    def _despite_refusal(self, key: str) -> Found:
        """What is known already does not depend on the row that was refused."""
        municipality = self.refused[key]
        known = None if municipality is None else self.at(municipality, key)
        if known is not None:
            return self.taken_from(known)
        raise Unresolved(Sentence(f"de rij van {self.word.nl} is geweigerd", f"the row of {self.word.en} was refused"))

    def _only(self, key: str, known: list[Stored]) -> Found:
        if len(known) == 1:
            return self.taken_from(known[0])
        choices = ", ".join(sorted(f"{one.municipality}/{key}" for one in known))
        raise Unresolved(
            Sentence(
                f"meer dan één gemeente gebruikt deze sleutel; kies uit {choices}",
                f"more than one municipality uses this key; choose from {choices}",
            )
        )


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
