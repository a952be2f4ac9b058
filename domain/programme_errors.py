"""What is wrong with a programme definition: all of it at once, in sentences for the person who writes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from pydantic_core import ErrorDetails, PydanticCustomError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct: where, what was found (as text, None when nothing was) and what is expected."""

    file: str
    key: str
    found: str | None
    nl: str
    en: str

    def sentence(self, language: str = "nl") -> str:
        """The problem on one line."""
        wanted, found = (self.nl, "gevonden") if language == "nl" else (self.en, "found")
        tail = "" if self.found is None else f" ({found}: {self.found})"
        return f"{self.file}: {self.key}: {wanted}{tail}"


class InvalidProgramme(ValueError):
    """A text is no valid programme definition; `problems` says all that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(problem.sentence("en") for problem in problems))
        self.problems = problems

    @property
    def nl(self) -> str:
        """All problems in Dutch, one a line."""
        return "\n".join(problem.sentence("nl") for problem in self.problems)

    @property
    def en(self) -> str:
        """All problems in English, one a line."""
        return "\n".join(problem.sentence("en") for problem in self.problems)


class UnknownProgramme(LookupError):
    """No such definition, or no such version of it."""

    def __init__(self, programme: str, version: int | None = None) -> None:
        which = programme if version is None else f"{programme} {version}"
        self.nl = f"programma ‘{which}’ is niet bekend; zie ‘traject programme list’"
        self.en = f"programme ‘{which}’ is not known; see ‘traject programme list’"
        super().__init__(self.en)


def expected(nl: str, en: str) -> NoReturn:
    """Refuse a value with a sentence that says what is expected; for validators of the definition."""
    raise PydanticCustomError("expected", "{en}", {"nl": nl, "en": en})


def problem_of(file: str, error: ErrorDetails) -> Problem:
    """A pydantic error as a problem."""
    nl, en = _sentences(error)
    return Problem(file, _key(error["loc"]), _found(error), nl, en)


_SENTENCES: Mapping[str, tuple[str, str]] = {
    "missing": ("dit ontbreekt; vul het in", "this is missing; add it"),
    "extra_forbidden": ("deze naam kent de definitie niet", "the definition knows no such key"),
    "int_type": ("hier hoort een geheel getal", "a whole number is expected"),
    "int_from_float": ("hier hoort een geheel getal", "a whole number is expected"),
    "float_type": ("hier hoort een getal", "a number is expected"),
    "bool_type": ("hier hoort true of false", "true or false is expected"),
    "string_type": ("hier hoort een tekst tussen aanhalingstekens", "a text between quotes is expected"),
    "string_too_short": ("deze tekst mag niet leeg zijn", "this text may not be empty"),
    "string_too_long": ("deze tekst is te lang: hoogstens {max_length} tekens", "at most {max_length} characters"),
    "string_pattern_mismatch": (
        "alleen kleine letters, cijfers, punten, streepjes en liggende streepjes",
        "only small letters, digits, dots, hyphens and underscores",
    ),
    "tuple_type": ("hier hoort een lijst tussen [ ]", "a list between [ ] is expected"),
    "dict_type": ("hier hoort een tabel", "a table is expected"),
    "model_type": ("hier hoort een tabel", "a table is expected"),
    "too_short": ("hier hoort ten minste {min_length} te staan", "at least {min_length} expected"),
    "greater_than_equal": ("ten minste {ge}", "at least {ge}"),
    "less_than_equal": ("hoogstens {le}", "at most {le}"),
    "enum": ("kies uit {expected}", "choose from {expected}"),
    "literal_error": ("kies uit {expected}", "choose from {expected}"),
}


def _sentences(error: ErrorDetails) -> tuple[str, str]:
    context: dict[str, Any] = error.get("ctx", {})
    if error["type"] == "expected":
        return str(context["nl"]), str(context["en"])
    if error["type"] not in _SENTENCES:
        return f"deze waarde is niet geldig ({error['msg']})", error["msg"]
    nl, en = _SENTENCES[error["type"]]
    dutch = {key: _dutch(value) for key, value in context.items()}
    return nl.format(**dutch), en.format(**context)


def _dutch(value: object) -> object:
    """The choices as pydantic lists them: ‘'a', 'b' or 'c'’."""
    return value.replace("' or '", "' of '") if isinstance(value, str) else value


def _key(path: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in path if part != "[key]") or "-"


def _found(error: ErrorDetails) -> str | None:
    value = error["input"]
    if error["type"] == "missing" or isinstance(value, dict | list):
        return None
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else repr(value)
