"""Brings a database to the newest schema, from code: there is no alembic.ini, and no command to forget."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.engine import FOR_LONG_WORK, make_engine
from storage.errors import StorageNewer, translated

_ONE_AT_A_TIME = 4_117_202_611  # any number, as long as nothing else locks it


def upgrade(url: str, revision: str = "head") -> None:
    """Apply what is missing, all of it or nothing. Two at once wait for each other; waits for locks are short.

    Raises:
        StorageUnavailable: no database, or somebody held a table for longer than the lock time-out. Try again.
        StorageNewer: a later version of this program was here.
    """
    with _connection(url) as connection:
        upgrade_within(connection, revision)
        connection.commit()


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """The same as part of a transaction, which is the caller's to commit."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ONE_AT_A_TIME})
    applied(connection)
    command.upgrade(_config(connection), revision)


def pending(url: str) -> bool:
    """Whether migrations wait to be applied; an empty database has them all to come.

    Raises:
        StorageUnavailable: no database.
        StorageNewer: a later version of this program was here.
    """
    with _connection(url) as connection:
        return applied(connection) != set(revisions()[-1:])


def applied(connection: Connection) -> set[str]:
    """The newest revision of the database; none of an empty one."""
    applied = set(MigrationContext.configure(connection).get_current_heads())
    if not applied <= set(revisions()):
        raise StorageNewer
    return applied


def revisions() -> list[str]:
    """All revisions, oldest first."""
    scripts = ScriptDirectory.from_config(_config(None))
    return [script.revision for script in scripts.walk_revisions()][::-1]


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    engine = make_engine(url, pool_size=1, limits=FOR_LONG_WORK)
    try:
        with translated(), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _config(connection: Connection | None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
