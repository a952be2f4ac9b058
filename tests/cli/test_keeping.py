"""Importing again, waiting until all is taken in, finding and mending what drifted apart."""

import asyncio
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine, text

from cli.settle import Settling
from domain.ids import participant_id, participant_workflow
from embedded.supervisor import running
from storage.engine import FOR_PEOPLE, make_engine, writing
from storage.tables import tasks
from tests.cli.conftest import EXAMPLE, Traject
from workers.embedded import attached, settings_of

LONGER_THAN_FOR_PEOPLE = """
    UPDATE sessions SET municipality = 'Elders' WHERE id = (SELECT min(id::text)::uuid FROM sessions);
    CREATE FUNCTION after_a_while() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN PERFORM pg_sleep(2); RETURN NEW; END $$;
    CREATE TRIGGER slow BEFORE UPDATE ON sessions FOR EACH ROW
        WHEN (NEW.municipality <> OLD.municipality) EXECUTE FUNCTION after_a_while();
"""
"""A session under another name, and putting it right takes as long as with a hundred thousand journeys."""


def test_a_dry_run_changes_nothing(traject: Traject) -> None:
    report = traject.json("import", EXAMPLE, "--dry-run")
    assert (report["dry_run"], report["recorded"], report["errors"], report["trajects"]) == (True, 0, 0, 10)


def test_the_same_file_again_changes_nothing(traject: Traject) -> None:
    report = traject.json("import", EXAMPLE)
    assert (report["recorded"], report["opened"], report["closed"], report["failed"]) == (0, 0, 0, [])


def test_a_bad_row_is_reported_and_the_others_go_in(traject: Traject, tmp_path: Path) -> None:
    (tmp_path / "trajecten.csv").write_text(
        "traject;gemeente;aangemaakt_op\nK-1;Kampen;2026-01-05\nK-2;Kampen;gisteren\n"
    )
    ended = traject("import", tmp_path)
    assert ended.status == 1
    assert "aangemaakt_op" in ended.out
    assert traject.read("tasks", "--traject", "K-1")["tasks"]


def test_what_is_no_spreadsheet_is_one_line(traject: Traject, tmp_path: Path) -> None:
    (tmp_path / "brief.xlsx").write_text("Geachte heer")
    ended = traject("import", tmp_path / "brief.xlsx", "--dry-run")
    assert ended.status == 1
    assert ended.error


def test_everything_is_taken_in_after_a_while(traject: Traject) -> None:
    settled = traject.json("settle", "--wait", "120")
    assert (settled["settled"], settled["left"]) == (True, 0)


def test_a_repair_takes_longer_than_an_answer_to_a_person_may(traject: Traject) -> None:
    assert traject("settle", "--wait", "120").status == 0
    engine = _engine(traject)
    with writing(engine) as session:
        session.execute(text(LONGER_THAN_FOR_PEOPLE))
    engine.dispose()
    ended = traject("doctor", "--repair", "--json")
    assert (ended.status, ended.err) == (0, "")
    assert [one["wrong"] for one in ended.document["done"]] == ["name_differs"]


def test_looking_who_is_behind_takes_longer_than_an_answer_to_a_person_may(traject: Traject) -> None:
    asyncio.run(_look_without_patience(traject))


async def _look_without_patience(traject: Traject) -> None:
    endpoints = running(traject.home)
    assert endpoints is not None
    hasty = make_engine(endpoints.database_url, pool_size=1, limits=replace(FOR_PEOPLE, patience=0))
    async with attached(settings_of(traject.home, endpoints), endpoints) as found:
        settling = Settling(replace(found, engine=hasty))
        await settling.look()
        assert settling.total > 0
    hasty.dispose()


def test_the_doctor_restarts_a_lost_journey_and_mends_a_lost_task(traject: Traject) -> None:
    assert traject("settle", "--wait", "120").status == 0
    asyncio.run(_lose(traject, participant_workflow(participant_id("Leiden", "T117-05-d04"))))
    ended = traject("doctor", "--json")
    assert ended.status == 1
    assert {one["wrong"] for one in ended.document["found"]} == {"ended", "task_missing"}
    mended = traject.json("doctor", "--repair")
    assert mended["healthy"] is True
    assert traject.json("doctor")["found"] == []


async def _lose(traject: Traject, workflow: str) -> None:
    """End a workflow behind our back, and take a task from the list."""
    endpoints = running(traject.home)
    assert endpoints is not None
    async with attached(settings_of(traject.home, endpoints), endpoints) as found:
        await found.client.get_workflow_handle(workflow).terminate("by mistake")
    engine = _engine(traject)
    with writing(engine) as session:
        session.execute(tasks.delete().where(tasks.c.kind == "plan_ceremony", tasks.c.state == "open"))
    engine.dispose()


def _engine(traject: Traject) -> Engine:
    endpoints = running(traject.home)
    assert endpoints is not None
    return make_engine(endpoints.database_url, pool_size=1)
