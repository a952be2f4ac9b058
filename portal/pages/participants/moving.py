"""To another traject: registered there, and then withdrawn here.

A participant belongs to one traject for good, as do their facts, so a move is two journeys: the new one begins with
what was learnt at the intake, the old one keeps its history and ends. The arrival has one id, whichever form says it:
after an outage, from the same form or a new one, what was recorded stays and the rest follows.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid5

from fastapi import APIRouter

from activities.messages import Enclosure, PersonValues
from domain.facts import (
    AnyFact,
    BenefitsRecorded,
    ConsentRecorded,
    CriteriaRecorded,
    Done,
    IntakeHeld,
    LanguageJudged,
    Registered,
    Withdrawn,
)
from domain.ids import participant_id
from domain.terms import Phase, TaskKind
from portal.forms import Filled, Form, Line, Prose
from portal.pages.participants.admission import ASKED
from portal.pages.participants.coming_and_going import over
from portal.pages.participants.form import About, PersonForm, Step, _, add
from portal.reading.journey import PERSONAL, latest, remarks
from portal.reading.registering import (
    Likeness,
    alike,
    is_taken,
    next_key,
    open_traject,
    open_trajects,
    registered_by,
    was_taken_back,
)
from portal.reading.said import was_recorded
from portal.telling import Statement, about_participant

router = APIRouter()


class Move(Form):
    """Where to, under which key, and why; `another` that nobody who was there already is this person."""

    to: UUID
    key: Line
    reason: Prose
    another: bool = False


class MoveForm(PersonForm[Move]):
    """Withdraw here and register there, with what is known from the intake."""

    name, path = "move", "/deelnemers/{participant}/verplaatsen"
    title, template = _("Naar een ander traject"), "participants/move.html"
    model = Move

    def obstacle(self, about: About) -> str | None:
        if about.person.group.is_final:
            return about.gettext("Dit traject is afgelopen. Meld de deelnemer aan bij een nieuw traject.")
        return over(about) or about.refusal(Withdrawn(participant=about.person.id, on=about.today))

    def start(self, about: About) -> dict[str, Any]:
        to = _chosen(about, about.visit.request.query_params.get("naar"))
        return {} if to is None else {"to": str(to.id), "key": _key(about, to.id)}

    def check(self, about: About, filled: Filled[Move]) -> None:
        if filled.value is not None and _chosen(about, str(filled.value.to)) is None:
            filled.refuse("to", about.gettext("Kies een traject waarin deze deelnemer nog kan beginnen."))
        elif filled.value is not None and (refused := _obstacle_there(about, filled.value.to)):
            filled.refuse("to", refused)
        elif filled.value is not None and not filled.value.another and _alike_there(about, filled.value.to):
            sentence = _("Daar is al iemand met deze naam. Kijk of het dezelfde persoon is.")
            filled.refuse("another", about.gettext(sentence))

    def steps(self, about: About, said: Move, message: UUID) -> Sequence[Step]:
        known = said.model_copy(update={"key": _key(about, said.to, said.key)})
        arrival = _arrival_id(about.person.id, said.to), _arrival(about, known)
        return arrival, (message, self.statement(about, known))

    def statement(self, about: About, said: Move) -> Statement:
        """What ends the old journey; moving is talked about, so there is no exit talk to come."""
        who, to = about.person.id, _chosen(about, str(said.to))
        called = "" if to is None else f"{to.municipality}/{to.key}"
        talk = Done(task=TaskKind.EXIT_TALK, participant=who, on=about.today)
        reason = f"Verplaatst naar traject {called} ({said.key}). {said.reason}"
        return about.say(Withdrawn(participant=who, on=about.today), talk).with_notes({"withdrawal_reason": reason})

    def context(self, about: About) -> dict[str, Any]:
        typed = about.visit.form.get("to") or about.visit.request.query_params.get("naar")
        to = _chosen(about, None if typed is None else str(typed))
        return {
            "options": open_trajects(about.session, about.visit.visitor, about.person.traject),
            "to": to,
            "likenesses": () if to is None else _alike_there(about, to.id),
        }

    def amend(self, about: About, filled: Filled[Move]) -> None:
        """A key that somebody else got meanwhile gives way to the next one."""
        to = _chosen(about, str(filled["to"]))
        if filled.failure is not None and to is not None and is_taken(about.session, to.municipality, filled["key"]):
            filled.typed = {**filled.typed, "key": _key(about, to.id)}


def _arrival_id(participant: UUID, to: UUID) -> UUID:
    """One participant arrives in one traject once."""
    return uuid5(participant, f"arrives in {to}")


def _there(about: About, to: UUID) -> Any | None:  # noqa: ANN401 - a row of `participants`
    """Whom an earlier attempt to move registered there."""
    return registered_by(about.session, _arrival_id(about.person.id, to))


def _obstacle_there(about: About, to: UUID) -> str | None:
    """An arrival is said once: what became of an earlier one may leave nobody to go there."""
    there, arrival = _there(about, to), _arrival_id(about.person.id, to)
    if was_taken_back(about.session, to, arrival):
        return about.gettext("De aanmelding daar is teruggenomen. Meld de deelnemer daar opnieuw aan.")
    if there is None and was_recorded(about.session, arrival):
        return about.gettext("De gegevens van eerder zijn daar gewist. Meld de deelnemer daar opnieuw aan.")
    if there is not None and there.phase == Phase.REFUSED:
        return about.gettext("Deze deelnemer is daar afgewezen. Verander daar eerst het besluit.")
    if there is not None and there.phase == Phase.WITHDRAWN:
        return about.gettext("Wie daar al meedeed en stopte, kan daar alleen terugkomen.")
    return None


def _alike_there(about: About, to: UUID) -> list[Likeness]:
    """Who has this name there, and did not arrive by this very move: somebody who moved away from there, mostly."""
    personal, there, chosen = about.person.personal, _there(about, to), _chosen(about, str(to))
    if chosen is None or there is not None:
        return []
    named = (chosen.municipality, personal.first_name, personal.last_name, personal.birth_date)
    return alike(about.session, about.visit.visitor, *named, but=about.person.id, traject=to)


def _key(about: About, to: UUID, proposed: str | None = None) -> str:
    """What the participant is called there, or will be."""
    there = _there(about, to)
    return there.key if there is not None else proposed or next_key(about.session, to)


def _chosen(about: About, identity: str | None) -> Any | None:  # noqa: ANN401 - a row of `open_trajects`
    try:
        wanted = UUID(identity or "")
    except ValueError:
        return None
    return open_traject(about.session, about.visit.visitor, wanted, about.person.traject)


def _arrival(about: About, said: Move) -> Statement:
    """What begins the new journey: the person, the intake so far, consent; not the decision and no attendance."""
    person, to = about.person, _chosen(about, str(said.to))
    municipality = person.municipality if to is None else to.municipality
    who = participant_id(municipality, said.key)
    values = {name: getattr(person.personal, name) for name in PERSONAL if getattr(person.personal, name) is not None}
    written = remarks(about.session, person)
    notes = {
        "learning_wish": latest(written, "learning_wish"),
        "interests": latest(written, "interests"),
        "remark": f"Komt uit traject {person.municipality}/{person.traject_key} ({person.key}). {said.reason}",
    }
    enclosure = Enclosure(people=(PersonValues(participant=who, key=said.key, **values),))
    facts = [Registered(participant=who, on=about.today), *_known_from_intake(about, who)]
    return about_participant(who, said.to, *facts).enclosing(enclosure).with_notes(notes)


def _known_from_intake(about: About, who: UUID) -> Iterator[AnyFact]:
    member, today = about.person.member, about.today
    if member.state.intake_on is not None:
        yield IntakeHeld(participant=who, on=today)
    known = {criterion: member.criterion(criterion)[1] for criterion in ASKED.values()}
    level = member.known(member.state.language)[1]
    given = {criterion: answer for criterion, answer in known.items() if answer is not None}
    if given or level is not None:
        language = {} if level is None else {"language": level}
        yield CriteriaRecorded.model_validate({"participant": who, "criteria": given, "on": today, **language})
    if member.state.handholds:
        yield LanguageJudged(participant=who, handholds=member.state.handholds, on=today)
    for timeline, fact, name in (
        (member.state.benefits, BenefitsRecorded, "benefits"),
        (member.state.consent, ConsentRecorded, "consent"),
    ):
        answer = member.known(timeline)[1]
        if answer is not None:
            yield fact.model_validate({"participant": who, name: answer, "on": today})


add(router, MoveForm())
