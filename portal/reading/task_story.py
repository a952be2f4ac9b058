"""What was said of one task: who took it, why it was handed over or postponed, how it was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text

from portal.reading.task_rows import Task
from portal.visitor import Visitor
from storage.engine import ReadSession

_STORY = text("""
    SELECT facts.kind, facts.on_date, facts.recorded_at, facts.data ->> 'until' AS until,
        coalesce(speaker.name, speaker.email, facts.recorded_by) AS by, coalesce(taker.name, taker.email) AS taker,
        facts.data ->> 'staff' = facts.recorded_by AS themselves, (
            SELECT string_agg(text, E'\\n' ORDER BY id) FROM notes WHERE message_id = facts.message_id
        ) AS note, EXISTS (
            SELECT FROM facts AS undone WHERE undone.traject_id = facts.traject_id AND undone.kind = 'retracted'
            AND undone.data ->> 'message' = facts.message_id::text
        ) AS taken_back
    FROM facts LEFT JOIN staff AS speaker ON speaker.id::text = facts.recorded_by
    LEFT JOIN staff AS taker ON taker.id::text = facts.data ->> 'staff'
    WHERE facts.traject_id = :traject AND (
        facts.kind IN ('task_claimed', 'task_postponed') AND facts.data ->> 'task' = :task
        OR facts.kind = 'done' AND facts.data ->> 'task' = :kind
        AND facts.participant_id IS NOT DISTINCT FROM :participant AND facts.session_id IS NOT DISTINCT FROM :session
    )
    ORDER BY facts.seq DESC
""")


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said of a task; `taker` is who got it, `note` the reason or what came of it."""

    kind: str
    on: date | None
    at: datetime
    by: str
    taker: str | None
    themselves: bool
    until: date | None
    note: str | None
    taken_back: bool


def story(session: ReadSession, visitor: Visitor, task: Task) -> Sequence[Said]:
    """All of it, the latest first. Notes about a person are for who sees names."""
    values = {
        "traject": task.traject,
        "task": str(task.id),
        "kind": task.kind,
        "participant": task.participant,
        "session": task.session,
    }
    reads_notes = visitor.sees_names or task.participant is None
    return [
        Said(
            kind=row.kind,
            on=row.on_date,
            at=row.recorded_at,
            by=row.by,
            taker=row.taker,
            themselves=bool(row.themselves),
            until=date.fromisoformat(row.until) if row.until else None,
            note=row.note if reads_notes else None,
            taken_back=row.taken_back,
        )
        for row in session.execute(_STORY, values)
    ]
