"""What the checks of one file share: its findings, the definitions, what is known, and who is meant by a key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from domain.programme import Programme
from domain.rows import Sheet
from importer.directory import Found, Group, Member, Register, Stored, Unresolved
from importer.format import DEFAULT_PROGRAMME
from importer.known import Known, KnownMember, KnownTraject
from importer.parse import Parsed
from importer.problems import Findings, Place, Sentence
from importer.shelf import Draft, Drafts, Shelf
from importer.within import Within

Programmes = Mapping[tuple[str, int], Programme]
"""Definitions by id and version, as `domain.programme.shipped` gives them."""

_NEEDED = Sentence("deze cel is verplicht", "this cell is required")


@dataclass(slots=True)
class Context:
    """The state of checking one file."""

    findings: Findings
    known: Known
    programmes: Programmes
    today: date
    within: Within | None = None
    groups: dict[UUID, Group] = field(default_factory=dict)
    shelf: Shelf = field(default_factory=Shelf)
    trajects: Register[Group, KnownTraject] = field(init=False)
    participants: Register[Member, KnownMember] = field(init=False)
    sessions: Register[Member, KnownMember] = field(init=False)

    def __post_init__(self) -> None:
        self.trajects = Register(Sentence("dit traject", "this traject"), self.group_of)
        self.participants = Register(Sentence("deze deelnemer", "this participant"), self._member_of)
        self.sessions = Register(Sentence("deze bijeenkomst", "this session"), self._member_of)

    def ask(self, mentioned: Mapping[str, set[str]]) -> None:
        """Ask the database once for every key that the file mentions, with and without its municipality."""
        self.trajects.remember(self.known.trajects(_with_and_without(mentioned["traject"])))
        self.participants.remember(self.known.participants(_with_and_without(mentioned["deelnemer"])))
        self.sessions.remember(self.known.sessions(_with_and_without(mentioned["bijeenkomst"])))

    def group_of(self, known: KnownTraject) -> Group:
        """The group of a traject in the database."""
        if known.id not in self.groups:
            programme = self.programmes[known.programme, known.version]
            self.new_group(known.id, known.key, known.municipality, programme, known)
        return self.groups[known.id]

    def new_group(
        self, identity: UUID, key: str, municipality: str, programme: Programme, known: KnownTraject | None = None
    ) -> Group:
        """A traject of which nothing was said in this file yet."""
        drafts = Drafts(self.shelf, identity)
        self.groups[identity] = Group(identity, key, municipality, programme, known, self.known, drafts)
        return self.groups[identity]

    def _member_of(self, known: KnownMember) -> Member:
        return Member(known.id, known.key, self.group_of(known.traject))

    def newest(self, programme: str) -> Programme | None:
        """The newest final version of a definition."""
        final = [one for (name, _), one in self.programmes.items() if name == programme and one.status == "final"]
        return max(final, key=lambda one: one.version, default=None)

    @property
    def standard(self) -> Programme:
        """The definition whose trainings the format itself names."""
        standard = self.newest(DEFAULT_PROGRAMME)
        if standard is None:
            raise LookupError(f"no final definition {DEFAULT_PROGRAMME}")
        return standard

    def traject(self, sheet: Sheet, row: Parsed) -> Group | None:
        """Whom the column `traject` means; None when it is refused, with the reason reported."""
        return self._found(self.trajects, sheet, row, "traject")

    def participant(self, sheet: Sheet, row: Parsed) -> Member | None:
        """Whom the column `deelnemer` means; None when it is refused, with the reason reported."""
        return self._found(self.participants, sheet, row, "deelnemer")

    def session(self, sheet: Sheet, row: Parsed) -> Member | None:
        """Which session the column `bijeenkomst` means; None when it is refused, with the reason reported."""
        return self._found(self.sessions, sheet, row, "bijeenkomst")

    def _found(self, register: Register[Found, Stored], sheet: Sheet, row: Parsed, column: str) -> Found | None:
        reference = row.values[column]
        try:
            found = register.find(reference)
        except Unresolved as problem:
            self.findings.error(Place(sheet, row.number, column), reference, problem.what)
            return None
        row.values[column] = found.key
        return found

    def needs(self, group: Group, draft: Draft, column: str) -> bool:
        """Whether a cell is filled; it may be empty only to take back what an earlier import said."""
        if draft.row.values[column] is not None or group.stored(draft).get(column) is not None:
            return True
        self.findings.error(Place(draft.sheet, draft.row.number, column), None, _NEEDED)
        group.drafts.claim(draft)
        return False


def _with_and_without(references: set[str]) -> set[str]:
    return references | {reference.partition("/")[2].strip() for reference in references if "/" in reference}
