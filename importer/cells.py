"""From what a cell holds to a value that can be stored and compared, or a reason why it cannot be read."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from domain.names import composed
from importer.problems import Sentence

Cell = str | float | bool | date | datetime | time | timedelta | None
Reader = Callable[[Cell], Any]
"""Reads a cell that is not empty.

Raises:
    Unreadable: the cell says something else than is expected.
"""

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
EARLIEST_BIRTH = date(1900, 1, 1)
LONGEST_NAME, LONGEST_TEXT = 200, 10_000

_EXCEL_ERRORS = re.compile(
    r"#(REF|VERW|N/A|N/B|VALUE|WAARDE|DIV/0|DEEL/0|NAME|NAAM|NULL|LEEG|NUM|GETAL|SPILL|CALC)[!?]?", re.IGNORECASE
)
MISREAD = r"[=+\-@\t\r]|(?:0[0-9]+|[0-9]+(?:[.,:/-][0-9]+)+|[0-9]+[eE][0-9]+|[0-9]{16,})\Z"
"""How text begins, or what it is, that a spreadsheet takes for a formula, number or day when it opens a CSV file."""
_DEFUSED = re.compile(rf"'+(?:{MISREAD})")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DUTCH_DATE = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,10})?")

A_DATE = Sentence("een datum als 31-12-2026 of 2026-12-31", "a date such as 31-12-2026 or 2026-12-31")
YES_OR_NO = Sentence("ja, nee of leeg", "ja, nee or empty")
A_NUMBER = Sentence("een getal", "a number")


class Unreadable(ValueError):
    """A cell that says something else than is expected; carries both sentences."""

    def __init__(self, what: Sentence, expected: Sentence | None = None) -> None:
        super().__init__(what.en)
        self.what = what
        self.expected = expected


def cleaned(cell: Cell) -> Cell:
    """The cell without the spaces around it, its accents on their letters; None when it is empty.

    Raises:
        Unreadable: a formula, an error value of the spreadsheet, or characters that are no text.
    """
    if not isinstance(cell, str):
        return cell
    text = composed(cell.strip().strip("\ufeff"))
    if not text:
        return None
    if text[0] == "=":
        raise Unreadable(
            Sentence("dit is een formule zonder uitkomst", "this is a formula without a result"),
            Sentence("een waarde in plaats van een formule", "a value instead of a formula"),
        )
    if text[0] == "#" and _EXCEL_ERRORS.fullmatch(text):
        raise Unreadable(
            Sentence("de formule in deze cel geeft een fout", "the formula in this cell gives an error"),
            Sentence("een waarde", "a value"),
        )
    if _DEFUSED.match(text):  # so that no spreadsheet makes something else of it; see exporter/cells.py
        text = text[1:]
    if not text.isprintable():
        _readable(text)
    elif "\ufffd" in text:
        raise _broken()
    return text


def _readable(text: str) -> None:
    if "\ufffd" in text:
        raise _broken()
    if _CONTROL.search(text) or any("\ud800" <= c <= "\udfff" for c in text):
        raise Unreadable(
            Sentence("er staan tekens in die geen tekst zijn", "it holds characters that are no text"),
            Sentence("gewone tekst", "plain text"),
        )


def _broken() -> Unreadable:
    return Unreadable(
        Sentence("er staan onleesbare tekens in", "it holds unreadable characters"),
        Sentence("tekst als UTF-8 of zoals Excel die bewaart", "text in UTF-8 or as Excel saves it"),
    )


def text(longest: int = LONGEST_NAME) -> Reader:
    """Free text; numbers are taken as they are shown, dates as ISO text."""

    def read(cell: Cell) -> str:
        words = _as_text(cell)
        if len(words) > longest:
            raise Unreadable(
                Sentence("de tekst is te lang", "the text is too long"),
                Sentence(f"ten hoogste {longest} tekens", f"at most {longest} characters"),
            )
        return words

    return read


def key(cell: Cell) -> str:
    """A key as the municipality writes it; Excel's 101.0 is 101."""
    words = "" if isinstance(cell, bool | date | time | timedelta) else _as_text(cell)
    if not words or len(words) > LONGEST_NAME or not words.isprintable():
        raise Unreadable(
            Sentence("dit is geen sleutel", "this is no key"),
            Sentence(
                f"een korte aanduiding, ten hoogste {LONGEST_NAME} tekens op één regel",
                f"a short reference, at most {LONGEST_NAME} characters on one line",
            ),
        )
    return words


def _as_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def yes_or_no(cell: Cell) -> bool:
    """`ja` or `nee` in any case, or a cell that is TRUE or FALSE in the workbook."""
    if isinstance(cell, bool):
        return cell
    word = cell.casefold() if isinstance(cell, str) else None
    if word not in {"ja", "nee"}:
        raise Unreadable(Sentence("dit is geen ja of nee", "this is not yes or no"), YES_OR_NO)
    return word == "ja"


def day(cell: Cell) -> str:
    """A day between 1990 and 2100, as ISO text."""
    found = _date(cell)
    if not EARLIEST <= found <= LATEST:
        raise Unreadable(
            Sentence("deze datum kan niet", "this date cannot be"),
            Sentence("een datum van 1990 tot en met 2100", "a date from 1990 through 2100"),
        )
    return found.isoformat()


def birth_day(today: date) -> Reader:
    """A day of birth since 1900, not after `today`, as ISO text."""

    def read(cell: Cell) -> str:
        found = _date(cell)
        if not EARLIEST_BIRTH <= found <= today:
            raise Unreadable(
                Sentence("deze geboortedatum kan niet", "this cannot be a date of birth"),
                Sentence("een dag sinds 1900, niet in de toekomst", "a day since 1900, not in the future"),
            )
        return found.isoformat()

    return read


def _date(cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _date_in(cell) if isinstance(cell, str) else None
    if found is None:
        raise Unreadable(Sentence("dit is geen datum", "this is not a date"), A_DATE)
    return found


@lru_cache(maxsize=20_000)
def _date_in(words: str) -> date | None:
    if match := _DUTCH_DATE.fullmatch(words):
        parts = match.group(3, 2, 1)
    elif match := _ISO_DATE.fullmatch(words):
        parts = match.group(1, 2, 3)
    else:
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def number(cell: Cell) -> int | float:
    """A number, with a comma or a point; whole numbers as such."""
    found: float | None = None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        found = float(cell)
    elif isinstance(cell, str) and _NUMBER.fullmatch(cell):
        found = float(cell.replace(",", "."))
    if found is None or abs(found) > 10**15 or found != found:  # noqa: PLR0124 - not a number
        raise Unreadable(Sentence("dit is geen getal", "this is no number"), A_NUMBER)
    return int(found) if found.is_integer() else found


def answer(cell: Cell) -> int | float | bool:
    """What a questionnaire may say: a number, or yes or no; which of them the question decides."""
    try:
        return yes_or_no(cell)
    except Unreadable:
        pass
    try:
        return number(cell)
    except Unreadable:
        raise Unreadable(
            Sentence("dit is geen antwoord", "this is no answer"),
            Sentence("een getal, ja of nee", "a number, ja or nee"),
        ) from None


def code(words: Mapping[str, str]) -> Reader:
    """One of the format's words, in any case."""
    codes = {_plain(word): value for word, value in words.items()}
    listed = ", ".join(words)
    expected = Sentence(f"een van: {listed}", f"one of: {listed}")

    def read(cell: Cell) -> str:
        found = codes.get(_plain(cell)) if isinstance(cell, str) else None
        if found is None:
            raise Unreadable(Sentence("deze waarde bestaat niet", "there is no such value"), expected)
        return found

    return read


def codes(words: Mapping[str, str]) -> Reader:
    """Several of the format's words, separated by commas, in the format's own order and each once."""
    read_one = code(words)
    order = {value: place for place, value in enumerate(words.values())}

    def read(cell: Cell) -> list[str]:
        return sorted({read_one(part) for part in several(cell)}, key=order.__getitem__)

    return read


def several(cell: Cell) -> list[str]:
    """The parts of a cell with commas, in the order of the file and each once."""
    parts = [part.strip() for part in re.split("[,;]", _as_text(cell))]
    return list(dict.fromkeys(part for part in parts if part))


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "-", word.strip().casefold())
