"""After the ceremony: contact at 0, 3, 6 and 12 months, attempts included; and whether somebody wants contact."""

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
from portal.undoing import may_take_back

router = APIRouter()


class Contact(Form):
    """One attempt: whether it succeeded, and what the participant does now."""

    reached: Literal["yes", "no"]
    outcomes: tuple[Outcome, ...] = ()
    benefits: Known = "unknown"
    on: Day
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
        """What is known of this day already, so that whoever adds something takes nothing away."""
        day = (about.person.group.ceremony_held_on if _months(about) == 0 else None) or about.today
        known = _contact(about, day)
        if known is None:
            return {"on": day.isoformat(), "benefits": "unknown"}
        given = {"outcomes": [str(each) for each in known.outcomes], "benefits": SAID[known.benefits]}
        return {"on": day.isoformat(), "reached": "yes", **given}

    def check(self, about: About, filled: Filled[Contact]) -> None:
        not_to_come(about, filled)
        said, ceremony = filled.value, about.person.group.ceremony_held_on
        if said is None:
            return
        if ceremony is not None and said.on < ceremony:
            filled.refuse("on", about.gettext("De opvolging begint op de dag van de uitreiking."))
        elif said.reached == "no" and _may_be_taken_back(about, _contact(about, said.on)):
            filled.refuse("reached", about.gettext("Op deze dag was er contact. Klopt dat niet, neem dat dan terug."))
        elif said.reached == "yes" and not said.outcomes:
            filled.refuse(
                "outcomes", about.gettext("Kies wat de deelnemer nu doet. Doet hij of zij niets, kies dan ‘geen’.")
            )
        elif Outcome.NONE in said.outcomes and len(said.outcomes) > 1:
            filled.refuse("outcomes", about.gettext("Kies ‘geen’ alleen als niets anders klopt."))

    def statement(self, about: About, said: Contact) -> Statement:
        reached, known = said.reached == "yes", _contact(about, said.on)
        fact = FollowedUp(
            participant=about.person.id,
            months=_months(about),
            on=said.on,
            reached=reached,
            outcomes=said.outcomes if reached else (),
            benefits=MEANS[said.benefits] if reached else None,
            call=known is not None and known.call,  # what the participant asked for is not on this form
        )
        return about.say(fact).with_notes({"remark": said.note})

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


def _may_be_taken_back(about: About, contact: FollowedUp | None) -> bool:
    """Later than that, a failed attempt of its day is what corrects it."""
    said = [each.message for each in about.person.assessed.known.log if each.fact == contact]
    return bool(said) and may_take_back(about.person, said[-1])


def _contact(about: About, day: date) -> FollowedUp | None:
    """The contact of a day that there was already, such as the participant's own answer: a day has one."""
    known = about.person.member.state.contacts.get((_months(about), day))
    return known if known is not None and known.reached else None


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
