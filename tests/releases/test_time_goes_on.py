"""Months pass for journeys that an earlier release began, on the real server with a clock of its own for each.

Their timers, set by that release, ring; this version answers by the rules of today. In between a limit was changed too.
"""

import re
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import Engine, func, select, text, update

from domain import facts as f
from domain.ids import participant_id, participant_workflow, traject_id, traject_workflow
from domain.terms import TaskKind
from storage.engine import FOR_LONG_WORK, make_engine, reading, writing
from storage.migrate import pending, upgrade
from storage.tables import programmes, stalls, trajects
from tests.releases import left, story
from tests.workflows.town import Town, old_town, working

RUNS = {"NA": ("NA-1", "NA-2"), "EIGEN": ("EIGEN-1",), "BEZIG": ("BEZIG-1", "BEZIG-2", "BEZIG-3")}
"""Who is looked at: in follow-up, before the kick-off by the town's own definition, and under way."""


@pytest.fixture
def engine(release: str, empty_database_url: str) -> Iterator[Engine]:
    """The database that it left, brought up to date; the town's own definition has other limits since."""
    left.load(release, empty_database_url)
    assert pending(empty_database_url)
    upgrade(empty_database_url)
    made = make_engine(empty_database_url, pool_size=8, limits=FOR_LONG_WORK)
    with writing(made) as session:
        definition = session.execute(select(programmes.c.text).where(programmes.c.id == story.OWN)).scalar_one()
        session.execute(text("SET LOCAL session_replication_role = replica"))  # a final one is never changed by anybody
        session.execute(update(programmes).where(programmes.c.id == story.OWN).values(text=stricter(definition)))
    yield made
    made.dispose()


def stricter(definition: str) -> str:
    """A definition by which preparing takes no longer than twenty days, and an intake two working days."""
    changed, limits = re.subn(r"(?m)^prep = \d+$", "prep = 20", definition)
    changed, deadlines = re.subn(r"registered \+ 10 wd", "registered + 2 wd", changed)
    assert limits == 1
    assert deadlines >= 1
    return changed


@pytest.fixture
async def town(release: str, address: str, engine: Engine) -> AsyncIterator[Town]:
    made = await old_town(address, engine, "traject", left.master_key(release))
    for key, people in RUNS.items():
        made.subjects.add(traject_workflow(traject_id(story.TOWN, key)))
        made.subjects |= {participant_workflow(participant_id(story.TOWN, who)) for who in people}
    async with working(made):
        yield made


async def begun(town: Town) -> dict[str, str]:
    """The run of each workflow; a new one has another."""
    return {subject: str((await town.handle(subject).describe()).run_id) for subject in town.subjects}


def of(key: str) -> str:
    return traject_workflow(traject_id(story.TOWN, key))


def stalled(town: Town, key: str) -> set[str]:
    """By which rules a traject has stalled."""
    with reading(town.engine) as session:
        query = select(stalls.c.rule).where(stalls.c.traject_id == traject_id(story.TOWN, key))
        return set(session.execute(query).scalars())


def behind(town: Town) -> int:
    """Of those who are looked at, how many have a day to look that has passed."""
    ours = [traject_id(story.TOWN, key) for key in RUNS]
    with reading(town.engine) as session:
        late = select(func.count()).where(trajects.c.id.in_(ours), trajects.c.next_check <= town.today)
        return session.scalar(late) or 0


async def test_clocks_set_by_an_earlier_release_ring_and_all_goes_by_the_rules_of_today(town: Town) -> None:
    runs = await begun(town)
    for key in RUNS:  # what `traject doctor --repair` does after an update
        await town.say(of(key), traject_id(story.TOWN, key))
    await town.settle()
    assert "STL-PREP" in stalled(town, "EIGEN"), "by the limit that was changed in between"

    somebody = participant_id(story.TOWN, "BEZIG-2")
    left_today = f.Withdrawn(participant=somebody, on=town.today)
    await town.say(participant_workflow(somebody), traject_id(story.TOWN, "BEZIG"), left_today)
    await town.until(town.day(100))

    for subject in town.subjects:
        assert await town.agrees(subject), subject
    assert await begun(town) == runs, "nobody had to begin anew"
    assert TaskKind.EXIT_TALK in town.open_tasks(somebody)
    assert behind(town) == 0
