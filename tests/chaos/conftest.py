"""A home at two moments of its life, from which each test makes one with the damage that it is about."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from activities.messages import Enclosure, Message
from benchmarks.chaos.group import Group, told
from benchmarks.chaos.run import today
from cli.settle import settled
from domain import facts as f
from domain.terms import Presence
from embedded.testing import temporary_folder
from tests.workflows.conftest import quiet_town
from workers.embedded import Running, everything
from workers.errors import Unavailable

__all__ = ["quiet_town"]

PATIENCE = 60.0
STUBBORN = 20


@dataclass(frozen=True)
class Homes:
    """The same home, stopped: `before` and `after` what was said in between. `new` makes a copy to be damaged."""

    folder: Path

    @property
    def before(self) -> Path:
        return self.folder / "before"

    @property
    def after(self) -> Path:
        return self.folder / "after"

    def new(self, **parts: Path) -> Path:
        """A home as it was after, with some of its folders from another moment."""
        home = self.folder / f"h{uuid4().hex[:6]}"
        shutil.copytree(self.after, home)
        (home / "ports.json").unlink()  # two homes side by side
        for name, source in parts.items():
            shutil.rmtree(home / name)
            shutil.copytree(source / name, home / name)
        return home


@pytest.fixture(scope="session")
def groups() -> list[Group]:
    """One under way, one in its follow-up."""
    return [Group(number, today(), age, 4) for number, age in enumerate((60, 300))]


@pytest.fixture(scope="session")
def homes(groups: list[Group]) -> Iterator[Homes]:
    """Made once: two short lives."""
    with temporary_folder() as folder:
        made = Homes(folder)
        asyncio.run(_live(made.after, lambda running: _begin(running, groups)))
        shutil.copytree(made.after, made.before)
        asyncio.run(_live(made.after, lambda running: _go_on(running, groups)))
        yield made


async def _live(home: Path, work: Callable[[Running], Awaitable[None]]) -> None:
    async with everything(home) as running:
        await work(running)
        assert (await settled(running, PATIENCE))[1] == []


async def _begin(running: Running, groups: list[Group]) -> None:
    for group in groups:
        facts, enclosure = told(group)
        await say(running, group, *facts, enclosure=enclosure)


async def _go_on(running: Running, groups: list[Group]) -> None:
    for group in groups:
        first, second, *_ = group.people()
        for session in group.past():
            statuses: dict[UUID, Presence | None] = dict.fromkeys(group.people(), Presence.PRESENT)
            await say(running, group, f.AttendanceRegistered(session=session, statuses=statuses))
        review = group.today + timedelta(days=30)
        await say(running, group, f.Paused(participant=first, on=group.today, review=review))
        await say(running, group, f.Withdrawn(participant=second, on=group.days(3)))


async def say(running: Running, group: Group, *facts: f.AnyFact, enclosure: Enclosure | None = None) -> None:
    """In one message to the traject; on a busy machine again, as people do."""
    message = Message(id=uuid4(), by="test", facts=facts, enclosed=enclosure is not None)
    for _ in range(STUBBORN):
        try:
            await running.mailbox.say(group.workflow, group.id, message, enclosure)
        except Unavailable:
            continue
        return
    raise Unavailable
