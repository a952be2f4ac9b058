"""The municipality's other trajects, for which what one of them said of the municipality counts too."""

from datetime import date, datetime

from activities.consequences import Changes, consequences
from activities.judging import Desk, Opened, judge
from activities.messages import Standing, Wake
from domain.group import Municipal
from domain.ids import traject_workflow
from domain.telling import Told
from storage import current
from storage.current import Columns
from storage.errors import TrajectUnreadable
from storage.queries import facts as knowledge

AT_ONCE = 40
"""As many siblings can be judged while somebody waits for the answer (5 ms each); the others look for themselves."""


def judge_siblings(
    desk: Desk, opened: Opened, shared: Municipal, today: date, at: datetime
) -> tuple[list[Changes], list[Wake]]:
    """Judge them again by what all of them share now; their changes, and whom of them to wake to do so themselves."""
    municipality, besides = opened.known.municipality, opened.known.traject
    rows = current.lock_siblings(desk.session, municipality, besides, AT_ONCE)
    if not rows:
        return [], []
    before = current.read(desk.session, rows)
    changes = []
    for known in knowledge.load_each(desk.session, [row["id"] for row in rows]):
        if isinstance(known, TrajectUnreadable):  # it keeps nobody else from being recorded; the doctor names it
            continue
        sibling = Opened(before[known.traject], known, shared)
        told = Told.folded(known.log, known.people, known.traject)
        found = judge(desk, sibling, told, sibling.day_for(today))
        changes.append(consequences(sibling.before, found, at))
    if len(rows) < AT_ONCE:
        return changes, []
    left = current.to_be_looked_at(desk.session, municipality, besides, rows[-1]["id"], today)
    return changes, [_to_wake(row) for row in left]


def _to_wake(row: Columns) -> Wake:
    named = {name: row[name] for name in Standing.model_fields if name in row}
    return Wake(workflow=traject_workflow(row["id"]), traject=row["id"], standing=Standing(**named))
