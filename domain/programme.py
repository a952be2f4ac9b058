"""A programme definition: everything that could differ between programmes, as data, checked and versioned.

A final definition is never edited; a change is a new version, so that a running traject keeps the rules it
began with.
"""

import json
import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo, model_validator

from domain.programme_errors import InvalidProgramme, Problem, UnknownProgramme, expected, problem_of
from domain.programme_parts import (
    Ages,
    Ascending,
    Budget,
    CertificateRule,
    Cost,
    Count,
    FollowUpRule,
    Group,
    Hours,
    Mark,
    Name,
    Part,
    Positive,
    Question,
    Sentence,
    SessionRule,
    StallLimits,
    TaskRule,
    Text,
    Trainings,
    nothing_missing,
)
from domain.terms import Criterion, LanguageLevel, SessionKind, TaskKind

__all__ = [
    "Ages",
    "Budget",
    "CertificateRule",
    "Cost",
    "FollowUpRule",
    "Group",
    "Hours",
    "InvalidProgramme",
    "Mark",
    "Problem",
    "Programme",
    "Question",
    "SessionRule",
    "StallLimits",
    "TaskRule",
    "Text",
    "Trainings",
    "UnknownProgramme",
    "latest",
    "load",
    "load_kept",
    "shipped",
    "shipped_text",
]


MOST_DOTS = 100
"""In one line of a definition: a sentence has few, and a key two or three."""


def _every_criterion(criteria: dict[Criterion, Text]) -> dict[Criterion, Text]:
    nothing_missing(Criterion, criteria)
    return criteria


def _every_kind(sessions: dict[SessionKind, SessionRule]) -> dict[SessionKind, SessionRule]:
    nothing_missing(SessionKind, sessions)
    if sessions[SessionKind.CEREMONY].counts:
        expected(
            "de certificaatuitreiking telt niet mee: dan ligt het besluit er al (ceremony.counts = false)",
            "the ceremony does not count: the verdict stands by then (ceremony.counts = false)",
        )
    return sessions


def _every_task(tasks: dict[TaskKind, TaskRule], info: ValidationInfo) -> dict[TaskKind, TaskRule]:
    """Whoever writes a definition names every kind there is; one that is kept may be from before there was a kind."""
    if not (info.context and info.context["kept"]):
        nothing_missing(TaskKind, tasks)
    return tasks


class Programme(Part):
    """One version of a programme definition; what its numbers do is in docs/rules.md.

    Lengths are in weeks, `cadence_days` and the windows in calendar days. `first_year_weeks` is the length in
    the first year of the programme, None where it was always the same. `based_on` says what it all rests on.
    `handholds` help to judge the language level (INT-4); `volunteers` and `co_trainers` describe those roles.
    A kind of task that is not among `tasks` is not asked under this version.
    """

    id: Name
    version: Positive
    status: Literal["draft", "final"]
    title: Text
    source: Sentence
    based_on: Text
    ages: Ages
    language: LanguageLevel
    intake_at: Literal["registration", "kick_off"]
    criteria: Annotated[dict[Criterion, Text], AfterValidator(_every_criterion)]
    group: Group
    weeks: Positive
    first_year_weeks: Positive | None = None
    cadence_days: Annotated[int, Field(ge=1, le=91)]
    sessions: Annotated[dict[SessionKind, SessionRule], AfterValidator(_every_kind)]
    trainings: Trainings
    side_activities: dict[Name, Text] = Field(default_factory=dict)
    interim_evaluations: Ascending
    certificate: CertificateRule
    pitches_per_visit: Positive
    waiting_list_sessions: Count
    competences: dict[Name, Text] = Field(min_length=1)
    questions: dict[Name, Question] = Field(min_length=1)
    statements: dict[Name, Text]
    mark: Mark
    follow_up: FollowUpRule
    stalls: StallLimits
    mentor_for_everyone: bool
    retention_months: Positive
    tasks: Annotated[dict[TaskKind, TaskRule], AfterValidator(_every_task)]
    hours: Hours | None = None
    budget: Budget | None = None
    handholds: dict[Name, Text]
    volunteers: dict[Name, Text]
    co_trainers: dict[Name, Text]

    @model_validator(mode="after")
    def _one_window(self) -> Self:
        rule, window = self.tasks.get(TaskKind.FOLLOW_UP), self.follow_up.expires_after
        if rule is not None and (task := rule.expires_after) != window:
            expected(
                f"tasks.follow_up.expires_after ({task}) en follow_up.expires_after ({window}) zijn gelijk",
                f"tasks.follow_up.expires_after ({task}) equals follow_up.expires_after ({window})",
            )
        return self

    def least(self, kind: SessionKind) -> int:
        """How many sessions of a kind a traject holds at least."""
        return self.sessions[kind].least


def load(text: str, name: str) -> Programme:
    """Read a definition that somebody wrote, from TOML; `name` is how messages call the file.

    Raises:
        InvalidProgramme: with everything that is wrong.
    """
    return _read(text, name, kept=False)


def load_kept(text: str, name: str) -> Programme:
    """Read one that was taken in before, perhaps when there were fewer kinds of task.

    Raises:
        InvalidProgramme: with everything that is wrong.
    """
    return _read(text, name, kept=True)


def _read(text: str, name: str, *, kept: bool) -> Programme:
    _insist_on_little(text, name)
    try:
        # By way of JSON: its strict mode takes lists and names as they come, but no number for a text.
        values = json.dumps(tomllib.loads(text), default=str)
        return Programme.model_validate_json(values, strict=True, context={"kept": kept})
    except tomllib.TOMLDecodeError as mistake:
        raise InvalidProgramme((_syntax(name, mistake),)) from mistake
    except ValidationError as mistake:
        raise InvalidProgramme(tuple(problem_of(name, error) for error in mistake.errors())) from mistake
    except (RecursionError, ValueError) as mistake:  # brackets in brackets, a number of thousands of digits
        raise InvalidProgramme((_too_much(name, "-"),)) from mistake


def _insist_on_little(text: str, name: str) -> None:
    """A key of very many parts takes the square of them in memory, before anything else can be wrong with it.

    Raises:
        InvalidProgramme: naming the line.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        if line.count(".") > MOST_DOTS:
            raise InvalidProgramme((_too_much(name, f"{number}:1"),))


def shipped() -> dict[tuple[str, int], Programme]:
    """The definitions that come with the product, by id and version."""
    return {key: programme for key, (programme, _) in _shipped().items()}


def shipped_text(programme: str, version: int) -> str:
    """The TOML of a shipped definition, to the letter.

    Raises:
        UnknownProgramme: no such definition is shipped.
    """
    try:
        return _shipped()[programme, version][1]
    except KeyError:
        raise UnknownProgramme(programme, version) from None


def latest(programme: str) -> Programme:
    """The newest final version of a shipped definition.

    Raises:
        UnknownProgramme: no final version of it is shipped.
    """
    final = [found for found, _ in _shipped().values() if found.id == programme and found.status == "final"]
    if not final:
        raise UnknownProgramme(programme)
    return max(final, key=lambda found: found.version)


@lru_cache(maxsize=1)
def _shipped() -> dict[tuple[str, int], tuple[Programme, str]]:
    found = {}
    for file in sorted(files("domain").joinpath("programmes").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            text = file.read_text(encoding="utf-8")
            programme = load_kept(text, file.name)
            found[programme.id, programme.version] = (programme, text)
    return found


def _too_much(name: str, key: str) -> Problem:
    """No definition is like that."""
    return Problem(
        file=name,
        key=key,
        found=None,
        nl="dit is te diep of te lang voor een definitie",
        en="this is too deep or too long for a definition",
    )


def _syntax(name: str, mistake: tomllib.TOMLDecodeError) -> Problem:
    """The key is line:column, which Python tells in its sentence only (up to 3.13)."""
    place = re.search(r"\(at line (\d+), column (\d+)\)", str(mistake))
    what = str(mistake).partition(" (at ")[0]
    return Problem(
        file=name,
        key=":".join(place.groups()) if place else "-",
        found=None,
        nl=f"dit is geen geldige TOML ({what})",
        en=f"this is no valid TOML ({what})",
    )
