"""What became of people: the response to follow-up, and the outcomes beside what was published of 2019."""

from fastapi import APIRouter
from fastapi.responses import Response

from portal.pages.project_lead.looking import around, looking, totals
from portal.reading.lead import results as counted
from portal.reading.lead.choices import choices
from portal.visit import Visiting

router = APIRouter()


@router.get("/projectleider/opvolging", name="response")
def response(visit: Visiting, vanaf: str | None = None) -> Response:
    """How many people could be reached 3, 6 and 12 months after the ceremony."""
    look = looking(visit)
    with visit.reading() as session:
        total = totals(visit, session, look)
        towns, there = total(counted.by_municipality), total(choices)
    shown, after = counted.page_of_towns(towns, vanaf)
    return visit.page(
        "project_lead/response.html",
        milestones=counted.together(towns),
        towns=shown,
        after=after,
        vanaf=vanaf,
        choices=there,
        **around(visit, look, total),
    )


@router.get("/projectleider/uitkomsten", name="outcomes")
def outcomes(visit: Visiting) -> Response:
    """The same numbers as `traject outcomes`, and how they compare."""
    look = looking(visit)
    with visit.reading() as session:
        total = totals(visit, session, look)
        found, there = total(counted.results), total(choices)
    return visit.page(
        "project_lead/outcomes.html",
        found=found,
        lines=counted.before_and_after(found.tally.questions, look.language),
        compared=list(counted.compared(found.document)),
        published=counted.source(),
        said=lambda key: counted.statement_text(key, look.language),
        choices=there,
        **around(visit, look, total),
    )
