"""Every task, rule and term in words for people, Dutch and English, from one file that can be proofread.

A sentence is filled in with the facts of the need or stall it explains; a part between [ and ] that has a fact which
is not known is left out, so that an old or partial set of facts still gives a whole sentence.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import Field

from domain.deadline import ANCHORS
from domain.programme_parts import Part, Text
from domain.terms import Criterion, SessionKind, TaskKind

Language = Literal["nl", "en"]

_MONTHS = 12
_MILESTONE = re.compile(r"(?P<rule>FUP)-(?P<months>\d+)")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Entry(Part):
    """A task or rule: its title, why it is there and what would end it or change the verdict."""

    title: Text
    why: Text
    ends: Text


class _Book(Part):
    entries: dict[str, Entry]
    names: dict[str, dict[str, Text]]
    words: dict[str, Text]
    months: dict[Language, Annotated[list[str], Field(min_length=_MONTHS, max_length=_MONTHS)]]


def title(code: str, language: Language = "nl") -> str:
    """What a task kind or rule id is called on one line.

    Raises:
        KeyError: nobody knows the code.
    """
    return _said(_entry(code).title, _known_of(code), language)


def why(code: str, facts: Mapping[str, Any], language: Language = "nl") -> str:
    """Why a task or verdict is there, with its facts.

    Raises:
        KeyError: nobody knows the code.
    """
    return _said(_entry(code).why, {**_known_of(code), **facts}, language)


def ends(code: str, facts: Mapping[str, Any], language: Language = "nl") -> str:
    """What would end a task or stall, or change a verdict.

    Raises:
        KeyError: nobody knows the code.
    """
    return _said(_entry(code).ends, {**_known_of(code), **facts}, language)


def name(member: StrEnum, language: Language = "nl") -> str:
    """The term of the programme for a member of `domain.terms`; for a task kind, its title."""
    if isinstance(member, TaskKind):
        return title(member.value, language)
    return _in(_book().names[type(member).__name__][member.value], language)


def waiting_on(who: str, language: Language = "nl") -> str:
    """Who a stall waits for: a role, or the participant."""
    words = {**_book().names["Role"], **_book().words}
    return _in(words[who], language)


def day(on: date, language: Language = "nl") -> str:
    """A date as people write it, such as 3 maart 2026."""
    return f"{on.day} {_book().months[language][on.month - 1]} {on.year}"


def entries() -> Mapping[str, Entry]:
    """All tasks and rules that have a text, by task kind or rule id."""
    return _book().entries


def _day(value: object, language: Language) -> str | None:
    try:
        return day(value if isinstance(value, date) else date.fromisoformat(str(value)), language)
    except ValueError:
        return None  # such as the id of a session, where another set of facts has its day


def _number(value: object, _: Language) -> str | None:
    return str(value) if isinstance(value, int) else None


def _kinds(value: object, language: Language) -> str | None:
    """Session kinds: one, several, or each with how many, in the programme's order (jsonb keeps none)."""
    if isinstance(value, Mapping):
        counted = ((kind, value[kind]) for kind in SessionKind if kind in value)
        return _listed((f"{number} × {name(kind, language)}" for kind, number in counted), language)
    names = (name(SessionKind(kind), language) for kind in _several(value))
    return _listed(names, language)


def _criteria(value: object, language: Language) -> str | None:
    if isinstance(value, int):  # how many people are unknown, at the attendance form
        return str(value)
    return _listed((name(Criterion(code), language) for code in _several(value)), language)


def _titles(value: object, language: Language) -> str | None:
    parts = [title(code, language) for code in _several(value)]
    return "; ".join(_small(part) for part in parts) or None


FACTS: Mapping[str, Callable[[object, Language], str | None]] = {
    **dict.fromkeys(sorted(ANCHORS | {"due", "session_day"}), _day),
    **dict.fromkeys(
        ("admitted", "attended", "cadence_days", "counted", "everyone", "least", "limit", "may_miss", "months"),
        _number,
    ),
    **dict.fromkeys(("number", "people", "pitches", "sessions", "weeks"), _number),
    **dict.fromkeys(("kind", "missing", "missing_visits", "missing_to_come"), _kinds),
    "rules": _titles,
    "task": _titles,
    "unknown": _criteria,
}
"""The facts that a text may name, each with how it is said; one that gives None is not known."""


def _entry(code: str) -> Entry:
    milestone = _MILESTONE.fullmatch(code)
    return _book().entries[milestone["rule"] if milestone else code]


def _known_of(code: str) -> dict[str, Any]:
    """FUP-3 says itself that it is about three months."""
    milestone = _MILESTONE.fullmatch(code)
    return {"months": int(milestone["months"])} if milestone else {}


def _said(text: Text, facts: Mapping[str, Any], language: Language) -> str:
    def fill(part: str) -> str | None:
        known = {fact: _fact(fact, facts, language) for fact in _PLACEHOLDER.findall(part)}
        if None in known.values():
            return None
        return _PLACEHOLDER.sub(lambda match: known[match[1]] or "", part)

    sentence = _OPTIONAL.sub(lambda match: fill(match[1]) or "", _in(text, language))
    return sentence[:1].upper() + sentence[1:]


def _fact(fact: str, facts: Mapping[str, Any], language: Language) -> str | None:
    value = facts.get(fact)
    try:
        return None if value is None else FACTS[fact](value, language)
    except (KeyError, ValueError):
        return None  # a code of another version, in facts that were kept with an old task


def _several(value: object) -> list[str]:
    return [str(value)] if isinstance(value, str) else [str(item) for item in _items(value)]


def _items(value: object) -> Iterable[object]:
    return value if isinstance(value, Iterable) else ()


def _listed(parts: Iterable[str], language: Language) -> str | None:
    """A, B en C; None for nothing."""
    *most, last = list(parts) or [""]
    both = [", ".join(most), last] if most else [last]
    return f" {_in(_book().words['and'], language)} ".join(both) or None


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _in(text: Text, language: Language) -> str:
    return text.nl if language == "nl" else text.en


@lru_cache(maxsize=1)
def _book() -> _Book:
    text = files("domain").joinpath("texts.toml").read_text(encoding="utf-8")
    return _Book.model_validate(tomllib.loads(text))
