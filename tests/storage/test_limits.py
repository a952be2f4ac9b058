"""How long Postgres works on something: a page's limits, or a file's for one transaction; and how a line ends."""

import logging
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from storage.engine import FOR_FILES, FOR_PEOPLE, ReadSession, make_engine, reading
from storage.errors import StorageUnavailable

NAMES = ("statement_timeout", "lock_timeout", "transaction_timeout", "idle_in_transaction_session_timeout")
SLEEP = text("SELECT pg_sleep(0.4)")


def limits(session: ReadSession) -> list[str]:
    """As Postgres says them."""
    return [str(session.execute(text(f"SHOW {name}")).scalar_one()) for name in NAMES]


def test_a_file_gets_more_time_and_the_next_page_does_not(engine: Engine) -> None:
    with reading(engine) as session:
        of_a_page = limits(session)
    with reading(engine, FOR_FILES) as session:
        assert limits(session) == ["20s", "2s", "1min", "1min"]
    with reading(engine) as session:
        assert limits(session) == of_a_page


def test_a_transaction_that_has_more_time_outlives_a_page(engine: Engine) -> None:
    hasty = make_engine(engine.url.render_as_string(hide_password=False), limits=replace(FOR_PEOPLE, transaction=0.2))
    try:
        with reading(hasty, FOR_FILES) as session:
            session.execute(SLEEP)
        with pytest.raises(StorageUnavailable), reading(hasty) as session:
            session.execute(SLEEP)
    finally:
        hasty.dispose()


def test_the_log_of_our_pool_is_among_those_of_the_library(engine: Engine) -> None:
    assert isinstance(engine.pool.logger, logging.Logger)
    assert engine.pool.logger.name == "sqlalchemy.pool.impl.QueuePool"


def test_a_thread_that_outlives_who_asked_leaves_no_line_open(engine: Engine) -> None:
    with engine.connect() as late:
        line = late.connection.driver_connection
        assert line is not None
        engine.dispose()
        assert not line.closed
    assert line.closed


def test_after_its_end_an_engine_begins_anew_when_it_is_asked_again(engine: Engine) -> None:
    engine.dispose()
    with engine.connect() as connection:
        line = connection.connection.driver_connection
    with engine.connect() as again:
        assert again.connection.driver_connection is line
