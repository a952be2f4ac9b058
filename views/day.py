"""For which day somebody looks, and at which trajects."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Day:
    """The end of `as_of`, or now when that is None; `today` is the calendar day it is."""

    today: date
    as_of: date | None = None

    @property
    def end(self) -> date:
        """The day whose end is meant; overdue counts from it."""
        return self.as_of or self.today


@dataclass(frozen=True, slots=True)
class Scope:
    """Which trajects; None is all."""

    traject: UUID | None = None
    municipality: str | None = None
