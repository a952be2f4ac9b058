"""A whole traject from the database, ready to be written in the import format."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.as_rows import rows
from domain.left_out import left_out
from domain.rows import Sheet
from exporter import cells
from exporter.files import Sheets
from storage.engine import ReadSession
from storage.queries.taking_out import how_many_notes, whole
from views.day import Day
from views.reading import one


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A traject's sheets, and how much of what is known the format has no column for."""

    key: str
    sheets: Sheets
    left_out: dict[str, int]


def taken_out(session: ReadSession, today: date, traject: UUID) -> TakenOut | None:
    """Everything of one traject; None when there is none with this id."""
    found = one(session, Day(today), traject)
    if found is None:
        return None
    known = found.situation
    made = rows(whole(session, found.known, known))
    notes = how_many_notes(session, traject)
    return TakenOut(found.known.key, as_sheets(made), left_out(known, notes, made))


def as_sheets(found: dict[Sheet, list[dict[str, object]]]) -> Sheets:
    """Rows of the format as cells, sheet by sheet; every sheet is there, if need be with its headers alone."""
    return {sheet.value: (cells.columns(sheet), cells.table(sheet, made)) for sheet, made in found.items()}
