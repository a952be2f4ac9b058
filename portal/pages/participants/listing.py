"""The list of participants: filters stand in the address, a search by name never does."""

from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from domain.terms import Phase, Verdict
from portal.forms import Filled, Form, Line, empty
from portal.reading.participants import Wanted, called, choices, page
from portal.visit import Visit, Visiting

router = APIRouter()

PHASES = (Phase.INTAKE, Phase.KICK_OFF, Phase.PROGRAMME, Phase.CERTIFICATE, Phase.FOLLOW_UP, Phase.CLOSED)
"""The way through, for the row of segments; the other phases are ways out of it."""
Word = TypeVar("Word", Phase, Verdict)


class Search(Form):
    """Words at the beginning of somebody's names."""

    name: Line


class Asked(BaseModel):
    """The filters in the address, and where a page begins."""

    fase: str | None = None
    oordeel: str | None = None
    gemeente: str | None = None
    traject: str | None = None
    pauze: str | None = None
    vanaf: str | None = None

    @property
    def filters(self) -> dict[str, str]:
        """Those that are filled in."""
        return {name: text for name, text in self.model_dump(exclude={"vanaf"}).items() if text}

    @property
    def wanted(self) -> Wanted:
        """What they mean."""
        phase, verdict = _word(Phase, self.fase), _word(Verdict, self.oordeel)
        return Wanted(phase, verdict, self.gemeente or None, _id(self.traject), bool(self.pauze))


@router.get("/deelnemers", name="participants")
def participants(visit: Visiting, asked: Annotated[Asked, Query()]) -> Response:
    """One page by name."""
    wanted, filters = asked.wanted, asked.filters
    with visit.reading() as session:
        lines, after = page(session, visit, wanted, _id(asked.vanaf))
        options = choices(session, visit.visitor, wanted.municipality)
    return visit.page(
        "participants/list.html",
        filled=empty(**filters),
        lines=lines,
        options=options,
        phases=PHASES,
        filtered=bool(filters),
        sheets=urlencode(filters),
        before=_address(visit, filters, None) if asked.vanaf else None,
        after=_address(visit, filters, after) if after else None,
    )


@router.get("/deelnemers/zoeken", name="find_participant")
def search(visit: Visiting) -> Response:
    """The form."""
    return _results(visit, empty(), [])


@router.post("/deelnemers/zoeken", name="find_participant")
def find(visit: Visiting) -> Response:
    """Who has these names. The answer is the page itself, so that no name comes into an address."""
    filled = visit.fill(Search)
    if filled.value is None:
        return _results(visit, filled, [])
    with visit.reading() as session:
        lines, more = called(session, visit, filled.value.name)
    return _results(visit, filled, lines, more=more, asked=True)


def _results(
    visit: Visit, filled: Filled[Any], lines: list[Any], *, more: bool = False, asked: bool = False
) -> Response:
    return visit.page("participants/search.html", filled=filled, lines=lines, more=more, asked=asked, phases=PHASES)


def _address(visit: Visit, filters: dict[str, str], after: UUID | None) -> str:
    given = {name: value for name, value in {**filters, "vanaf": after}.items() if value}
    return visit.url("participants") + (f"?{urlencode(given)}" if given else "")


def _word(kind: type[Word], text: str | None) -> str | None:
    """One of the programme's words; anything else asks for nothing."""
    return text if text in set(kind) else None


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
