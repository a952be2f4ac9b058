"""The log is one stream for everybody in the process, and holds no person."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from temporalio.exceptions import ApplicationError

from workers import logs


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged as JSON, with the root logger put back afterwards."""
    root, stream = logging.getLogger(), io.StringIO()
    before = (root.handlers, root.level)
    logs.configure("json", "INFO", stream)
    yield stream
    root.handlers, level = before
    root.setLevel(level)
    structlog.reset_defaults()


def test_our_own_and_others_records_have_one_form(lines: io.StringIO) -> None:
    structlog.get_logger("workers").info("it works", queue="traject")
    logging.getLogger("alembic").warning("migrated %s", "0001", extra={"revision": "0001"})

    ours, theirs = map(json.loads, lines.getvalue().splitlines())

    assert (ours["event"], ours["queue"], ours["level"]) == ("it works", "traject", "info")
    assert (theirs["event"], theirs["revision"], theirs["logger"]) == ("migrated 0001", "0001", "alembic")
    assert ours["timestamp"]


def test_an_error_of_another_library_is_logged_without_the_values_it_quotes(lines: io.StringIO) -> None:
    try:
        try:
            int("Samira Voorbeeldnaam")
        except ValueError as error:
            raise ApplicationError("nothing was stored", type="StorageUnavailable") from error
    except ApplicationError:
        logging.getLogger("temporalio").exception("an activity failed")

    line = json.loads(lines.getvalue())

    assert "Voorbeeldnaam" not in lines.getvalue()
    assert line["error"] == "ApplicationError: StorageUnavailable: nothing was stored < ValueError"
    assert any("test_logs.py" in place for place in line["where"])


def test_a_console_gets_text(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers
    logs.configure("console", "WARNING")
    logging.getLogger("x").warning("hello")
    root.handlers = before
    structlog.reset_defaults()

    assert "hello" in capsys.readouterr().err
