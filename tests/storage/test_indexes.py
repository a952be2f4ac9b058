"""The lists that commands show stay quick with 100,000 participants: each plan reads an index, not a whole table."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Select, Table, select, text
from sqlalchemy.dialects import postgresql

from embedded.postgres import Postgres
from portal.reading import said
from storage.engine import FOR_LONG_WORK, make_engine
from storage.queries import keys, outcomes, stalled
from storage.queries.tasks import TaskFilter, lines, page
from storage.tables import participants, tasks, trajects
from tests.databases import administer
from tests.storage.conftest import DAY, ident

FILL = """
INSERT INTO staff (id, email) VALUES (md5('staff')::uuid, 'somebody@voorbeeld.nl');
INSERT INTO trajects (id, municipality, key, programme, programme_version, phase, ended, version, tally, counted_on,
    ceremony_on)
SELECT md5('t' || n)::uuid, 'Gemeente ' || n % 300, 'T' || n, 'kixworks-2022', 1, 'programme', false, 1, '{}',
    '2026-03-02', '2016-01-01'::date + n % 3650
FROM generate_series(1, 6700) AS n;
INSERT INTO participants (id, traject_id, municipality, key, phase, paused, admitted, verdict, ended, version)
SELECT md5('p' || n)::uuid, md5('t' || n % 6700 + 1)::uuid, 'Gemeente ' || n % 300, 'D' || n, 'programme', false, true,
    'in_progress', false, 1
FROM generate_series(1, 100000) AS n;
INSERT INTO tasks (id, traject_id, participant_id, kind, role, opens, due, priority, state, facts, programme,
    programme_version, opened_at, closed_at, closed_on, assignee)
SELECT md5('k' || n)::uuid, md5('t' || n % 6700 + 1)::uuid, md5('p' || n % 100000 + 1)::uuid, 'ask_consent',
    (ARRAY['coordinator', 'coordinator', 'trainer', 'project_lead'])[n % 4 + 1], '2026-01-01'::date + n % 300,
    '2026-01-10'::date + n % 300, n % 9 + 1, CASE WHEN n % 10 < 2 THEN 'open' ELSE 'done' END, '{}', 'kixworks-2022', 1,
    now(), CASE WHEN n % 10 < 2 THEN NULL ELSE now() END, CASE WHEN n % 10 < 2 THEN NULL ELSE '2026-02-02'::date END,
    CASE WHEN n % 1000 = 0 THEN md5('staff')::uuid END
FROM generate_series(1, 300000) AS n;
INSERT INTO stalls (traject_id, participant_id, rule, since, waiting_on, facts)
SELECT md5('t' || n % 6700 + 1)::uuid, md5('p' || n)::uuid, 'STL-ABSENT', '2026-01-01'::date + n % 60,
    'participant', '{}'
FROM generate_series(1, 8000) AS n;
INSERT INTO messages (id, subject, answer, recorded_by)
SELECT md5('m' || n)::uuid, 'traject-' || md5('t' || n % 6700 + 1)::uuid, '{}', 'somebody'
FROM generate_series(1, 100000) AS n;
ANALYZE
"""
TASK = {
    "role": "trainer",
    "traject": ident("T"),
    "municipality": "Gemeente 7",
    "assignee": ident("S"),
    "due_before": DAY,
}


@pytest.fixture(scope="module")
def full(postgres: Postgres, template: str) -> Iterator[Engine]:
    """100,000 participants with 300,000 tasks, a fifth of them open."""
    administer(postgres, f"CREATE DATABASE full_town TEMPLATE {template}")
    engine = make_engine(postgres.url("full_town"), limits=FOR_LONG_WORK)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # the rows are right: check no keys
        for statement in FILL.split(";\n"):
            connection.execute(text(statement.replace("::", r"\:\:")))
    yield engine
    engine.dispose()
    administer(postgres, "DROP DATABASE full_town WITH (FORCE)")


def whole_tables_read(connection: Connection, query: Select[Any]) -> set[str]:
    """The tables that the plan reads from end to end."""
    dialect = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]
    compiled = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    plan = connection.execute(text("EXPLAIN (FORMAT json) " + str(compiled).replace(":", r"\:"))).scalar_one()
    return set(_scanned(plan[0]["Plan"]))


def _scanned(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for child in node.get("Plans", []):
        yield from _scanned(child)


SMALL = {"staff", "sessions"}
"""So few rows that reading them all is right."""


@pytest.mark.parametrize("only", [(), *[(name,) for name in TASK], ("role", "due_before"), ("traject", "role")])
def test_a_page_of_tasks_reads_an_index(full: Engine, only: tuple[str, ...]) -> None:
    wanted = TaskFilter(**{name: TASK[name] for name in only})  # type: ignore[arg-type]
    with full.connect() as connection:
        assert whole_tables_read(connection, page(wanted, None, 501)) <= SMALL


def test_a_later_page_of_tasks_reads_an_index(full: Engine) -> None:
    after = (DAY + timedelta(days=30), 5, ident("somewhere"))
    with full.connect() as connection:
        assert whole_tables_read(connection, page(TaskFilter(), after, 501)) <= SMALL


def test_stalls_are_read_without_their_participants_tables(full: Engine) -> None:
    """All stalls are a list that is shown whole; those of one municipality are found by index."""
    with full.connect() as connection:
        assert "tasks" not in whole_tables_read(connection, stalled.listing(None, None))
        assert "participants" not in whole_tables_read(connection, stalled.listing("Gemeente 7", None))
        assert whole_tables_read(connection, stalled.listing(None, ident("T"))) <= SMALL


@pytest.mark.parametrize("key", ["D77", "Gemeente 7/D77"])
@pytest.mark.parametrize("table", [participants, trajects])
def test_a_key_is_found_by_index(full: Engine, table: Table, key: str) -> None:
    query = select(table).where(keys._means(table, key))
    with full.connect() as connection:
        assert whole_tables_read(connection, query) <= SMALL


def test_a_participants_tasks_are_found_by_index(full: Engine) -> None:
    with full.connect() as connection:
        query = lines().where(tasks.c.participant_id == ident("D"))
        assert whole_tables_read(connection, query) <= SMALL


def test_results_of_one_municipality_are_found_by_index(full: Engine) -> None:
    with full.connect() as connection:
        query = outcomes.counts(outcomes.conditions(outcomes.OutcomeFilter(municipality="Gemeente 7")))
        assert whole_tables_read(connection, query) <= SMALL


@pytest.mark.parametrize("many", [1, 15, 200])
def test_what_went_in_of_a_form_about_many_is_found_by_index(full: Engine, many: int) -> None:
    query = said.messages_of([ident(f"form {number}") for number in range(many)])
    with full.connect() as connection:
        assert whole_tables_read(connection, query) == set()


def test_a_missing_index_would_be_noticed(full: Engine) -> None:
    with full.connect() as connection:
        for index in (
            "ix_tasks_open",
            "ix_tasks_open_kind",
            "ix_tasks_open_role",
            "ix_tasks_open_traject",
            "ix_tasks_open_assignee",
        ):
            connection.execute(text(f"DROP INDEX {index}"))
        assert "tasks" in whole_tables_read(connection, page(TaskFilter(), None, 501))
