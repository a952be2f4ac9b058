"""What every refusal is: a rule that is broken, with a sentence for people in both languages."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from domain.texts import Language, day


class Refusal(Exception):
    """Something said was refused and nothing of it is stored; `rule` is what it breaks. Details that are dates are told
    as people write them.
    """

    rule: ClassVar[str] = ""
    nl: ClassVar[str] = ""
    en: ClassVar[str] = ""

    def __init__(self, **details: object) -> None:
        self.details = details
        self.nl = type(self).nl.format(**_in_words(details, "nl"))  # type: ignore[misc]
        self.en = type(self).en.format(**_in_words(details, "en"))  # type: ignore[misc]
        super().__init__(self.en)

    @property
    def code(self) -> str:
        """The name under which programs know it."""
        return type(self).__name__


def _in_words(details: Mapping[str, object], language: Language) -> dict[str, object]:
    return {name: day(value, language) if isinstance(value, date) else value for name, value in details.items()}
