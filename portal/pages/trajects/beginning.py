"""Beginning a new traject."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from activities.messages import Enclosure, TrajectValues
from domain.facts import AnyFact, KickOffPlanned, TrajectCreated
from domain.ids import traject_id
from domain.programme import Programme
from domain.texts import Language
from portal.forms import Day, Filled, Line, empty
from portal.pages.trajects.common import of_traject, onward
from portal.pages.trajects.workers import Workers, naming
from portal.reading.staff import addresses
from portal.reading.traject_list import choices
from portal.telling import Statement, about_traject
from portal.visit import Visit, Visiting

router = APIRouter()
_USUAL = "kixworks-2022"


class NewTraject(Workers):
    """What a traject begins with. `programme` is an id and a version: `kixworks-2022/1`."""

    municipality: Line
    key: Line
    programme: Line
    on: Day
    kick_off: Day | None = None


@router.get("/trajecten/nieuw", name="new_traject")
def new_traject(visit: Visiting) -> Response:
    """The form, with what is usual."""
    programmes = _programmes(visit)
    usual = next((each for each in programmes if each.id == _USUAL), programmes[0])
    towns = _towns(visit)
    start = {
        "programme": _code(usual),
        "on": visit.today.isoformat(),
        "municipality": towns[0] if len(towns) == 1 else "",
        "coordinator": _own_address(visit),
    }
    return _show(visit, empty(**start), programmes, towns)


@router.post("/trajecten/nieuw", name="new_traject")
def begin(visit: Visiting) -> Response:
    """Begin it, within the municipalities of who asks."""
    filled = visit.fill(NewTraject)
    programmes = _programmes(visit)
    if filled.value is not None and not filled.repeated:
        _check(visit, filled, filled.value, programmes)
    if filled.value is not None:
        statement = _statement(filled.value, programmes)
        if visit.tell(filled, statement):
            return onward(visit, of_traject(visit, statement.traject))
    return _show(visit, filled, programmes, _towns(visit))


def _check(visit: Visit, filled: Filled[NewTraject], said: NewTraject, programmes: Sequence[Programme]) -> None:
    words, visitor = visit.words, visit.visitor
    if not visitor.everywhere and said.municipality.casefold() not in visitor.municipalities:
        filled.refuse("municipality", words.gettext("Kies een van uw gemeenten."))
    elif said.programme not in map(_code, programmes):
        filled.refuse("programme", words.gettext("Kies een van de mogelijkheden."))
    elif said.on > visit.today:
        filled.refuse("on", words.gettext("Deze dag moet nog komen."))
    elif said.kick_off is not None and said.kick_off < said.on:
        filled.refuse("kick_off", words.gettext("De kick-off ligt voor het begin van het traject."))


def _statement(said: NewTraject, programmes: Sequence[Programme]) -> Statement:
    definition = next(each for each in programmes if _code(each) == said.programme)
    identity: UUID = traject_id(said.municipality, said.key)
    named, known = naming(said, {}, said.on)
    facts: list[AnyFact] = [TrajectCreated(programme=definition.id, version=definition.version, on=said.on), *named]
    if said.kick_off is not None:
        facts.append(KickOffPlanned(day=said.kick_off))
    called = TrajectValues(municipality=said.municipality, key=said.key)
    return about_traject(identity, *facts).enclosing(Enclosure(traject=called, staff=known))


def _programmes(visit: Visit) -> list[Programme]:
    """The newest final version of each definition."""
    with visit.reading() as session:
        final = [each for each in visit.services.programmes.all(session) if each.status == "final"]
    return list({each.id: each for each in sorted(final, key=lambda each: (each.id, each.version))}.values())


def _code(programme: Programme) -> str:
    return f"{programme.id}/{programme.version}"


def _towns(visit: Visit) -> list[str]:
    """The visitor's municipalities as they are written; none for who may begin anywhere."""
    if visit.visitor.everywhere:
        return []
    with visit.reading() as session:
        written = {name.casefold(): name for name in choices(session, visit.visitor)[0]}
    return [written.get(name, name.title()) for name in sorted(visit.visitor.municipalities)]


def _own_address(visit: Visit) -> str:
    """Who begins a traject as a coordinator, mostly coordinates it."""
    who = visit.visitor.staff
    if who is None or visit.visitor.everywhere:
        return ""
    with visit.reading() as session:
        return addresses(session, [who]).get(who, "")


def _show(visit: Visit, filled: Filled[NewTraject], programmes: Sequence[Programme], towns: list[str]) -> Response:
    return visit.page(
        "trajects/new.html",
        filled=filled,
        programmes=[(_code(each), _titled(each, visit.language)) for each in programmes],
        towns=[(town, town) for town in towns],
    )


def _titled(programme: Programme, language: Language) -> str:
    title = programme.title.nl if language == "nl" else programme.title.en
    return f"{title} ({programme.id}, {programme.version})"
