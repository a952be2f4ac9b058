"""Commands as processes of their own, for which the libraries were imported once: of most that is the greater part.

One process imports what commands need and makes a copy of itself for each: with the arguments, the environment and the
outputs of that command, ending as it ends. What is in `cli` each copy imports by itself, and so begins when it begins.
"""

import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

LIBRARIES = (
    "alembic.command",
    "doctor.repair",
    "exporter",
    "importer",
    "rich.console",
    "rich.table",
    "typer.rich_utils",
    "views.tasks",
    "workers.embedded",
)


class Preloaded:
    """Runs commands one after another."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process = process
        self._folder = folder

    def run(self, arguments: Sequence[str], environment: Mapping[str, str], patience: int) -> tuple[int, str, str]:
        """A command's exit status and its two outputs; killed after `patience` seconds."""
        out, err = self._folder / "out", self._folder / "err"
        asked = {
            "arguments": list(arguments),
            "environment": dict(environment),
            "folder": str(Path.cwd()),
            "outputs": [str(out), str(err)],
            "patience": patience,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline())
        return status, out.read_text("utf-8"), err.read_text("utf-8")


@contextlib.contextmanager
def preloaded() -> Iterator[Preloaded]:
    """Ready to run commands; gone at the end of the block."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        with process:
            yield Preloaded(process, Path(folder))


def _serve() -> None:
    for library in LIBRARIES:
        importlib.import_module(library)
    for line in sys.stdin:
        asked = json.loads(line)
        if (copy := os.fork()) == 0:
            _become(**asked)
        _, ended = os.waitpid(copy, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(ended)}\n")
        sys.stdout.flush()


def _become(
    arguments: list[str], environment: dict[str, str], folder: str, outputs: list[str], patience: int
) -> NoReturn:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for number, path in enumerate((os.devnull, *outputs)):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, number)
        os.close(handle)
    signal.alarm(patience)
    sys.argv = ["traject", *arguments]
    main = importlib.import_module("cli.main").main
    main()
    os._exit(0)


if __name__ == "__main__":
    _serve()
