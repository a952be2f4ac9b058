"""What the portal says about itself: accessibility, privacy."""

from fastapi import APIRouter
from fastapi.responses import Response

from portal.visit import Visiting

router = APIRouter()


@router.get("/toegankelijkheid", name="accessibility")
def accessibility(visit: Visiting) -> Response:
    """The statement that municipalities must publish."""
    return visit.page("about/accessibility.html")


@router.get("/privacy", name="privacy")
def privacy(visit: Visiting) -> Response:
    """What is kept of people, for how long, and who sees it."""
    return visit.page("about/privacy.html")
