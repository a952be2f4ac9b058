"""A mentor or buddy for a participant, from the municipality's network."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import func, select

from domain.facts import MentorAssigned
from portal.forms import Day, Filled, Form, Prose
from portal.pages.participants.form import About, PersonForm, _, add, not_to_come
from portal.telling import Statement
from storage.tables import organisations

router = APIRouter()


class Mentor(Form):
    """Who, from when; nobody ends it."""

    mentor: UUID | None = None
    on: Day
    note: Prose | None = None


class MentorForm(PersonForm[Mentor]):
    """Somebody from a company or a volunteer who widens the participant's network (D17, V18)."""

    name, path = "mentor", "/deelnemers/{participant}/mentor"
    title, template = _("Coach of mentor"), "participants/mentor.html"
    model = Mentor

    def obstacle(self, about: About) -> str | None:
        if about.person.member.withdrawn_on is not None:
            return about.gettext("Deze deelnemer is gestopt.")
        if not network(about) and about.person.member.state.mentor is None:
            return about.gettext(
                "Het netwerk van deze gemeente is nog leeg. Voeg daar eerst een bedrijf of vrijwilliger toe."
            )
        return None

    def start(self, about: About) -> dict[str, Any]:
        return super().start(about) | {"mentor": about.person.member.state.mentor or ""}

    def check(self, about: About, filled: Filled[Mentor]) -> None:
        not_to_come(about, filled)
        said = filled.value
        if said is None:
            return
        if said.mentor == about.person.member.state.mentor:
            filled.refuse("mentor", about.gettext("Er is niets veranderd."))
        elif said.mentor is not None and said.mentor not in {row.id for row in network(about)}:
            filled.refuse("mentor", about.gettext("Kies een van de mogelijkheden."))

    def statement(self, about: About, said: Mentor) -> Statement:
        fact = MentorAssigned(participant=about.person.id, mentor=said.mentor, on=said.on)
        return about.say(fact).with_notes({"remark": said.note})

    def context(self, about: About) -> dict[str, Any]:
        return {"network": network(about)}


def network(about: About) -> Sequence[Any]:
    """Everybody in the municipality's network, volunteers and companies alike."""
    query = select(organisations.c.id, organisations.c.name, organisations.c.kind).where(
        func.lower(organisations.c.municipality) == func.lower(about.person.municipality)
    )
    return about.session.execute(query.order_by(organisations.c.name)).all()


add(router, MentorForm())
