"""One home with the worked example in it, everything running, for all tests of the commands."""

import atexit
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import structlog

from cli.main import app
from embedded.testing import free_port, temporary_folder
from tests.cli.preloaded import Preloaded, preloaded

EXAMPLE = Path(__file__).parents[1] / "importer" / "example"
EXPECTED = Path(__file__).parent / "example"
PATIENCE = 120
_NOT_OURS = ("DATABASE_URL", "TEMPORAL_ADDRESS", "TRAJECT_LANG", "TRAJECT_USER", "TRAJECT_MASTER_KEY", "FORCE_COLOR")


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:  # noqa: ANN401 - any JSON
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """What went wrong, which must be one line."""
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        return self.err.strip()


@dataclass(frozen=True)
class Traject:
    """The program, as somebody at a terminal of 100 columns uses it."""

    home: Path

    def __call__(self, *arguments: str | Path, **environment: str) -> Ended:
        return Ended(*_commands().run([*map(str, arguments)], self.environment | environment, PATIENCE + 20))

    def json(self, *arguments: str | Path) -> Any:  # noqa: ANN401 - any JSON
        """The document of a command that does its work."""
        ended = self(*arguments, "--json")
        assert ended.status == 0, ended.err
        return ended.document

    def read(self, *arguments: str | Path) -> Any:  # noqa: ANN401 - any JSON
        """The document of a reading command, in this process: quicker where there are many."""
        with patch.dict(os.environ, self.environment), logging_kept(), redirect_stdout(StringIO()) as out:
            copy_context().run(app(), [*map(str, arguments), "--json"], standalone_mode=False)
        return json.loads(out.getvalue())

    @staticmethod
    def command(*arguments: str | Path) -> list[str]:
        return [sys.executable, "-c", "from cli.main import main; main()", *map(str, arguments)]

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
        return ours | {"TRAJECT_HOME": str(self.home), "COLUMNS": "100"}


@cache
def _commands() -> Preloaded:
    """For all tests of this process."""
    opened = ExitStack()
    atexit.register(opened.close)
    return opened.enter_context(preloaded())


@contextmanager
def logging_kept() -> Iterator[None]:
    """A command sends the log to its home; the tests go on with theirs."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    try:
        yield
    finally:
        root.handlers, root.level = handlers, level
        structlog.reset_defaults()


@pytest.fixture(scope="session")
def empty_home() -> Iterator[Path]:
    """A folder without anything; short, for the sake of sockets."""
    with temporary_folder() as folder:
        yield folder / "home"


@pytest.fixture(scope="session")
def imported(empty_home: Path) -> Traject:
    """The worked example, taken in by a command that starts and stops everything by itself."""
    traject = Traject(empty_home)
    ended = traject("import", EXAMPLE)
    assert ended.status == 0, ended.err
    return traject


@pytest.fixture(scope="session")
def metrics_port() -> Iterator[int]:
    """Where the worker of `traject` serves its numbers."""
    with free_port() as port:
        yield port


@pytest.fixture(scope="session")
def traject(imported: Traject, metrics_port: int) -> Iterator[Traject]:
    """The same with `traject up` running beside it."""
    with tempfile.TemporaryFile() as log:
        up = subprocess.Popen(
            Traject.command("up"),
            env=imported.environment | {"METRICS_PORT": str(metrics_port)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            ready = imported("status", "--wait", str(PATIENCE))
            assert ready.status == 0, ready.out + ready.err
            yield imported
        finally:
            up.send_signal(signal.SIGTERM)
            assert up.wait(60) == 0
