"""Where commands log: a file in the home, so that neither a person's screen nor a program's JSON is disturbed."""

import os
from io import TextIOBase
from pathlib import Path
from typing import cast


def home() -> Path:
    """The folder with the embedded data (`TRAJECT_HOME`); a relative one counts from the current folder."""
    return Path(os.environ.get("TRAJECT_HOME") or ".traject").absolute()


def begin() -> Path:
    """From here on everything that is logged goes to the home's log; returns its path."""
    from typing import TextIO

    from workers import logs

    path = home() / "logs" / "traject.log"
    # Empty is as good as absent, as for every setting: containers get those that nobody set as empty ones.
    level = os.environ.get("LOG_LEVEL") or "WARNING"
    logs.configure(os.environ.get("LOG_FORMAT") or "console", level, cast("TextIO", _LateFile(path)))
    return path


class _LateFile(TextIOBase):
    """Made when the first line is written: a command that logs nothing leaves nothing behind."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, text: str) -> int:
        if not self._path.parent.exists():
            self._path.parent.mkdir(parents=True, mode=0o700)
        with self._path.open("a", encoding="utf-8") as file:
            return file.write(text)
