"""A home of the last release, taken over by the present version once for all tests here."""

import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from embedded.testing import temporary_folder
from tests.cli.conftest import PATIENCE, Traject
from tests.releases import left
from tests.workflows.servers import temporal_server

ATTEMPTS = 5


@dataclass(frozen=True)
class Carried:
    """The release, the program of the present version on its home, and when the two met."""

    release: str
    traject: Traject
    since: datetime


def insist(traject: Traject, *arguments: str) -> str:
    """What a command prints. On a busy machine an answer may come too late; so it is asked again, as it says itself."""
    problem = ""
    for _ in range(ATTEMPTS):
        ended = traject(*arguments)
        if ended.status == 0:
            return ended.out
        problem = ended.out + ended.err
    raise AssertionError(problem)


@pytest.fixture(scope="session", params=left.RELEASES)
def carried(request: pytest.FixtureRequest) -> Iterator[Carried]:
    """Updated as docs/operations.md says: start, wait, `traject doctor --repair` once."""
    with temporary_folder() as folder, tempfile.TemporaryFile() as log:
        traject = Traject(left.move_in(request.param, folder / "home"))
        since = datetime.now(UTC)
        up = subprocess.Popen(
            Traject.command("up", "--no-portal"),
            env=traject.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            insist(traject, "status", "--wait", "120")
            insist(traject, "doctor", "--repair")
            yield Carried(request.param, traject, since)
        finally:
            up.terminate()
            assert up.wait(PATIENCE) == 0


@pytest.fixture(params=left.RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def address(release: str, tmp_path: Path) -> Iterator[str]:
    """A server on the store that it left."""
    file = left.store(release, tmp_path / "temporal.sqlite")
    with temporal_server(arguments=("--db-filename", str(file), "--namespace", "traject")) as found:
        yield found
