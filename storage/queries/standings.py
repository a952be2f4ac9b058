"""Where every traject and participant stands by the database, to be set beside what the durable engine says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, Row, text

from domain.ids import participant_workflow, traject_workflow

_BATCH = text("""
    SELECT id, traject_id, of_traject, phase, paused, next_check, ended, version, municipality, key FROM (
        SELECT id, id AS traject_id, true AS of_traject, phase, false AS paused, next_check, ended, version,
            municipality, key FROM trajects
        UNION ALL
        SELECT id, traject_id, false, phase, paused, next_check, ended, version, municipality, key FROM participants
    ) AS subjects WHERE id > :after ORDER BY id LIMIT :size
""")


@dataclass(frozen=True, slots=True)
class SubjectStanding:
    """A traject or a participant, and the workflow that follows it."""

    workflow: str
    subject: UUID
    traject: UUID
    phase: str
    paused: bool
    next_check: date | None
    ended: bool
    version: int
    municipality: str
    key: str


def standings(session: Connection, batch: int = 2000) -> Iterator[SubjectStanding]:
    """All subjects in the order of their ids, `batch` of them in memory at a time."""
    after = UUID(int=0)
    while rows := session.execute(_BATCH, {"after": after, "size": batch}).all():
        yield from map(_standing, rows)
        after = rows[-1].id


def _standing(row: Row[tuple[object, ...]]) -> SubjectStanding:
    return SubjectStanding(
        workflow=traject_workflow(row.id) if row.of_traject else participant_workflow(row.id),
        subject=row.id,
        traject=row.traject_id,
        phase=row.phase,
        paused=row.paused,
        next_check=row.next_check,
        ended=row.ended,
        version=row.version,
        municipality=row.municipality,
        key=row.key,
    )
