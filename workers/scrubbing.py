"""The last part of forgetting: the files of Postgres, and of the built-in Temporal, are emptied of what was deleted."""

import re
import sqlite3
from contextlib import closing
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
_JOURNEY = re.compile(rb"participant-[0-9a-f-]{36}")
_TIMERS = "SELECT shard_id, visibility_timestamp, task_id, data FROM timer_tasks"
_WORKFLOWS = "SELECT workflow_id FROM current_executions UNION SELECT workflow_id FROM executions"
_DELETE_TIMER = "DELETE FROM timer_tasks WHERE shard_id = ? AND visibility_timestamp = ? AND task_id = ?"


def scrub_when_quiet(engine: Engine, home: Path | None, now: datetime, after: timedelta = AFTER) -> bool:
    """Empty the files if somebody was forgotten since the last time; whether that was done, else it is tried again.

    Raises:
        StorageError: Postgres is away, or somebody is at work in a table; it is tried again.
    """
    with reading(engine) as session:
        newest = scrubbing.due(session, after)
        if newest is None:
            return False
        if scrubbing.size(session) > SMALL and now.astimezone(_HERE).hour not in QUIET:
            return False
    if home is not None and not empty_temporal(home):
        return False
    scrubbing.scrub(engine)
    with writing(engine) as session:
        scrubbing.emptied(session, newest)
    return True


def empty_temporal(home: Path) -> bool:
    """What Temporal deletes it writes over (`secure_delete`). Timers of a journey that was deleted it keeps until their
    day, under the journey's id, and its log until that begins anew: those are emptied here, unless somebody reads on in
    the log; whether they are.
    """
    file = Home(home).temporal / "temporal.sqlite"
    if not file.exists():
        return True
    with closing(sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)) as store:
        store.execute("PRAGMA secure_delete = ON")
        store.executemany(_DELETE_TIMER, _timers_of_nobody(store))
        busy, *_ = store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy


def _timers_of_nobody(store: sqlite3.Connection) -> list[tuple[object, ...]]:
    """The keys of those whose journey is not there any more; the timers first, for a journey may just begin."""
    timers = [(key, match[0].decode()) for *key, data in store.execute(_TIMERS) if (match := _JOURNEY.search(data))]
    there = {workflow for (workflow,) in store.execute(_WORKFLOWS)}
    return [tuple(key) for key, workflow in timers if workflow not in there]
