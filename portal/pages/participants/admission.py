"""From registration to the decision: the intake with its seven criteria, the decision, consent for photo and video."""

from typing import Any, Literal

from fastapi import APIRouter

from domain.facts import AnyFact, ConsentRecorded, CriteriaRecorded, Decided, IntakeHeld, LanguageJudged
from domain.intake import age_on, criteria_of
from domain.terms import Criterion, Decision, IntakeVerdict, LanguageLevel
from portal.forms import Day, Filled, Form, Prose
from portal.pages.participants.form import About, PersonForm, _, add, changed_notes, not_to_come
from portal.reading.journey import latest, remarks
from portal.telling import Statement

router = APIRouter()

Known = Literal["yes", "no", "unknown"]
MEANS: dict[str, bool | None] = {"yes": True, "no": False, "unknown": None}
SAID: dict[bool | None, str] = {meaning: word for word, meaning in MEANS.items()}
ASKED = {
    "permit": Criterion.RESIDENCE_PERMIT,
    "motivated": Criterion.MOTIVATED,
    "enough_time": Criterion.ENOUGH_TIME,
    "day_and_hour": Criterion.DAY_AND_HOUR,
    "interactive": Criterion.INTERACTIVE,
}
"""The criteria that are asked; INT-3 follows from the date of birth, INT-4 from the language level."""


class Intake(Form):
    """What the talk brought."""

    on: Day
    permit: Known = "unknown"
    motivated: Known = "unknown"
    enough_time: Known = "unknown"
    day_and_hour: Known = "unknown"
    interactive: Known = "unknown"
    level: LanguageLevel | None = None
    handholds: tuple[str, ...] = ()
    wish: Prose | None = None
    interests: Prose | None = None


class IntakeForm(PersonForm[Intake]):
    """The seven criteria, how the language was judged, and what the participant wants."""

    name, path = "intake", "/deelnemers/{participant}/intake"
    title, template = _("Intakegesprek"), "participants/intake.html"
    model = Intake

    def obstacle(self, about: About) -> str | None:
        return about.refusal(Decided(participant=about.person.id, decision=Decision.ADMITTED, on=about.today))

    def start(self, about: About) -> dict[str, Any]:
        member, written = about.person.member, remarks(about.session, about.person)
        known = {name: SAID[member.criterion(criterion)[1]] for name, criterion in ASKED.items()}
        return {
            "on": (member.state.intake_on or about.today).isoformat(),
            **known,
            "level": member.known(member.state.language)[1] or "",
            "handholds": member.state.handholds,
            "wish": latest(written, "learning_wish") or "",
            "interests": latest(written, "interests") or "",
        }

    def check(self, about: About, filled: Filled[Intake]) -> None:
        not_to_come(about, filled)

    def statement(self, about: About, said: Intake) -> Statement:
        statement = about.say(*_said_at_intake(about, said))
        written = remarks(about.session, about.person)
        return changed_notes(
            statement,
            {
                "learning_wish": (latest(written, "learning_wish"), said.wish),
                "interests": (latest(written, "interests"), said.interests),
            },
        )

    def context(self, about: About) -> dict[str, Any]:
        person = about.person
        born, group = person.personal.birth_date, person.group
        day = group.kick_off_on or person.member.state.intake_on or about.today
        return {
            "asked": ASKED,
            "age": None if born is None else age_on(born, day),
            "age_on": day,
            "old_enough": criteria_of(person.member)[Criterion.AGE][1],
        }


def _said_at_intake(about: About, said: Intake) -> list[AnyFact]:
    """The talk, and what is another answer than the one known so far."""
    member, who = about.person.member, about.person.id
    facts: list[AnyFact] = [IntakeHeld(participant=who, on=said.on)]
    answers = {criterion: MEANS[getattr(said, name)] for name, criterion in ASKED.items()}
    new = {criterion: answer for criterion, answer in answers.items() if answer != member.criterion(criterion)[1]}
    level = {} if said.level == member.known(member.state.language)[1] else {"language": said.level}
    if new or level:
        facts.append(CriteriaRecorded.model_validate({"participant": who, "criteria": new, "on": said.on, **level}))
    if said.handholds != member.state.handholds:
        facts.append(LanguageJudged(participant=who, handholds=said.handholds, on=said.on))
    return facts


class Verdict(Form):
    """What was decided, and why where that differs from what the criteria say."""

    decision: Decision
    on: Day
    reason: Prose | None = None


class DecisionForm(PersonForm[Verdict]):
    """Admitted, refused or on the waiting list."""

    name, path = "decision", "/deelnemers/{participant}/besluit"
    title, template = _("Besluit over toelating"), "participants/decision.html"
    model = Verdict

    def obstacle(self, about: About) -> str | None:
        if about.person.group.is_final:
            return about.gettext("Dit traject is afgelopen. Er valt niets meer te besluiten.")
        return about.refusal(Decided(participant=about.person.id, decision=Decision.ADMITTED, on=about.today))

    def check(self, about: About, filled: Filled[Verdict]) -> None:
        not_to_come(about, filled)
        if filled.value is None:
            return
        if filled.value.decision is about.person.member.decision:
            filled.refuse("decision", about.gettext("Dit is al besloten. Kies iets anders, of ga terug."))
        elif filled.value.reason is None and deviates(filled.value.decision, about.person.found.intake.verdict):
            sentence = _("U wijkt af van wat de criteria zeggen. Geef de reden; die wordt bewaard.")
            filled.refuse("reason", about.gettext(sentence))

    def statement(self, about: About, said: Verdict) -> Statement:
        fact = Decided(participant=about.person.id, decision=said.decision, on=said.on)
        return about.say(fact).with_notes({"decision_reason": said.reason})

    def context(self, about: About) -> dict[str, Any]:
        everybody = about.person.assessed.found.participants.values()
        return {
            "criteria": criteria_of(about.person.member),
            "places": about.person.programme.group.target,
            "taken": sum(each.admitted and each.phase != "withdrawn" for each in everybody),
        }


def deviates(decision: Decision, verdict: IntakeVerdict) -> bool:
    """Whether somebody decides otherwise than the criteria say; the waiting list is no verdict on them."""
    if decision is Decision.ADMITTED:
        return verdict is not IntakeVerdict.ADMISSIBLE
    return decision is Decision.REFUSED and verdict is not IntakeVerdict.NOT_ADMISSIBLE


class Consent(Form):
    """Yes or no to photo and video; a later no withdraws a yes."""

    consent: Literal["yes", "no"]
    on: Day
    note: Prose | None = None


class ConsentForm(PersonForm[Consent]):
    """Consent for photo and video, asked and always withdrawable."""

    name, path = "consent", "/deelnemers/{participant}/toestemming"
    title, template = _("Toestemming voor foto en video"), "participants/consent.html"
    model = Consent

    def obstacle(self, about: About) -> str | None:  # noqa: ARG002 - a yes can be withdrawn at any time
        return None

    def check(self, about: About, filled: Filled[Consent]) -> None:
        not_to_come(about, filled)

    def statement(self, about: About, said: Consent) -> Statement:
        fact = ConsentRecorded(participant=about.person.id, consent=said.consent == "yes", on=said.on)
        return about.say(fact).with_notes({"remark": said.note})

    def context(self, about: About) -> dict[str, Any]:
        member = about.person.member
        return {"known": member.known(member.state.consent)}


for form in (IntakeForm(), DecisionForm(), ConsentForm()):
    add(router, form)
