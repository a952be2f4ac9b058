"""What all forms about one participant share: each on its own address, shown only where the state allows it.

GET   whom is it about? → is it possible now? → the form, or why not
POST  the same form sent again? → possible? → filled in well? → said → on to the participant's page
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID, uuid5

from fastapi import APIRouter
from fastapi.responses import Response

from activities.messages import Note
from activities.refusals import ParticipantForgotten
from domain.checks import check
from domain.facts import AnyFact, ForgettingAsked, Registered
from domain.refusals import ParticipantUnknown, Refusal
from portal.errors import NotThere
from portal.forms import Filled, Form, empty
from portal.reading.journey import Journey, journey
from portal.telling import Statement, about_participant
from portal.visit import Visit, Visiting
from storage.engine import ReadSession
from views.day import Day
from views.journey import NotYetThere

M = TypeVar("M", bound=Form)
Step = tuple[UUID, Statement]
"""Something to be said, and the id under which it is said once."""
_GONE = {ParticipantForgotten.__name__, ParticipantUnknown.__name__}


def _(sentence: str) -> str:
    """Marks a sentence for translation; templates translate it."""
    return sentence


@dataclass(frozen=True, slots=True)
class About:
    """Whom a form is about, for whom, and the database as it was when that was looked up."""

    visit: Visit
    person: Journey
    session: ReadSession
    parameters: Mapping[str, str]

    @property
    def today(self) -> date:
        """The day of filling in."""
        return self.visit.today

    def gettext(self, sentence: str) -> str:
        """A sentence in the visitor's language."""
        return self.visit.words.gettext(sentence)

    def parameter(self, name: str) -> str:
        """Another part of the address than the participant."""
        return self.parameters[name]

    def say(self, *facts: AnyFact) -> Statement:
        """Something to be said to the journey of this participant."""
        return about_participant(self.person.id, self.person.traject, *facts)

    def refusal(self, fact: AnyFact) -> str | None:
        """Why the rules would refuse this today, in words; None when they would not."""
        try:
            check(fact, self.person.assessed.situation, self.person.programme, self.today)
        except Refusal as refusal:
            return refusal.nl if self.visit.language == "nl" else refusal.en
        return None


class PersonForm(ABC, Generic[M]):
    """One thing that can be recorded of a participant. `template` fills the blocks of participants/form.html."""

    name: ClassVar[str]
    path: ClassVar[str]
    title: ClassVar[str]
    template: ClassVar[str]
    model: type[M]

    def fits(self, about: About) -> bool:  # noqa: ARG002 - most have no other parts in their address
        """Whether there is such an address at all for this participant's programme."""
        return True

    @abstractmethod
    def obstacle(self, about: About) -> str | None:
        """Why this is not possible now, in words; None when it is."""

    def start(self, about: About) -> dict[str, Any]:
        """What the fields begin with."""
        return {"on": about.today.isoformat()}

    def check(self, about: About, filled: Filled[M]) -> None:
        """What only the page can know of the fields: refuse what cannot be."""

    @abstractmethod
    def statement(self, about: About, said: M) -> Statement:
        """What it means."""

    def amend(self, about: About, filled: Filled[M]) -> None:
        """Change what the form is shown with again, once it was refused."""

    def context(self, about: About) -> dict[str, Any]:  # noqa: ARG002 - most need the person only
        """What the template needs besides the person."""
        return {}

    def heading(self, about: About) -> str:
        """The title with what is in the address."""
        return about.gettext(self.title)

    def steps(self, about: About, said: M, message: UUID) -> Sequence[Step]:
        """What is said, one after the other; most forms say one thing, under the id of the form."""
        return ((message, self.statement(about, said)),)

    # ---- the two requests ----

    def show(self, visit: Visit, participant: UUID) -> Response:
        """The form, with what its fields begin with."""
        with visit.reading() as session:
            about = self._about(visit, session, participant)
            why_not = self.obstacle(about)
            if why_not is not None:
                return self._impossible(about, why_not, HTTPStatus.OK)
            return self._page(about, empty(**self.start(about)))

    def take(self, visit: Visit, participant: UUID) -> Response:
        """Record what was filled in, or show what is wrong with it."""
        filled = visit.fill(self.model)
        with visit.reading() as session:
            about = self._about(visit, session, participant)
            if not filled.had_its_turn and (why_not := self.obstacle(about)) is not None:
                return self._impossible(about, why_not, HTTPStatus.CONFLICT)
            steps = self._to_say(about, filled)
        if steps and tell_all(visit, filled, steps):
            return visit.see(visit.url("participant", participant=participant))
        with visit.reading() as session:
            about = self._about(visit, session, participant)
            self.amend(about, filled)
            return self._page(about, filled)

    def _to_say(self, about: About, filled: Filled[M]) -> Sequence[Step]:
        """Nothing while something is wrong. Of a form that was recorded only its own message is said again: what goes
        before it had its turn, and is not checked any more.
        """
        if not filled.repeated:
            self.check(about, filled)
        if filled.value is None or filled.message is None:
            return ()
        steps = self.steps(about, filled.value, filled.message)
        return steps[-1:] if filled.repeated else steps

    def _about(self, visit: Visit, session: ReadSession, participant: UUID) -> About:
        try:
            person = journey(session, visit.visitor, Day(visit.today), participant)
        except NotYetThere:
            raise NotThere from None
        parameters = {name: str(value) for name, value in visit.request.path_params.items()}
        about = About(visit, person, session, parameters)
        if not self.fits(about):
            raise NotThere
        return about

    def _page(self, about: About, filled: Filled[M]) -> Response:
        seen = filled.seen or about.person.seen
        return about.visit.page(self.template, filled=filled, seen=seen, **self._around(about), **self.context(about))

    def _impossible(self, about: About, why_not: str, status: HTTPStatus) -> Response:
        return about.visit.page("participants/not_now.html", status=status, why_not=why_not, **self._around(about))

    def _around(self, about: About) -> Mapping[str, Any]:
        return {"person": about.person, "title": self.heading(about), "action": about.visit.request.url.path}


def add(router: APIRouter, form: PersonForm[Any]) -> None:
    """Give a form its address: GET shows it, POST takes it."""

    def show(visit: Visiting, participant: UUID) -> Response:
        return form.show(visit, participant)

    def take(visit: Visiting, participant: UUID) -> Response:
        return form.take(visit, participant)

    router.add_api_route(form.path, show, methods=["GET"], name=form.name)
    router.add_api_route(form.path, take, methods=["POST"], name=form.name)


def tell_all(visit: Visit, filled: Filled[Any], steps: Sequence[Step]) -> bool:
    """Say all of it in order; what went in before something failed stays, and is not said twice.

    It does not stay where the last thing is about somebody who was forgotten meanwhile: what went in is about them too.
    """
    *before, (message, last) = steps
    if visit.was_overtaken(filled, last, message):
        return False
    new = list[Step]()
    for identity, step in before:
        if not visit.say(filled, step, identity, visit.visitor.by):
            return False
        if visit.notices is not None and visit.notices[0] == "recorded":
            new.append((identity, step))
    told = visit.tell(filled, last)
    if filled.failure is not None and filled.failure.code in _GONE:
        _forget_again(visit, filled, new)
    return told


def _forget_again(visit: Visit, filled: Filled[Any], steps: Sequence[Step]) -> None:
    """Whom these steps registered: of that, whoever forgot the same person elsewhere could not know."""
    for identity, step in steps:
        for who in [fact.participant for fact in step.facts if isinstance(fact, Registered)]:
            asked = about_participant(who, step.traject, ForgettingAsked(participant=who))
            visit.say(filled, asked, uuid5(identity, "forgotten"), visit.visitor.by)


# ---- checks that many forms share ----


def changed_notes(statement: Statement, notes: Mapping[str, tuple[str | None, str | None]]) -> Statement:
    """The statement with each text that is another than before; a text that was emptied is taken back."""
    new = tuple(
        Note(field=name, text=now, participant=statement.participant)
        for name, (before, now) in notes.items()
        if now != before
    )
    enclosure = statement.enclosure
    return statement.enclosing(enclosure.model_copy(update={"notes": (*enclosure.notes, *new)})) if new else statement


def not_to_come(about: About, filled: Filled[Any], name: str = "on") -> None:
    """A day that somebody tells about has come, and is not before they were registered."""
    day = getattr(filled.value, name, None)
    if day is None:
        return
    if day > about.today:
        filled.refuse(name, about.gettext("Deze dag moet nog komen."))
    elif day < about.person.member.registered_on:
        filled.refuse(name, about.gettext("Toen was deze deelnemer nog niet aangemeld."))
