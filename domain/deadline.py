"""Deadlines as people write them in a programme definition, such as `kick_off - 28 d, else created + 14 d`.

A deadline names days of the journey (anchors) and not dates, so that the same text serves every traject.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import PlainSerializer, PlainValidator
from pydantic_core import PydanticCustomError

from domain.calendar import add_working_days, next_working_day

ANCHORS = frozenset(
    {
        "absent",
        "admitted",
        "ceremony",
        "closed",
        "contact",
        "created",
        "criteria_known",
        "decide",
        "decided",
        "eligible",
        "evaluation",
        "follow_up",
        "halfway",
        "joined",
        "kick_off",
        "last_held",
        "outlook",
        "paused_review",
        "planned_end",
        "registered",
        "session",
        "stalled",
        "three_quarters",
        "visit",
        "withdrawn",
        "withdrawn_other",
    }
)
"""The days that the rules know by name and a deadline may count from."""

Anchors = Mapping[str, date | None]
"""The days known for one need; an anchor that is absent or None is not known yet."""

_EARLIEST = ", at the earliest "
_ELSE = ", else "
_LONGEST = 3660
_TERM = re.compile(r"(?P<anchor>[a-z_]+)(?: (?P<sign>[+-]) (?P<count>\d{1,4}) (?P<unit>d|wd))?")


class UnreadableDeadline(ValueError):
    """A text is no deadline; `nl` and `en` say what was expected."""

    def __init__(self, nl: str, en: str) -> None:
        super().__init__(en)
        self.nl = nl
        self.en = en


@dataclass(frozen=True, slots=True)
class Term:
    """A number of calendar days (`d`) or working days (`wd`) counted from an anchor; 0 is that day."""

    anchor: str
    count: int = 0
    unit: Literal["d", "wd"] = "d"

    def day(self, anchors: Anchors) -> date | None:
        """The day meant, None while the anchor is not known."""
        start = anchors.get(self.anchor)
        if start is None:
            return None
        if self.unit == "wd":
            return add_working_days(start, self.count)
        return start + timedelta(days=self.count)

    def __str__(self) -> str:
        if not self.count:
            return self.anchor
        return f"{self.anchor} {'-' if self.count < 0 else '+'} {abs(self.count)} {self.unit}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day in terms of other days: the first alternative whose anchor is known, never before `earliest`."""

    alternatives: tuple[Term, ...]
    earliest: Term | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `anchor ± N d|wd`, with `, else …` and at the end `, at the earliest …`.

        Raises:
            UnreadableDeadline: the text is something else, or counts from an unknown anchor.
        """
        choices, has_bound, bound = text.strip().partition(_EARLIEST)
        return cls(
            alternatives=tuple(_term(part) for part in choices.split(_ELSE)),
            earliest=_term(bound) if has_bound else None,
        )

    def day(self, anchors: Anchors) -> date | None:
        """The day meant, whether or not people work on it; None while no alternative is known."""
        known = None
        for term in self.alternatives:
            known = term.day(anchors)
            if known is not None:
                break
        bound = self.earliest.day(anchors) if self.earliest else None
        if known is None or bound is None:
            return known
        return max(known, bound)

    def due(self, anchors: Anchors) -> date | None:
        """The day meant, moved to the next working day if it is none (docs/rules.md, Days)."""
        day = self.day(anchors)
        return None if day is None else next_working_day(day)

    def __str__(self) -> str:
        choices = _ELSE.join(str(term) for term in self.alternatives)
        return f"{choices}{_EARLIEST}{self.earliest}" if self.earliest else choices


def _term(text: str) -> Term:
    match = _TERM.fullmatch(text.strip())
    if match is None:
        raise UnreadableDeadline(
            f"‘{text}’ is geen termijn; schrijf bijvoorbeeld ‘kick_off - 28 d’ of ‘created + 10 wd’",
            f"‘{text}’ is no deadline; write for instance ‘kick_off - 28 d’ or ‘created + 10 wd’",
        )
    anchor, count = match["anchor"], int(match["count"] or 0)
    if anchor not in ANCHORS:
        known = ", ".join(sorted(ANCHORS))
        raise UnreadableDeadline(
            f"‘{anchor}’ is geen bekende dag; kies uit {known}",
            f"‘{anchor}’ is no known day; choose from {known}",
        )
    if count > _LONGEST:
        raise UnreadableDeadline(
            f"{count} dagen is te lang; hoogstens {_LONGEST}", f"{count} days is too long; at most {_LONGEST}"
        )
    return Term(anchor, -count if match["sign"] == "-" else count, "wd" if match["unit"] == "wd" else "d")


def _validate(value: object) -> Deadline:
    if isinstance(value, Deadline):
        return value
    try:
        return Deadline.parse(value if isinstance(value, str) else repr(value))
    except UnreadableDeadline as problem:
        raise PydanticCustomError("expected", "{en}", {"nl": problem.nl, "en": problem.en}) from problem


DeadlineText = Annotated[Deadline, PlainValidator(_validate, json_schema_input_type=str), PlainSerializer(str)]
"""A `Deadline` in a pydantic model, written as its text."""
