"""Deadlines of a definition as people say them: «28 dagen voor de kick-off, anders 14 dagen na de start»."""

from collections.abc import Mapping
from typing import Literal

from domain.deadline import Deadline, Term
from domain.texts import Language

ANCHOR_WORDS: Mapping[str, tuple[str, str]] = {
    "absent": ("de gemiste bijeenkomst", "the missed session"),
    "admitted": ("de toelating", "the admission"),
    "ceremony": ("de certificaatuitreiking", "the certificate ceremony"),
    "closed": ("het einde van de laatste opvolging", "the end of the last follow-up"),
    "contact": ("het laatste contact", "the last contact"),
    "created": ("de dag waarop het traject is aangemaakt", "the day the traject was created"),
    "criteria_known": ("de dag waarop alle criteria bekend zijn", "the day all criteria are known"),
    "decide": ("de dag waarop dit gevraagd wordt", "the day this is asked"),
    "decided": ("het besluit", "the decision"),
    "eligible": ("de dag waarop het certificaat verdiend is", "the day the certificate is earned"),
    "evaluation": ("de training waarna u evalueert", "the training after which one evaluates"),
    "follow_up": ("de dag van de opvolging", "the day of the follow-up"),
    "halfway": ("de dag halverwege het traject", "the day halfway the traject"),
    "joined": ("de kick-off, of de toelating als die later is", "the kick-off, or the admission if that is later"),
    "kick_off": ("de kick-off", "the kick-off"),
    "last_held": ("de laatste bijeenkomst", "the last session held"),
    "outlook": ("de dag waarop dit bleek", "the day this became clear"),
    "paused_review": ("de dag van herziening", "the review date"),
    "planned_end": ("het geplande einde", "the planned end"),
    "registered": ("de aanmelding", "the registration"),
    "session": ("de bijeenkomst", "the session"),
    "stalled": ("de dag van stilvallen", "the day it stalled"),
    "three_quarters": ("de dag op driekwart van het traject", "the day at three quarters of the traject"),
    "visit": ("het gemiste bezoek", "the missed visit"),
    "withdrawn": ("het stoppen", "the withdrawal"),
    "withdrawn_other": ("het stoppen van iemand anders", "somebody else's withdrawal"),
}
"""What the days are called that deadlines count from."""

_UNITS: Mapping[Literal["d", "wd"], tuple[tuple[str, str], tuple[str, str]]] = {
    "d": (("dag", "dagen"), ("day", "days")),
    "wd": (("werkdag", "werkdagen"), ("working day", "working days")),
}


def said(deadline: Deadline, language: Language = "nl") -> str:
    """The whole deadline in one sentence part."""
    otherwise = ", anders " if language == "nl" else ", else "
    sentence = otherwise.join(_term(term, language) for term in deadline.alternatives)
    if deadline.earliest is None:
        return sentence
    bound = _term(deadline.earliest, language)
    return f"{sentence}; {'op zijn vroegst' if language == 'nl' else 'at the earliest'} {bound}"


def _term(term: Term, language: Language) -> str:
    place = 0 if language == "nl" else 1
    anchor = ANCHOR_WORDS[term.anchor][place]
    if not term.count:
        return f"{('op', 'on')[place]} {anchor}"
    number = abs(term.count)
    unit = _UNITS[term.unit][place][number != 1]
    side = (("na", "voor"), ("after", "before"))[place][term.count < 0]
    return f"{number} {unit} {side} {anchor}"
