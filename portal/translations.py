"""Dutch is what the templates say; English comes from the catalogues in `locale/`, read as they are at the start."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

from domain.texts import Language

LOCALES = {"nl": "nl_NL", "en": "en_GB"}
LANGUAGE_NAMES: Mapping[Language, str] = {"nl": "Nederlands", "en": "English"}
_FOLDER = Path(__file__).parent / "locale"
Plurals = tuple[str, ...]


class Catalogue:
    """What is said in one language. A sentence that nobody translated is said in Dutch."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._said: dict[str, str] = {}
        self._counted: dict[str, Plurals] = {}
        for path in sorted((_FOLDER / language).glob("*.po")):
            self._read(path)

    def _read(self, path: Path) -> None:
        with path.open("rb") as file:
            for message in read_po(file, locale=self.language):
                if isinstance(message.id, tuple) and isinstance(message.string, tuple) and all(message.string):
                    self._counted[message.id[0]] = message.string
                elif isinstance(message.id, str) and message.id and isinstance(message.string, str) and message.string:
                    self._said[message.id] = message.string

    def knows(self, sentence: str) -> bool:
        """Whether there is a translation."""
        return sentence in self._said or sentence in self._counted

    def gettext(self, sentence: str) -> str:
        """The sentence in this language."""
        return self._said.get(sentence, sentence)

    def ngettext(self, one: str, more: str, count: int) -> str:
        """The sentence for so many."""
        singular, plural = (self._counted.get(one) or (one, more))[:2]
        return singular if count == 1 else plural


@lru_cache(maxsize=2)
def catalogue(language: Language) -> Catalogue:
    """The catalogue of a language, read once."""
    return Catalogue(language)
