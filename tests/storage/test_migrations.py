"""Migrations make what the tables say, on an empty database and on one that is in use."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from storage.engine import make_engine
from storage.errors import StorageMisused, StorageNewer, StorageUnavailable
from storage.migrate import pending, revisions, upgrade
from storage.tables import metadata
from tests.storage.conftest import Tables


def test_the_migrated_schema_is_what_the_tables_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_an_empty_database_is_pending_until_it_is_upgraded(empty_database_url: str) -> None:
    assert pending(empty_database_url)
    upgrade(empty_database_url)
    assert not pending(empty_database_url)


def test_an_upgrade_of_a_new_database_changes_nothing(database_url: str) -> None:
    upgrade(database_url)
    assert not pending(database_url)


def test_a_half_upgraded_database_is_pending(empty_database_url: str) -> None:
    upgrade(empty_database_url, revisions()[0])
    assert pending(empty_database_url)


CATALOGUE = {
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version' ORDER BY 1, 2
    """,
    "indexes": """
        SELECT tablename, indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1, 2
    """,
    "columns": """
        SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version' ORDER BY 1, 2
    """,
}


def catalogue(url: str, what: str) -> list[tuple[object, ...]]:
    engine = make_engine(url)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(CATALOGUE[what]))]
    engine.dispose()
    return rows


@pytest.mark.parametrize("what", CATALOGUE)
def test_not_one_constraint_index_or_column_differs(database_url: str, empty_database_url: str, what: str) -> None:
    engine = make_engine(empty_database_url)
    with engine.begin() as connection:
        metadata.create_all(connection)
    engine.dispose()
    assert catalogue(database_url, what) == catalogue(empty_database_url, what)


@pytest.mark.parametrize("revision", revisions()[:-1])
def test_what_was_there_before_an_upgrade_is_there_after_it(empty_database_url: str, revision: str) -> None:
    upgrade(empty_database_url, revision)
    engine = make_engine(empty_database_url)
    traject = Tables(engine).add("trajects", "T")
    Tables(engine).add("participants", "D", traject_id=traject)
    upgrade(empty_database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT key FROM participants")).scalars().all() == ["D"]
    engine.dispose()


def test_a_day_that_nobody_can_read_stays_where_it_was_set_before_and_comes_in_nowhere_else(
    empty_database_url: str,
) -> None:
    upgrade(empty_database_url, "20261130_1100")
    engine = make_engine(empty_database_url)
    tables = Tables(engine)
    traject = tables.add("trajects", "T")
    before = tables.add("participants", "D1", traject_id=traject)
    tables.add("people", participant_id=before, birth_date="infinity")
    upgrade(empty_database_url)
    after = tables.add("participants", "D2", traject_id=traject)
    with pytest.raises(StorageMisused, match="ck_people_birth_date_is_of_ours"):
        tables.add("people", participant_id=after, birth_date="infinity")
    with engine.begin() as connection:
        whose = text("SELECT participant_id FROM people WHERE birth_date = 'infinity'")
        assert connection.execute(whose).scalars().all() == [before]
        connection.execute(text("UPDATE people SET birth_date = '1990-01-01'"))
    engine.dispose()


def test_a_migration_that_cannot_lock_its_table_gives_up_and_leaves_nothing(empty_database_url: str) -> None:
    upgrade(empty_database_url, revisions()[0])
    engine = make_engine(empty_database_url)
    with engine.connect() as connection:
        connection.execute(text("LOCK TABLE participants IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(StorageUnavailable, match="LockNotAvailable"):
            upgrade(empty_database_url)
    engine.dispose()
    assert pending(empty_database_url)
    upgrade(empty_database_url)


def test_two_upgrades_at_once_make_one_schema(empty_database_url: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(upgrade, [empty_database_url] * 2))
    assert not pending(empty_database_url)


def test_migrations_are_named_by_date_and_time_in_their_order() -> None:
    assert all(re.fullmatch(r"\d{8}_\d{4}", revision) for revision in revisions())
    assert revisions() == sorted(revisions())


def test_a_database_of_a_later_version_is_neither_upgraded_nor_called_behind(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    engine = make_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '29990101_0000'"))
    engine.dispose()
    for look in (pending, upgrade):
        with pytest.raises(StorageNewer):
            look(empty_database_url)
