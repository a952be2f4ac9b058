"""What the portal says about itself: accessibility, privacy."""

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from portal.visit import Visit, Visiting

router = APIRouter()
STATED_ON = date(2026, 11, 22)
"""When somebody last held the accessibility statement against what it speaks of."""


@router.get("/toegankelijkheid", name="accessibility")
def accessibility(visit: Visiting) -> Response:
    """The statement that municipalities must publish, in the parts of the government's model."""
    return _about(visit, "accessibility")


@router.get("/privacy", name="privacy")
def privacy(visit: Visiting) -> Response:
    """What is kept of people, on which ground, for how long, and who sees it."""
    return _about(visit, "privacy")


def _about(visit: Visit, name: str, stated_on: date = STATED_ON) -> Response:
    settings = visit.services.settings
    return visit.page(
        f"about/{visit.language}/{name}.html",
        organisation=settings.organisation,
        feedback=settings.feedback,
        stated_on=stated_on,
    )
