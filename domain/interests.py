"""Which words of a learning wish fit an organisation, so that a coordinator sees why somebody is suggested.

It looks at words alone, and suggests; who goes where is for people to decide.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from pydantic import Field

from domain.programme_parts import Part, Text
from domain.texts import Language

_WORD = re.compile(r"[^\W\d_]{3,}")
_INSIDE = 5
"""Letters that must be the same for a word to be found inside another."""


class FieldOfWork(Part):
    """A field of work, and the beginnings of its words."""

    name: Text
    words: list[str] = Field(min_length=1)


class _Book(Part):
    common: frozenset[str]
    fields: dict[str, FieldOfWork]


@dataclass(frozen=True, slots=True)
class Fit:
    """A word of the wish beside what it fits: a field of work, or a word of the organisation."""

    wish: str
    with_: Text | str

    def what(self, language: Language) -> str:
        """The field, or the word."""
        if isinstance(self.with_, str):
            return self.with_
        return self.with_.nl if language == "nl" else self.with_.en


def fits(wish: str, about: str) -> tuple[Fit, ...]:
    """What in a wish fits what is known of an organisation (its sector, its work, its name); nothing fits nothing."""
    wanted, known = list(_words(wish)), list(_words(about))
    theirs = {field for word in known for field in _fields_of(word)}
    found: dict[str, Fit] = {}
    for word in wanted:
        same = next((other for other in known if _alike(word, other)), None)
        field = next((name for name in _fields_of(word) if name in theirs), None)
        if field is not None:
            found.setdefault(word, Fit(word, _book().fields[field].name))
        elif same is not None:
            found.setdefault(word, Fit(word, same))
    return tuple(found.values())


def _words(text: str) -> Iterator[str]:
    return (word for word in _WORD.findall(text.casefold()) if word not in _book().common)


def _alike(one: str, other: str) -> bool:
    shorter, longer = sorted((_stem(one), _stem(other)), key=len)
    return shorter == longer or (len(shorter) >= _INSIDE and shorter in longer)


def _stem(word: str) -> str:
    """Without the ending of a plural."""
    return re.sub(r"(en|s)$", "", word) if len(word) > _INSIDE else word


@lru_cache(maxsize=4096)
def _fields_of(word: str) -> tuple[str, ...]:
    return tuple(
        name for name, field in _book().fields.items() if any(_speaks_of(word, begin) for begin in field.words)
    )


def _speaks_of(word: str, begin: str) -> bool:
    if len(begin) <= 3:  # noqa: PLR2004 - such as ict and art, which begin many other words
        return word == begin
    return word.startswith(begin) or (len(begin) >= _INSIDE and begin in word)


@lru_cache(maxsize=1)
def _book() -> _Book:
    text = files("domain").joinpath("interests.toml").read_text(encoding="utf-8")
    return _Book.model_validate(tomllib.loads(text))
