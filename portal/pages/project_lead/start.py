"""Where a project lead begins: what has stalled, where everybody is, what is late, and what became of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from domain.terms import TrajectPhase
from portal.pages.project_lead.looking import around, looking, totals
from portal.reading.lead import overdue, stalls
from portal.reading.lead.choices import choices
from portal.reading.lead.filters import Look
from portal.reading.lead.results import in_short
from portal.reading.lead.trajects import by_phase
from portal.visit import Visiting
from storage.engine import ReadSession
from storage.queries import phases

router = APIRouter()

WEEKS = (13, 26)
ROWS = 12
"""Municipalities in the heat map; the others are one row together."""
TOP = 6


@dataclass(frozen=True, slots=True)
class Heat:
    """How many trajects were in a phase, by municipality and week; `others` is how many municipalities are left over.

    The last of `days` is today.
    """

    phase: TrajectPhase
    days: Sequence[date]
    rows: Sequence[tuple[str, Sequence[int]]]
    others: int
    rest: Sequence[int]
    total: Sequence[int]


@router.get("/projectleider", name="project_lead")
def project_lead(visit: Visiting) -> Response:
    """Everything at a glance; each number leads to what is behind it."""
    look = looking(visit)
    with visit.reading() as session:
        total = totals(visit, session, look)
        heat = total(_heat)
        context: dict[str, Any] = {
            "choices": total(choices),
            "phases": total(by_phase),
            "stalled": total(stalls.counts),
            "stalls": stalls.stall_lines(session, look, size=TOP)[0],
            "late": total(overdue.counts),
            "found": total(in_short),
        }
    spans = [(number, visit.words.gettext("%(n)s weken") % {"n": number}) for number in WEEKS]
    shared = around(visit, look.with_(phase=heat.phase, weeks=len(heat.days)), total) | {"wanted": look.wanted}
    return visit.page("project_lead/start.html", heat=heat, spans=spans, **context, **shared)


def _heat(session: ReadSession, look: Look) -> Heat:
    phase = look.wanted.phase or TrajectPhase.PROGRAMME
    number = look.wanted.weeks if look.wanted.weeks in WEEKS else WEEKS[0]
    days = [look.today - timedelta(weeks=back) for back in reversed(range(number))]
    counted = phases.in_phase(session, phase, days, *look.of_traject())
    rows = _most_first(counted)
    rest = [line for _, line in rows[ROWS:]]
    return Heat(phase, days, rows[:ROWS], len(rest), _sums(rest, days), _sums(list(counted.values()), days))


def _most_first(counted: Mapping[str, Sequence[int]]) -> list[tuple[str, Sequence[int]]]:
    return sorted(counted.items(), key=lambda row: (-sum(row[1]), row[0].casefold()))


def _sums(lines: Sequence[Sequence[int]], days: Sequence[date]) -> list[int]:
    return [sum(numbers) for numbers in zip(*lines, strict=True)] if lines else [0 for _ in days]
