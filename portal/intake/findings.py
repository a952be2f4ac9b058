"""What is kept of a file beside its content: its preview, and later what became of it. No cell outlives the content."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from importer.preview import Preview, ShownProblem
from importer.problems import Sentence
from workers.errors import WorkersError
from workers.taking_in import TakenIn

MOST = 200
"""Problems that the report at the end still shows."""


class Unreadable(BaseModel):
    """Why a file could not be read at all."""

    model_config = ConfigDict(frozen=True)

    nl: str
    en: str

    @classmethod
    def because(cls, what: Sentence) -> "Unreadable":
        """In the importer's words."""
        return cls(nl=what.nl, en=what.en)


class Failed(BaseModel):
    """A traject that was not taken in, and why."""

    traject: str
    nl: str
    en: str


class SheetSum(BaseModel):
    """How the rows of one sheet fared."""

    name: str
    new: int
    changed: int
    unchanged: int
    refused: int
    left_out: int


class Outcome(BaseModel):
    """What became of a file that was taken in."""

    trajects: int
    facts: int
    opened: int
    closed: int
    errors: int
    warnings: int
    failed: tuple[Failed, ...]
    sheets: tuple[SheetSum, ...]
    problems: tuple[ShownProblem, ...]


def outcome(preview: Preview, taken: TakenIn) -> Outcome:
    """The report at the end."""
    problems = [*preview.at_large]
    for sheet in preview.sheets:
        problems += sheet.problems
        for row in sheet.rows:
            problems += [*row.problems, *(problem for cell in row.cells for problem in cell.problems)]
    return Outcome(
        trajects=preview.trajects,
        facts=taken.facts,
        opened=taken.opened,
        closed=taken.closed,
        errors=preview.errors,
        warnings=preview.warnings,
        failed=tuple(_failed(taken.failed)),
        sheets=tuple(SheetSum.model_validate(sheet, from_attributes=True) for sheet in preview.sheets),
        problems=tuple(problems[:MOST]),
    )


def _failed(failed: Mapping[str, WorkersError]) -> list[Failed]:
    return [Failed(traject=key, nl=error.nl, en=error.en) for key, error in failed.items()]
