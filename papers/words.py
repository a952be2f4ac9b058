"""The words of each paper from one file that can be proofread."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from domain.programme_parts import Text
from domain.texts import Language


def words(language: Language, paper: str) -> Mapping[str, str]:
    """What a paper says, by key; between braces stands what is filled in."""
    return _all()[language][paper]


def said(text: Text, language: Language) -> str:
    """A text of the definition."""
    return text.nl if language == "nl" else text.en


def capital(text: str) -> str:
    """The same, beginning with a capital."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=1)
def _all() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
        files("papers").joinpath("words.toml").read_text(encoding="utf-8")
    )
    return found
