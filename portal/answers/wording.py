"""What the page of four questions says: a file for each language in `languages/`, complete or refused."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from domain.terms import Outcome

FIRST = "nl"
"""The language that the others are translated from."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Scale = tuple[Text, Text, Text, Text, Text]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Questions(_Part):
    """The page itself. `going` runs from very bad (1) to very good (5)."""

    title: Text
    lead: Text
    voluntary: Text
    work: Text
    work_hint: Text
    outcomes: Mapping[Outcome, Text]
    benefits: Text
    feeling: Text
    going: Scale
    call: Text
    again: Text
    yes: Text
    no: Text
    send: Text
    privacy: Text

    @model_validator(mode="after")
    def _every_outcome(self) -> "Questions":
        if missing := set(Outcome) - set(self.outcomes):
            raise ValueError(f"outcomes without words: {', '.join(sorted(missing))}")
        return self


class Problems(_Part):
    """What is wrong with a form."""

    title: Text
    work: Text
    nothing: Text
    choice: Text
    away: Text


class Ending(_Part):
    """A page without a form."""

    title: Text
    text: Text


class Endings(_Part):
    """How a visit may end."""

    thanks: Ending
    already: Ending
    not_needed: Ending
    closed: Ending
    too_often: Ending


class Wording(_Part):
    """A language. `name` is its own word for itself; whoever signed a translation off stands in `reviewed_by`."""

    code: Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$")]
    name: Text
    direction: Literal["ltr", "rtl"]
    reviewed_by: str
    choose: Text
    draft: Text
    message: Text
    questions: Questions
    problems: Problems
    endings: Endings

    @property
    def is_draft(self) -> bool:
        """Whether no native speaker signed it off; what it is translated from needs none."""
        return self.code != FIRST and not self.reviewed_by.strip()


def read(code: str, text: str) -> Wording:
    """A language from its file.

    Raises:
        ValueError: it is not complete, or says something that the page does not know.
    """
    return Wording.model_validate({**tomllib.loads(text), "code": code})


@lru_cache(maxsize=1)
def languages() -> Mapping[str, Wording]:
    """All of them by code, the first one first."""
    there = [file for file in (files("portal.answers") / "languages").iterdir() if file.name.endswith(".toml")]
    found = [read(file.name.removesuffix(".toml"), file.read_text(encoding="utf-8")) for file in there]
    return {each.code: each for each in sorted(found, key=lambda each: (each.code != FIRST, each.code))}


def offered(*, drafts: bool) -> Sequence[Wording]:
    """The languages that a participant may choose from; drafts only where the administrator allows them."""
    return [each for each in languages().values() if drafts or not each.is_draft]


def best(among: Sequence[Wording], wanted: str | None, accepts: str) -> Wording:
    """The language that was chosen, or else the first of the browser's (`Accept-Language`) that there is."""
    known = {each.code: each for each in among}
    if wanted in known:
        return known[wanted]
    ranked = sorted(map(_weighed, accepts.split(",")), reverse=True)
    return next((known[code] for weight, code in ranked if weight > 0 and code in known), known[FIRST])


def _weighed(choice: str) -> tuple[float, str]:
    code, _, weight = choice.partition(";q=")
    try:
        return float(weight or 1), code.strip().lower().partition("-")[0]
    except ValueError:
        return 0, ""
