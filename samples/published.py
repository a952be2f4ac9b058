"""What the evaluation published of 2019 (D22 §4.1–4.2), as cards to be dealt to invented people.

The product counts; here the cards are only stacked so that an honest count can come out as published. Dealing is by
lot with a fixed seed, so who gets which card means nothing.
"""

from dataclasses import dataclass
from random import Random
from typing import TypeVar

from samples.sheets import STATEMENTS

Card = TypeVar("Card")

AT_BASELINE = 74
AT_END = 69
PERCENT_WOMEN = 61
PERCENT_OLDER_THAN_26 = 79
YOUNGEST, OLDEST = 18, 56
UNKNOWN_BIRTH_DATES = 2
PERCENT_YES = dict(zip(STATEMENTS, (71, 75, 67, 91, 94, 81, 96), strict=True))
MARKS = (10,) * 12 + (9,) * 33 + (8,) * 15 + (7,) * 5 + (None,) * 4
"""Four left the mark open; the mean of the others is 8.8."""


@dataclass(frozen=True, slots=True)
class Story:
    """How somebody came along: meetings missed, and what else there is to tell.

    `missed_visit` is one of the missed meetings; `leaves_after` and `joins_at` count meetings.
    """

    missed: int
    missed_visit: str = ""
    waived_because: str = ""
    approval: str = "ja"
    leaves_after: int | None = None
    leaves_because: str = ""
    joins_at: int = 0


def _told() -> list[Story]:
    quiet = {0: 8, 1: 16, 2: 15, 3: 14, 4: 5, 5: 2, 7: 1, 8: 1}
    return [
        *(Story(missed) for missed, people in quiet.items() for _ in range(people)),
        Story(1, joins_at=2),
        Story(1, approval="nee"),
        Story(2, "bedrijfsbezoek", "Was die dag ziek; liep later een dag mee bij hetzelfde bedrijf."),
        Story(2, "bedrijfsbezoek", "Werkt al bij een bedrijf dat de groep bezocht."),
        Story(2, "gastles", "Had een zitting bij de rechtbank; las het verslag en sprak de gast later."),
        Story(2, "netwerkmeeting", "Bevallen in die week."),
        Story(2, "netwerkmeeting"),
        Story(2, leaves_after=3, leaves_because="Verhuisd naar een andere gemeente."),
        Story(2, leaves_after=4, leaves_because="Voltijds gaan werken."),
        Story(2, leaves_after=5, leaves_because="Gezondheid."),
        Story(3, leaves_after=7, leaves_because="Taalschool viel op dezelfde dag."),
        Story(3, leaves_after=9, leaves_because="Voltijds gaan werken."),
    ]


CAREERS = (
    *("zeww", "zsww", "oooo", "zvew", "kooo", "wwww", "zsso", "eeww", "zvvw", "zoob", "koob", "zeew"),
    *("vsww", "zzew", "zwww", "sswL", "zooo", "zevz", "zxww", "zxxx", "evmw", "zwwx", "ksso", "zsgw"),
)
"""A letter each for the ceremony and 3, 6 and 12 months after (see `samples.follow_up`)."""


@dataclass(slots=True)
class Deck:
    """The cards, shuffled; each is dealt once."""

    rng: Random

    def stories(self) -> list[Story]:
        """One for each participant at the baseline."""
        return self._shuffled(_told())

    def genders(self) -> list[str]:
        """One for each participant at the baseline."""
        women = _people(PERCENT_WOMEN, AT_BASELINE)
        return self._shuffled(["v"] * women + ["m"] * (AT_BASELINE - women))

    def ages(self) -> list[int | None]:
        """One for each participant at the baseline, None where the birth date is unknown."""
        known = AT_BASELINE - UNKNOWN_BIRTH_DATES
        older = _people(PERCENT_OLDER_THAN_26, known)
        ages = [OLDEST, YOUNGEST]
        ages += [int(self.rng.triangular(27, OLDEST, 31)) for _ in range(older - 1)]
        ages += [self.rng.randint(YOUNGEST + 1, 26) for _ in range(known - older - 1)]
        return self._shuffled([*ages, *[None] * UNKNOWN_BIRTH_DATES])

    def statements(self) -> list[tuple[bool, ...]]:
        """The seven answers of each participant at the end."""
        columns = []
        for percent in PERCENT_YES.values():
            yes = _people(percent, AT_END)
            columns.append(self._shuffled([True] * yes + [False] * (AT_END - yes)))
        return list(zip(*columns, strict=True))

    def marks(self) -> list[int | None]:
        """One for each participant at the end."""
        return self._shuffled(list(MARKS))

    def careers(self) -> list[str]:
        """One for each participant at the end."""
        return self._shuffled([CAREERS[number % len(CAREERS)] for number in range(AT_END)])

    def _shuffled(self, cards: list[Card]) -> list[Card]:
        self.rng.shuffle(cards)
        return cards


def _people(percent: int, of: int) -> int:
    return round(percent * of / 100)
