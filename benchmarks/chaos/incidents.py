"""How long nobody gets an answer after a blow."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

Blow = Literal["kill", "freeze", "cut", "fill"]
BLOWS: tuple[Blow, ...] = ("kill", "freeze", "cut", "fill")


@dataclass(frozen=True, slots=True)
class Telling:
    """A message was said once, from `began` to `ended` (`monotonic()`), and got an answer or an error."""

    began: float
    ended: float
    answered: bool


@dataclass(slots=True)
class Incident:
    """A blow; times are `monotonic()`. `mended` is when the part was announced as ready, thawed, healed or given room;
    a cut that nobody heals counts from itself.
    """

    blow: Blow
    what: str
    began: float
    mended: float | None = None
    answered: float | None = None
    last_error: float | None = None

    @property
    def outage(self) -> float | None:
        """Seconds from the blow to the first answer of whatever came after it."""
        return None if self.answered is None else self.answered - self.began

    @property
    def silence(self) -> float | None:
        """Seconds from the mending to the first answer."""
        if self.answered is None or self.mended is None:
            return None
        return self.answered - self.mended

    @property
    def trouble(self) -> float | None:
        """Seconds from the mending until the last of those who spoke after it was told of an error; 0 for nobody."""
        if self.answered is None or self.mended is None:
            return None
        return 0.0 if self.last_error is None else self.last_error - self.mended


def settle(incidents: Sequence[Incident], telling: Sequence[Telling]) -> None:
    """Find the first answer and the last error after each mending; one overtaken by the next blow has neither."""
    answers = sorted(one.ended for one in telling if one.answered)
    for incident in incidents:
        end = min((other.began for other in incidents if other.began > incident.began), default=float("inf"))
        if incident.mended is not None:
            place = bisect_right(answers, incident.mended)
            if place < len(answers) and answers[place] < end:
                incident.answered = answers[place]
            errors = (one.ended for one in telling if not one.answered and incident.mended < one.began < end)
            incident.last_error = max((ended for ended in errors if ended < end), default=None)


def spread(seconds: Sequence[float]) -> tuple[float, float]:
    """Median and longest; zeros when there is nothing."""
    return (median(seconds), max(seconds)) if seconds else (0.0, 0.0)
