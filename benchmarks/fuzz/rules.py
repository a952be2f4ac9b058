"""The rules themselves: any story about a group is assessed, on any day, and says the same every time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from hypothesis import strategies as st

from benchmarks.fuzz.exploring import NotAsPromised, Property
from benchmarks.fuzz.nasty import days_around
from tests.domain.story import MONDAY, Story
from tests.domain.test_promises import stories

Case = tuple[Story, date]


@contextmanager
def opened() -> Iterator[Property[Case]]:
    """Needs no ground."""
    yield Property(st.tuples(stories(), days_around(MONDAY, 900)), _holds, _shown)


def _holds(case: Case) -> None:
    story, today = case
    said = story.on(today)
    if said != story.on(today):
        raise NotAsPromised("assessed twice, two answers")
    nexts = [said.next_check, *(one.next_check for one in said.participants.values())]
    if any(day is not None and day <= today for day in nexts):
        raise NotAsPromised("the next check is not later than today")


def _shown(case: Case) -> str:
    story, today = case
    return f"{today}: {story.log}"
