"""What the database itself refuses, whoever writes to it."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from storage.engine import reading, writing
from storage.errors import StorageMisused
from storage.tables import metadata
from tests.storage.conftest import DAY, DEFAULTS, Tables, ident

FACT = {"kind": "handed_over", "on": "2026-03-02"}


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("trajects", {"phase": "halfway"}),
        ("trajects", {"municipality": ""}),
        ("trajects", {"key": ""}),
        ("trajects", {"version": 0}),
        ("trajects", {"next_check": DAY}),
        ("trajects", {"municipality": "OOSTMEER", "key": "T"}),
        ("trajects", {"trainer_id": ident("nobody")}),
        ("participants", {"phase": "programme", "verdict": "perhaps"}),
        ("participants", {"phase": "preparation"}),
        ("participants", {"traject_id": ident("nowhere")}),
        ("participants", {"key": "D"}),
        ("sessions", {"key": "B"}),
        ("tasks", {"kind": "water_the_plants"}),
        ("tasks", {"role": "mayor"}),
        ("tasks", {"state": "forgotten"}),
        ("tasks", {"milestone": 0}),
        ("tasks", {"kind": "follow_up"}),
        ("tasks", {"priority": 0}),
        ("tasks", {"expires": DAY - timedelta(days=1)}),
        ("tasks", {"expires": "infinity"}),
        ("tasks", {"expires": "12000-01-01"}),
        ("trajects", {"last_progress": "-infinity"}),
        ("facts", {"message_id": ident("M"), "data": FACT, "recorded_at": "infinity"}),
        ("tasks", {"state": "done"}),
        ("tasks", {"closed_at": "2026-03-02T09:00:00Z", "closed_on": DAY}),
        ("tasks", {"state": "done", "closed_at": "2026-03-02T09:00:00Z"}),
        ("stalls", {"rule": "because"}),
        ("facts", {"message_id": ident("unsaid"), "data": FACT}),
        ("facts", {"message_id": ident("M"), "data": {"kind": "withdrawn"}}),
        ("facts", {"message_id": ident("M"), "data": FACT, "ordinal": -1}),
        ("messages", {"recorded_by": ""}),
        ("organisations", {"name": "Bakkerij", "kind": "circus"}),
        ("organisations", {"name": "Bakkerij", "capacity": 0}),
        ("people", {"participant_id": ident("D"), "gender": "v"}),
        ("subject_keys", {"subject": ident("D"), "wrapped": "short"}),
        ("programmes", {"id": "p", "version": 1, "status": "nearly", "text": "", "sha256": "0" * 64}),
        ("programmes", {"id": "p", "version": 1, "status": "draft", "text": "", "sha256": "0"}),
    ],
)
def test_a_row_that_cannot_be_true_is_refused(group: Tables, table: str, columns: dict[str, Any]) -> None:
    with_traject = {"participants", "sessions", "tasks", "stalls", "facts"}
    named = table in {"trajects", "participants", "sessions", "tasks", "messages", "organisations"}
    if table in with_traject:
        columns = {"traject_id": ident("T"), **columns}
    with pytest.raises(StorageMisused):
        _insert(group, table, {**columns, **({"id": ident("new")} if named else {})})


def _insert(group: Tables, table: str, columns: dict[str, Any]) -> None:
    """Not by `Tables.add`: what is there already must be refused too, not skipped."""
    row = {**DEFAULTS.get(table, {}), **columns}
    if "key" in metadata.tables[table].c:
        row.setdefault("key", "new")
    if table == "trajects":
        row["tally"] = {}
    if table == "subject_keys":
        row["wrapped"] = b"short"
    with writing(group.engine) as session:
        session.execute(metadata.tables[table].insert(), row)


def test_a_rule_stalls_a_traject_once(group: Tables) -> None:
    group.add("stalls", traject_id=ident("T"))
    with pytest.raises(StorageMisused):
        _insert(group, "stalls", {"traject_id": ident("T")})


def test_a_message_says_each_fact_once(group: Tables) -> None:
    said = {"traject_id": ident("T"), "message_id": ident("M"), "data": FACT}
    _insert(group, "facts", said)
    with pytest.raises(StorageMisused):
        _insert(group, "facts", said)


@pytest.mark.parametrize("change", ["UPDATE facts SET recorded_by = 'other'", "DELETE FROM facts", "TRUNCATE facts"])
def test_facts_cannot_be_changed_or_removed(group: Tables, change: str) -> None:
    _insert(group, "facts", {"traject_id": ident("T"), "message_id": ident("M"), "data": FACT})
    with pytest.raises(StorageMisused, match="RestrictViolation"), writing(group.engine) as session:
        session.execute(text(change))


def test_facts_about_a_person_can_be_erased_on_purpose(group: Tables) -> None:
    _insert(group, "facts", {"traject_id": ident("T"), "message_id": ident("M"), "data": FACT})
    with writing(group.engine) as session:
        session.execute(text("SET LOCAL trajectvolger.erasing = 'on'"))
        session.execute(text("DELETE FROM facts"))
    with group.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM facts")).scalar_one() == 0


def test_who_reads_cannot_write(group: Tables) -> None:
    with pytest.raises(StorageMisused, match="ReadOnlySqlTransaction"), reading(group.engine) as session:
        session.execute(text("UPDATE participants SET paused = true"))


def test_who_reads_sees_one_moment(group: Tables) -> None:
    count = text("SELECT count(*) FROM participants")
    with reading(group.engine) as session:
        before = session.execute(count).scalar_one()
        group.add("participants", "D2", traject_id=ident("T"))
        assert session.execute(count).scalar_one() == before


def test_errors_do_not_hold_what_was_written(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(DBAPIError) as told:
        connection.execute(text("SELECT CAST(:secret AS integer)"), {"secret": "Noor Voorbeeld"})
    assert "Noor" not in str(told.value).splitlines()[-1]
    assert isinstance(told.value.orig, psycopg.Error)
