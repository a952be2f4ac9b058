"""How everybody stands towards the certificate, with the reason in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from domain import texts
from domain.assessment import Certificate
from domain.certificate import approval
from domain.member import Member
from domain.terms import Outlook, Phase, SessionKind, Verdict
from domain.texts import Language
from portal.reading.traject import Picture


@dataclass(frozen=True, slots=True)
class Standing:
    """One participant: `why` are sentences with their rule, `visits` (kind, how often, waived) of those asked for."""

    participant: UUID
    name: str
    phase: Phase
    paused: bool
    certificate: Certificate
    visits: tuple[tuple[SessionKind, int, bool], ...]
    why: tuple[tuple[str, str], ...]
    approved: bool | None
    competences: tuple[str, ...]
    issued_on: date | None

    @property
    def verdict(self) -> Verdict:
        return self.certificate.verdict

    @property
    def tone(self) -> str:
        """How the verdict looks; the word beside it says the same."""
        if self.certificate.outlook is Outlook.AT_RISK and self.verdict is Verdict.IN_PROGRESS:
            return "warning"
        return _TONES[self.verdict]


_TONES = {
    Verdict.IN_PROGRESS: "info",
    Verdict.ELIGIBLE: "positive",
    Verdict.AWAITING_APPROVAL: "warning",
    Verdict.NOT_ELIGIBLE: "negative",
    Verdict.WITHDRAWN: "neutral",
}


def standings(picture: Picture, language: Language) -> list[Standing]:
    """Everybody admitted, by name."""
    return [_standing(picture, member, language) for member in picture.admitted]


def _standing(picture: Picture, member: Member, language: Language) -> Standing:
    found = picture.found.participants[member.id]
    certificate = found.certificate
    competences = member.at_certificate(member.state.competences)
    kinds = picture.group.visit_kinds
    return Standing(
        participant=member.id,
        name=picture.names.get(member.id, member.state.key),
        phase=found.phase,
        paused=found.paused,
        certificate=certificate,
        visits=tuple((kind, certificate.visits.get(kind, 0), kind in certificate.waived) for kind in kinds),
        why=tuple(_why(certificate, language)),
        approved=approval(member),
        competences=tuple(_competences(picture, competences, language)),
        issued_on=member.issued_on,
    )


def _why(certificate: Certificate, language: Language) -> Iterator[tuple[str, str]]:
    """The rules that fail; while something is to come, what is still missing."""
    facts: dict[str, Any] = {
        "attended": certificate.attended,
        "counted": certificate.counted,
        "may_miss": certificate.may_miss,
        "missing_visits": [kind.value for kind in certificate.missing_visits],
        "missing_to_come": [kind.value for kind in certificate.missing_to_come],
    }
    rules = dict.fromkeys(certificate.failed)
    if certificate.missing_visits and certificate.verdict is Verdict.IN_PROGRESS:
        rules["CRT-VISITS"] = None
    for rule in rules:
        yield rule, f"{texts.why(rule, facts, language)} {texts.ends(rule, facts, language)}"


def _competences(picture: Picture, said: tuple[date, Any] | None, language: Language) -> Iterator[str]:
    for code in (said[1] or ()) if said else ():
        known = picture.programme.competences.get(code)
        yield code if known is None else getattr(known, language)
