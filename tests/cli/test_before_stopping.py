"""A command that started the engine for itself does not stop it while others still have to hear what was recorded."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.supervisor import Supervisor
from embedded.testing import temporary_folder
from storage.engine import make_engine, reading
from storage.queries.standings import SubjectStanding, standings
from tests.cli.conftest import EXAMPLE, Traject
from workers.connection import SEARCH_ATTRIBUTES
from workers.embedded import Running, attached, settings_of


@pytest.fixture
def traject() -> Iterator[Traject]:
    """A home of its own, with nothing in it; short, for the sake of sockets."""
    with temporary_folder() as folder:
        yield Traject(folder / "home")


def test_after_an_import_every_journey_was_started(traject: Traject) -> None:
    ended = traject("import", EXAMPLE)
    assert ended.status == 0, ended.err
    assert unheard(traject.home) == []


def test_after_a_record_command_the_journey_that_it_starts_was_started(traject: Traject) -> None:
    for arguments in (("traject", "Gouda", "G-1"), ("registered", "G-1", "G-1-d01")):
        ended = traject("record", *arguments)
        assert ended.status == 0, ended.err
    assert unheard(traject.home) == []


def unheard(home: Path) -> list[str]:
    """The keys of whom the engine does not know, or who has still to be told something; no worker runs meanwhile."""
    with Supervisor(home, search_attributes=SEARCH_ATTRIBUTES) as endpoints:

        async def ask() -> list[str]:
            async with attached(settings_of(home, endpoints), endpoints) as running:
                going = [subject for subject in subjects(endpoints.database_url) if not subject.ended]
                assert going
                return [subject.key for subject in going if not await is_at_rest(running, subject)]

        return asyncio.run(ask())


def subjects(database_url: str) -> list[SubjectStanding]:
    engine = make_engine(database_url, pool_size=1)
    try:
        with reading(engine) as session:
            return list(standings(session))
    finally:
        engine.dispose()


async def is_at_rest(running: Running, subject: SubjectStanding) -> bool:
    known = {found.id async for found in running.client.list_workflows(f"WorkflowId = '{subject.workflow}'")}
    if not known:
        return False
    description = await running.client.get_workflow_handle(subject.workflow).describe()
    return not description.raw_description.pending_activities
