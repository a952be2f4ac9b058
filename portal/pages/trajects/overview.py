"""The list of trajects."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from domain import texts
from domain.programme import shipped
from domain.terms import TrajectPhase
from domain.texts import Language
from portal import access
from portal.forms import empty
from portal.reading.traject_list import EVERYTHING, Wanted, choices, traject_lines
from portal.visit import Visiting

router = APIRouter()


class Asked(BaseModel):
    """The filters in the address, and where a page begins."""

    fase: str = ""
    gemeente: str = ""
    programma: str = ""
    stil: str = ""
    vanaf: str | None = None

    @property
    def filters(self) -> dict[str, str]:
        """Those that are filled in."""
        return {name: text for name, text in self.model_dump(exclude={"vanaf"}).items() if text}

    @property
    def wanted(self) -> Wanted:
        """What they mean."""
        phase = self.fase if self.fase == EVERYTHING or self.fase in set(TrajectPhase) else None
        return Wanted(phase, self.gemeente or None, self.programma or None, stalled=bool(self.stil))


@router.get("/trajecten", name="trajects")
def trajects(visit: Visiting, asked: Annotated[Asked, Query()]) -> Response:
    """Those that run, the visitor's own first; or as the filters ask."""
    with visit.reading() as session:
        lines, after = traject_lines(session, visit, asked.wanted, after=asked.vanaf)
        municipalities, programmes = choices(session, visit.visitor)
    return visit.page(
        "trajects/list.html",
        lines=lines,
        chosen=empty(**asked.filters),
        filtered=bool(asked.filters),
        municipalities=[(name.casefold(), name) for name in municipalities],
        order=[phase.value for phase in TrajectPhase if phase is not TrajectPhase.CANCELLED],
        programmes=[(code, programme_name(code, visit.language)) for code in programmes],
        phases=[(phase.value, texts.name(phase, visit.language).capitalize()) for phase in TrajectPhase],
        everything=EVERYTHING,
        stall_text=_stall_text(visit.language),
        programme_name=lambda code: programme_name(code, visit.language),
        sheets=urlencode(asked.filters),
        before=_address(visit, asked.filters) if asked.vanaf else None,
        after=_address(visit, {**asked.filters, "vanaf": after}) if after else None,
        may_begin=visit.visitor.has(access.TABLE["new_traject"].roles),
    )


def _address(visit: Visiting, query: dict[str, str]) -> str:
    return f"{visit.url('trajects')}?{urlencode(query)}" if query else visit.url("trajects")


def programme_name(code: str, language: Language) -> str:
    """The title of a definition that comes with the product; the code of one that a municipality added."""
    titles: dict[str, str] = {programme.id: getattr(programme.title, language) for programme in shipped().values()}
    return titles.get(code, code)


def _stall_text(language: Language) -> object:
    return lambda line: (
        texts.title(line.rule, language),
        texts.why(line.rule, line.facts, language),
        texts.ends(line.rule, line.facts, language),
    )
