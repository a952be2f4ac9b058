"""Engine, lists and facts drifted apart: the doctor names it, puts it right from the facts, and is content then."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select, text

from benchmarks.chaos.group import Group
from benchmarks.chaos.home import RunningHome
from benchmarks.chaos.run import READY, until
from cli.doctoring import Examined, _examine, _examine_and_repair
from doctor import strays
from doctor.checks import Finding, Wrong
from doctor.journeys import Difference
from doctor.untold import not_heard
from embedded.supervisor import running as running_servers
from storage.engine import reading, writing
from storage.queries.standings import standings
from storage.tables import messages, tasks, trajects, unheard
from tests.chaos import plants
from tests.chaos.conftest import Homes
from tests.chaos.plants import PLANTS, Named, Plant
from tests.doctor.meddling import never, put_back, spoil_a_fact
from workers.embedded import Running, attached, everything, settings_of


def named(examined: Examined) -> Named:
    """What is wrong, with what or whom."""
    findings, journeys = examined
    return {(finding.wrong, finding.what) for finding in findings} | {
        (journey.difference, journey.subject.key) for journey in journeys
    }


def lists(engine: Engine) -> set[tuple[object, ...]]:
    """Tasks, phases and next dates."""
    columns = (tasks.c.id, tasks.c.kind, tasks.c.state, tasks.c.opens, tasks.c.due, tasks.c.expires)
    with reading(engine) as session:
        everybody = {(one.key, one.phase, one.paused, one.next_check, one.ended) for one in standings(session)}
        return everybody | {tuple(row) for row in session.execute(select(*columns))}


async def mended(running: Running) -> Examined:
    """What the doctor found; after the repair it finds nothing, nor when it looks once more."""
    before, after = await _examine_and_repair(running, set(), repair=True)
    assert after is not None
    assert named(after) == set()
    assert named(await _examine(running, set())) == set()
    return before


async def test_without_temporals_data_every_journey_is_named_and_started_again_as_it_was(homes: Homes) -> None:
    home = homes.new()
    for file in (home / "temporal").iterdir():
        file.unlink()
    async with everything(home) as running:
        before = lists(running.engine)
        with reading(running.engine) as session:
            there = {one.key for one in standings(session) if not one.ended}

        found = await mended(running)

        assert named(found) == {(Difference.MISSING, key) for key in there}
        assert lists(running.engine) ^ before == set()


async def test_an_older_copy_of_temporals_data_is_brought_up_to_date(homes: Homes) -> None:
    async with everything(homes.new(temporal=homes.before)) as running:
        before = lists(running.engine)

        found = await mended(running)

        assert {difference for difference, _ in named(found)} == {Difference.OTHER}
        assert lists(running.engine) ^ before == set()


async def test_an_older_copy_of_postgres_is_believed_above_a_newer_one_of_temporal(homes: Homes) -> None:
    async with everything(homes.new(postgres=homes.before)) as running:
        before = lists(running.engine)

        found = await mended(running)

        assert Difference.OTHER in {difference for difference, _ in named(found)}
        assert lists(running.engine) ^ before == set()


@pytest.fixture(scope="module")
def home(homes: Homes) -> Iterator[RunningHome]:
    """One that runs, for all that can be undone again."""
    folder = homes.new()
    made = RunningHome(folder, folder / "up.log")
    made.start()
    try:
        asyncio.run(until(made.is_ready, READY, "the home does not start"))
        yield made
    finally:
        made.stop()


@asynccontextmanager
async def beside(home: RunningHome) -> AsyncIterator[Running]:
    """As a command is that finds the home running."""
    endpoints = running_servers(home.home.folder)
    assert endpoints is not None
    async with attached(settings_of(home.home.folder, endpoints), endpoints) as running:
        yield running


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
async def test_what_somebody_meddled_with_is_named_and_made_as_it_was(
    home: RunningHome, groups: list[Group], plant: Plant
) -> None:
    async with beside(home) as running:
        before = lists(running.engine)
        planted = await plant(running, groups[0])

        found = await mended(running)

        assert named(found) >= planted
        assert lists(running.engine) ^ before == set()


async def test_a_fact_that_came_in_behind_its_back_gets_its_consequences(homes: Homes, groups: list[Group]) -> None:
    async with everything(homes.new()) as running:
        planted = await plants.a_fact_is_inserted(running, groups[0])

        assert named(await mended(running)) >= planted


async def test_a_fact_that_nobody_can_read_is_left_for_people_and_all_the_rest_is_repaired(
    homes: Homes, groups: list[Group]
) -> None:
    spoiled, other = groups
    async with everything(homes.new()) as running:
        seq, said = spoil_a_fact(running.engine, spoiled.id)
        planted = await plants.a_task_is_deleted(running, other)

        before, after = await _examine_and_repair(running, set(), repair=True)

        assert after is not None
        assert named(before) >= {(Wrong.FACT, str(seq)), *planted}
        assert named(after) == {(Wrong.FACT, str(seq))}
        put_back(running.engine, seq, said)
        assert named(await _examine(running, set())) == set()


async def test_a_day_that_nobody_can_read_is_put_right_with_all_else_in_one_go(
    homes: Homes, groups: list[Group]
) -> None:
    async with everything(homes.new()) as running:
        before = lists(running.engine)
        planted = await plants.a_task_is_deleted(running, groups[0])
        never(running.engine, "participants.next_check", "stalls.since")

        found = await mended(running)

        assert named(found) >= {*planted, (Wrong.DAY, "participants.next_check"), (Wrong.DAY, "stalls.since")}
        assert lists(running.engine) ^ before == set()


async def test_a_journey_of_whom_nobody_knows_is_named_and_ended(
    home: RunningHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strays, "YOUNG", timedelta())
    async with beside(home) as running:
        nobody = f"participant-{uuid4()}"
        await running.client.start_workflow("ParticipantJourney", args=[], id=nobody, task_queue="nowhere")
        while nobody not in await strays.running(running.client):  # noqa: ASYNC110 -- it is listed a moment later
            await asyncio.sleep(0.1)

        assert named(await mended(running)) == {(Wrong.STRAY, nobody)}


async def test_a_journey_that_is_somebodys_by_the_time_of_the_repair_goes_on(
    home: RunningHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strays, "YOUNG", timedelta())
    async with beside(home) as running:
        somebody = (await strays.running(running.client))[0]
        found_before = Finding(None, "", "", Wrong.STRAY, somebody)
        await strays.end_strays(running.client, running.engine, [found_before])
        assert await strays.strays(running.client, [somebody]) == [found_before], "it still runs"


async def test_the_command_explains_what_it_found_and_says_what_it_did(home: RunningHome, groups: list[Group]) -> None:
    async with beside(home) as running:
        await plants.a_task_is_deleted(running, groups[0])
        await plants.half_of_the_histories_are_lost(running, groups[0])

    status, said = doctor(home)
    assert status == 1
    for part in ("task missing", "The facts ask for a task that is not listed.", "not in the engine", groups[0].key):
        assert part in said

    status, document = doctor(home, "--repair", "--json")
    assert status == 0
    answer = json.loads(document)
    assert answer["left"] == []
    assert {(one["wrong"], one["text"]) for one in answer["done"]} == {
        (Wrong.TASK_MISSING, "listed again"),
        (Difference.MISSING, "started again from the facts"),
    }
    assert groups[0].key in {one["key"] for one in answer["found"] if one["wrong"] == Difference.MISSING}

    assert doctor(home) == (0, "All is well: engine, lists and facts agree.\n")


def doctor(home: RunningHome, *options: str) -> tuple[int, str]:
    """The real command, in English and on a wide terminal: its status, and what it says."""
    done = subprocess.run(
        [sys.executable, "-c", "from cli.main import main; main()", "doctor", *options],
        env={**os.environ, "TRAJECT_HOME": str(home.home.folder), "TRAJECT_LANG": "en", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_only_what_the_worker_should_have_told_long_ago_counts_as_not_heard(engine: Engine) -> None:
    mine, message = uuid4(), uuid4()
    wake = {"workflow": f"traject-{mine}", "traject": str(mine), "standing": {"phase": "preparation"}}
    row = {"id": mine, "municipality": "Proefdam", "key": "T1", "programme": "p", "programme_version": 1, "version": 1}
    row |= {"phase": "preparation", "ended": False, "tally": {}, "counted_on": text("current_date")}
    with writing(engine) as session:
        session.execute(trajects.insert().values(row))
        said = {"id": message, "subject": wake["workflow"], "answer": {}, "recorded_by": "somebody"}
        session.execute(messages.insert().values(said))
        session.execute(unheard.insert().values(message_id=message, wakes=[wake]))
    with reading(engine) as session:
        assert not_heard(session) == []

    with writing(engine) as session:
        session.execute(unheard.update().values(created_at=text("now() - interval '1 hour'")))
    with reading(engine) as session:
        assert [(one.wrong, one.key) for one in not_heard(session)] == [(Wrong.UNHEARD, "T1")]
