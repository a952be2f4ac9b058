"""One participant's way through the programme: what was said, when and by whom."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

# Attendance and pitches are facts of a session that name many people, so they are found by what they hold.
_HISTORY = text("""
    SELECT seq, kind, on_date, recorded_on, recorded_at, coalesce(staff.name, staff.email, recorded_by), data,
        message_id
    FROM facts LEFT JOIN staff ON staff.id::text = recorded_by
    WHERE participant_id = :participant
    OR (traject_id = :traject AND participant_id IS NULL
        AND (data -> 'statuses' ? :named OR data -> 'participants' ? :named))
    ORDER BY seq
""")
_NOTES = text("""
    SELECT DISTINCT ON (field, session_id) field, text, session_id, written_at FROM notes
    WHERE traject_id = :traject AND participant_id IS NOT DISTINCT FROM :participant
    ORDER BY field, session_id, id DESC
""")


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One fact about a participant. `on` is the day from which it counts, if it says one; `by` a name or a code."""

    seq: int
    kind: str
    on: date | None
    recorded_on: date
    recorded_at: datetime
    by: str
    data: dict[str, Any]
    message: UUID


@dataclass(frozen=True, slots=True)
class NoteLine:
    """Free text as it now stands."""

    field: str
    text: str | None
    session: UUID | None
    written_at: datetime


def history(session: Connection, traject: UUID, participant: UUID) -> list[HistoryLine]:
    """Everything said of a participant, in the order of recording; corrections and undone messages too."""
    values = {"traject": traject, "participant": participant, "named": str(participant)}
    return [HistoryLine(*row) for row in session.execute(_HISTORY, values)]


def notes(session: Connection, traject: UUID, participant: UUID | None = None) -> list[NoteLine]:
    """The latest text of each field about a participant, or about the traject itself."""
    rows = session.execute(_NOTES, {"traject": traject, "participant": participant})
    return [line for line in (NoteLine(*row) for row in rows) if line.text is not None]
