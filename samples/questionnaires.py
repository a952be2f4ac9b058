"""Answers to the seven questions: somewhere in the lower half at the start, and mostly higher at the end."""

from random import Random

from samples.sheets import QUESTIONS

_LOWEST, _HIGHEST = 1, 5


def baseline(rng: Random) -> tuple[int, ...]:
    """The answers at the kick-off, 1 to 5."""
    return tuple(rng.choices((1, 2, 3, 4), weights=(2, 4, 4, 1))[0] for _ in QUESTIONS)


def end(rng: Random, before: tuple[int, ...]) -> tuple[int, ...]:
    """The answers at the ceremony: most rise, some stay, a few fall."""
    return tuple(
        min(_HIGHEST, max(_LOWEST, answer + rng.choices((-1, 0, 1, 2), weights=(1, 4, 9, 4))[0])) for answer in before
    )
