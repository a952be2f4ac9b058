"""What an export needs beside the facts: names, free text, and who works on the traject."""

from uuid import UUID

from sqlalchemy import Connection, text

from domain.as_rows import NOTE_FIELDS, Whole, Written
from domain.situation import Situation
from storage.queries.facts import Known, session_keys

_PEOPLE = text("""
    SELECT participants.id, people.* FROM participants LEFT JOIN people ON participant_id = participants.id
    WHERE traject_id = :traject
""")
_NOTES = text("""
    SELECT DISTINCT ON (participant_id, field) participant_id, field, text FROM notes
    WHERE traject_id = :traject AND session_id IS NULL ORDER BY participant_id, field, id DESC
""")
_HOW_MANY_NOTES = text("""
    SELECT count(*) FROM (
        SELECT text, bool_or(coalesce(text, '') = '' OR split_part(field, ':', 1) = ANY(:replaced)) OVER (
            PARTITION BY participant_id, session_id, field ORDER BY id DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS gone FROM notes WHERE traject_id = :traject
    ) AS note WHERE text <> '' AND gone IS NOT TRUE
""")
_STAFF = text("SELECT id, coalesce(email, name) AS called FROM staff WHERE id = ANY(:ids)")


def written(session: Connection, traject: UUID) -> Written:
    """Everything that stands beside the facts of a traject."""
    people = session.execute(_PEOPLE, {"traject": traject}).mappings().all()
    notes = session.execute(_NOTES, {"traject": traject}).all()
    return Written({row["id"]: dict(row) for row in people}, {(row[0], row[1]): row[2] for row in notes})


def how_many_notes(session: Connection, traject: UUID) -> int:
    """How many texts there are that nobody took back; of what has a column, only the one that stands."""
    asked = {"traject": traject, "replaced": list(NOTE_FIELDS)}
    found: int = session.execute(_HOW_MANY_NOTES, asked).scalar_one()
    return found


def staff_names(session: Connection, ids: list[UUID]) -> dict[UUID, str]:
    """How a file names these people: by e-mail address, or else by name."""
    return {row.id: row.called for row in session.execute(_STAFF, {"ids": ids})}


def whole(session: Connection, known: Known, situation: Situation) -> Whole:
    """All that is held about a traject; three statements."""
    named = {who for said in situation.staff.values() for _, who in said.said if who is not None}
    return Whole(
        key=known.key,
        municipality=known.municipality,
        situation=situation,
        people={person.participant: person.key for person in known.people},
        sessions=session_keys(session, [known.traject]),
        staff=staff_names(session, sorted(named)),
        written=written(session, known.traject),
    )
