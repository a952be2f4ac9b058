"""What is wrong with a file, said so that whoever made it can mend it: where, what was found, what is expected."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

LONGEST_FOUND = 60
"""Characters of a cell that a report shows."""


class Severity(StrEnum):
    """An error keeps its row out; a warning goes in with it."""

    ERROR = "error"
    WARNING = "warning"


class Sentence(NamedTuple):
    """The same in Dutch and in English."""

    nl: str
    en: str

    def in_(self, language: str) -> str:
        """The sentence in `nl` or `en`."""
        return self.en if language == "en" else self.nl


class Place(NamedTuple):
    """Where in a file: a row as the file numbers it, the header being 1; None for a whole sheet or file."""

    sheet: str
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to look at, at a `Place`.

    `found` may be a name or a telephone number: it is for the person at the screen, and `for_log` leaves it out.
    """

    sheet: str
    row: int | None
    column: str | None
    found: str | None
    what: Sentence
    expected: Sentence | None = None
    severity: Severity = Severity.ERROR

    def line(self, language: str = "nl") -> str:
        """The problem on one line."""
        words = ("row", "found", "expected") if language == "en" else ("rij", "gevonden", "verwacht")
        where = [self.sheet, f"{words[0]} {self.row}" if self.row else None, self.column]
        text = f"{', '.join(part for part in where if part)}: {self.what.in_(language)}"
        if self.found is not None:
            text += f" ({words[1]}: {self.found})"
        return text if self.expected is None else f"{text}; {words[2]}: {self.expected.in_(language)}"

    def for_log(self) -> dict[str, Any]:
        """The problem without what was found, which may be somebody's name."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "severity": self.severity.value,
            "what": self.what.en,
        }

    def as_json(self) -> dict[str, Any]:
        """The problem as the report of `--json` has it."""
        expected = self.expected
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "severity": self.severity.value,
            "found": self.found,
            "reason": {"nl": self.what.nl, "en": self.what.en},
            "expected": None if expected is None else {"nl": expected.nl, "en": expected.en},
        }


@dataclass(slots=True)
class Findings:
    """The problems of one file so far, and which rows stay out because of them."""

    problems: list[Problem] = field(default_factory=list)
    refused: set[tuple[str, int]] = field(default_factory=set)
    left_out: set[tuple[str, int]] = field(default_factory=set)

    def error(self, at: Place, found: object, what: Sentence, expected: Sentence | None = None) -> None:
        """Refuse a row (or, where the place has none, a sheet or the file)."""
        self.problems.append(Problem(*at, shown(found), what, expected))
        if at.row is not None:
            self.refused.add((at.sheet, at.row))

    def warning(self, at: Place, found: object, what: Sentence, expected: Sentence | None = None) -> None:
        """Report what is odd but possible."""
        self.problems.append(Problem(*at, shown(found), what, expected, Severity.WARNING))

    def errors(self) -> Iterator[Problem]:
        """Only what keeps something out."""
        return (problem for problem in self.problems if problem.severity is Severity.ERROR)


def shown(found: object) -> str | None:
    """A cell as a report shows it: on one line, without control characters, shortened."""
    if found is None:
        return None
    plain = int(found) if isinstance(found, float) and found.is_integer() else found
    text = " ".join("".join(c if c.isprintable() else " " for c in str(plain)[: 4 * LONGEST_FOUND]).split())
    return text if len(text) <= LONGEST_FOUND else f"{text[: LONGEST_FOUND - 1]}…"
