"""Empties the files of what was deleted. Postgres leaves a deleted row in its page until another one needs the room, in
its log until that is written over, and names in its statistics until it looks again.

Each table in which somebody may be is written anew, which takes it away from everybody for that long: so when the
tables are small, or else at night (`workers.scrubbing`).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Table, text

from storage.engine import Limits, WriteSession
from storage.erasing import referring
from storage.errors import translated
from storage.tables import (
    access_log,
    enclosures,
    imported_rows,
    messages,
    outbox,
    participants,
    receipts,
    subject_keys,
    unheard,
    uploads,
)

WITHOUT_WAITING = Limits(statement=1800, lock=1, commit=1800, transaction=1800, patience=1810)
"""Who is at work goes first: a table that somebody holds for a second waits for the next time."""
_BESIDE = (
    participants,
    access_log,
    imported_rows,
    messages,
    outbox,
    enclosures,
    unheard,
    receipts,
    subject_keys,
    uploads,
)

# The newest transaction that destroyed something; nobody may still read what was there before it.
_WAITING = text("""
    SELECT max(finished_at) AS newest, coalesce(min(age(xmin)), 0) AS age FROM receipts
    WHERE finished_at <= now() - CAST(:after AS interval) AND emptied_at IS NULL
""")
_READERS = text("""
    SELECT coalesce(max(greatest(age(backend_xmin), age(backend_xid))), 0) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
""")
_SIZE = text("SELECT sum(pg_total_relation_size(CAST(name AS regclass))) FROM unnest(CAST(:tables AS text[])) AS name")
_MAY = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
_EMPTIED = text("UPDATE receipts SET emptied_at = now() WHERE finished_at <= :newest AND emptied_at IS NULL")


def tables() -> Iterator[Table]:
    """Where something of a participant may be, or may have been."""
    return iter(dict.fromkeys([*(table for table, _ in referring()), *_BESIDE]))


def due(session: Connection, after: timedelta) -> datetime | None:
    """The newest of those finished with so long ago whose traces may still be in the files, once nobody reads on."""
    newest, age = session.execute(_WAITING, {"after": after}).one()
    if newest is None or session.execute(_READERS).scalar_one() >= age:
        return None
    found: datetime = newest
    return found


def size(session: Connection) -> int:
    """Bytes that would be written anew."""
    return int(session.execute(_SIZE, {"tables": [table.name for table in tables()]}).scalar_one())


def scrub(engine: Engine) -> None:
    """Write it all anew, without what was deleted.

    Where we may not (a Postgres that is somebody else's), its log is that somebody's concern: see docs/operations.md.

    Raises:
        StorageUnavailable: somebody is at work in a table; those before it are done.
    """
    with translated(), engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for table in tables():
            connection.execute(text(f"VACUUM (FULL, ANALYZE) {table.name}"))
        if connection.execute(_MAY).scalar_one():
            for statement in ("VACUUM (FULL) pg_statistic", "SELECT pg_switch_wal()", "CHECKPOINT"):
                connection.execute(text(statement))


def emptied(session: WriteSession, newest: datetime) -> None:
    """The receipts up to this one say so."""
    session.execute(_EMPTIED, {"newest": newest})
