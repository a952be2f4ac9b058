"""What belongs to the certificate: a waiver of a visit, competences, the trainer's approval, handing it out."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field

from domain.facts import Approved, CertificateIssued, CompetencesRecorded, Waived
from domain.terms import SessionKind
from domain.texts import name as term
from portal.forms import Day, Filled, Form, Line, Prose
from portal.pages.participants.form import About, PersonForm, _, add, not_to_come
from portal.telling import Statement

router = APIRouter()

_CODES: dict[str, bool | None] = {"yes": True, "no": False, "taken_back": None}


class Waiver(Form):
    """`choice` is a visit kind to waive, or one with `:back` whose waiver is taken back."""

    choice: Line
    reason: Prose


class WaiverForm(PersonForm[Waiver]):
    """The trainer waives one visit kind, with a reason (VIS-MIN)."""

    name, path = "waiver", "/deelnemers/{participant}/vrijstelling"
    title, template = _("Vrijstelling voor een bezoek"), "participants/waiver.html"
    model = Waiver

    def obstacle(self, about: About) -> str | None:
        if about.person.member.withdrawn_on is not None:
            return about.gettext("Deze deelnemer is gestopt. Een vrijstelling is niet meer nodig.")
        if not _choices(about):
            return about.gettext("Deze deelnemer was al bij elke soort bezoek. Een vrijstelling is niet nodig.")
        return about.refusal(Waived(participant=about.person.id, visit=SessionKind.GUEST_LESSON))

    def start(self, about: About) -> dict[str, Any]:  # noqa: ARG002 - nothing is chosen yet
        return {}

    def check(self, about: About, filled: Filled[Waiver]) -> None:
        if filled.value is not None and filled.value.choice not in _choices(about):
            filled.refuse("choice", about.gettext("Kies een van de mogelijkheden."))

    def statement(self, about: About, said: Waiver) -> Statement:
        kind, _colon, back = said.choice.partition(":")
        fact = Waived(participant=about.person.id, visit=SessionKind(kind), on=about.today, cleared=bool(back))
        return about.say(fact).with_notes({"certificate_reason": said.reason})

    def context(self, about: About) -> dict[str, Any]:
        return {"choices": list(_choices(about).items())}


def _choices(about: About) -> dict[str, str]:
    """What can be waived, and which waiver taken back."""
    person, found = about.person, {}
    for kind in person.group.visit_kinds:
        name = term(kind, about.visit.language)
        if kind in person.member.waived:
            found[f"{kind}:back"] = about.gettext("Vrijstelling intrekken: %(visit)s") % {"visit": name}
        elif kind in person.found.certificate.missing_visits:
            found[str(kind)] = about.gettext("Vrijstelling geven: %(visit)s") % {"visit": name}
    return found


class Competences(Form):
    """Those that the certificate will name."""

    competences: Annotated[tuple[Line, ...], Field(min_length=1)] = ()


class CompetencesForm(PersonForm[Competences]):
    """What the participant developed."""

    name, path = "competences", "/deelnemers/{participant}/competenties"
    title, template = _("Competenties op het certificaat"), "participants/competences.html"
    model = Competences

    def obstacle(self, about: About) -> str | None:
        return about.refusal(CompetencesRecorded(participant=about.person.id, competences=()))

    def start(self, about: About) -> dict[str, Any]:
        said = about.person.member.at_certificate(about.person.member.state.competences)
        return {"competences": (said and said[1]) or ()}

    def check(self, about: About, filled: Filled[Competences]) -> None:
        if filled.value is None:
            return
        if not filled.value.competences or set(filled.value.competences) - set(about.person.programme.competences):
            filled.refuse("competences", about.gettext("Kies een van de mogelijkheden."))

    def statement(self, about: About, said: Competences) -> Statement:
        return about.say(CompetencesRecorded(participant=about.person.id, competences=said.competences, on=about.today))


class Approval(Form):
    """What the trainer says; a no needs a reason."""

    approval: Literal["yes", "no", "taken_back"]
    reason: Prose | None = None


class ApprovalForm(PersonForm[Approval]):
    """The trainer's word on the certificate (CRT-TRAINER)."""

    name, path = "approval", "/deelnemers/{participant}/akkoord"
    title, template = _("Akkoord voor het certificaat"), "participants/approval.html"
    model = Approval

    def obstacle(self, about: About) -> str | None:
        if about.person.member.left_during:
            return about.gettext("Deze deelnemer is gestopt en krijgt geen certificaat.")
        return about.refusal(Approved(participant=about.person.id, approval=True))

    def start(self, about: About) -> dict[str, Any]:
        said = _approved(about)
        return {"approval": "" if said is None else "yes" if said else "no"}

    def check(self, about: About, filled: Filled[Approval]) -> None:
        said = filled.value
        if said is None:
            return
        if said.approval == "no" and said.reason is None:
            filled.refuse("reason", about.gettext("Bij nee hoort een reden."))
        elif said.approval == "taken_back" and _approved(about) is None:
            filled.refuse("approval", about.gettext("Er is nog niets gezegd om terug te nemen."))

    def statement(self, about: About, said: Approval) -> Statement:
        fact = Approved(participant=about.person.id, approval=_CODES[said.approval], on=about.today)
        return about.say(fact).with_notes({"certificate_reason": said.reason})

    def context(self, about: About) -> dict[str, Any]:
        return {"said": _approved(about)}


def _approved(about: About) -> bool | None:
    said = about.person.member.at_certificate(about.person.member.state.approval)
    return said[1] if said else None


class HandingOut(Form):
    """The certificate was given on a day, or that was a mistake."""

    answer: Literal["issued", "taken_back"] = "issued"
    on: Day


class HandingOutForm(PersonForm[HandingOut]):
    """The certificate is there, or was handed out."""

    name, path = "handing_out", "/deelnemers/{participant}/uitreiking"
    title, template = _("Uitreiking van het certificaat"), "participants/handing_out.html"
    model = HandingOut

    def obstacle(self, about: About) -> str | None:
        if about.person.member.issued_on is not None:
            return None
        return about.refusal(CertificateIssued(participant=about.person.id, on=about.today))

    def start(self, about: About) -> dict[str, Any]:
        return {"on": (about.person.member.issued_on or about.today).isoformat(), "answer": "issued"}

    def check(self, about: About, filled: Filled[HandingOut]) -> None:
        not_to_come(about, filled)

    def statement(self, about: About, said: HandingOut) -> Statement:
        day = said.on if said.answer == "issued" else None
        return about.say(CertificateIssued(participant=about.person.id, on=day))


for form in (WaiverForm(), CompetencesForm(), ApprovalForm(), HandingOutForm()):
    add(router, form)
