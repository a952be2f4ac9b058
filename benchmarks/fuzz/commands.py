"""Every command with whatever somebody could type behind it: done, refused or wrong usage, in one line each."""

import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from contextvars import copy_context
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import structlog
import typer
from hypothesis import strategies as st

from benchmarks.fuzz.exploring import NotAsPromised, Property
from benchmarks.fuzz.nasty import DAYS, IDS, texts
from cli import main as program
from cli import output

STAYING = frozenset({"up", "demo", "worker", "portal"})
"""Commands that stay until somebody ends them: they only get what they must refuse."""
_WORDS = (
    "UTR-1", "KXW-LEI", "Leiden/KXW-LEI", "D01", "d1", "b1", "nergens", "ja", "nee", "onbekend", "aanwezig", "afwezig",
    "training", "kick-off", "gastles", "toegelaten", "nulmeting", "eindmeting", "3", "12", "netwerk=3", "cijfer=11",
    "netwerk", "=", "trainer", "noor@example.org", "kixworks-2022", "2026", "betaald_werk", "coordinator", "nl", "xlsx",
)  # fmt: skip
_FILES = ("/dev/null", "/nergens/x.toml", "map", "leeg.csv", "eigen.toml", "bestand.xlsx", "uit.pdf")
_REAL_DAYS = ("2026-03-02", "01-12-2026", "2099-12-31", "2101-01-01")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the data are, and a folder beside it that may be written to."""

    home: Path
    folder: Path


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


def plain(text: str) -> bool:
    """No path but those we name: what is typed here may write files."""
    return "/" not in text and ".." not in text and "\x00" not in text


typed = st.one_of(
    st.sampled_from(_WORDS), st.sampled_from(_WORDS), st.sampled_from(_FILES), st.sampled_from(_REAL_DAYS),
    st.sampled_from(DAYS), st.sampled_from(IDS), texts.filter(plain),
)  # fmt: skip


def commands() -> list[tuple[tuple[str, ...], Any]]:
    """Each command with its path."""
    return list(_below(typer.main.get_command(program.app()), ()))


def _below(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401 - typer's own
    inside = getattr(command, "commands", None)
    if inside is None:
        yield path, command
        return
    for name, child in inside.items():
        yield from _below(child, (*path, name))


@st.composite
def lines(draw: st.DrawFn, known: Sequence[tuple[tuple[str, ...], Any]]) -> tuple[str, ...]:
    """A command line that is mostly of the right shape."""
    path, command = draw(st.sampled_from(known))
    options = [one for one in command.params if one.param_type_name == "option" and "--help" not in one.opts]
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    many = len(arguments) if draw(st.integers(0, 4)) else draw(st.integers(0, len(arguments) + 2))
    line = [draw(typed) for _ in range(many)]
    for option in draw(st.lists(st.sampled_from(options), max_size=4)) if options else []:
        line += [option.opts[0]] if getattr(option, "is_flag", False) else [option.opts[0], draw(typed)]
    if draw(st.integers(0, 9)) == 0:
        line.insert(
            draw(st.integers(0, len(line))), draw(st.one_of(typed, st.sampled_from(["--", "-x", "--oeps", "-"])))
        )
    return (*path, *(["--oeps"] if path[0] in STAYING else []), *_bounded(line))


def _bounded(line: list[str]) -> list[str]:
    """Nobody waits for a status for as long as it takes."""
    return ["0.1" if before == "--wait" else word for before, word in zip(["", *line], line, strict=False)]


@contextmanager
def opened(place: Place) -> Iterator[Property[tuple[str, ...]]]:
    """In a home with the worked example in it, where everything runs; what is written goes to its folder."""
    known, home, folder = commands(), place.home, place.folder
    (folder / "leeg.csv").touch()
    (folder / "eigen.toml").write_text('id = "eigen"\n')
    (folder / "map").mkdir(exist_ok=True)
    yield Property(lines(known), lambda line: _holds(home, folder, line), json.dumps)


def _holds(home: Path, folder: Path, line: tuple[str, ...]) -> None:
    ended = run(home, folder, line)
    command = " ".join(word for word in line[:2] if word.isascii())
    wrong = {
        f"status {ended.status}": ended.status not in {0, 1, 2},
        "a stack trace": "Traceback (most recent" in ended.out + ended.err,
        "something that should not happen": "had mogen gebeuren" in ended.err or "should not happen" in ended.err,
        "wrong usage is not one line": ended.status == 2 and ended.err.count("\n") != 1,
        "wrong usage, and yet an answer": ended.status == 2 and bool(ended.out),
        "not one document of JSON": "--json" in line and not _is_json(ended),
    }
    for what, is_so in wrong.items():
        if is_so:
            raise NotAsPromised(f"{what}: {command}" + (f" {ended.err[:300]}" if "happen" in what else ""))


def _is_json(ended: Ended) -> bool:
    if not ended.out.strip():
        return ended.status != 0
    try:
        json.loads(ended.out)
    except ValueError:
        return False
    return True


def run(home: Path, folder: Path, line: tuple[str, ...]) -> Ended:
    """As a process would, in this one."""
    out, err = StringIO(), StringIO()
    before = Path.cwd()
    os.chdir(folder)
    quiet = patch.object(sys, "stdin", StringIO())
    environment = patch.dict(os.environ, {"TRAJECT_HOME": str(home), "COLUMNS": "100"})
    try:
        with (
            environment,
            quiet,
            patch.object(sys, "argv", ["traject", *line]),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            output.console.cache_clear()
            output.side_console.cache_clear()
            with _logging_kept():
                status = copy_context().run(program.run, list(line))
    finally:
        os.chdir(before)
    return Ended(status, out.getvalue(), err.getvalue())


@contextmanager
def _logging_kept() -> Iterator[None]:
    """A command sends the log to its home."""
    root = logging.getLogger()
    handlers, level, config = root.handlers, root.level, structlog.get_config()
    try:
        yield
    finally:
        root.handlers, root.level = handlers, level
        structlog.configure(**config)
