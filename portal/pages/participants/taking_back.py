"""Taking back what was recorded of a participant, for a day: the message is undone with all it said."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from domain.facts import Retracted
from domain.texts import Language
from portal.forms import Form, Prose
from portal.pages.participants.form import About, PersonForm, _, add
from portal.reading.journey import Journey
from portal.telling import Statement
from portal.undoing import may_record, may_take_back
from views.history import fact_text

router = APIRouter()


class TakeBack(Form):
    """Why, for who looks at the history later."""

    reason: Prose | None = None


class TakeBackForm(PersonForm[TakeBack]):
    """Undo one message."""

    name, path = "take_back", "/deelnemers/{participant}/terugnemen/{message}"
    title, template = _("Terugnemen"), "participants/take_back.html"
    model = TakeBack

    def fits(self, about: About) -> bool:
        try:
            return bool(_message(about))
        except ValueError:
            return False

    def obstacle(self, about: About) -> str | None:
        if may_take_back(about.person, _message(about)):
            return _why_not_they(about)
        sentence = _(
            "Terugnemen kan tot een dag later, als het over één deelnemer gaat en niet uit een bestand komt. "
            "Leg een verbetering vast, of neem het verbeterde bestand over."
        )
        return about.gettext(sentence)

    def start(self, about: About) -> dict[str, Any]:  # noqa: ARG002 - nothing to begin with
        return {}

    def statement(self, about: About, said: TakeBack) -> Statement:
        fact = Retracted(message=_message(about), participant=about.person.id)
        return about.say(fact).with_notes({"remark": said.reason})

    def context(self, about: About) -> dict[str, Any]:
        return {"said": _in_words(about.person, _message(about), about.visit.language)}


def _why_not_they(about: About) -> str | None:
    if may_record(about.visit.visitor, about.person, _message(about)):
        return None
    return about.gettext(_("Dit kan alleen iemand terugnemen die het ook mag vastleggen."))


def _message(about: About) -> UUID:
    return UUID(about.parameter("message"))


def _in_words(person: Journey, message: UUID, language: Language) -> list[str]:
    said = (each.fact for each in person.assessed.known.log if each.message == message)
    return [fact_text(fact.kind, fact.model_dump(mode="json"), person.id, language) for fact in said]


add(router, TakeBackForm())
