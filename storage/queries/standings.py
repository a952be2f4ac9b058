"""Where every traject and participant stands by the database, to be set beside what the durable engine says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from domain.ids import participant_workflow, traject_workflow

_SUBJECTS = """
    SELECT id, traject_id, of_traject, phase, paused, next_check, ended, version, municipality, key FROM (
        SELECT id, id AS traject_id, true AS of_traject, phase, false AS paused, next_check, ended, version,
            municipality, key FROM trajects
        UNION ALL
        SELECT id, traject_id, false, phase, paused, next_check, ended, version, municipality, key FROM participants
    ) AS subjects
"""
_BATCH = text(f"{_SUBJECTS} WHERE id > :after ORDER BY id LIMIT :size")
_SOME = text(f"{_SUBJECTS} WHERE id = ANY(:ids)")
_ON_A_DAY = text(f"""
    SELECT subjects.phase, paused, subjects.next_check, subjects.ended, subjects.version, trajects.municipality,
        last_progress, (
            SELECT min(due) FROM tasks WHERE traject_id = :traject AND state = 'open'
            AND participant_id IS NOT DISTINCT FROM nullif(CAST(:subject AS uuid), :traject)
        ) AS next_due
    FROM ({_SUBJECTS} WHERE id = :subject) AS subjects JOIN trajects ON trajects.id = traject_id
    WHERE counted_on = :day
""")  # noqa: S608 -- our own words
_OF_TRAJECT = text("""
    SELECT id, phase, false AS paused, next_check, ended, NULL AS verdict, phases FROM trajects WHERE id = :traject
    UNION ALL
    SELECT id, phase, paused, next_check, ended, verdict, NULL FROM participants WHERE traject_id = :traject
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


def standings_of(session: Connection, subjects: Sequence[UUID]) -> dict[str, SubjectStanding]:
    """Where these stand, by workflow; who is not known is left out."""
    return {one.workflow: one for one in map(_standing, session.execute(_SOME, {"ids": list(subjects)}))}


def standing_on(session: Connection, traject: UUID, subject: UUID, day: date) -> dict[str, Any] | None:
    """Where a subject stands, if the last assessment of its traject was that of a day; else None."""
    found = session.execute(_ON_A_DAY, {"traject": traject, "subject": subject, "day": day}).mappings().one_or_none()
    return None if found is None else dict(found)


def of_traject(session: Connection, traject: UUID) -> dict[UUID, tuple[object, ...]]:
    """Phase, whether paused, next check, whether ended, verdict and past phases: of a traject and of its people.

    A traject has no verdict, and of people no past phases are kept.
    """
    return {row.id: tuple(row)[1:] for row in session.execute(_OF_TRAJECT, {"traject": traject})}


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
