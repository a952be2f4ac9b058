"""Programme definitions as somebody could spoil them: refused with reasons, or good enough for any story."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st
from sqlalchemy import Engine

from benchmarks.fuzz.exploring import NotAsPromised, Property
from benchmarks.fuzz.ground import Ground
from benchmarks.fuzz.nasty import days_around, texts
from domain.programme import InvalidProgramme, Programme, load, shipped, shipped_text
from storage import programmes
from storage.engine import reading, writing
from tests.domain.story import MONDAY, Story
from tests.domain.test_promises import stories

_ASSIGNED = re.compile(r"(\s*[\w\"-]+\s*=\s*)(.+)")
_VALUES = (
    "-1", "0", "1", "9" * 30, "1e400", "nan", "-inf", "true", "[]", "{}", "[[1]]", '""', '"\\u0000"', "0001-01-01",
    "9999-12-31", "2026-01-01T00:00:00Z", '{nl = "a", en = "b"}', '{nl = ""}', "'''\n'''", "0x7fffffff", "36_500",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A definition, and a story to judge by it when it is right."""

    text: str
    story: Story
    today: date


@st.composite
def _spoiled(draw: st.DrawFn) -> str:
    key = draw(st.sampled_from(sorted(shipped())))
    lines = shipped_text(*key).replace(f'id = "{key[0]}"', 'id = "eigen"', draw(st.integers(0, 1))).splitlines()
    for _ in range(draw(st.integers(0, 4))):
        _spoil(draw, lines)
    text = "\n".join(lines)
    return text[: draw(st.integers(0, len(text)))] if draw(st.integers(0, 19)) == 0 else text


def _spoil(draw: st.DrawFn, lines: list[str]) -> None:
    place = draw(st.integers(0, len(lines) - 1))
    how = draw(st.sampled_from(["value", "value", "value", "text", "drop", "twice", "swap", "junk"]))
    found = _ASSIGNED.fullmatch(lines[place])
    if how == "value" and found:
        lines[place] = found[1] + draw(st.sampled_from(_VALUES))
    elif how == "text" and found:
        lines[place] = found[1] + '"' + draw(texts).replace("\\", "\\\\").replace('"', '\\"') + '"'
    elif how == "drop":
        del lines[place]
    elif how == "twice":
        lines.insert(place, lines[place])
    elif how == "swap":
        other = draw(st.integers(0, len(lines) - 1))
        lines[place], lines[other] = lines[other], lines[place]
    else:
        lines.insert(place, draw(texts))


@contextmanager
def opened(ground: Ground) -> Iterator[Property[Case]]:
    """What is right is added to a database too."""
    cases = st.builds(Case, _spoiled(), stories(), days_around(MONDAY, 900))
    with ground.empty() as engine:
        yield Property(cases, lambda case: _holds(engine, case), lambda case: f"{case.today} {case.story}\n{case.text}")


def _holds(engine: Engine, case: Case) -> None:
    try:
        programme = load(case.text, "eigen.toml")
    except InvalidProgramme as error:
        if not error.problems or not all(one.nl and one.en and one.key is not None for one in error.problems):
            raise NotAsPromised("a definition is refused without a reason") from error
        return
    _insist_on_stored(engine, case.text, programme)
    case.story.programme = programme
    said = case.story.on(case.today)
    if said != case.story.on(case.today):
        raise NotAsPromised("assessed twice, two answers")


def _insist_on_stored(engine: Engine, text: str, programme: Programme) -> None:
    """In the database it is what was read, or it is refused because its version is there."""
    try:
        with writing(engine) as session:
            programmes.add(session, text, "eigen.toml")
    except programmes.ProgrammeIsFinal:
        return
    with reading(engine) as session:
        stored = programmes.Programmes().get(session, programme.id, programme.version)
    if stored != programme:
        raise NotAsPromised("another definition is stored than was checked")
