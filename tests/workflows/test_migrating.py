"""A table is changed under a worker with its hands full: what was acknowledged is there, once, and no more is."""

import asyncio
import shutil
from pathlib import Path
from textwrap import dedent

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, func, select, text

import storage
from domain import facts as f
from storage.engine import reading
from storage.errors import StorageUnavailable, translated
from storage.migrate import revisions
from storage.tables import facts
from tests.workflows.group import Group
from tests.workflows.town import Town
from workers.errors import Unavailable

SPEAKERS, EACH, PATIENCE = 6, 8, 60
CHANGE = """
    from alembic import op
    import sqlalchemy as sa

    revision, down_revision = "29991231_2359", "{last}"

    def upgrade():
        op.add_column("trajects", sa.Column("colour", sa.Text(), server_default="green", nullable=False))
        op.add_column("participants", sa.Column("colour", sa.Text()))
        op.create_index("tasks_by_colour", "tasks", ["closed_at"])
"""


@pytest.fixture
def migrations(tmp_path: Path) -> Config:
    """Those of the product, and one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(Path(storage.__file__).parent / "migrations", folder)
    change = dedent(CHANGE.format(last=revisions()[-1]))
    (folder / "versions/29991231_2359_colours.py").write_text(change, encoding="utf-8")
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    return config


def migrate(engine: Engine, config: Config) -> None:
    """As `storage.migrate` does; tried again while the tables are in use, as whoever updates would."""
    for _ in range(PATIENCE):
        try:
            with translated(), engine.connect() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                connection.commit()
        except StorageUnavailable:
            continue
        return
    raise AssertionError("it never found a moment")


def stored(engine: Engine) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).where(facts.c.kind == "consent_recorded")) or 0


async def test_a_table_changes_under_a_busy_worker_and_nothing_is_lost_or_doubled(
    town: Town, migrations: Config
) -> None:
    group = Group(town, people=3)
    await group.begun()
    before, heard = stored(town.engine), 0

    async def speak(number: int) -> None:
        nonlocal heard
        person = number % len(group.people)
        for again in range(EACH):
            try:
                await group.says(person, f.ConsentRecorded(participant=group.people[person], consent=again % 2 == 0))
            except Unavailable:  # said so; then it must not be there
                continue
            heard += 1

    await asyncio.gather(asyncio.to_thread(migrate, town.engine, migrations), *map(speak, range(SPEAKERS)))
    await town.settle()

    assert heard
    assert stored(town.engine) == before + heard
    with town.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM trajects WHERE colour = 'green'")).scalar_one() == 1
    await town.until(town.day(30))
    for subject in (group.subject, *map(group.journey, range(3))):
        assert await town.agrees(subject)
