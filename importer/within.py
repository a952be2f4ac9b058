"""What the database knows, seen by somebody who works for some municipalities only: of the others they hear nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from domain.rows import Row, Sheet
from importer.known import Calendar, Known, KnownMember, KnownTraject


@dataclass(frozen=True, slots=True)
class Within:
    """Another `Known`, without the trajects, participants and sessions of municipalities that are not `own`."""

    known: Known
    own: Collection[str]
    _plain: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_plain", frozenset(map(_plain, self.own)))

    def covers(self, municipality: str) -> bool:
        """Whether it is one of theirs, in any case."""
        return _plain(municipality) in self._plain

    def listed(self) -> str:
        """Theirs, as the database spells them where it knows them."""
        spelled = {_plain(name): name for name in self.known.municipalities()}
        return ", ".join(sorted(spelled.get(name, name.title()) for name in self._plain))

    def municipalities(self) -> Sequence[str]:
        return [name for name in self.known.municipalities() if self.covers(name)]

    def trajects(self, keys: Collection[str]) -> Sequence[KnownTraject]:
        return [one for one in self.known.trajects(keys) if self.covers(one.municipality)]

    def participants(self, keys: Collection[str]) -> Sequence[KnownMember]:
        return [one for one in self.known.participants(keys) if self.covers(one.municipality)]

    def sessions(self, keys: Collection[str]) -> Sequence[KnownMember]:
        return [one for one in self.known.sessions(keys) if self.covers(one.municipality)]

    def calendar(self, traject: UUID) -> Calendar:
        return self.known.calendar(traject)

    def imported(self, traject: UUID) -> Mapping[tuple[Sheet, str], Row]:
        return self.known.imported(traject)

    def standing(self, traject: UUID) -> Mapping[tuple[Sheet, str], Row]:
        return self.known.standing(traject)

    def forgotten(self, people: Collection[UUID]) -> Collection[UUID]:
        return self.known.forgotten(people)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
