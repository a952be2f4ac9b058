"""Which language a person reads, chosen once for a command: Dutch unless asked otherwise."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from enum import StrEnum
from itertools import pairwise
from typing import Literal, Protocol


class Language(StrEnum):
    NL = "nl"
    EN = "en"


class Bilingual(Protocol):
    """Anything that says the same in both languages."""

    @property
    def nl(self) -> str: ...
    @property
    def en(self) -> str: ...


_chosen: ContextVar[Language] = ContextVar("language", default=Language.NL)


def choose(language: str | None) -> None:
    """From here on this command speaks `language`; an unknown one is refused by the option itself."""
    if language is not None:
        _chosen.set(Language(language))


def guess(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Before the command line is understood, so that complaints about it are in the right language too."""
    said = [after for word, after in pairwise(arguments) if word == "--lang"]
    said += [word.removeprefix("--lang=") for word in arguments if word.startswith("--lang=")]
    wanted = [*said, environment.get("TRAJECT_LANG", "")][0]
    if wanted in set(Language):
        choose(wanted)


def chosen() -> Literal["nl", "en"]:
    """The language of the person at the terminal."""
    return "nl" if _chosen.get() is Language.NL else "en"


def say(nl: str, en: str) -> str:
    """The text in the language of the person at the terminal."""
    return nl if chosen() == "nl" else en


def number_of(count: int, nl: tuple[str, str], en: tuple[str, str]) -> str:
    """So many of something: one word for one, another for more."""
    return f"{count} {say(nl[count != 1], en[count != 1])}"


def of(text: Bilingual) -> str:
    """The same for a text that carries both languages."""
    return say(text.nl, text.en)
