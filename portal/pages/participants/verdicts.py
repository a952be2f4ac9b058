"""The verdicts on a participant in words: intake and certificate, with their rules and what would change them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain import texts
from domain.certificate import HALF, TRAINER, VISITS, approval
from domain.intake import criteria_of
from domain.terms import Criterion, SessionKind
from portal.pages.participants.form import _
from portal.reading.journey import Journey
from portal.visit import Visit


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: whether it holds (None: not decided yet), in a few words; why it is asked and what changes it."""

    code: str
    title: str
    holds: bool | None
    said: str
    why: str
    ends: str
    since: date | None = None


_ANSWERS = {True: _("ja"), False: _("nee"), None: _("nog niet bekend")}
_TRAINER_WHY = _("Een certificaat kan niet zonder het oordeel van de trainer.")


def intake_rules(visit: Visit, person: Journey) -> list[Rule]:
    """The seven criteria (INT-1 to INT-7)."""
    return [
        _criterion(visit, person, criterion, since, known)
        for criterion, (since, known) in sorted(criteria_of(person.member).items())
    ]


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _criterion(visit: Visit, person: Journey, criterion: Criterion, since: date, known: bool | None) -> Rule:  # noqa: FBT001 - an answer
    language, group = visit.language, person.group
    asked = person.programme.criteria[criterion]
    facts = {"kick_off": group.kick_off_on}
    return Rule(
        code=criterion.value,
        title=_capital(asked.nl if language == "nl" else asked.en),
        holds=known,
        said=_yes_no(visit, known),
        why=texts.why(criterion.value, facts, language),
        ends=texts.ends(criterion.value, facts, language),
        since=None if known is None else since,
    )


def _yes_no(visit: Visit, known: bool | None) -> str:  # noqa: FBT001 - an answer
    return visit.words.gettext(_ANSWERS[known])


def certificate_rules(visit: Visit, person: Journey) -> list[Rule]:
    """The half, the visits and the trainer's word (CRT)."""
    certificate = person.found.certificate
    facts = {
        "attended": certificate.attended,
        "counted": certificate.counted,
        "missing_visits": [str(kind) for kind in certificate.missing_visits],
        "missing_to_come": [str(kind) for kind in certificate.missing_to_come],
    }
    rules = [(HALF, *_half(visit, person)), (VISITS, *_visits(visit, person)), (TRAINER, *_trainer(visit, person))]
    asked = [rule for rule in rules if rule[0] != VISITS or person.programme.certificate.visits]
    return [_rule(visit, facts, *each) for each in asked]


def _rule(visit: Visit, facts: dict[str, Any], code: str, holds: bool | None, said: str) -> Rule:  # noqa: FBT001 - a verdict
    language = visit.language
    why = visit.words.gettext(_TRAINER_WHY) if code == TRAINER else texts.why(code, facts, language)
    return Rule(
        code=code,
        title=texts.title(code, language),
        holds=holds,
        said=said,
        why=why,
        ends=texts.ends(code, facts, language),
    )


def _half(visit: Visit, person: Journey) -> tuple[bool | None, str]:
    certificate, words = person.found.certificate, visit.words
    said = words.gettext("%(attended)s van %(counted)s bijgewoond; nodig: %(needed)s.") % {
        "attended": certificate.attended,
        "counted": certificate.counted,
        "needed": person.group.needed,
    }
    enough = certificate.attended >= person.group.needed
    lost = certificate.may_miss is None or certificate.may_miss < 0
    return (True if enough else False if lost else None), said


def _visits(visit: Visit, person: Journey) -> tuple[bool | None, str]:
    certificate, words = person.found.certificate, visit.words
    if not certificate.missing_visits:
        return True, words.gettext("Alle soorten bezoek zijn gedaan of vrijgesteld.")
    names = ", ".join(texts.name(kind, visit.language) for kind in certificate.missing_visits)
    lost = set(certificate.missing_visits) - set(certificate.missing_to_come)
    return (False if lost else None), words.gettext("Nog niet geweest: %(visits)s.") % {"visits": names}


def _trainer(visit: Visit, person: Journey) -> tuple[bool | None, str]:
    said, words = approval(person.member), visit.words
    if said is None:
        return None, words.gettext("De trainer heeft nog niets gezegd.")
    return said, words.gettext("De trainer is akkoord.") if said else words.gettext("De trainer is niet akkoord.")


def outlook(visit: Visit, person: Journey) -> str:
    """How many sessions may still be missed, in a sentence; empty when nothing is to come."""
    left, words = person.found.certificate.may_miss, visit.words
    if left is None:
        return ""
    if left < 0:
        return words.gettext("Ook met alles wat nog komt, haalt deze deelnemer de helft niet meer.")
    if left == 0:
        return words.gettext("Deze deelnemer mag geen bijeenkomst meer missen.")
    sentence = words.ngettext(
        "Deze deelnemer mag nog %(num)s bijeenkomst missen.",
        "Deze deelnemer mag nog %(num)s bijeenkomsten missen.",
        left,
    )
    return sentence % {"num": left}


@dataclass(frozen=True, slots=True)
class VisitMade:
    """One kind of visit: how often attended, waived since when, and whether one is still to come."""

    kind: SessionKind
    made: int
    waived: date | None
    to_come: bool


def visits(person: Journey) -> Sequence[VisitMade]:
    """Every kind that the programme asks for."""
    return list(_made(person))


def _made(person: Journey) -> Iterator[VisitMade]:
    for kind, made in person.found.certificate.visits.items():
        yield VisitMade(kind, made, person.member.waived.get(kind), person.group.comes(kind))
