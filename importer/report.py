"""The report of an import, as data for programs; the commands lay it out for people."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from domain.rows import Sheet
from importer.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class Count:
    """Rows of one sheet. `left_out`: reported and not taken in, though nothing is wrong with the row itself."""

    read: int
    accepted: int
    refused: int
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """Accepted rows of one sheet beside what the last import left."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)


@dataclass(frozen=True, slots=True)
class Report:
    """What a file holds, what of it goes in, and what must be looked at."""

    name: str
    trajects: int
    counts: dict[Sheet, Count] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether anything was refused, which is exit status 1."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def errors(self) -> int:
        """How many problems keep something out."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many oddities went in."""
        return len(self.problems) - self.errors

    def lines(self, language: str = "nl") -> Iterator[str]:
        """Every problem on a line of its own, in the order of the sheets and rows."""
        return (problem.line(language) for problem in self.problems)

    def as_json(self) -> dict[str, Any]:
        """The whole report, ready for JSON."""
        return {
            "file": self.name,
            "trajects": self.trajects,
            "sheets": {
                sheet.value: {
                    "read": count.read,
                    "accepted": count.accepted,
                    "refused": count.refused,
                    "left_out": count.left_out,
                }
                for sheet, count in self.counts.items()
            },
            "errors": self.errors,
            "warnings": self.warnings,
            "problems": [problem.as_json() for problem in self.problems],
        }

    def for_log(self) -> list[dict[str, Any]]:
        """The problems without what was found in the cells."""
        return [problem.for_log() for problem in self.problems]
