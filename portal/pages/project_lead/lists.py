"""Lists behind the project lead's numbers: what has stalled, what is late, and which trajects those are."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from domain import texts
from domain.terms import Role, TaskKind
from portal.pages.project_lead.looking import around, looking, totals
from portal.reading.lead import overdue, stalls, trajects
from portal.reading.lead.choices import choices
from portal.reading.lead.filters import PARTICIPANT
from portal.visit import Visiting

router = APIRouter()

WAITING_ON = (*Role, PARTICIPANT)
LONGER = (28, 91, 182)
"""Days; a stall that lasts longer can be asked for."""


@router.get("/projectleider/stilgevallen", name="stalled")
def stalled(visit: Visiting, vanaf: str | None = None) -> Response:
    """All stalls, longest first."""
    look = looking(visit)
    with visit.reading() as session:
        total = totals(visit, session, look)
        lines, after = stalls.stall_lines(session, look, after=vanaf)
        everything, there = total(stalls.counts_of_every_rule), total(choices)
    longer = [(days, visit.words.gettext("Langer dan %(n)s dagen") % {"n": days}) for days in LONGER]
    waiting_on = [(who, texts.waiting_on(who, visit.language).capitalize()) for who in WAITING_ON]
    context: dict[str, Any] = {"waiting_on": waiting_on, "longer": longer, "counts": everything, "choices": there}
    return visit.page(
        "project_lead/stalled.html", lines=lines, after=after, vanaf=vanaf, **context, **around(visit, look, total)
    )


@router.get("/projectleider/te-laat", name="overdue")
def late(visit: Visiting, vanaf: str | None = None) -> Response:
    """Tasks that are more than a week overdue, longest first."""
    look = looking(visit)
    with visit.reading() as session:
        total = totals(visit, session, look)
        lines, after = overdue.overdue_lines(session, look, after=vanaf)
        counts, there = total(overdue.counts), total(choices)
    return visit.page(
        "project_lead/overdue.html",
        lines=lines,
        after=after,
        vanaf=vanaf,
        counts=counts,
        choices=there,
        kinds=[(kind, texts.title(kind, visit.language)) for kind in TaskKind],
        **around(visit, look, total),
    )


@router.get("/projectleider/trajecten", name="trajects_behind")
def trajects_behind(visit: Visiting, vanaf: str | None = None) -> Response:
    """The trajects that a number counted."""
    look = looking(visit)
    with visit.reading() as session:
        total = totals(visit, session, look)
        lines, after = trajects.lines(session, look, after=vanaf)
        number, there = total(trajects.number), total(choices)
    return visit.page(
        "project_lead/trajects.html",
        lines=lines,
        after=after,
        vanaf=vanaf,
        number=number,
        choices=there,
        **around(visit, look, total),
    )
