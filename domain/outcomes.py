"""What became of people, as counts that can be added up over trajects (docs/rules.md, Measurements and results)."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from domain.terms import Outcome

Results = dict[str, Any]

_ALWAYS_NAMED = (3, 6, 12)  # keys in the JSON of `traject outcomes`, also where there is nothing to count


class FollowUpTally(BaseModel):
    """One milestone: those whose due day has come, and of them who was reached and flowed out."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    due: int = 0
    reached: int = 0
    flow_out: int = 0
    outcomes: dict[Outcome, int] = Field(default_factory=dict)

    def __add__(self, other: "FollowUpTally") -> "FollowUpTally":
        return FollowUpTally(
            due=self.due + other.due,
            reached=self.reached + other.reached,
            flow_out=self.flow_out + other.flow_out,
            outcomes=dict(Counter(self.outcomes) + Counter(other.outcomes)),
        )

    def results(self) -> Results:
        """In the JSON of the interface."""
        return {
            "due": self.due,
            "reached": self.reached,
            "flow_out": self.flow_out,
            "response_rate": _share(self.reached, self.due),
            "outcomes": {outcome.value: self.outcomes[outcome] for outcome in sorted(self.outcomes)},
        }


class Pair(BaseModel):
    """One question, of those who answered it both before and after: how many, and what their answers add up to."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    answered: int = 0
    before: float = 0
    after: float = 0

    def __add__(self, other: "Pair") -> "Pair":
        return Pair(
            answered=self.answered + other.answered, before=self.before + other.before, after=self.after + other.after
        )

    def means(self) -> tuple[float, float] | None:
        """Before and after, rounded to four places; None where nobody answered twice."""
        if not self.answered:
            return None
        return round(self.before / self.answered, 4), round(self.after / self.answered, 4)


class Tally(BaseModel):
    """The counts of one traject, or of several added up; an empty one is zero.

    For each statement: how many said yes, and how many answered.
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    registered: int = 0
    admitted: int = 0
    baseline: int = 0
    end_measurement: int = 0
    certificate: int = 0
    women: int = 0
    genders_known: int = 0
    older_than_26: int = 0
    ages_known: int = 0
    age_min: int | None = None
    age_max: int | None = None
    present: int = 0
    attendances: int = 0
    marks: int = 0
    mark_sum: float = 0
    statements: dict[str, tuple[int, int]] = Field(default_factory=dict)
    questions: dict[str, Pair] = Field(default_factory=dict)
    follow_up: dict[int, FollowUpTally] = Field(default_factory=dict)

    def __add__(self, other: "Tally") -> "Tally":
        summed = {name: getattr(self, name) + getattr(other, name) for name in SUMMED}
        return Tally(
            **summed,
            age_min=min(_known(self.age_min, other.age_min), default=None),
            age_max=max(_known(self.age_max, other.age_max), default=None),
            statements=_add_statements(self.statements, other.statements),
            questions={
                key: self.questions.get(key, Pair()) + other.questions.get(key, Pair())
                for key in dict.fromkeys([*self.questions, *other.questions])
            },
            follow_up={
                months: self.follow_up.get(months, FollowUpTally()) + other.follow_up.get(months, FollowUpTally())
                for months in sorted({*self.follow_up, *other.follow_up})
            },
        )

    def results(self) -> Results:
        """In the JSON of the interface: shares and means rounded to four places, null where nothing counts."""
        return {
            "participants": {
                "registered": self.registered,
                "admitted": self.admitted,
                "baseline": self.baseline,
                "end_measurement": self.end_measurement,
                "certificate": self.certificate,
            },
            "women_share": _share(self.women, self.genders_known),
            "older_than_26_share": _share(self.older_than_26, self.ages_known),
            "age_min": self.age_min,
            "age_max": self.age_max,
            "attendance_rate": _share(self.present, self.attendances),
            "mark_mean": _share(self.mark_sum, self.marks),
            "statements": {key: _share(yes, known) for key, (yes, known) in self.statements.items()},
            "follow_up": {
                str(months): self.follow_up.get(months, FollowUpTally()).results()
                for months in sorted({*_ALWAYS_NAMED, *self.follow_up})
            },
        }


SUMMED = (
    "registered",
    "admitted",
    "baseline",
    "end_measurement",
    "certificate",
    "women",
    "genders_known",
    "older_than_26",
    "ages_known",
    "present",
    "attendances",
    "marks",
    "mark_sum",
)
"""The counts of a tally that are simply added up."""


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them added up."""
    return sum(tallies, Tally())


def _known(*values: int | None) -> list[int]:
    return [value for value in values if value is not None]


def _add_statements(one: dict[str, tuple[int, int]], other: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    keys = dict.fromkeys([*one, *other])
    none = (0, 0)
    return {
        key: (
            one.get(key, none)[0] + other.get(key, none)[0],
            one.get(key, none)[1] + other.get(key, none)[1],
        )
        for key in keys
    }


def _share(part: float, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
