"""Help in plain language, one page for each family of pages."""

from fastapi import APIRouter
from fastapi.responses import Response

from portal.errors import NotThere
from portal.help_topics import TITLES
from portal.visit import Visiting

router = APIRouter()


@router.get("/hulp/{topic}", name="help")
def help_about(visit: Visiting, topic: str) -> Response:
    """One topic, and the way to the others."""
    if topic not in TITLES:
        raise NotThere
    titles = {each: title[visit.language == "en"] for each, title in TITLES.items()}
    feedback = visit.services.settings.feedback
    return visit.page(f"help/{visit.language}/{topic}.html", topic=topic, titles=titles, feedback=feedback)
