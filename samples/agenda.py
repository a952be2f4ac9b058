"""The agenda of a group, written in one line of words, as a coordinator would jot it down.

A word is a kind of meeting (`gastles`) or else the part of a training (`netwerk`); `activiteit:belasting` gives both.
A sign before it says what became of the meeting: `~` called off, `?` planned and nothing heard since, `#` held but
the attendance form is missing. `@-12` after it places the meeting twelve days before today; those after it follow on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from re import Match
from re import compile as pattern

from domain.calendar import next_working_day

UNCOUNTED = ("certificaatuitreiking", "activiteit")
VISITS = ("bedrijfsbezoek", "gastles", "netwerkmeeting")
KINDS = ("kick-off", *VISITS, *UNCOUNTED)
_WORD = pattern(r"(?P<sign>[~?#]?)(?P<name>[^@:]+)(?::(?P<part>[^@]+))?(?:@(?P<at>[-+]\d+))?")


@dataclass(frozen=True, slots=True)
class Meeting:
    """One line of the sheet bijeenkomsten; `registered` says whether there is an attendance form."""

    kind: str
    part: str
    day: date
    status: str
    registered: bool

    @property
    def counts(self) -> bool:
        """Whether it counts for attendance."""
        return self.kind not in UNCOUNTED and self.status != "vervallen"


def agenda(
    words: str, first: date, today: date, every: int = 14, free: Callable[[date], bool] = lambda _: False
) -> tuple[Meeting, ...]:
    """The meetings that `words` name, from the day `first` on and `every` days apart, each on a working day.

    A word with a day of its own sets the pace anew; a meeting in free days moves on by whole weeks.
    """
    meetings: list[Meeting] = []
    day = first
    for word in words.split():
        read = _read(word)
        if read["at"]:
            day = today + timedelta(days=int(read["at"]))
        while free(day):
            day += timedelta(weeks=1)
        meetings.append(_meeting(read, next_working_day(day), today))
        day += timedelta(days=every)
    return tuple(meetings)


def at(days: int, words: str) -> str:
    """The same words, the first of them `days` from today."""
    first, _, rest = words.partition(" ")
    return f"{first}@{days:+d} {rest}".rstrip()


def _read(word: str) -> Match[str]:
    read = _WORD.fullmatch(word)
    if read is None:
        raise ValueError(f"not a meeting: {word!r}; expected such as gastles, ~netwerk or ?kick-off@-12")
    return read


def _meeting(read: Match[str], day: date, today: date) -> Meeting:
    sign, name, part = read["sign"], read["name"], read["part"]
    is_kind = name in KINDS
    held = day < today and sign in ("", "#")
    return Meeting(
        kind=name if is_kind else "training",
        part=(part or "") if is_kind else name,
        day=day,
        status="vervallen" if sign == "~" else "gehouden" if held else "gepland",
        registered=held and not sign,
    )
