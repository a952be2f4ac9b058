"""Attendance of a whole traject: who was where."""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from domain import texts
from domain.situation import SessionState
from domain.texts import Language
from portal.pages.trajects.common import look_at, page
from portal.reading.attendance import matrix as matrix_of
from portal.reading.traject import Picture, part_of
from portal.visit import Visiting

router = APIRouter()


@router.get("/trajecten/{traject}/aanwezigheid", name="matrix")
def matrix(visit: Visiting, traject: UUID) -> Response:
    """Participants by sessions, with totals; each session leads to its form."""
    picture = look_at(visit, traject)
    columns, rows = matrix_of(picture)
    return page(
        visit, "trajects/matrix.html", picture, columns=columns, rows=rows, brief=_brief(picture, visit.language)
    )


def _brief(picture: Picture, language: Language) -> Callable[[SessionState], str]:
    """What a session is called where there is little room: its training, or else its kind."""
    return lambda session: part_of(picture.programme, session, language) or texts.name(session.kind, language)
