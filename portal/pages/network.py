"""The network: companies, guest speakers, partners and volunteers; what they did, and whose wishes they fit."""

from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field

from activities.messages import Enclosure, OrganisationValues
from domain.ids import organisation_id
from portal import keyset
from portal.forms import Address, Filled, Form, Line, empty
from portal.reading import network as reading
from portal.reading import wishes
from portal.reading.network import Filter
from portal.telling import about_traject
from portal.visit import Visit, Visiting
from storage.network import KNOWN, digest

router = APIRouter()
Kind = Literal["company", "guest_speaker", "partner", "volunteer"]
KINDS = get_args(Kind)


class Known(Form):
    """What is known of an organisation. `was` is a digest of what the form began with."""

    kind: Kind
    sector: Line | None = None
    levels_of_work: Line | None = None
    capacity: Annotated[int, Field(ge=1, le=1000)] | None = None
    contact_name: Line | None = None
    contact_phone: Line | None = None
    contact_email: Address | None = None
    was: str = ""


class New(Known):
    """With the name, which stays: the same name in the same municipality is the same organisation."""

    municipality: Line
    name: Line


@router.get("/netwerk", name="network")
def network(
    visit: Visiting,
    soort: str | None = None,
    branche: str | None = None,
    gemeente: str | None = None,
    vanaf: str | None = None,
) -> Response:
    """Everybody in the network, and the way to matching."""
    wanted = Filter(soort if soort in KINDS else None, branche or None, gemeente or None)
    cursor = keyset.read(vanaf, (UUID,))
    with visit.reading() as session:
        rows, visits, after = reading.page(session, visit.visitor, wanted, cursor[0] if cursor else None)
        sectors = reading.sectors(session, visit.visitor)
        places = sorted(reading.places(session, visit.visitor))
        running = reading.running(session, visit.visitor)
    return visit.page(
        "network/list.html",
        rows=rows,
        visits=visits,
        after=after,
        wanted=wanted,
        sectors=[(name, name) for name in sectors],
        places=[(name, name) for name in places],
        running=running,
        chosen=empty(soort=soort, branche=branche, gemeente=gemeente),
    )


@router.get("/netwerk/nieuw", name="new_organisation")
def new_organisation(visit: Visiting) -> Response:
    """The form."""
    return _show_new(visit, empty(kind="company"))


@router.post("/netwerk/nieuw", name="new_organisation")
def add_organisation(visit: Visiting) -> Response:
    """Somebody new in the network of a municipality."""
    filled = visit.fill(New)
    given = filled.value
    traject = None if given is None else _place(visit, filled, given.municipality)
    if given is not None and traject is not None:
        identity = organisation_id(given.municipality, given.name)
        if _tell(visit, filled, traject, identity, given.name):
            return visit.see(visit.url("organisation", organisation=identity))
    return _show_new(visit, filled)


@router.get("/netwerk/{organisation}", name="organisation")
def organisation(visit: Visiting, organisation: UUID) -> Response:
    """One organisation: who they are, visits, mentors, and who they could receive."""
    with visit.reading() as session:
        row = reading.one(session, organisation)
        found = reading.relations(session, visit.visitor, row)
    return visit.page("network/one.html", row=row, found=found)


@router.get("/netwerk/{organisation}/wijzigen", name="change_organisation")
def change_organisation(visit: Visiting, organisation: UUID) -> Response:
    """The form with what is known."""
    return _show_change(visit, organisation, None)


@router.post("/netwerk/{organisation}/wijzigen", name="change_organisation")
def record_change(visit: Visiting, organisation: UUID) -> Response:
    """All of it as it now is; whoever was overtaken is refused, and looks again."""
    filled = visit.fill(Known)
    with visit.reading() as session:
        row = reading.one(session, organisation)
        theirs = {name.casefold(): where for name, where in reading.places(session, visit.visitor).items()}
        traject = theirs.get(row.municipality.casefold())
    if filled.value is None or traject is None:
        return _show_change(visit, organisation, filled)
    if _tell(visit, filled, traject, organisation, row.name):
        return visit.see(visit.url("organisation", organisation=organisation))
    return _show_change(visit, organisation, filled)


@router.get("/trajecten/{traject}/netwerk", name="matching")
def matching(visit: Visiting, traject: UUID) -> Response:
    """Wishes of a group beside the network."""
    with visit.reading() as session:
        matched, popular, key = wishes.matching(session, visit.visitor, traject, visit.today)
    return visit.page("network/matching.html", matched=matched, popular=popular, key=key, traject=traject)


def _place(visit: Visit, filled: Filled[Any], municipality: str) -> UUID | None:
    """The traject to say it to; None, with the reason in the form, where the visitor has none."""
    with visit.reading() as session:
        traject = reading.places(session, visit.visitor).get(municipality)
        known = reading.exists(session, organisation_id(municipality, str(filled["name"])))
        known = known and not filled.repeated
    if traject is None:
        filled.refuse("municipality", visit.words.gettext("Kies een van de mogelijkheden."))
    elif known:
        filled.refuse("name", visit.words.gettext("Deze naam staat al in het netwerk van deze gemeente."))
        return None
    return traject


def _tell(visit: Visit, filled: Filled[Any], traject: UUID, identity: UUID, name: str) -> bool:
    values = {each: getattr(filled.value, each) for each in (*KNOWN, "was")}
    entry = OrganisationValues(organisation=identity, name=name, **values)
    return visit.tell(filled, about_traject(traject).enclosing(Enclosure(organisations=(entry,))))


def _show_new(visit: Visit, filled: Filled[Any]) -> Response:
    with visit.reading() as session:
        places = [(name, name) for name in sorted(reading.places(session, visit.visitor))]
        sectors = reading.sectors(session, visit.visitor)
    return visit.page("network/form.html", filled=filled, places=places, sectors=sectors, row=None, was="")


def _show_change(visit: Visit, organisation: UUID, filled: Filled[Any] | None) -> Response:
    with visit.reading() as session:
        row = reading.one(session, organisation)
        sectors = reading.sectors(session, visit.visitor)
    start = filled or empty(**{name: getattr(row, name) or "" for name in KNOWN})
    return visit.page("network/form.html", filled=start, places=(), sectors=sectors, row=row, was=digest(row))
