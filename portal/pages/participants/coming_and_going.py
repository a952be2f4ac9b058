"""What interrupts a journey: a pause and its end, leaving, and coming back."""

from datetime import date, timedelta
from typing import Any, Literal

from fastapi import APIRouter

from domain.facts import AnyFact, ContactRefused, Paused, Reentered, Resumed, Withdrawn
from domain.terms import Phase
from portal.forms import Day, Filled, Form, Prose
from portal.pages.participants.form import About, PersonForm, _, add, not_to_come
from portal.telling import Statement

router = APIRouter()

_ONE_DAY = timedelta(days=1)
_OVER = {
    Phase.CLOSED: _("Het traject van deze deelnemer is afgesloten."),
    Phase.REFUSED: _("Deze deelnemer is afgewezen en doet niet mee."),
}


def over(about: About) -> str | None:
    """Why nothing can be interrupted any more."""
    sentence = _OVER.get(about.person.found.phase)
    return None if sentence is None else about.gettext(sentence)


class Pause(Form):
    """From when, until when at first, and why."""

    on: Day
    review: Day
    reason: Prose


class PauseForm(PersonForm[Pause]):
    """The journey rests, or rests longer; terms shift along and reminders stay silent."""

    name, path = "pause", "/deelnemers/{participant}/pauze"
    title, template = _("Pauze"), "participants/pause.html"
    model = Pause

    def heading(self, about: About) -> str:
        if about.person.member.paused_until is None:
            return about.gettext("Op pauze zetten")
        return about.gettext("Pauze verlengen")

    def obstacle(self, about: About) -> str | None:
        tomorrow = about.today + _ONE_DAY
        return over(about) or about.refusal(Paused(participant=about.person.id, on=about.today, review=tomorrow))

    def check(self, about: About, filled: Filled[Pause]) -> None:
        not_to_come(about, filled)
        if filled.value is not None and filled.value.review <= max(filled.value.on, about.today):
            filled.refuse("review", about.gettext("Kies een dag die nog moet komen."))

    def statement(self, about: About, said: Pause) -> Statement:
        fact = Paused(participant=about.person.id, on=said.on, review=said.review)
        return about.say(fact).with_notes({"pause_reason": said.reason})


class Resumption(Form):
    """The first day after the pause."""

    on: Day
    note: Prose | None = None


class ResumeForm(PersonForm[Resumption]):
    """The pause is over."""

    name, path = "resume", "/deelnemers/{participant}/hervatten"
    title, template = _("Verdergaan na de pauze"), "participants/resume.html"
    model = Resumption

    def obstacle(self, about: About) -> str | None:
        return about.refusal(Resumed(participant=about.person.id, on=about.today))

    def check(self, about: About, filled: Filled[Resumption]) -> None:
        not_to_come(about, filled)
        begun = about.person.member.paused_since
        if filled.value is not None and begun is not None and filled.value.on < begun:
            filled.refuse("on", about.gettext("De pauze was toen nog niet begonnen."))

    def statement(self, about: About, said: Resumption) -> Statement:
        return about.say(Resumed(participant=about.person.id, on=said.on)).with_notes({"remark": said.note})


class Withdrawal(Form):
    """When and why; after the ceremony also whether contact is still welcome."""

    on: Day
    reason: Prose
    no_contact: bool = False


class WithdrawalForm(PersonForm[Withdrawal]):
    """The participant leaves: open tasks go, an exit talk is left."""

    name, path = "withdrawal", "/deelnemers/{participant}/stoppen"
    title, template = _("Stoppen"), "participants/withdrawal.html"
    model = Withdrawal

    def obstacle(self, about: About) -> str | None:
        return over(about) or about.refusal(Withdrawn(participant=about.person.id, on=about.today))

    def check(self, about: About, filled: Filled[Withdrawal]) -> None:
        not_to_come(about, filled)

    def statement(self, about: About, said: Withdrawal) -> Statement:
        who = about.person.id
        facts: list[AnyFact] = [Withdrawn(participant=who, on=said.on)]
        if said.no_contact and about.person.group.ceremony_held_on is not None:
            facts.append(ContactRefused(participant=who, on=said.on))
        return about.say(*facts).with_notes({"withdrawal_reason": said.reason})

    def context(self, about: About) -> dict[str, Any]:
        return {"ceremony": about.person.group.ceremony_held_on}


class Return(Form):
    """Came back on a day, or never left."""

    answer: Literal["came_back", "mistake"]
    on: Day
    note: Prose | None = None


class ReEntryForm(PersonForm[Return]):
    """Who withdrew comes back with the whole history."""

    name, path = "re_entry", "/deelnemers/{participant}/terugkomst"
    title, template = _("Terugkomen"), "participants/re_entry.html"
    model = Return

    def obstacle(self, about: About) -> str | None:
        return about.refusal(Reentered(participant=about.person.id, on=about.today))

    def start(self, about: About) -> dict[str, Any]:
        return super().start(about) | {"answer": "came_back"}

    def check(self, about: About, filled: Filled[Return]) -> None:
        not_to_come(about, filled)
        left = about.person.member.withdrawn_on
        if filled.value is not None and left is not None and filled.value.on < left:
            filled.refuse("on", about.gettext("Toen was deze deelnemer nog niet gestopt."))

    def statement(self, about: About, said: Return) -> Statement:
        who, left = about.person.id, about.person.member.withdrawn_on
        facts: list[AnyFact] = [Reentered(participant=who, on=said.on)]
        if said.answer == "mistake" and left is not None:
            facts = [Withdrawn(participant=who, on=left, cleared=True), *_refusal_taken_back(about, left)]
        return about.say(*facts).with_notes({"remark": said.note})


def _refusal_taken_back(about: About, left: date) -> list[ContactRefused]:
    """Of contact, if it was said in the very form that said that they left; one that was said by itself stays."""
    who, log = about.person.id, about.person.assessed.known.log
    leaving = {one.message for one in log if one.fact == Withdrawn(participant=who, on=left)}
    refused = any(one.message in leaving for one in log if one.fact == ContactRefused(participant=who, on=left))
    return [ContactRefused(participant=who, on=left, cleared=True)] if refused else []


for form in (PauseForm(), ResumeForm(), WithdrawalForm(), ReEntryForm()):
    add(router, form)
