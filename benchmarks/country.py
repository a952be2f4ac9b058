"""A country in Postgres for the portal: the sample trajects, really recorded, and copied with SQL."""

import tempfile
from pathlib import Path

from sqlalchemy import Engine, text

from storage.engine import FOR_LONG_WORK, make_engine
from tests.portal.copies import copy_trajects
from tests.portal.stock import fill, make_accounts

PEOPLE = 100_000
TASKS = 300_000
OPEN = 60_000
MUNICIPALITIES = 300
TOWN = "Gemeente 7"
"""Where the coordinator and the trainer under test work, besides their sample traject."""
_NETWORK = text("""
    INSERT INTO organisations (id, municipality, name, kind, sector, levels_of_work, capacity)
    SELECT md5(municipality || n)::uuid, municipality, 'Voorbeeld ' || n,
        (ARRAY['company', 'company', 'guest_speaker', 'partner', 'volunteer'])[n % 5 + 1],
        (ARRAY['zorg', 'techniek', 'horeca', 'logistiek'])[n % 4 + 1], 'mbo 2, mbo 3', 5 + n
    FROM (SELECT DISTINCT municipality FROM trajects) AS towns CROSS JOIN generate_series(1, 3) AS n
""")
_NAMES = text("""
    WITH known AS (
        SELECT array_agg(first_name) AS first, array_agg(last_name) AS last, count(*)::int AS many FROM (
            SELECT DISTINCT first_name, last_name FROM people WHERE first_name <> '' AND last_name <> ''
        ) AS names
    ), drawn AS (
        SELECT participant_id AS id, first[1 + abs(hashtext(participant_id::text)) % many] AS first_name,
            last[1 + abs(hashtext('last' || participant_id)) % many] AS last_name FROM people CROSS JOIN known
    )
    UPDATE people SET first_name = drawn.first_name, last_name = drawn.last_name,
        sort_name = lower(drawn.last_name || ' ' || drawn.first_name)
    FROM drawn WHERE drawn.id = participant_id
""")
_MORE_TASKS = text("""
    INSERT INTO tasks (id, traject_id, participant_id, kind, role, opens, due, expires, priority, state, facts,
        programme, programme_version, opened_at, closed_at, closed_on)
    SELECT md5(:state || likes.kind || who.id)::uuid, who.traject_id, who.id, likes.kind, likes.role,
        likes.opens - days, likes.due - days, likes.expires - days, likes.priority, :state, likes.facts,
        likes.programme, likes.programme_version, likes.opened_at,
        CASE WHEN :state <> 'open' THEN likes.opened_at END, CASE WHEN :state <> 'open' THEN likes.due - days END
    FROM (SELECT *, abs(hashtext(id::text)) % 60 AS days FROM participants) AS who CROSS JOIN (
        SELECT DISTINCT ON (kind) * FROM tasks WHERE kind IN ('ask_consent', 'hold_intake', 'record_baseline')
    ) AS likes
    ORDER BY md5(likes.kind || who.id) LIMIT :many
""")
_HOW_MANY = {
    "open": text("SELECT count(*) FROM tasks WHERE state = 'open'"),
    "done": text("SELECT count(*) FROM tasks"),
}
_SCOPES = text("""
    INSERT INTO account_scopes (account_id, municipality, traject_id)
    SELECT id, lower(:town), NULL FROM accounts WHERE email = 'coordinator@example.org'
    UNION ALL (
        SELECT accounts.id, NULL, trajects.id FROM trajects CROSS JOIN accounts
        WHERE email = 'trainer@example.org' AND municipality = :town AND phase = 'programme' LIMIT 4
    )
""")


def fill_country(url: str) -> None:
    """As many people, facts and tasks as in the whole country, and an account for each role."""
    engine = make_engine(url, limits=FOR_LONG_WORK)
    _sample(engine)
    _country(engine)
    engine.dispose()


def _sample(engine: Engine) -> None:
    with tempfile.TemporaryDirectory() as folder:
        fill(engine, Path(folder))
    make_accounts(engine)


def _country(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(_NETWORK)
        once = connection.execute(text("SELECT count(*) FROM participants")).scalar_one()
        copy_trajects(connection, -(-PEOPLE // once) - 1, f"'Gemeente ' || n % {MUNICIPALITIES}")
        connection.execute(_NAMES)
        for state, many in (("open", OPEN), ("done", TASKS)):
            there = connection.execute(_HOW_MANY[state]).scalar_one()
            connection.execute(_MORE_TASKS, {"state": state, "many": many - there})
        connection.execute(_SCOPES, {"town": TOWN})
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
