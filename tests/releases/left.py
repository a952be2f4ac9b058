"""What a release left behind, put into a home again: as if the last version had stopped there a moment ago."""

import json
import lzma
import shutil
from base64 import b64decode
from pathlib import Path
from typing import Any

import psycopg

from embedded.home import Home
from embedded.postgres import Postgres
from tests.releases.record import EXPECTED, FACTS, FOLDER, KEY, STORE

RELEASES = sorted(path.name for path in FOLDER.iterdir() if (path / EXPECTED).exists())


def expected(release: str) -> dict[str, Any]:
    """What was seen when it was recorded."""
    found: dict[str, Any] = json.loads((FOLDER / release / EXPECTED).read_text(encoding="utf-8"))
    return found


def load(release: str, database_url: str) -> None:
    """Fill an empty database with what the release had in its own."""
    statements = lzma.decompress((FOLDER / release / FACTS).read_bytes())
    with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statements)


def store(release: str, file: Path) -> Path:
    """Temporal's file."""
    file.write_bytes(lzma.decompress((FOLDER / release / STORE).read_bytes()))
    return file


def master_key(release: str) -> bytes:
    """What opens the keys in its database."""
    return b64decode((FOLDER / release / KEY).read_bytes())


def move_in(release: str, folder: Path) -> Path:
    """A home as the release left it, stopped."""
    home = Home(folder)
    home.prepare()
    shutil.copyfile(FOLDER / release / KEY, home.key_file)
    store(release, home.temporal / "temporal.sqlite")
    postgres = Postgres(home)
    postgres.start()
    try:
        postgres.wait_until_ready()
        load(release, postgres.url())
    finally:
        postgres.stop()
    return folder
