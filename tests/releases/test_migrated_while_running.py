"""An update while journeys run: the old worker has stopped, Temporal goes on, and nobody answers until all is migrated.

What is said meanwhile is refused at once and stored by nobody later; what falls due meanwhile waits.
"""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select

from domain import facts as f
from domain.calendar import start_of
from domain.ids import participant_id, participant_workflow, traject_id, traject_workflow
from storage.engine import FOR_LONG_WORK, make_engine, reading
from storage.migrate import pending, upgrade
from storage.tables import facts
from tests.releases import left, story
from tests.workflows.town import AFTER_MIDNIGHT, old_town, working
from workers.errors import CannotStart, WorkersError
from workers.worker import insist_on_migrations

TRAJECT = traject_id(story.TOWN, "BEZIG")
SOMEBODY = participant_id(story.TOWN, "BEZIG-1")
SUBJECTS = {traject_workflow(TRAJECT), participant_workflow(SOMEBODY)}
PASSED = 70
"""Days in which much falls due: talks, sessions without attendance, stalls."""


@pytest.fixture
def database(release: str, empty_database_url: str) -> str:
    """As the release left it."""
    left.load(release, empty_database_url)
    return empty_database_url


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    made = make_engine(database, pool_size=8, limits=FOR_LONG_WORK)
    yield made
    made.dispose()


def stored(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(facts)) or 0


def test_a_worker_of_this_version_refuses_to_begin_before_the_database_is_migrated(database: str) -> None:
    with pytest.raises(CannotStart, match="traject migrate"):
        insist_on_migrations(database)
    upgrade(database)
    insist_on_migrations(database)


async def test_what_is_said_and_what_falls_due_while_the_database_is_migrated_is_neither_lost_nor_doubled(
    release: str, address: str, database: str, engine: Engine
) -> None:
    town = await old_town(address, engine, "traject", left.master_key(release))
    town.subjects |= SUBJECTS
    before, message = stored(engine), uuid4()
    said = f.ConsentRecorded(participant=SOMEBODY, consent=False, on=town.today)

    async def months_pass() -> None:
        target = start_of(town.day(PASSED)) + AFTER_MIDNIGHT
        await asyncio.gather(*(town.forward(town.handle(subject), target) for subject in sorted(SUBJECTS)))

    async def somebody_speaks() -> None:
        with pytest.raises(WorkersError):
            await town.say(participant_workflow(SOMEBODY), TRAJECT, said, known_as=message)

    passing = asyncio.create_task(months_pass())
    await asyncio.gather(asyncio.to_thread(upgrade, database), somebody_speaks())
    assert not pending(database)
    assert stored(engine) == before

    async with working(town):
        await passing
        town.today = town.day(PASSED)
        await town.settle()
        for subject in SUBJECTS:
            assert await town.agrees(subject)
            next_check = town.row(subject)["next_check"]
            assert next_check is None or next_check > town.today, "what fell due meanwhile was looked at"
        assert stored(engine) == before, "nobody stores later what was refused"
        await town.say(participant_workflow(SOMEBODY), TRAJECT, said, known_as=message)
        assert stored(engine) == before + 1
