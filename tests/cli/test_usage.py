"""Every command explains itself, and says in one line what is wrong with how it was called."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from cli import errors
from cli.main import app
from tests.cli.conftest import PATIENCE, Traject

MENTIONED = ("up", "status", "demo", "import", "settle", "tasks", "stalled", "certificates", "journey", "outcomes")
ALSO = ("programme list", "programme show", "programme check", "doctor", "worker", "portal")


def paths(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - typer's own type
    yield path
    for name, child in getattr(command, "commands", {}).items():
        yield from paths(child, (*path, name))


ALL = list(paths(typer.main.get_command(app())))


@pytest.fixture
def nowhere(tmp_path: Path) -> Traject:
    return Traject(tmp_path / "home")


@pytest.mark.parametrize("path", ALL, ids=lambda path: " ".join(path) or "traject")
def test_help_says_what_a_command_does(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    status = app()([*path, "--help"], standalone_mode=False)
    said = capsys.readouterr().out
    assert status in (0, None)
    assert "Gebruik:" in said
    assert "Deze uitleg." in said
    assert not [word for word in ("<bool>", "<str>", "Options", "Show this message") if word in said]


def test_every_command_of_the_interface_is_there() -> None:
    known = {" ".join(path) for path in ALL}
    assert set(MENTIONED) | set(ALSO) <= known


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tasks", "--as-of", "31-02-2026"), "--as-of: '31-02-2026' is geen datum"),
        (("tasks", "--role", "baas"), "kies uit: coördinator, trainer, projectleider"),
        (("tasks", "--overdeu"), "De optie --overdeu bestaat niet. Bedoelde u --overdue?"),
        (("certificates",), "TRAJECT ontbreekt."),
        (("certificates", "A", "B"), "Dit hoort er niet bij: B."),
        (("taken",), "De opdracht taken bestaat niet."),
        (("record", "pause", "D1"), "--review ontbreekt."),
        (("record", "follow-up", "D1", "drie"), "is geen getal."),
        (("record", "measurement", "D1", "eindmeting", "--answer", "cijfer=inf"), "inf is geen getal"),
        (("record", "measurement", "D1", "eindmeting", "--answer", "cijfer"), "schrijf VRAAG=ANTWOORD"),
        (("tasks", "--json", "--file", "taken.csv"), "--file en --json gaan niet samen"),
        (("receipts", "--file", "bewijzen.csv", "--json"), "--file en --json gaan niet samen"),
        (("outcomes", "--year"), "Achter --year ontbreekt de waarde."),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(nowhere: Traject, arguments: tuple[str, ...], said: str) -> None:
    ended = nowhere(*arguments)
    assert ended.status == 2
    assert said in ended.error
    assert ended.out == ""


def test_wrong_usage_is_said_in_english_too(nowhere: Traject) -> None:
    ended = nowhere("tasks", "--as-of", "tomorrow", TRAJECT_LANG="en")
    assert ended.status == 2
    assert "is no date" in ended.error


def test_wrong_usage_starts_nothing(nowhere: Traject) -> None:
    nowhere("certificates")
    assert not nowhere.home.exists()


def test_the_portal_alone_needs_something_that_runs(nowhere: Traject) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:  # another home's portal, mostly
        ended = nowhere("portal", "--port", str(taken.getsockname()[1]))
    assert ended.status == 1
    assert ended.error == "Er draait niets; begin met: traject up"


def test_a_worker_alone_says_which_settings_are_missing(nowhere: Traject) -> None:
    ended = nowhere("worker")
    assert ended.status == 1
    assert "DATABASE_URL ontbreekt" in ended.error


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Er kwam geen antwoord; er is niets gedaan."),
        ("\n", "Er is niets gewist."),
        ("nee\n", "Er is niets gewist."),
        ("j\n", "Er is geen deelnemer met de sleutel D1."),
    ],
)
def test_the_question_before_forgetting_takes_dutch_and_leaves_the_output_to_the_document(
    nowhere: Traject, typed: str, said: str
) -> None:
    command = nowhere.command("person", "forget", "D1", "--json")
    ended = subprocess.run(
        command, env=nowhere.environment, input=typed, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert ended.returncode == 1
    assert not ended.stdout.strip()  # a blank comes from the library that asks; JSON allows it
    assert ended.stderr.startswith("Voorgoed wissen? ja of nee [nee]:")
    assert ended.stderr.rstrip().endswith(said)


def test_status_without_anything_running_is_not_ready(nowhere: Traject) -> None:
    ended = nowhere("status", "--json")
    assert ended.status == 1
    assert ended.document["ready"] is False
    assert set(ended.document["parts"]) == {"postgres", "migrations", "temporal", "search_attributes", "worker"}


def test_a_home_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    ended = Traject(tmp_path / "home")("tasks")
    assert ended.status == 1
    assert str(tmp_path / "home") in ended.error


@pytest.mark.parametrize("text", ["", "id = ", 'id = "eigen"\nversion = 0\n'])
def test_a_definition_that_is_wrong_is_refused_with_reasons(nowhere: Traject, tmp_path: Path, text: str) -> None:
    file = tmp_path / "eigen.toml"
    file.write_text(text)
    ended = nowhere("programme", "check", file)
    assert ended.status == 1
    assert ended.error == "eigen.toml klopt niet."
    assert "verwacht" in ended.out


def test_an_address_that_is_none_is_said_without_repeating_it(nowhere: Traject) -> None:
    ended = nowhere("tasks", DATABASE_URL="geheim")
    assert ended.status == 1
    assert ended.error.startswith("DATABASE_URL klopt niet; verwacht: postgresql://")
    assert "geheim" not in ended.error


def test_settings_for_another_postgres_are_not_for_ours(nowhere: Traject) -> None:
    ended = nowhere("tasks", PGSERVICE="elders", PGHOST="nergens.invalid", PGPORT="1", PGOPTIONS="-c foo=bar")
    assert (ended.status, ended.err) == (0, "")


def test_a_question_that_nobody_answers_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """As in a script, whose standard input is closed."""
    assert errors.report(typer.Abort()) == 1
    assert capsys.readouterr().err == "Er kwam geen antwoord; er is niets gedaan.\n"


def test_ctrl_c_is_said_in_one_line(nowhere: Traject) -> None:
    busy = subprocess.Popen(
        nowhere.command("status", "--wait", "60"), env=nowhere.environment, stderr=subprocess.PIPE, text=True
    )
    with pytest.raises(subprocess.TimeoutExpired):
        busy.wait(4)  # by then it waits, whatever it started with
    busy.send_signal(signal.SIGINT)
    _, said = busy.communicate(timeout=30)
    assert busy.returncode == 130
    assert said.split() == ["Gestopt."]


def test_an_interrupt_counts_also_where_a_shell_had_it_ignored(nowhere: Traject) -> None:
    """A script that starts something with `&` does so; its `kill -INT` must stop it all the same."""
    ignoring = ["/bin/sh", "-c", 'trap "" INT; exec "$0" "$@"', *nowhere.command("status", "--wait", "60")]
    busy = subprocess.Popen(ignoring, env=nowhere.environment, stderr=subprocess.PIPE, text=True)
    with pytest.raises(subprocess.TimeoutExpired):
        busy.wait(4)
    busy.send_signal(signal.SIGINT)
    busy.communicate(timeout=30)
    assert busy.returncode == 130
