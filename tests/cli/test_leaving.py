"""However a command ends, its status is ours and its last words are whole."""

import base64
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Traject

TIMES = 3


@pytest.fixture
def nowhere(tmp_path: Path) -> Traject:
    return Traject(tmp_path / "home")


@pytest.mark.parametrize("time", range(TIMES))
def test_without_temporal_it_is_one_line_and_status_1(nowhere: Traject, database_url: str, time: int) -> None:
    deployment = {
        "DATABASE_URL": database_url,
        "TEMPORAL_ADDRESS": "127.0.0.1:9",
        "TRAJECT_MASTER_KEY": base64.b64encode(bytes(range(32))).decode(),
    }
    ended = nowhere("record", "consent", f"X-{time}", "ja", **deployment)
    assert (ended.status, ended.out) == (1, "")
    assert ended.error.startswith("Temporal op 127.0.0.1:9 antwoordt niet")


def test_when_nobody_reads_on_it_ends_without_a_complaint(nowhere: Traject) -> None:
    command = subprocess.Popen(
        Traject.command("--help"), env=nowhere.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert command.stdout is not None
    assert command.stderr is not None
    with command.stdout, command.stderr:
        command.stdout.close()
        assert command.stderr.read() == b""
        assert command.wait(60) in {0, 1}
