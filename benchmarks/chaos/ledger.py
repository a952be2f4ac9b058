"""What the clients of a chaos run were told, message by message: the standard against which the tables are held."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from activities.messages import Answer
from benchmarks.chaos.incidents import Telling
from benchmarks.chaos.story import Said


class Told(StrEnum):
    """The last that a client heard of a message."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    GIVEN_UP = "given up after an error"


@dataclass(slots=True)
class Entry:
    """One message; `errors` are the times that its client heard one;
    `uncertain`: once at least it was told that nobody could say whether the message was stored.
    """

    said: Said
    told: Told = Told.GIVEN_UP
    answer: Answer | None = None
    errors: int = 0
    repeated: int = 0
    uncertain: bool = False


@dataclass(slots=True)
class Ledger:
    """All messages by id, what went against the promises while they were said, and when each was said and answered."""

    entries: dict[UUID, Entry] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    telling: list[Telling] = field(default_factory=list)

    def entry(self, said: Said) -> Entry:
        """The place of a message, made at its first telling."""
        return self.entries.setdefault(said.message.id, Entry(said))

    def acknowledged(self, entry: Entry, answer: Answer) -> None:
        """An answer came: also a second time it must be the first answer."""
        if entry.told is Told.ACKNOWLEDGED and entry.answer is not None:
            if answer.model_copy(update={"repeated": False}) != entry.answer:
                self.violations.append(f"{entry.said.message.id}: another answer when it was said again")
        elif entry.told is Told.REFUSED:
            self.violations.append(f"{entry.said.message.id}: refused first, stored all the same")
        entry.told, entry.answer = Told.ACKNOWLEDGED, answer.model_copy(update={"repeated": False})
        entry.said.group.said.append(entry.said.message.id)

    def refused(self, entry: Entry) -> None:
        """A rule said no."""
        if entry.told is Told.ACKNOWLEDGED:
            self.violations.append(f"{entry.said.message.id}: acknowledged first, refused when it was said again")
        entry.told = Told.REFUSED

    def count(self, told: Told) -> int:
        """How many messages ended so."""
        return sum(entry.told is told for entry in self.entries.values())
