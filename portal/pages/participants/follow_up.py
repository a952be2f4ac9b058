"""After the ceremony: contact at 0, 3, 6 and 12 months, attempts included; and whether somebody wants contact."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from fastapi import APIRouter

from domain.facts import AnyFact, ContactRefused, FollowedUp, FollowUpRequested
from domain.follow_up import contacts_of, keeps_follow_up, milestone
from domain.terms import Outcome
from portal.answers import links
from portal.forms import Day, Filled, Form, Prose
from portal.pages.participants.admission import MEANS, SAID, Known
from portal.pages.participants.form import About, PersonForm, _, add, not_to_come
from portal.telling import Statement

router = APIRouter()


class Contact(Form):
    """One attempt: whether it succeeded, and what the participant does now; `shows`: whose day it shows."""

    reached: Literal["yes", "no"]
    outcomes: tuple[Outcome, ...] = ()
    benefits: Known = "unknown"
    on: Day
    shows: Day | None = None
    note: Prose | None = None


class FollowUpForm(PersonForm[Contact]):
    """A contact, or an attempt that failed; three of those on different days close the task (FUP)."""

    name, path = "follow_up", "/deelnemers/{participant}/opvolging/{months}"
    title, template = _("Opvolging na %(months)s maanden"), "participants/follow_up.html"
    model = Contact

    def fits(self, about: About) -> bool:
        return about.parameter("months") in {str(each) for each in (0, *about.person.programme.follow_up.months)}

    def heading(self, about: About) -> str:
        months = _months(about)
        if months == 0:
            return about.gettext("Op de dag van de uitreiking")
        return about.gettext(self.title) % {"months": months}

    def obstacle(self, about: About) -> str | None:
        person = about.person
        refused = about.refusal(FollowedUp(participant=person.id, months=_months(about), on=about.today, reached=True))
        if refused is not None:
            return refused
        if person.member.refuses_contact:
            return about.gettext("Deze deelnemer wil niet meer benaderd worden.")
        return None

    def start(self, about: About) -> dict[str, Any]:
        """What is known of the day already, so that whoever adds something takes nothing away."""
        usual = (about.person.group.ceremony_held_on if _months(about) == 0 else None) or about.today
        return {"benefits": "unknown", **_shown(about, _asked(about) or usual)}

    def check(self, about: About, filled: Filled[Contact]) -> None:
        not_to_come(about, filled)
        said, ceremony = filled.value, about.person.group.ceremony_held_on
        if said is None:
            return
        if ceremony is not None and said.on < ceremony:
            filled.refuse("on", about.gettext("De opvolging begint op de dag van de uitreiking."))
        elif said.reached == "no" and (refused := about.refusal(self._fact(about, said))) is not None:
            filled.refuse("reached", refused)
        elif said.shows != said.on and _contact(about, said.on) is not None:
            sentence = _("Op deze dag was er al contact. Wat toen gezegd is, staat er nu bij. Kijk of alles klopt.")
            filled.refuse("on", about.gettext(sentence))
            filled.typed = {**filled.typed, **_shown(about, said.on, said.outcomes)}
        elif said.reached == "yes" and not said.outcomes:
            filled.refuse(
                "outcomes", about.gettext("Kies wat de deelnemer nu doet. Doet hij of zij niets, kies dan ‘geen’.")
            )
        elif Outcome.NONE in said.outcomes and len(said.outcomes) > 1:
            filled.refuse("outcomes", about.gettext("Kies ‘geen’ alleen als niets anders klopt."))

    def statement(self, about: About, said: Contact) -> Statement:
        return about.say(self._fact(about, said)).with_notes({"remark": said.note})

    def _fact(self, about: About, said: Contact) -> FollowedUp:
        reached, known = said.reached == "yes", _contact(about, said.on)
        return FollowedUp(
            participant=about.person.id,
            months=_months(about),
            on=said.on,
            reached=reached,
            outcomes=said.outcomes if reached else (),
            benefits=MEANS[said.benefits] if reached else None,
            call=known is not None and known.call,  # what the participant asked for is not on this form
        )

    def context(self, about: About) -> dict[str, Any]:
        months, member = _months(about), about.person.member
        attempts = contacts_of(member, months)
        return {
            "months": months,
            "milestone": milestone(member, months) if months else None,
            "link": links.of(about.session, about.person.id, months),
            "may_ask": bool(months) and links.may_ask(member, months) is not None,
            "attempts": attempts,
            "failed": len({each.on for each in attempts if not each.reached}),
            "most": about.person.programme.follow_up.attempts,
        }


def _months(about: About) -> int:
    return int(about.parameter("months"))


def _contact(about: About, day: date) -> FollowedUp | None:
    """The contact of a day that there was already, such as the participant's own answer: a day has one."""
    known = about.person.member.state.contacts.get((_months(about), day))
    return known if known is not None and known.reached else None


def _asked(about: About) -> date | None:
    """A day with contact that the address names, to correct it."""
    named = about.visit.request.query_params.get("dag")
    return next((on for _, on in about.person.member.state.contacts if on.isoformat() == named), None)


def _shown(about: About, day: date, besides: Sequence[Outcome] = ()) -> dict[str, Any]:
    """What the fields hold of the contact of a day, with what was chosen besides."""
    shown, known = {"on": day.isoformat(), "shows": day.isoformat()}, _contact(about, day)
    if known is None:
        return shown
    outcomes = dict.fromkeys(str(each) for each in (*known.outcomes, *besides))
    return {**shown, "reached": "yes", "outcomes": list(outcomes), "benefits": SAID[known.benefits]}


class Wish(Form):
    """One of the choices that the state allows."""

    choice: Literal["refuse", "allow", "request", "stop_request"]
    on: Day
    note: Prose | None = None


class ContactForm(PersonForm[Wish]):
    """Whether somebody is followed up: refused, allowed again, or asked for by who left before the ceremony."""

    name, path = "contact", "/deelnemers/{participant}/contact"
    title, template = _("Wel of geen opvolging"), "participants/contact.html"
    model = Wish

    def obstacle(self, about: About) -> str | None:
        if _choices(about):
            return None
        return about.gettext("De opvolging begint na de certificaatuitreiking, voor wie tot dan meedeed.")

    def check(self, about: About, filled: Filled[Wish]) -> None:
        not_to_come(about, filled)
        if filled.value is not None and filled.value.choice not in _choices(about):
            filled.refuse("choice", about.gettext("Kies een van de mogelijkheden."))

    def statement(self, about: About, said: Wish) -> Statement:
        return about.say(_wish(about, said)).with_notes({"remark": said.note})

    def context(self, about: About) -> dict[str, Any]:
        return {"choices": list(_choices(about).items())}


def _wish(about: About, said: Wish) -> AnyFact:
    back = said.choice in {"allow", "stop_request"}
    kind = ContactRefused if said.choice in {"refuse", "allow"} else FollowUpRequested
    return kind(participant=about.person.id, on=said.on, cleared=back)


def _choices(about: About) -> dict[str, str]:
    """What can be said now."""
    member = about.person.member
    if member.refuses_contact:
        return {"allow": about.gettext("De deelnemer mag weer benaderd worden")}
    if member.left_during and member.counts(member.state.follow_up_requested_on):
        return {"stop_request": about.gettext("De deelnemer wil toch niet meer gevolgd worden")}
    if member.left_during and member.is_admitted:
        return {"request": about.gettext("De deelnemer wil toch gevolgd worden")}
    if keeps_follow_up(member):
        return {"refuse": about.gettext("De deelnemer wil niet meer benaderd worden")}
    return {}


for form in (FollowUpForm(), ContactForm()):
    add(router, form)
