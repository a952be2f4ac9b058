"""Engine, lists and facts drifted apart: the doctor names it, puts it right from the facts, and is content then."""

from uuid import UUID, uuid4

from sqlalchemy import Engine, delete, select, text, update

from benchmarks.chaos.group import Group
from benchmarks.chaos.run import today
from cli.doctoring import Examined, _examine, _examine_and_repair
from doctor.checks import Wrong
from doctor.journeys import Difference
from domain.ids import participant_workflow
from storage.engine import make_engine, reading, writing
from storage.queries.standings import standings
from storage.tables import messages, participants, tasks, trajects
from tests.chaos.conftest import Homes
from workers.embedded import Running, everything

Found = set[tuple[str, str]]


def named(examined: Examined) -> Found:
    """What is wrong, with whom."""
    findings, journeys = examined
    return {(finding.wrong, finding.what) for finding in findings} | {
        (journey.difference, journey.subject.key) for journey in journeys
    }


def lists(engine: Engine) -> tuple[object, ...]:
    """Tasks, phases and next dates."""
    columns = (tasks.c.id, tasks.c.state, tasks.c.opens, tasks.c.due, tasks.c.expires, tasks.c.opened_at)
    with reading(engine) as session:
        everybody = {one.subject: (one.phase, one.paused, one.next_check, one.ended) for one in standings(session)}
        return everybody, {tuple(row) for row in session.execute(select(*columns))}


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
        assert lists(running.engine) == before


async def test_an_older_copy_of_temporals_data_is_brought_up_to_date(homes: Homes) -> None:
    async with everything(homes.new(temporal=homes.before)) as running:
        before = lists(running.engine)

        found = await mended(running)

        assert {difference for difference, _ in named(found)} == {Difference.OTHER}
        assert lists(running.engine) == before


async def test_an_older_copy_of_postgres_is_believed_above_a_newer_one_of_temporal(homes: Homes) -> None:
    async with everything(homes.new(postgres=homes.before)) as running:
        before = lists(running.engine)

        found = await mended(running)

        assert Difference.OTHER in {difference for difference, _ in named(found)}
        assert lists(running.engine) == before


async def test_every_kind_of_meddling_is_named_and_undone(homes: Homes, groups: list[Group]) -> None:
    async with everything(homes.new()) as running:
        first, second = groups
        before = lists(running.engine)
        _, _, ended, blinded = first.people()
        lost = await meddle(running, ended, blinded)

        found = await mended(running)

        assert named(found) >= {
            (Wrong.TASK_MISSING, lost),
            (Wrong.STANDING, first.people()[blinded]),
            (Wrong.STANDING, first.key),
            (Difference.ENDED, first.people()[ended]),
        }
        assert phases_and_tasks(lists(running.engine)) == phases_and_tasks(before)

        insert_behind_its_back(running, second)
        found = await mended(running)
        assert {wrong for wrong, _ in named(found)} >= {Wrong.STANDING, Wrong.TASK_MISSING}


def phases_and_tasks(found: tuple[object, ...]) -> tuple[object, object]:
    """Without the moment at which a task was listed: the one that was deleted is listed anew."""
    everybody, listed = found
    assert isinstance(listed, set)
    return everybody, {row[:-1] for row in listed if row[1] == "open"}


async def meddle(running: Running, ended: UUID, blinded: UUID) -> str:
    """End a journey, take away somebody's next day, and delete a task, whose kind is the answer."""
    await running.client.get_workflow_handle(participant_workflow(ended)).terminate("by mistake")
    with writing(running.engine) as session:
        session.execute(
            update(participants).where(participants.c.id == blinded).values(next_check=None, phase="intake")
        )
        session.execute(update(trajects).values(phases=[]))
        row = session.execute(select(tasks.c.id, tasks.c.kind).where(tasks.c.state == "open").limit(1)).one()
        session.execute(delete(tasks).where(tasks.c.id == row.id))
    return str(row.kind)


def insert_behind_its_back(running: Running, group: Group) -> None:
    """Somebody writes a withdrawal into the table by hand."""
    engine, message = make_engine(running.endpoints.database_url, pool_size=1), uuid4()
    *_, who = group.people()
    with writing(engine) as session:
        session.execute(messages.insert().values(id=message, subject=group.workflow, answer={}, recorded_by="somebody"))
        session.execute(
            text("""
                INSERT INTO facts (traject_id, participant_id, kind, on_date, recorded_on, recorded_by, message_id,
                    ordinal, data)
                VALUES (:traject, :who, 'withdrawn', :day, :day, 'somebody', :message, 1,
                    jsonb_build_object('kind', 'withdrawn', 'participant', :who, 'on', :day))
            """),
            {"traject": group.id, "who": who, "day": today(), "message": message},
        )
    engine.dispose()
