"""Somebody new in a traject, and corrections of personal data. Whoever may be there already is shown before saving."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import select

from activities.messages import Enclosure, PersonValues
from domain.facts import AnyFact, CriteriaRecorded, Registered
from domain.ids import participant_id
from domain.terms import Gender, LanguageLevel, TrajectPhase
from portal.forms import Address, Day, Failure, Filled, Form, Line, empty
from portal.pages.participants.form import About, PersonForm, _, add
from portal.reading.journey import PERSONAL
from portal.reading.registering import Likeness, alike, is_taken, next_key
from portal.telling import Statement, about_participant
from portal.visit import Visit, Visiting
from storage.engine import ReadSession
from storage.tables import trajects

router = APIRouter()

OLDEST = 120
"""Years; who would be older was born in another year than the one that was typed."""


class Personal(Form):
    """A person's own data; what is left empty is not known."""

    first_name: Line
    infix: Line | None = None
    last_name: Line
    own_name: Line | None = None
    birth_date: Day | None = None
    gender: Gender | None = None
    phone: Line | None = None
    email: Address | None = None


class Registration(Personal):
    """Somebody new. `key` is what lists without names say; `another` that this is nobody who was there already."""

    key: Line
    on: Day
    level: LanguageLevel | None = None
    another: bool = False


@router.get("/trajecten/{traject}/aanmelden", name="register_participant")
def ask(visit: Visiting, traject: UUID) -> Response:
    """The form, with the next number of the traject."""
    with visit.reading() as session:
        key = next_key(session, traject)
    return _show(visit, traject, empty(key=key, on=visit.today.isoformat()))


@router.post("/trajecten/{traject}/aanmelden", name="register_participant")
def register(visit: Visiting, traject: UUID) -> Response:
    """Check, warn of who is alike, and register."""
    filled = visit.fill(Registration)
    said, likenesses = filled.value, list[Likeness]()
    if said is None:
        return _show(visit, traject, filled)
    with visit.reading() as session:
        group = _group(session, traject)
        who = participant_id(group.municipality, said.key)
        if not filled.repeated:
            if group.phase in _TOO_LATE:
                return _too_late(visit, group, HTTPStatus.CONFLICT)
            likenesses = _check(visit, session, group.municipality, filled, who)
    if not filled.errors and visit.tell(filled, _statement(traject, who, said)):
        return visit.see(visit.url("participant", participant=who))
    return _show(visit, traject, filled, likenesses)


def _statement(traject: UUID, who: UUID, said: Registration) -> Statement:
    facts: list[AnyFact] = [Registered(participant=who, on=said.on)]
    if said.level is not None:
        facts.append(CriteriaRecorded(participant=who, language=said.level, on=said.on))
    values = {name: value for name in PERSONAL if (value := getattr(said, name)) is not None}
    person = PersonValues(participant=who, key=said.key, **values)
    return about_participant(who, traject, *facts).enclosing(Enclosure(people=(person,)))


def _check(
    visit: Visit, session: ReadSession, municipality: str, filled: Filled[Registration], who: UUID
) -> list[Likeness]:
    """Refuse days that cannot be, and whoever may be there already unless somebody says it is another."""
    words, said = visit.words, filled.value
    if said is None:
        return []
    if said.on > visit.today:
        filled.refuse("on", words.gettext("Deze dag moet nog komen."))
        return []
    if not _check_birth(visit, filled, said.birth_date) or said.another:
        return []
    found = alike(session, visit.visitor, municipality, said.first_name, said.last_name, said.birth_date, who)
    if found:
        sentence = _("Er is al iemand met deze naam. Kijk of het dezelfde persoon is.")
        filled.refuse("another", words.gettext(sentence))
    return found


def _check_birth(visit: Visit, filled: Filled[Any], born: date | None) -> bool:
    """Whether somebody can have been born on that day; the form says so when not."""
    if born is None or visit.today.year - OLDEST <= born.year < visit.today.year:
        return True
    filled.refuse("birth_date", visit.words.gettext("Kijk of deze geboortedatum klopt."))
    return False


def _group(session: ReadSession, traject: UUID) -> Any:  # noqa: ANN401 - a row
    columns = (trajects.c.id, trajects.c.key, trajects.c.municipality, trajects.c.phase)
    return session.execute(select(*columns).where(trajects.c.id == traject)).one()


_TOO_LATE: Mapping[str, str] = {
    TrajectPhase.CANCELLED: _("Dit traject is stopgezet. Kies een ander traject."),
    TrajectPhase.FOLLOW_UP: _("De certificaten van dit traject zijn al uitgereikt. Kies een ander traject."),
    TrajectPhase.CLOSED: _("Dit traject is afgesloten. Kies een ander traject."),
}


def _show(visit: Visit, traject: UUID, filled: Filled[Registration], likenesses: Sequence[Likeness] = ()) -> Response:
    with visit.reading() as session:
        group = _group(session, traject)
        if filled.failure is not None and is_taken(session, group.municipality, str(filled["key"])):
            filled.typed = {**filled.typed, "key": next_key(session, traject)}
    if group.phase in _TOO_LATE:
        return _too_late(visit, group, HTTPStatus.OK)
    return visit.page("participants/register.html", filled=filled, group=group, likenesses=likenesses)


def _too_late(visit: Visit, group: Any, status: HTTPStatus) -> Response:  # noqa: ANN401 - a row
    why_not = visit.words.gettext(_TOO_LATE[group.phase])
    return visit.page("participants/full.html", status=status, group=group, why_not=why_not)


class Correction(Personal):
    """The same fields; `was` tells what they held when the form was shown."""

    was: str = ""


class PersonDetailsForm(PersonForm[Correction]):
    """Correct somebody's own data; what is emptied is erased."""

    name, path = "person_details", "/deelnemers/{participant}/gegevens"
    title, template = _("Persoonsgegevens"), "participants/details.html"
    model = Correction

    def obstacle(self, about: About) -> str | None:  # noqa: ARG002 - a slip can be corrected at any time
        return None

    def start(self, about: About) -> dict[str, Any]:
        return {**_stored(about), "was": _digest(_stored(about))}

    def check(self, about: About, filled: Filled[Correction]) -> None:
        said, stored = filled.value, _stored(about)
        if said is None or not _check_birth(about.visit, filled, said.birth_date):
            return
        if _as_typed(said) == stored:
            filled.refuse("first_name", about.gettext("Er is niets veranderd."))
        elif said.was != _digest(stored):
            sentence = _("Iemand anders heeft deze gegevens veranderd. Kijk of alles klopt en verstuur het opnieuw.")
            filled.failure = Failure(HTTPStatus.CONFLICT, about.gettext(sentence))
            filled.value = None

    def amend(self, about: About, filled: Filled[Correction]) -> None:
        """Whoever is told what is there now has seen it."""
        if filled.failure is not None:
            filled.typed = {**filled.typed, "was": _digest(_stored(about))}

    def statement(self, about: About, said: Correction) -> Statement:
        now = {name: getattr(said, name) for name in PERSONAL}
        new = {name: value for name, value in now.items() if value != getattr(about.person.personal, name)}
        values = PersonValues(participant=about.person.id, **new)
        return about.say().enclosing(Enclosure(people=(values,)))


def _stored(about: About) -> dict[str, str]:
    """The values as fields show them."""
    row = about.person.personal
    return {name: str(getattr(row, name) or "") for name in PERSONAL}


def _as_typed(said: Correction) -> dict[str, str]:
    return {name: str(getattr(said, name) or "") for name in PERSONAL}


def _digest(values: Mapping[str, str]) -> str:
    return hashlib.sha256("\n".join(values.values()).encode()).hexdigest()[:16]


add(router, PersonDetailsForm())
