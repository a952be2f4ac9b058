"""Records a release: `python -m tests.releases.record`, once, in its own environment, as the last step of making it.

Its own program runs (servers, worker, commands) and a small town lives in it. What that leaves is kept here, so that
later versions can be tried on it. Of the product it uses the commands only: so it can be run for an older release too.
"""

import json
import lzma
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from embedded.binaries import find_postgres
from tests.releases import story

FOLDER = Path(__file__).parent
STORE, FACTS, KEY, EXPECTED = "temporal.sqlite.xz", "postgres.sql.xz", "master.key", "expected.json"
ATTEMPTS = 8
_NOT_OURS = {"DATABASE_URL", "TEMPORAL_ADDRESS", "TRAJECT_MASTER_KEY", "TRAJECT_LANG", "TRAJECT_USER"}
_A_PROCESS = re.compile(rb"(\d@)(%s)" % re.escape(socket.gethostname().encode()))
"""By which workers are known; in its place comes something as long, so that the file stays whole."""
_FOR_PSQL_ALONE = re.compile(r"^\\(un)?restrict .*\n", re.MULTILINE)


class Program:
    """The commands of the version that is installed here, on a home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        ours = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
        self.environment = ours | {"TRAJECT_HOME": str(home), "TRAJECT_USER": "coordinator@proefdam.example"}

    @staticmethod
    def command(*arguments: str) -> list[str]:
        return [sys.executable, "-c", "from cli.main import main; main()", *arguments]

    def __call__(self, *arguments: str) -> str:
        """What it prints. A busy machine may not answer in time; what is said again here goes in once.

        Raises:
            SystemExit: it fails again and again.
        """
        problem = ""
        for _ in range(ATTEMPTS):
            done = subprocess.run(
                self.command(*arguments), env=self.environment, capture_output=True, text=True, check=False
            )
            if done.returncode == 0:
                return done.stdout
            problem = done.stdout + done.stderr
        raise SystemExit(f"traject {' '.join(arguments)}\n{problem}")

    @contextmanager
    def up(self) -> Iterator[None]:
        """Everything runs inside the block, and is stopped in order."""
        with subprocess.Popen(self.command("up", "--no-portal"), env=self.environment) as process:
            try:
                self("status", "--wait", "120")
                yield
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(60)

    def dump(self) -> str:
        """Schema and rows of Postgres as SQL that any client can run."""
        state = json.loads((self.home / "state.json").read_text())
        address = state["endpoints"]["database_url"].replace("+psycopg", "")
        options = ("--inserts", "--rows-per-insert=200", "--no-owner", "--no-privileges")
        dumped = subprocess.run(
            [str(find_postgres() / "pg_dump"), *options, address], capture_output=True, text=True, check=True
        )
        return _FOR_PSQL_ALONE.sub("", dumped.stdout)

    def store(self, copy: Path) -> bytes:
        """Temporal's file, once it is stopped, without what was deleted from it and the name of this machine."""
        with closing(sqlite3.connect(self.home / "temporal/temporal.sqlite")) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        return _A_PROCESS.sub(lambda found: found[1] + b"x" * len(found[2]), copy.read_bytes())


def definition(file: Path) -> Path:
    """The town's own definition: a copy of the standard one under another name."""
    text = (FOLDER.parents[1] / "domain/programmes/kixworks-2022.toml").read_text(encoding="utf-8")
    file.write_text(re.sub(r'(?m)^id = ".*"$', f'id = "{story.OWN}"', text, count=1), encoding="utf-8")
    return file


def live(program: Program, folder: Path) -> tuple[str, dict[str, object]]:
    """Let the town live; the dump of its database, and what must be found again."""
    moment = datetime.now(UTC)
    today = moment.astimezone(ZoneInfo("Europe/Amsterdam")).date()
    with program.up():
        program("programme", "add", str(definition(folder / "own.toml")))
        program("import", str(story.write(folder / "lists", today)))
        for command in story.commands(today):
            program(*command, "--message-id", str(uuid4()))
        program("settle")
        program("doctor")
        phases = {key: json.loads(program("journey", key, "--json"))["phase"] for key in story.PHASES}
        if phases != story.PHASES:
            raise SystemExit(f"not as the story says: {phases}")
        tasks = sorted(task["id"] for task in json.loads(program("tasks", "--json"))["tasks"])
        dumped = program.dump()
    return dumped, {"version": version("trajectvolger"), "at": moment.isoformat(), "phases": phases, "tasks": tasks}


def main() -> None:
    """Record the version that is installed here."""
    release = FOLDER / version("trajectvolger")
    if release.exists():
        raise SystemExit(f"{release} is there already: what was released is never recorded again")
    with tempfile.TemporaryDirectory(prefix="tv-") as name:
        folder = Path(name)
        program = Program(folder / "home")
        dumped, expected = live(program, folder)
        release.mkdir()
        (release / STORE).write_bytes(lzma.compress(program.store(folder / "copy.sqlite")))
        (release / FACTS).write_bytes(lzma.compress(dumped.encode()))
        shutil.copyfile(program.home / KEY, release / KEY)
        (release / EXPECTED).write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")
    sizes = {file.name: file.stat().st_size for file in sorted(release.iterdir())}
    sys.stdout.write(f"{release}: {sizes}\n")


if __name__ == "__main__":
    main()
