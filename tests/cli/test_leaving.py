"""However a command ends, its status is ours and its last words are whole."""

import base64
import os
import subprocess
from pathlib import Path
from time import monotonic
from typing import Any
from unittest.mock import patch

import pytest

from cli.main import run
from tests.cli.conftest import Traject, logging_kept
from workers.client import PATIENCE, Mailbox

TIMES = 3
MASTER_KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def nowhere(tmp_path: Path) -> Traject:
    return Traject(tmp_path / "home")


def test_a_setting_that_is_empty_is_as_good_as_absent(nowhere: Traject) -> None:
    """Compose hands on every setting, also those that nobody set."""
    ended = nowhere("tasks", LOG_LEVEL="", LOG_FORMAT="")
    assert ended == nowhere("tasks")
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("time", range(TIMES))
def test_without_temporal_it_is_one_line_and_status_1(nowhere: Traject, database_url: str, time: int) -> None:
    deployment = {
        "DATABASE_URL": database_url,
        "TEMPORAL_ADDRESS": "127.0.0.1:9",
        "TRAJECT_MASTER_KEY": MASTER_KEY,
    }
    ended = nowhere("record", "consent", f"X-{time}", "ja", **deployment)
    assert (ended.status, ended.out) == (1, "")
    assert ended.error.startswith("Temporal op 127.0.0.1:9 antwoordt niet")


def test_what_a_command_takes_to_start_is_part_of_its_patience(
    nowhere: Traject,
    database_url: str,
    temporal_address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No worker runs, so nobody answers."""
    deployment = {
        "DATABASE_URL": database_url,
        "TEMPORAL_ADDRESS": temporal_address,
        "TEMPORAL_NAMESPACE": "default",
        "TRAJECT_MASTER_KEY": MASTER_KEY,
    }
    since: list[float | None] = []
    say = Mailbox.say

    async def noting(mailbox: Mailbox, *said: Any, **how: Any) -> Any:  # noqa: ANN401 - as the mailbox has it
        since.append(how["since"])
        return await say(mailbox, *said, **how)

    monkeypatch.setattr(Mailbox, "say", noting)
    began = monotonic() - PATIENCE
    monkeypatch.setattr("cli.record.command.BEGAN", began)
    with patch.dict(os.environ, nowhere.environment | deployment), logging_kept():
        assert run(["record", "traject", "Gouda", "G-1"]) == 1
    assert since == [began]
    assert "Herhaal het veilig met --message-id" in capsys.readouterr().err


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
