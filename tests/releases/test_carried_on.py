"""Journeys that an earlier release began are carried on by this version: on its own store, its own database, its key.

The rules have changed in between, as they do: what counts is what they say of the facts today.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import Engine, select
from temporalio.client import WorkflowExecutionStatus

from domain.terms import FollowUpStatus, Phase
from embedded.supervisor import running
from storage.engine import make_engine, reading
from storage.queries.standings import SubjectStanding, standings
from storage.tables import facts
from tests.releases import left
from tests.releases.conftest import Carried, insist
from workers.embedded import Running, attached, settings_of

T = TypeVar("T")


def within(carried: Carried, look: Callable[[Running], Awaitable[T]]) -> T:
    """Look at what runs in the home."""

    async def looking() -> T:
        endpoints = running(carried.traject.home)
        assert endpoints is not None
        async with attached(settings_of(carried.traject.home, endpoints), endpoints) as found:
            return await look(found)

    return asyncio.run(looking())


def recorded(engine: Engine) -> dict[int, tuple[Any, ...]]:
    """Every fact by its number, as it was said."""
    columns = (facts.c.seq, facts.c.kind, facts.c.data, facts.c.message_id, facts.c.recorded_on, facts.c.recorded_by)
    with reading(engine) as session:
        return {row.seq: tuple(map(str, row[1:])) for row in session.execute(select(*columns))}


def test_every_fact_is_still_there_to_the_letter(carried: Carried, empty_database_url: str) -> None:
    left.load(carried.release, empty_database_url)
    engine = make_engine(empty_database_url)
    before = recorded(engine)
    engine.dispose()

    async def now(found: Running) -> dict[int, tuple[Any, ...]]:
        return recorded(found.engine)

    after = within(carried, now)
    assert before
    assert {number: after.get(number) for number in before} == before


def subjects(engine: Engine) -> dict[str, SubjectStanding]:
    with reading(engine) as session:
        return {one.key: one for one in standings(session)}


def test_what_was_kept_is_what_was_seen_on_the_day_of_the_release(release: str, empty_database_url: str) -> None:
    left.load(release, empty_database_url)
    engine = make_engine(empty_database_url)
    kept = {key: one.phase for key, one in subjects(engine).items()}
    engine.dispose()
    assert kept.items() >= left.expected(release)["phases"].items()


def test_everybody_goes_on_in_the_workflow_of_then_unless_it_had_ended(
    carried: Carried, empty_database_url: str
) -> None:
    left.load(carried.release, empty_database_url)
    engine = make_engine(empty_database_url)
    then = subjects(engine)
    engine.dispose()

    async def there(found: Running) -> tuple[dict[str, SubjectStanding], dict[str, tuple[bool, bool]]]:
        known = subjects(found.engine)
        described = {key: await found.client.get_workflow_handle(one.workflow).describe() for key, one in known.items()}
        return known, {
            key: (one.status is WorkflowExecutionStatus.RUNNING, one.start_time < carried.since)
            for key, one in described.items()
        }

    now, workflows = within(carried, there)
    assert then.keys() == now.keys()
    assert {key for key, (runs, _) in workflows.items() if runs} == {key for key, one in now.items() if not one.ended}
    begun_anew = {key for key, (_, of_then) in workflows.items() if not of_then}
    assert begun_anew <= {key for key, one in then.items() if one.ended}, "to know when they are forgotten"


def test_after_the_repair_that_the_changelog_asks_for_the_doctor_finds_nothing(carried: Carried) -> None:
    said = carried.traject.json("doctor")
    assert (said["found"], said["left"], said["healthy"]) == ([], [], True)


def test_attendance_a_decision_and_a_follow_up_are_taken_by_workflows_of_then(carried: Carried) -> None:
    said = [
        ("record", "attendance", "BEZIG-b1", "--except", "BEZIG-1=afwezig"),
        ("record", "decision", "VOOR-1", "toegelaten"),
        ("record", "follow-up", "NA-1", "3", "--outcome", "opleiding", "--benefits", "nee"),
        ("record", "resume", "BEZIG-2"),
    ]
    for command in said:
        insist(carried.traject, *command, "--message-id", str(uuid4()))

    assert carried.traject.json("journey", "VOOR-1")["phase"] != Phase.INTAKE
    assert not carried.traject.json("journey", "BEZIG-2")["paused"]
    followed = {one["months"]: one["status"] for one in carried.traject.json("journey", "NA-1")["follow_up"]}
    assert followed[3] == FollowUpStatus.REACHED
    insist(carried.traject, "settle")
    insist(carried.traject, "doctor")
