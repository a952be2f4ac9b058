"""How long nobody gets an answer after something was killed."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Telling:
    """A message was said once, from `began` to `ended` (`monotonic()`), and got an answer or an error."""

    began: float
    ended: float
    answered: bool


@dataclass(slots=True)
class Incident:
    """Something was killed; times are `monotonic()`. `restarted` is when its successor was announced as ready."""

    part: str
    killed: float
    restarted: float | None = None
    answered: float | None = None
    last_error: float | None = None

    @property
    def outage(self) -> float | None:
        """Seconds from the kill to the first answer of whatever came after it."""
        return None if self.answered is None else self.answered - self.killed

    @property
    def silence(self) -> float | None:
        """Seconds from the restart to the first answer."""
        if self.answered is None or self.restarted is None:
            return None
        return self.answered - self.restarted

    @property
    def trouble(self) -> float | None:
        """Seconds from the restart until the last of those who spoke after it was told of an error; 0 for nobody."""
        if self.answered is None or self.restarted is None:
            return None
        return 0.0 if self.last_error is None else self.last_error - self.restarted


def settle(incidents: Sequence[Incident], blows: Sequence[float], telling: Sequence[Telling]) -> None:
    """Find the first answer and the last error after each restart; one overtaken by the next blow has neither."""
    answers = sorted(one.ended for one in telling if one.answered)
    for incident in incidents:
        end = min((blow for blow in blows if blow > incident.killed), default=float("inf"))
        if incident.restarted is not None:
            place = bisect_right(answers, incident.restarted)
            if place < len(answers) and answers[place] < end:
                incident.answered = answers[place]
            errors = (one.ended for one in telling if not one.answered and incident.restarted < one.began < end)
            incident.last_error = max((ended for ended in errors if ended < end), default=None)


def spread(seconds: Sequence[float]) -> tuple[float, float]:
    """Median and longest; zeros when there is nothing."""
    return (median(seconds), max(seconds)) if seconds else (0.0, 0.0)
