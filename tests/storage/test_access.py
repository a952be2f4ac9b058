"""The log of access only grows, and its chain shows whatever was tampered with; a person's erasure leaves it whole."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from storage import access
from storage.access import Verdict
from storage.engine import reading, writing
from storage.errors import StorageError

ROWS = 12


@pytest.fixture
def people(engine: Engine, somebody: UUID) -> Engine:
    """A log in which one participant was opened a dozen times, sealed in two goes."""
    for _ in range(2):
        with writing(engine) as session:
            for _ in range(ROWS // 2):
                access.read_by(session, "command", somebody, "journey")
            access.seal(session)
    return engine


def verdict(engine: Engine) -> Verdict:
    with reading(engine) as session:
        return access.verify(session)


def tamper(engine: Engine, statement: str) -> None:
    """As somebody would who owns the database: triggers off."""
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(statement))


def test_a_whole_chain_is_whole(people: Engine) -> None:
    found = verdict(people)
    assert (found.links, found.waiting, found.broken) == (ROWS, 0, ())


def test_what_was_written_since_waits_to_join(people: Engine, somebody: UUID) -> None:
    with writing(people) as session:
        access.read_by(session, "command", somebody, "journey")
    assert verdict(people).waiting == 1


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE access_log SET by_whom = 'iemand anders' WHERE link = 3", "link 3 was changed"),
        ("UPDATE access_log SET at = at - interval '1 day' WHERE link = 3", "link 3 was changed"),
        ("UPDATE access_log SET reason = 'zomaar' WHERE link = 3", "link 3 is about somebody else than it was"),
        ("DELETE FROM access_log WHERE link = 3", "link 3 is missing"),
        ("UPDATE access_log SET participant_id = NULL, nonce = NULL WHERE link = 3", "receipts account for 0"),
    ],
)
def test_tampering_shows(people: Engine, statement: str, told: str) -> None:
    tamper(people, statement)
    assert any(told in problem for problem in verdict(people).broken)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_log SET by_whom = 'iemand anders'",
        "UPDATE access_log SET participant_id = NULL, nonce = NULL",
        "DELETE FROM access_log",
        "TRUNCATE access_log",
    ],
)
def test_the_database_refuses_to_change_it(people: Engine, statement: str) -> None:
    with pytest.raises(StorageError), writing(people) as session:
        session.execute(text(statement))


def test_many_at_once_make_one_chain(engine: Engine, somebody: UUID) -> None:
    def look(_: int) -> None:
        with writing(engine) as session:
            access.read_by(session, "command", somebody, "journey")
        with writing(engine) as session:
            access.seal(session)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(look, range(40)))
    with writing(engine) as session:
        access.seal(session)

    found = verdict(engine)
    assert (found.links, found.waiting, found.broken) == (40, 0, ())


TRAJECT = """
    INSERT INTO trajects (id, municipality, key, programme, programme_version, phase, ended, version, tally, counted_on)
    VALUES (:traject, 'Oostmeer', 'OM-1', 'kixworks-2022', 1, 'preparation', false, 1, '{}', '2026-03-02')
"""
PARTICIPANT = """
    INSERT INTO participants (id, traject_id, municipality, key, phase, paused, admitted, verdict, ended, version)
    VALUES (:participant, :traject, 'Oostmeer', 'D1', 'intake', false, false, 'in_progress', false, 1)
"""


@pytest.fixture
def somebody(engine: Engine) -> UUID:
    """A participant."""
    ids = {"traject": uuid4(), "participant": uuid4()}
    with writing(engine) as session:
        session.execute(text(TRAJECT), ids)
        session.execute(text(PARTICIPANT), ids)
    return ids["participant"]
