"""A town to make backups of, and a safe: one place for copies and another for keys."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine

from activities.record import Recorder
from backup import keys, making, restoring
from backup.making import Made
from backup.restoring import Restored
from domain.terms import SessionKind
from embedded.postgres import Postgres
from storage.engine import make_engine
from storage.programmes import Programmes
from storage.subject_keys import KeyRing
from tests.activities.town import EVERYONE, MONDAY, Town
from tests.databases import copy_of, new_database

MASTER = bytes(range(32))


@dataclass(frozen=True)
class Safe:
    """Keeps copies and keys, and puts a copy back into a database of its own."""

    copies: Path
    keys: Path
    new_database: Callable[[], AbstractContextManager[str]]

    def keep(self, engine: Engine, master_key: bytes = MASTER) -> Made:
        """A second later than the one before: a copy is called after the second in which it was made."""
        now = datetime.now(UTC) + timedelta(seconds=len(list(self.copies.iterdir())))
        return making.make(engine, master_key, self.copies, self.keys, now)

    @contextmanager
    def restored(self, place: Path) -> Iterator[tuple[Engine, Restored]]:
        with self.new_database() as url:
            said = restoring.restore(url, place, keys.kept(self.keys))
            engine = make_engine(url)
            try:
                yield engine, said
            finally:
                engine.dispose()


@pytest.fixture
def safe(postgres: Postgres, tmp_path: Path) -> Safe:
    (tmp_path / "copies").mkdir()
    return Safe(tmp_path / "copies", tmp_path / "keys", partial(new_database, postgres))


@pytest.fixture
def stock(postgres: Postgres, stocked: str) -> Iterator[Engine]:
    """The sample of today, taken in as the portal's tests have it."""
    with new_database(postgres, copy_of(stocked)) as url:
        engine = make_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture
def group(engine: Engine) -> Town:
    """A traject of fifteen admitted participants, its kick-off planned for today."""
    town = town_in(engine)
    town.begin()
    town.register(*EVERYONE)
    town.admit(*EVERYONE)
    town.plan("B1", SessionKind.KICK_OFF, town.today)
    return town


def town_in(engine: Engine, today: date = MONDAY) -> Town:
    """The town as this database knows it."""
    return Town(Recorder(engine, Programmes(), KeyRing(MASTER)), engine, today=today)
