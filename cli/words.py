"""The words that people may type for a code, and the words that they get to read for one."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

import typer

from cli.language import chosen, say
from domain import terms

Code = TypeVar("Code", bound=StrEnum)


class OrganisationKind(StrEnum):
    """What somebody in a municipality's network is; `OrganisationValues.kind` by name."""

    COMPANY = "company"
    GUEST_SPEAKER = "guest_speaker"
    PARTNER = "partner"
    VOLUNTEER = "volunteer"


_DUTCH: dict[type[StrEnum], dict[str, str]] = {
    terms.SessionKind: {
        "kick-off": "kick_off",
        "training": "training",
        "bedrijfsbezoek": "company_visit",
        "gastles": "guest_lesson",
        "netwerkmeeting": "network_meeting",
        "certificaatuitreiking": "ceremony",
        "activiteit": "side_activity",
    },
    terms.Outcome: {
        "betaald_werk": "paid_work",
        "stage": "internship",
        "werkervaringsplek": "work_experience",
        "opleiding": "education",
        "studie_gekozen": "study_chosen",
        "vrijwilligerswerk": "volunteering",
        "zoekend": "looking",
        "geen": "none",
    },
    terms.Presence: {"aanwezig": "present", "afgemeld": "excused", "afwezig": "absent"},
    terms.Decision: {"toegelaten": "admitted", "afgewezen": "refused", "wachtlijst": "waiting_list"},
    terms.Moment: {"nulmeting": "baseline", "eindmeting": "end_measurement"},
    terms.Gender: {"v": "woman", "m": "man", "x": "other"},
    terms.Role: {"coördinator": "coordinator", "projectleider": "project_lead"},
    terms.StaffRole: {"coördinator": "coordinator", "co-trainer": "co_trainer"},
    OrganisationKind: {
        "bedrijf": "company",
        "gastspreker": "guest_speaker",
        "partner": "partner",
        "vrijwilliger": "volunteer",
    },
    terms.EvaluationMoment: {"tussentijds": "interim", "eind": "final"},
    terms.CoTrainerPart: {
        "keek_mee": "watched",
        "hielp_mee": "assisted",
        "leidde_een_deel": "led_a_part",
        "leidde": "led",
    },
}
"""What the import files call a code; the code itself is understood too."""


def read(code: StrEnum) -> str:
    """What people call a code, in their language; for a kind of task, what it asks."""
    from domain.texts import name

    return name(code, chosen())


def title(code: str) -> str:
    """What a rule is called, in the language of the reader."""
    from domain import texts

    return texts.title(code, chosen())


def waiting_on(who: str) -> str:
    """Whom a stall waits for."""
    from domain import texts

    return texts.waiting_on(who, chosen())


def typed(kind: type[Code], text: str) -> Code:
    """The code that somebody meant.

    Raises:
        BadParameter: it is no word of the programme; says which ones are.
    """
    plain = text.strip().casefold()
    meant = _DUTCH.get(kind, {}).get(plain, plain)
    found = next((code for code in kind if code.value.casefold() == meant), None)
    if found is None:
        raise typer.BadParameter(
            say(f"{text!r} kan niet; kies uit: {listed(kind)}", f"{text!r}: choose from {listed(kind)}")
        )
    return found


def parser(kind: type[Code]) -> Callable[[str], Code]:
    """For an option or argument that takes one of these words."""

    def parse(text: str) -> Code:
        return typed(kind, text)

    parse.__name__ = kind.__name__
    return parse


def listed(kind: type[StrEnum]) -> str:
    """The words that people may type, Dutch where there is one."""
    dutch = {code: nl for nl, code in _DUTCH.get(kind, {}).items()}
    return ", ".join(dutch.get(code.value, code.value) for code in kind)
