"""Files are emptied of what was deleted: once nobody reads on, at night where that takes long, and never half-way."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from domain.ids import participant_workflow
from embedded.home import Home
from storage.engine import make_engine, reading, writing
from storage.errors import StorageUnavailable
from storage.scrubbing import WITHOUT_WAITING, due, scrub, tables
from storage.tables import metadata, receipts
from workers import scrubbing
from workers.scrubbing import scrub_when_quiet

NAME = "Vuurvliegh-Zonderlinger"
NOON, NIGHT = (datetime(2026, 12, 1, hour, tzinfo=UTC) for hour in (11, 1))
AT_ONCE = timedelta()
WORKFLOW = participant_workflow(uuid4())


@pytest.fixture
def emptying(database_url: str) -> Iterator[Engine]:
    made = make_engine(database_url, pool_size=1, limits=WITHOUT_WAITING)
    yield made
    made.dispose()


@pytest.fixture
def forgotten(engine: Engine) -> Engine:
    """Somebody was sent for, and the event and its receipt are finished with."""
    with writing(engine) as session:
        session.execute(text("INSERT INTO enclosures (message_id, data) VALUES (gen_random_uuid(), :data)"), _said())
    with writing(engine) as session:
        session.execute(text("DELETE FROM enclosures"))
        done = {"number": 1, "why": "request", "deleted": {}, "mark": bytes(32), "finished_at": datetime.now(UTC)}
        session.execute(receipts.insert().values(done))
    return engine


def _said() -> dict[str, str]:
    return {"data": f'{{"name": "{NAME}"}}'}


def is_in_a_page(engine: Engine) -> bool:
    """Whether the name is in the file in which enclosures are."""
    page = "pg_read_binary_file(pg_relation_filepath('enclosures'))"
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("CHECKPOINT"))
        found = text(f"SELECT position(convert_to(:name, 'UTF8') IN {page}) > 0")
        return bool(connection.execute(found, {"name": NAME}).scalar_one())


def test_what_was_deleted_is_in_no_page_any_more(forgotten: Engine, emptying: Engine) -> None:
    assert is_in_a_page(forgotten)

    assert scrub_when_quiet(emptying, None, NOON, after=AT_ONCE)

    assert not is_in_a_page(forgotten)
    with forgotten.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM receipts WHERE emptied_at IS NOT NULL")).scalar_one() == 1
    assert not scrub_when_quiet(emptying, None, NOON, after=AT_ONCE)


def test_it_is_not_due_while_somebody_still_reads_what_was_there(
    engine: Engine, request: pytest.FixtureRequest
) -> None:
    with engine.connect() as reader:
        reader.execute(text("BEGIN ISOLATION LEVEL REPEATABLE READ"))
        reader.execute(text("SELECT count(*) FROM enclosures")).all()
        request.getfixturevalue("forgotten")
        with reading(engine) as session:
            assert due(session, AT_ONCE) is None
    with reading(engine) as session:
        assert due(session, AT_ONCE) is not None


def test_it_waits_until_temporal_has_had_its_time(forgotten: Engine) -> None:
    with reading(forgotten) as session:
        assert due(session, timedelta(minutes=1)) is None


def test_who_is_at_work_in_a_table_goes_first(forgotten: Engine, emptying: Engine) -> None:
    with forgotten.connect() as busy:
        busy.execute(text("LOCK TABLE enclosures IN ACCESS SHARE MODE"))
        with pytest.raises(StorageUnavailable):
            scrub(emptying)


def test_a_large_municipality_is_emptied_at_night(
    forgotten: Engine, emptying: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrubbing, "SMALL", 0)

    assert not scrub_when_quiet(emptying, None, NOON, after=AT_ONCE)
    assert is_in_a_page(forgotten)
    assert scrub_when_quiet(emptying, None, NIGHT, after=AT_ONCE)
    assert not is_in_a_page(forgotten)


@pytest.mark.usefixtures("forgotten")
def test_a_log_of_temporal_in_which_somebody_reads_is_emptied_another_time(
    emptying: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrubbing, "_PATIENCE", 0)
    log = Home(tmp_path).temporal / "temporal.sqlite-wal"
    with closing(store_with_a_timer(tmp_path)) as store:
        store.execute("BEGIN")
        store.execute("SELECT count(*) FROM timer_tasks").fetchone()
        assert not scrub_when_quiet(emptying, tmp_path, NOON, after=AT_ONCE)
        assert WORKFLOW.encode() in log.read_bytes()
        store.execute("COMMIT")

        assert scrub_when_quiet(emptying, tmp_path, NOON, after=AT_ONCE)

        assert log.read_bytes() == b""
        assert store.execute("SELECT count(*) FROM timer_tasks").fetchone() == (0,)


def store_with_a_timer(home: Path) -> sqlite3.Connection:
    """As Temporal has it, with a timer of a journey that is not there any more."""
    Home(home).prepare()
    store = sqlite3.connect(Home(home).temporal / "temporal.sqlite", isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("CREATE TABLE timer_tasks (shard_id INT, visibility_timestamp TEXT, task_id INT, data BLOB)")
    for table in ("current_executions", "executions"):
        store.execute(f"CREATE TABLE {table} (workflow_id TEXT)")
    store.execute("INSERT INTO timer_tasks VALUES (1, '2027-06-01', 1, ?)", (WORKFLOW.encode(),))
    return store


def test_every_table_that_says_something_of_participants_is_written_anew() -> None:
    """The rest is of colleagues, of the group, or of nobody."""
    rest = {table.name for table in metadata.sorted_tables} - {table.name for table in tables()}

    assert rest == {
        *("account_scopes", "accounts", "calendar_feeds", "invitations", "organisations", "programmes", "saved_views"),
        *("sessions", "sign_in_attempts", "staff", "trajects", "web_sessions"),
    }
