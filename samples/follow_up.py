"""Contacts after the ceremony, one letter a person and milestone, as a coordinator's tally."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.calendar import add_months, add_working_days, next_working_day
from samples.group import Group, Member

OUTCOMES = {
    "w": "betaald_werk",
    "s": "stage",
    "e": "werkervaringsplek",
    "o": "opleiding",
    "b": "opleiding,betaald_werk",
    "k": "studie_gekozen",
    "v": "vrijwilligerswerk",
    "z": "zoekend",
    "m": "vrijwilligerswerk,zoekend",
    "g": "geen",
}
"""A letter is what somebody said; L: working, reached only after the window; x: three attempts in vain; 1: one."""

NEEDS_AFTERCARE = "zmg"
_BENEFITS = {"z": "ja", "m": "ja", "g": "ja", "v": ""}
_ATTEMPTS = {"x": (-3, 4, 11), "1": (-3,)}
_LATE = 50


@dataclass(frozen=True, slots=True)
class Contact:
    """One line of the sheet opvolging; without an outcome nobody was reached."""

    months: int
    day: date
    outcome: str = ""
    benefits: str = ""


def contacts(group: Group, member: Member, number: int) -> Iterator[Contact]:
    """The contacts of one member; `number` spreads the calls over two weeks around the due date."""
    if (ceremony := group.ceremony_held) is None:
        return
    for months, letter in member.contacts.items():
        due = next_working_day(add_months(ceremony, months))
        for days in _ATTEMPTS.get(letter, ()):
            yield Contact(months, _called(due, days, group.kept_until))
        if letter == "L":
            yield Contact(months, _called(due, _LATE, group.kept_until), OUTCOMES["w"], "nee")
        elif letter in OUTCOMES:
            days = number * 5 % 12 - 4 if months else 0
            day = _called(due, days, group.kept_until)
            yield Contact(months, day, OUTCOMES[letter], _BENEFITS.get(letter, "nee"))


def _called(due: date, days: int, kept_until: date) -> date:
    """A working day around the due date, before the books were closed."""
    return min(next_working_day(due + timedelta(days=days)), add_working_days(kept_until, -1))
