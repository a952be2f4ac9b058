"""Records histories of the present version: `python -m tests.histories.record` (make record-history).

Run it when a release changes what a workflow does, and keep the old ones: journeys that began then still run.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import text
from temporalio.client import WorkflowHistory

from domain import facts as f
from embedded.home import Home
from embedded.postgres import Postgres
from storage.engine import make_engine
from storage.migrate import upgrade
from tests.histories import recorded
from tests.workflows.group import Group
from tests.workflows.servers import temporal_server
from tests.workflows.town import Town, new_town, working

EARLIER_RUNS = 2
Story = Callable[[Group], Awaitable[None]]


async def whole_journey(group: Group) -> None:
    """From registration to the last follow-up."""
    await group.went_through_the_programme()
    await group.was_followed_up()
    await group.town.until(group.town.day(120))


async def coming_and_going(group: Group) -> None:
    """Paused, resumed, withdrawn, come back, refused once, and corrected."""
    person, town = group.people[0], group.town
    await group.begun()
    await group.says(0, f.Paused(participant=person, on=town.today, review=town.day(20)))
    await town.until(town.day(30))
    await group.says(0, f.Resumed(participant=person, on=town.today))
    await group.says(0, f.Withdrawn(participant=person, on=town.today))
    await town.until(town.day(3))
    await group.says(0, f.Reentered(participant=person, on=town.today))
    await town.say(group.subject, group.id, f.AttendanceRegistered(session=group.sessions[0], statuses={person: None}))
    await town.settle()


async def outage(group: Group) -> None:
    """The clock finds no database, and looks again later."""
    await group.created()
    await group.admitted()
    next_check = (await group.town.standing(group.subject)).next_check
    assert next_check is not None
    with group.town.engine.connect() as other:
        other.execute(text("SET transaction_timeout = 0; SET idle_in_transaction_session_timeout = 0"))
        other.execute(text("LOCK TABLE trajects IN EXCLUSIVE MODE"))
        passing = asyncio.create_task(group.town.until(next_check))
        await asyncio.wait({passing}, timeout=6)
        other.rollback()
    await passing


async def new_history(group: Group) -> None:
    """On a server that suggests one soon."""
    await group.begun()
    for number in range(12):
        await group.says(0, f.ConsentRecorded(participant=group.people[0], consent=number % 2 == 0))
    await group.town.settle()


async def record(address: str, database_url: str, name: str, story: Story) -> dict[str, str]:
    """Let a story happen and keep its histories; gives their fingerprints."""
    engine = make_engine(database_url)
    town = await new_town(address, engine, recorded.keys())
    async with working(town):
        group = Group(town)
        await story(group)
        found = {subject: await runs(town, subject) for subject in sorted(town.subjects)}
    engine.dispose()
    prints = {}
    for subject, histories in found.items():
        for number, history in enumerate(histories, start=1):
            full = f"{version('trajectvolger')}-{name}-{number}.{subject}"
            recorded.write(full, history)
            prints[full] = recorded.fingerprint(history)
    return prints


async def runs(town: Town, subject: str) -> list[WorkflowHistory]:
    """The latest history of a workflow and those that went before it, at most two of those."""
    found = [await town.history(subject)]
    while len(found) <= EARLIER_RUNS and (run := _before(found[0])):
        found.insert(0, await town.client.get_workflow_handle(subject, run_id=run).fetch_history())
    return found


def _before(history: WorkflowHistory) -> str:
    return history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id


def main() -> None:
    """Record all stories, and what must stay the same of them."""
    prints = recorded.fingerprints() if recorded.FINGERPRINTS.exists() else {}
    with tempfile.TemporaryDirectory(prefix="tv-") as folder:
        home = Home(Path(folder))
        home.prepare()
        postgres = Postgres(home)
        postgres.start()
        postgres.wait_until_ready()
        try:
            upgrade(postgres.url())
            with temporal_server() as address:
                for name, story in {
                    "whole-journey": whole_journey,
                    "coming-and-going": coming_and_going,
                    "outage": outage,
                }.items():
                    prints |= asyncio.run(record(address, postgres.url(), name, story))
            with temporal_server(limit__historyCount__suggestContinueAsNew="30") as address:
                prints |= asyncio.run(record(address, postgres.url(), "new-history", new_history))
        finally:
            postgres.stop()
    recorded.FINGERPRINTS.write_text(json.dumps(prints, indent=2, sort_keys=True) + "\n")
    sys.stdout.write(f"{len(prints)} histories in {recorded.FOLDER}\n")


if __name__ == "__main__":
    main()
