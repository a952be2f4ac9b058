"""What every refusal is: a rule that is broken, with a sentence for people in both languages."""

from typing import ClassVar


class Refusal(Exception):
    """Something said was refused and nothing of it is stored; `rule` is what it breaks."""

    rule: ClassVar[str] = ""
    nl: ClassVar[str] = ""
    en: ClassVar[str] = ""

    def __init__(self, **details: object) -> None:
        self.details = details
        self.nl = type(self).nl.format(**details)  # type: ignore[misc]
        self.en = type(self).en.format(**details)  # type: ignore[misc]
        super().__init__(self.en)

    @property
    def code(self) -> str:
        """The name under which programs know it."""
        return type(self).__name__
