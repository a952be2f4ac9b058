"""The parts of a programme definition, each checked for itself so that one mistake does not hide another."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    model_validator,
)

from domain.deadline import DeadlineText
from domain.programme_errors import expected
from domain.terms import Role

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=80)]
"""A key that files and JSON use."""

Count = Annotated[int, Field(ge=0, le=1000)]
Positive = Annotated[int, Field(ge=1, le=1000)]
Days = Annotated[int, Field(ge=0, le=3660)]
Sentence = Annotated[str, Field(min_length=1, max_length=1000)]


def _share(value: object) -> Fraction:
    if isinstance(value, Fraction):
        return value
    try:
        share = Fraction(value) if isinstance(value, str) else None
    except (ValueError, ZeroDivisionError):
        share = None
    if share is None or not 0 < share <= 1:
        expected("een breuk tussen 0 en 1, zoals ‘1/2’", "a fraction between 0 and 1, such as ‘1/2’")
    return share


def _ascending(numbers: tuple[int, ...]) -> tuple[int, ...]:
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        expected("van klein naar groot, elk getal één keer", "from small to large, each number once")
    return numbers


Share = Annotated[Fraction, PlainValidator(_share, json_schema_input_type=str), PlainSerializer(str)]
Ascending = Annotated[tuple[Positive, ...], AfterValidator(_ascending)]


def in_order(lower: int | None, upper: int | None, lower_key: str, upper_key: str) -> None:
    """Refuse a lower bound above its upper bound; a bound that is None is none."""
    if lower is not None and upper is not None and lower > upper:
        expected(
            f"{lower_key} ({lower}) mag niet groter zijn dan {upper_key} ({upper})",
            f"{lower_key} ({lower}) may not be more than {upper_key} ({upper})",
        )


def nothing_missing(wanted: Iterable[str], given: Iterable[str]) -> None:
    """Refuse a table that leaves out something the rules will ask for."""
    if missing := sorted(set(wanted) - set(given)):
        names = ", ".join(missing)
        expected(f"hier ontbreekt {names}", f"{names} is missing here")


class Part(BaseModel):
    """What all parts share: they cannot be changed, and know no other keys than their own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Part):
    """The same in Dutch and in English, plain language (B1)."""

    nl: Sentence
    en: Sentence


class Ages(Part):
    """Age bounds in whole years, both included; without `oldest` there is no upper bound (INT-3)."""

    youngest: Annotated[int, Field(ge=0, le=120)]
    oldest: Annotated[int, Field(ge=0, le=120)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.youngest, self.oldest, "youngest", "oldest")
        return self


class Group(Part):
    """People in a group, and how many a company receives at once: above that the visit is split."""

    least: Positive
    target: Positive
    per_company_visit: Positive

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.least, self.target, "least", "target")
        return self


class SessionRule(Part):
    """How many sessions of a kind there are at least, and whether they count for attendance."""

    least: Count
    counts: bool


class Trainings(Part):
    """Trainings by their `onderdeel`; core ones belong to the programme, optional ones are chosen."""

    core: dict[Name, Text] = Field(min_length=1)
    optional: dict[Name, Text] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _core_or_optional(self) -> Self:
        if twice := sorted(set(self.core) & set(self.optional)):
            names = ", ".join(twice)
            expected(f"{names}: kerntraining of keuze, niet allebei", f"{names}: core or optional, not both")
        return self


class CertificateRule(Part):
    """CRT-HALF asks this share of the counted sessions; `visits` switches CRT-VISITS on."""

    attended_share: Share
    visits: bool


class Mark(Part):
    """The mark of the end measurement: under which key, and its bounds, both included."""

    key: Name
    low: Count
    high: Count

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.low, self.high, "low", "high")
        return self


class Question(Text):
    """A question of both questionnaires and its scale, both ends included."""

    low: Count
    high: Count

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.low, self.high, "low", "high")
        return self


class FollowUpRule(Part):
    """The milestones in months after the ceremony, and their windows in days around FUP-n.

    `attempts` are the different days without contact that close one; `stalled_at_the_longest` is the number
    of days after the due day of the last milestone through which STL-FOLLOWUP holds.
    """

    months: Ascending = Field(min_length=1)
    opens_before: Days
    expires_after: Days
    attempts: Positive
    stalled_at_the_longest: Days


class StallLimits(Part):
    """Days that may pass before something counts as stalled; `absences` are sessions (STL-ABSENT)."""

    prep: Days
    kick_off: Days
    cadence: Days
    attendance: Days
    length: Days
    ceremony: Days
    tasks: Days
    follow_up: Days
    intake: Days
    absences: Positive
    pause: Days


class TaskRule(Part):
    """For whom a task is and when.

    `opens` is absent where the rule itself knows the day. `until_ceremony`: cancelled when the ceremony is held and
    never expired before. Other tasks expire `expires_after` days after they are due.
    """

    role: Role
    opens: DeadlineText | None = None
    due: DeadlineText
    priority: Annotated[int, Field(ge=1, le=9)]
    until_ceremony: bool = False
    expires_after: Days


class Hours(Part):
    """Hours that one traject takes."""

    coordinator: Count
    trainer: Count


class Cost(Text):
    """One item of the budget, in whole euros."""

    euro: Annotated[int, Field(ge=0)]


class Budget(Part):
    """What one group costs, in whole euros without VAT and travel."""

    activities: Positive
    hours_per_activity: Positive
    recruiting_hours: Count
    hourly_rate: Positive
    co_trainer_hours: Count
    costs: dict[Name, Cost]

    @property
    def trainer_hours(self) -> int:
        """Hours of the trainer for the whole group."""
        return self.activities * self.hours_per_activity + self.recruiting_hours

    @property
    def total(self) -> int:
        """Euros for one group without a co-trainer."""
        return self.trainer_hours * self.hourly_rate + sum(cost.euro for cost in self.costs.values())
