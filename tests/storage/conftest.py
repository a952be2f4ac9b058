"""Rows as the activities would leave them, for tests of what is read."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest
from sqlalchemy import Engine

from domain.outcomes import Tally
from storage.engine import writing
from storage.rows import insert, write
from storage.tables import metadata

NOBODY = UUID(int=7)
DAY = date(2026, 3, 2)


def ident(name: str) -> UUID:
    """The id of whatever a test calls by this name."""
    return uuid5(NOBODY, name)


DEFAULTS: dict[str, dict[str, Any]] = {
    "trajects": {
        "municipality": "Oostmeer",
        "programme": "kixworks-2022",
        "programme_version": 1,
        "phase": "programme",
        "ended": False,
        "version": 1,
        "tally": Tally(),
        "counted_on": DAY,
    },
    "participants": {
        "municipality": "Oostmeer",
        "phase": "programme",
        "paused": False,
        "admitted": True,
        "verdict": "in_progress",
        "ended": False,
        "version": 1,
    },
    "sessions": {"municipality": "Oostmeer"},
    "messages": {"subject": "traject-x", "answer": {}, "recorded_by": "test"},
    "facts": {"kind": "handed_over", "recorded_on": DAY, "recorded_by": "test", "ordinal": 0},
    "tasks": {
        "kind": "plan_kick_off",
        "role": "coordinator",
        "opens": DAY,
        "due": DAY,
        "priority": 5,
        "state": "open",
        "facts": {},
        "programme": "kixworks-2022",
        "programme_version": 1,
        "opened_at": "2026-03-02T09:00:00Z",
    },
    "stalls": {"rule": "STL-PREP", "since": DAY, "waiting_on": "coordinator", "facts": {}},
    "organisations": {"municipality": "Oostmeer", "kind": "company"},
}


class Tables:
    """Adds rows, with something sensible in the columns that a test does not care about."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, table: str, name: str | None = None, **columns: Any) -> UUID:  # noqa: ANN401  any column
        """One row; `name` gives it its id (and its key, where it has one). The id is returned."""
        row = {**DEFAULTS.get(table, {}), **columns}
        if name is not None:
            row["id"] = ident(name)
            if "key" in metadata.tables[table].c:
                row.setdefault("key", name)
        with writing(self.engine) as session:
            write(session, insert(metadata.tables[table], [row]))
        return ident(name) if name is not None else NOBODY


@pytest.fixture
def tables(engine: Engine) -> Tables:
    """An empty database, and a way to fill it."""
    return Tables(engine)


@pytest.fixture
def group(tables: Tables) -> Tables:
    """One traject `T` with one participant `D`, one session `B` and one message `M`."""
    traject = tables.add("trajects", "T")
    tables.add("participants", "D", traject_id=traject)
    tables.add("sessions", "B", traject_id=traject)
    tables.add("messages", "M")
    return tables
