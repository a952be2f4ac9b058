"""What an export needs beside the facts: names, free text, and who works on the traject."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

_PEOPLE = text("""
    SELECT participants.id, people.* FROM participants LEFT JOIN people ON participant_id = participants.id
    WHERE traject_id = :traject
""")
_NOTES = text("""
    SELECT DISTINCT ON (participant_id, field) participant_id, field, text FROM notes
    WHERE traject_id = :traject AND session_id IS NULL ORDER BY participant_id, field, id DESC
""")
_STAFF = text("SELECT id, coalesce(email, name) AS called FROM staff WHERE id = ANY(:ids)")

Notes = Mapping[tuple[UUID | None, str], str | None]
"""Free text as it now stands, by whom it is about (None: the traject) and field."""


@dataclass(frozen=True, slots=True)
class Written:
    """Personal values and free text of one traject; `people` by participant, columns as in the table."""

    people: Mapping[UUID, Mapping[str, Any]]
    notes: Notes


def written(session: Connection, traject: UUID) -> Written:
    """Everything that stands beside the facts of a traject."""
    people = session.execute(_PEOPLE, {"traject": traject}).mappings().all()
    notes = session.execute(_NOTES, {"traject": traject}).all()
    return Written({row["id"]: dict(row) for row in people}, {(row[0], row[1]): row[2] for row in notes})


def staff_names(session: Connection, ids: list[UUID]) -> dict[UUID, str]:
    """How a file names these people: by e-mail address, or else by name."""
    return {row.id: row.called for row in session.execute(_STAFF, {"ids": ids})}
