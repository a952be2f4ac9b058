"""What the pages of a traject share: looking at it, saying why something is not possible, and where to go after."""

from typing import Any
from uuid import UUID

from fastapi.responses import Response

from portal import access
from portal.addresses import ours
from portal.completing import BACK
from portal.forms import Filled
from portal.reading.traject import Picture, look, title_of
from portal.visit import Visit
from views.day import Day


def look_at(visit: Visit, traject: UUID) -> Picture:
    """The traject as it stands now.

    Raises:
        NotThere: nobody created it yet.
    """
    with visit.reading() as session:
        return look(session, visit.visitor, traject, Day(visit.today))


def page(visit: Visit, template: str, picture: Picture, **context: Any) -> Response:  # noqa: ANN401 - as Visit.page
    """A page about a traject; a form on it carries `seen`, the last fact that its reader could know of."""
    filled: Filled[Any] | None = context.get("filled")
    seen = filled.seen if filled is not None and filled.seen is not None else picture.last_fact
    return visit.page(
        template,
        picture=picture,
        seen=seen,
        opens=lambda route: visit.visitor.has(access.TABLE[route].roles),
        titled=lambda session: title_of(picture.programme, session, visit.language),
        **context,
    )


def impossible(visit: Visit, picture: Picture, title: str, sentence: str) -> Response:
    """Why something can't be done now, in words, with a way back. No error: nothing was asked yet."""
    return page(visit, "trajects/impossible.html", picture, title=title, sentence=sentence)


def onward(visit: Visit, address: str) -> Response:
    """Recorded: back to where somebody came from, or else to this address."""
    back = visit.request.query_params.get(BACK)
    return visit.see(ours(back) if back else address)


def of_traject(visit: Visit, traject: UUID) -> str:
    """The address of the traject's own page."""
    return visit.url("traject", traject=traject)
