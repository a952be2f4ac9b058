"""Records histories of the present version: `python -m tests.histories.record` (make record-history).

They are called `next`, and the next recording replaces them. `python -m tests.histories.record RELEASE` is a step of a
release: those are kept for good, since journeys that began then still run.
"""

import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from sqlalchemy import text
from temporalio.client import WorkflowHistory

from domain import facts as f
from domain.calendar import add_months
from domain.terms import Decision
from embedded.home import Home
from embedded.postgres import Postgres
from storage.engine import make_engine
from storage.migrate import upgrade
from tests.histories import recorded
from tests.workflows.group import Group
from tests.workflows.servers import temporal_server
from tests.workflows.town import Town, new_town, working
from workers.errors import Refused, Unavailable
from workflows import digest
from workflows.digest import DigestWorkflow

EARLIER_RUNS = 2
ATTEMPTS = 5
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


async def waiting_and_refused(group: Group) -> None:
    """On the waiting list, asked again when a place came free, and refused in the end."""
    town = group.town
    await group.created()
    await group.admitted(1)
    await group.registered()
    await group.interviewed()
    await group.decided(Decision.WAITING_LIST)
    await group.says(1, f.Withdrawn(participant=group.people[1], on=town.today))
    await town.until(town.day(20))
    await group.decided(Decision.REFUSED)
    await town.until(town.day(40))


async def cancelled(group: Group) -> None:
    """A traject that stops in the middle, and goes on after all."""
    await group.begun()
    stopped = f.TrajectCancelled(on=group.town.today)
    await group.town.say(group.subject, group.id, stopped)
    await group.town.settle()
    await group.town.say(group.subject, group.id, f.TrajectCancelled(on=None))
    await group.town.settle()
    await group.town.say(group.subject, group.id, stopped)
    await group.town.until(group.town.day(30))


async def forgotten(group: Group) -> None:
    """One asks to be forgotten; the other left, and is forgotten by the clock."""
    await group.created()
    await group.each("registered")
    await group.says(1, f.Withdrawn(participant=group.people[1], on=group.town.today))
    await group.says(0, f.ForgettingAsked(participant=group.people[0]))
    await group.town.until(add_months(group.town.today, 25))


async def strangers(group: Group) -> None:
    """Something is said of a traject that nobody knows; its workflow ends."""
    with contextlib.suppress(Refused):
        await group.town.say(group.subject, group.id, f.KickOffPlanned(day=group.town.today))
    group.town.subjects.add(group.subject)
    await group.town.settle()


async def digest_of_a_day(group: Group) -> None:
    """Everybody's mail is planned. Whether it is a working day does not change what the workflow asks first."""
    town = group.town
    handle = await town.client.start_workflow(
        DigestWorkflow.run, id=digest.WORKFLOW, task_queue=town.task_queue, execution_timeout=digest.LONGEST
    )
    await handle.result()
    town.subjects.add(digest.WORKFLOW)


async def record(address: str, database_url: str, name: str, story: Story) -> dict[str, str]:
    """Let a story happen and keep its histories under a name; gives their fingerprints."""
    engine = make_engine(database_url)
    town = await new_town(address, engine, recorded.keys())
    async with working(town):
        await story(Group(town, people=2 if story in OF_TWO else 1))
        found = {subject: await runs(town, subject) for subject in sorted(town.subjects)}
    engine.dispose()
    prints = {}
    for subject, histories in found.items():
        for number, history in enumerate(histories, start=1):
            full = f"{name}-{number}.{subject}"
            recorded.write(full, history)
            prints[full] = recorded.fingerprint(history)
    return prints


def told(address: str, database_url: str, name: str, story: Story) -> dict[str, str]:
    """As `record`; a story that a busy machine did not answer in time is told from the beginning, to another group."""
    for _ in range(ATTEMPTS):
        with contextlib.suppress(Unavailable):
            return asyncio.run(record(address, database_url, name, story))
    raise SystemExit(f"{name}: the machine is too busy; try again when it is not")


async def runs(town: Town, subject: str) -> list[WorkflowHistory]:
    """The latest history of a workflow and those that went before it, at most two of those."""
    found = [await town.history(subject)]
    while len(found) <= EARLIER_RUNS and (run := _before(found[0])):
        found.insert(0, await town.client.get_workflow_handle(subject, run_id=run).fetch_history())
    return found


def _before(history: WorkflowHistory) -> str:
    return history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id


STORIES: dict[str, Story] = {
    "whole-journey": whole_journey,
    "coming-and-going": coming_and_going,
    "waiting-and-refused": waiting_and_refused,
    "cancelled": cancelled,
    "forgotten": forgotten,
    "strangers": strangers,
    "digest": digest_of_a_day,
    "outage": outage,
}
OF_TWO = {waiting_and_refused, forgotten}


def everything(release: str, database_url: str) -> Iterator[dict[str, str]]:
    """All stories; the fingerprints of each."""
    with temporal_server() as address:
        for name, story in STORIES.items():
            yield told(address, database_url, f"{release}-{name}", story)
    with temporal_server(limit__historyCount__suggestContinueAsNew="30") as address:
        yield told(address, database_url, f"{release}-new-history", new_history)


def room_for(release: str) -> dict[str, str]:
    """The fingerprints of the others.

    Raises:
        SystemExit: this release was recorded before.
    """
    there = recorded.fingerprints() if recorded.FINGERPRINTS.exists() else {}
    before = {name for name in there if name.startswith(f"{release}-")}
    if before and release != recorded.NEXT:
        raise SystemExit(f"{release} was recorded before, and journeys that began with it still run")
    for left_over in recorded.FOLDER.glob(f"{release}-*"):
        left_over.unlink()
    return {name: there[name] for name in there.keys() - before}


def main() -> None:
    """Record all stories, and what must stay the same of them."""
    release = sys.argv[1] if len(sys.argv) > 1 else recorded.NEXT
    prints = room_for(release)
    with tempfile.TemporaryDirectory(prefix="tv-") as folder:
        home = Home(Path(folder))
        home.prepare()
        postgres = Postgres(home)
        postgres.start()
        postgres.wait_until_ready()
        try:
            upgrade(postgres.url())
            for found in everything(release, postgres.url()):
                prints |= found
        finally:
            postgres.stop()
    recorded.FINGERPRINTS.write_text(json.dumps(prints, indent=2, sort_keys=True) + "\n")
    recorded.SHAPE.write_text(json.dumps(recorded.shape(), indent=2) + "\n")
    sys.stdout.write(f"{len(prints)} histories in {recorded.FOLDER}\n")


if __name__ == "__main__":
    main()
