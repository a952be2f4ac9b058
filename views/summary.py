"""A municipality at a glance: its trajects by phase, and what waits there."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from sqlalchemy import func, select

from domain.calendar import overdue
from domain.terms import TaskKind
from storage.engine import ReadSession
from storage.errors import TrajectUnreadable
from storage.queries.tasks import TaskFilter
from storage.tables import participants, trajects
from views.day import Day, Scope
from views.stalled import stalls
from views.tasks import open_tasks


@dataclass(slots=True)
class Summary:
    """Counts of one municipality; `lines` are open tasks by kind and traject, as people see them."""

    municipality: str
    phases: Counter[str] = field(default_factory=Counter)
    participants: int = 0
    tasks: int = 0
    lines: int = 0
    overdue: int = 0
    stalls: int = 0
    follow_ups: int = 0


def summaries(session: ReadSession, day: Day) -> list[Summary]:
    """One of each municipality, by name."""
    found: dict[str, Summary] = {}
    groups: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in session.execute(_TRAJECTS):
        summary = found.setdefault(row.municipality, Summary(row.municipality))
        summary.phases[row.phase] += 1
        summary.participants += row.people
    unreadable: list[TrajectUnreadable] = []
    for task in open_tasks(session, day, TaskFilter(), unreadable):
        summary = found[task.municipality]
        summary.tasks += 1
        summary.overdue += overdue(task.due, day.end)
        summary.follow_ups += task.kind == TaskKind.FOLLOW_UP
        groups[task.municipality].add((task.traject, task.kind))
    for stall in stalls(session, day, Scope(), unreadable):
        found[stall.municipality].stalls += 1
    for municipality, lines in groups.items():
        found[municipality].lines = len(lines)
    return [found[name] for name in sorted(found)]


_PEOPLE = select(func.count()).where(participants.c.traject_id == trajects.c.id).scalar_subquery().label("people")
_TRAJECTS = select(trajects.c.municipality, trajects.c.phase, _PEOPLE).order_by(trajects.c.municipality, trajects.c.key)
