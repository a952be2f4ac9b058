"""Postgres gone, frozen or busy: a clear error in time, nothing half done, nothing stored later."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, insert, select, text
from temporalio.exceptions import ApplicationError

from activities.messages import Enclosure, Message, Note, RecordInput, StaffValues
from activities.record import Recorder
from domain.facts import ConsentRecorded
from domain.ids import staff_id
from embedded.postgres import Postgres
from storage.current import lock_traject
from storage.engine import FOR_PEOPLE, make_engine, writing
from storage.errors import StorageUnavailable
from storage.programmes import Programmes
from storage.subject_keys import KeyRing
from storage.tables import enclosures
from tests.activities.town import Town


def processes(server: Postgres) -> list[int]:
    """Postgres and all its children."""
    assert server.child is not None
    parent = server.child.pid
    children = [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and f"PPid:\t{parent}\n" in _status(entry)
    ]
    return [parent, *children]


def _status(process: Path) -> str:
    try:
        return (process / "status").read_text()
    except OSError:  # it ended meanwhile
        return ""


@contextmanager
def frozen(server: Postgres) -> Iterator[None]:
    """Postgres neither answers nor closes anything."""
    stopped = processes(server)
    for process in stopped:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in stopped:
            os.kill(process, signal.SIGCONT)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """With the limits under which somebody waits for an answer."""
    made = make_engine(database_url, pool_size=4, limits=FOR_PEOPLE)
    yield made
    made.dispose()


def consent(town: Town) -> Message:
    return town.message(ConsentRecorded(participant=town.participant("D01"), consent=True, on=town.today))


def answered(server_url: str) -> None:
    """Wait until the thawed server has worked off what was in its mailboxes: no transaction of ours is left."""
    with psycopg.connect(server_url.replace("+psycopg", ""), autocommit=True) as connection:
        busy = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'"
        )
        while connection.execute(busy).fetchone() != (0,):
            pass


def test_with_postgres_frozen_a_person_has_an_error_in_time_and_nothing_is_stored_later(
    group: Town, postgres: Postgres, database_url: str
) -> None:
    message = consent(group)
    with frozen(postgres):
        began = time.monotonic()
        with pytest.raises(ApplicationError) as told:
            group.send(message)
        assert time.monotonic() - began < 3.5
        assert told.value.type == "StorageUnavailable"
        assert "psycopg" not in str(told.value)
    answered(database_url)
    assert group.count("facts", f"message_id = '{message.id}'") == 0
    assert group.send(message).repeated is False


@pytest.mark.parametrize(("server_gives_up", "stored"), [(FOR_PEOPLE.transaction, 0), (60.0, 1)])
def test_a_commit_that_a_frozen_server_finds_too_late_is_rolled_back(
    group: Town, postgres: Postgres, database_url: str, server_gives_up: float, stored: int
) -> None:
    """Frozen after the last statement, so that the commit waits in the server's mailbox.

    Without the server's own limit it is carried out when the server thaws, which shows that it was there.
    """
    engine = make_engine(database_url, limits=replace(FOR_PEOPLE, transaction=server_gives_up))
    rename = text("UPDATE participants SET key = 'late' WHERE id = :id")
    with ExitStack() as freezer, pytest.raises(StorageUnavailable), writing(engine) as session:  # noqa: PT012
        session.execute(rename, {"id": group.participant("D01")})
        freezer.enter_context(frozen(postgres))
    answered(database_url)
    engine.dispose()
    assert group.count("participants", "key = 'late'") == stored


def test_what_is_done_too_late_is_not_committed(group: Town, database_url: str) -> None:
    hasty = make_engine(database_url, limits=replace(FOR_PEOPLE, commit=0))
    rename = text("UPDATE participants SET key = 'late' WHERE id = :id")
    with pytest.raises(StorageUnavailable), writing(hasty) as session:
        session.execute(rename, {"id": group.participant("D01")})
    hasty.dispose()
    assert group.count("participants", "key = 'late'") == 0


def test_every_thread_and_connection_is_free_again_after_a_freeze(
    group: Town, postgres: Postgres, database_url: str
) -> None:
    messages = [consent(group) for _ in range(6)]
    with frozen(postgres), ThreadPoolExecutor(6) as pool:
        began = time.monotonic()
        told = [waiting.exception() for waiting in [pool.submit(group.send, one) for one in messages]]
        assert time.monotonic() - began < 4.5
    assert {getattr(error, "type", None) for error in told} == {"StorageUnavailable"}
    answered(database_url)
    with ThreadPoolExecutor(4) as pool:
        assert all(answer.refused is None for answer in pool.map(group.send, messages))


def test_with_postgres_gone_a_person_has_an_error_at_once(group: Town, tmp_path: Path) -> None:
    engine = make_engine(f"postgresql+psycopg://traject@/traject?host={tmp_path}")
    recorder = Recorder(engine, Programmes(), KeyRing(bytes(32)))
    given = RecordInput(subject=group.workflow, traject=group.traject, today=group.today, message=consent(group))
    began = time.monotonic()
    with pytest.raises(ApplicationError) as told:
        recorder.record(given)
    assert time.monotonic() - began < 1
    assert told.value.type == "StorageUnavailable"
    assert not told.value.non_retryable
    assert str(tmp_path) not in str(told.value)


def test_after_a_restart_of_postgres_the_second_attempt_succeeds(group: Town, database_url: str) -> None:
    message = consent(group)
    everybody_else = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(everybody_else + " AND pid <> pg_backend_pid()")
    with pytest.raises(ApplicationError) as told:
        group.send(message)
    assert told.value.type == "StorageUnavailable"
    assert not told.value.non_retryable
    assert group.send(message).refused is None


def test_a_traject_that_somebody_holds_for_too_long_is_an_outage(group: Town) -> None:
    with writing(group.engine) as session:
        lock_traject(session, group.traject)
        began = time.monotonic()
        with pytest.raises(ApplicationError) as told:
            group.send(consent(group))
        assert time.monotonic() - began < 2.5
    assert told.value.type == "StorageUnavailable"


def test_a_broken_constraint_is_said_without_its_values(group: Town, caplog: pytest.LogCaptureFixture) -> None:
    taken = "somebody@voorbeeld.nl"
    known = Enclosure(staff=(StaffValues(staff=staff_id(taken), email=taken),))
    group.say(enclosure=known)
    other = Enclosure(staff=(StaffValues(staff=staff_id("x"), email=taken),))
    with pytest.raises(ApplicationError) as told:
        group.send(group.message(enclosure=other))
    assert told.value.type == "WrittenMeanwhile"
    assert told.value.non_retryable
    assert "UniqueViolation 23505 staff uq_staff_email" in caplog.text
    assert taken not in caplog.text + str(told.value)


def test_what_is_enclosed_again_with_a_message_that_was_recorded_meanwhile_does_not_stay(group: Town) -> None:
    note = Enclosure(notes=(Note(field="learning_wish", text="Bakker", participant=group.participant("D01")),))
    message = group.message(enclosure=note)
    with group.engine.begin() as connection:
        again = connection.execute(select(enclosures)).mappings().one()
    first = group.send(message)
    with group.engine.begin() as connection:
        connection.execute(insert(enclosures).values(**again))

    assert group.send(message) == first.model_copy(update={"repeated": True})
    assert group.count("enclosures") == 0
    assert group.count("notes") == 1
