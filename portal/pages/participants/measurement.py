"""The questionnaires at the beginning and at the end: as many answers as there are, each one known to the programme."""

from typing import Any

from fastapi import APIRouter

from domain.facts import CompetencesRecorded, Measured
from domain.terms import Moment
from portal.forms import Day, Filled, Form, read
from portal.pages.participants.form import About, PersonForm, _, add, not_to_come
from portal.telling import Statement

router = APIRouter()

MOMENTS = {"nulmeting": Moment.BASELINE, "eindmeting": Moment.END_MEASUREMENT}
Answer = bool | int | float | None
_STATEMENTS = {"yes": True, "no": False}
NO_ANSWER = "-"


class Measurement(Form):
    """The day; the answers are fields named after the questions, read beside it."""

    on: Day


class MeasurementForm(PersonForm[Measurement]):
    """Seven questions from 1 to 5; at the end also statements and a mark."""

    name, path = "measurement", "/deelnemers/{participant}/meting/{moment}"
    title, template = _("Meting"), "participants/measurement.html"
    model = Measurement

    def fits(self, about: About) -> bool:
        return about.parameter("moment") in MOMENTS

    def heading(self, about: About) -> str:
        return about.gettext("Nulmeting") if _moment(about) is Moment.BASELINE else about.gettext("Eindmeting")

    def obstacle(self, about: About) -> str | None:
        day = about.person.group.ceremony_on
        if _moment(about) is Moment.END_MEASUREMENT and (day is None or day > about.today):
            return about.gettext("De eindmeting hoort bij de certificaatuitreiking. Die is nog niet geweest.")
        return about.refusal(CompetencesRecorded(participant=about.person.id, competences=()))

    def start(self, about: About) -> dict[str, Any]:
        known = about.person.member.answers(_moment(about))
        return super().start(about) | {f"a-{question}": _written(answer) for question, answer in known.items()}

    def check(self, about: About, filled: Filled[Measurement]) -> None:
        not_to_come(about, filled)
        if filled.value is None:
            return
        for question in _asked(about):
            if not _is_possible(about, question, _typed(filled, question)):
                filled.errors[f"a-{question}"] = about.gettext("Kies een van de mogelijkheden.")
        if not filled.errors and not _new(about, filled):
            filled.errors["answers"] = about.gettext("Vul ten minste één antwoord in, of verander er een.")
        if filled.errors:
            filled.value = None

    def statement(self, about: About, said: Measurement) -> Statement:
        answers = _new(about, read(about.visit.form, self.model, about.visit.words))
        return about.say(Measured(participant=about.person.id, moment=_moment(about), answers=answers, on=said.on))

    def context(self, about: About) -> dict[str, Any]:
        programme = about.person.programme
        at_the_end = _moment(about) is Moment.END_MEASUREMENT
        return {"programme": programme, "at_the_end": at_the_end, "no_answer": NO_ANSWER}


def _moment(about: About) -> Moment:
    return MOMENTS[about.parameter("moment")]


def _asked(about: About) -> list[str]:
    """The questions of this moment, by key."""
    programme = about.person.programme
    at_the_end = (*programme.statements, programme.mark.key)
    return [*programme.questions, *(at_the_end if _moment(about) is Moment.END_MEASUREMENT else ())]


def _typed(filled: Filled[Measurement], question: str) -> str:
    return str(filled[f"a-{question}"]).strip()


def _read(question_is_statement: bool, typed: str) -> Answer:  # noqa: FBT001 - of two kinds of question
    """The answer in a field; none for an empty one.

    Raises:
        ValueError: it is no answer.
    """
    if typed in {"", NO_ANSWER}:
        return None
    if question_is_statement:
        if typed not in _STATEMENTS:
            raise ValueError(typed)
        return _STATEMENTS[typed]
    number = float(typed.replace(",", "."))
    return int(number) if number.is_integer() else number


def _is_possible(about: About, question: str, typed: str) -> bool:
    programme = about.person.programme
    try:
        answer = _read(question in programme.statements, typed)
    except (ValueError, OverflowError):
        return False
    scale = programme.mark if question == programme.mark.key else programme.questions.get(question)
    return answer is None or scale is None or scale.low <= answer <= scale.high


def _new(about: About, filled: Filled[Measurement]) -> dict[str, Answer]:
    """The answers that differ from those known; one that was emptied is taken back."""
    known = about.person.member.answers(_moment(about))
    statements = about.person.programme.statements
    said = {question: _read(question in statements, _typed(filled, question)) for question in _asked(about)}
    return {question: answer for question, answer in said.items() if answer != known.get(question)}


def _written(answer: Answer) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return str(answer)


add(router, MeasurementForm())
