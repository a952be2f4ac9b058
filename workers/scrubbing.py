"""The last part of forgetting: the files of Postgres, and of the built-in Temporal, are emptied of what was deleted."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from embedded.home import Home
from storage import scrubbing
from storage.engine import reading, writing

AFTER = timedelta(minutes=1)
"""So that Temporal has deleted what it was asked to delete."""
SMALL = 100_000_000
"""Bytes that are written anew within a second or two, table by table: at any time of day."""
QUIET = range(1, 5)
"""Hours of the night in which the tables of a large municipality are."""
_HERE = ZoneInfo("Europe/Amsterdam")
_PATIENCE = 5.0


def scrub_when_quiet(engine: Engine, home: Path | None, now: datetime, after: timedelta = AFTER) -> bool:
    """Empty the files if somebody was forgotten since the last time; whether that was done.

    Raises:
        StorageError: Postgres is away, or somebody is at work in a table; it is tried again.
    """
    with reading(engine) as session:
        newest = scrubbing.due(session, after)
        if newest is None:
            return False
        if scrubbing.size(session) > SMALL and now.astimezone(_HERE).hour not in QUIET:
            return False
    scrubbing.scrub(engine)
    if home is not None:
        empty_log_of_temporal(home)
    with writing(engine) as session:
        scrubbing.emptied(session, newest)
    return True


def empty_log_of_temporal(home: Path) -> None:
    """What Temporal's file deleted it has written over (`secure_delete`); its log still knows until it begins anew."""
    file = Home(home).temporal / "temporal.sqlite"
    if file.exists():
        connection = sqlite3.connect(file, timeout=_PATIENCE)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
