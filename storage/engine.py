"""Connections that give up in time, and two kinds of session: who reads gets one that cannot write.

Needs Postgres 17 or newer, whose `transaction_timeout` ends on the server what a client no longer waits for.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NewType, TypeVar

import psycopg
from psycopg.abc import PQGen
from pydantic_core import from_json, to_json
from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from storage.errors import StorageUnavailable, translated

ReadSession = NewType("ReadSession", Connection)
WriteSession = NewType("WriteSession", Connection)
Row = TypeVar("Row")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds. The server ends a statement, a wait for a lock, a transaction; the client stops waiting a bit later.

    `commit` is how old a transaction may be when it asks to commit. It is below `transaction`, so that whatever a
    frozen server finds in its mailbox when it thaws comes too late and is rolled back.
    """

    statement: float
    lock: float
    commit: float
    transaction: float
    patience: float

    def _settings(self) -> dict[str, int]:
        """The server's share, in milliseconds."""
        settings = {
            "statement_timeout": self.statement,
            "lock_timeout": self.lock,
            "transaction_timeout": self.transaction,
            "idle_in_transaction_session_timeout": self.transaction,
        }
        return {name: round(seconds * 1000) for name, seconds in settings.items()}

    def as_options(self) -> str:
        """The same as command-line options of the connection."""
        return " ".join(f"-c {name}={value}" for name, value in self._settings().items())

    def as_statements(self) -> str:
        """The same for one transaction that began already, whose time begins again."""
        local = "; ".join(f"SET LOCAL {name} = {value}" for name, value in self._settings().items())
        return f"SET LOCAL transaction_timeout = 0; {local}"


_PLANNING = "-c random_page_cost=1.1 -c jit=off"
"""The rows that people look at are in memory, or on a disk without a head to move; and compiling a plan takes longer
than running it."""


# A local activity has 3 s (activities/options.py); its thread must be free again by then.
FOR_PEOPLE = Limits(statement=1.8, lock=1.5, commit=2.0, transaction=2.3, patience=2.7)
# Reports over all trajects and imports at night: nobody waits at a form, but nothing may hang for ever.
FOR_LONG_WORK = Limits(statement=60, lock=10, commit=290, transaction=300, patience=310)


# A file with everything in it: whoever asked for it waits, and nobody else has to.
FOR_FILES = Limits(statement=20, lock=2, commit=60, transaction=60, patience=62)


class ImpatientConnection(psycopg.Connection[Row]):
    """A connection that is thrown away when the server does not answer by `give_up_at` (`time.monotonic()`).

    A frozen server keeps its sockets alive, so no time-out of TCP or of the server itself would free the thread.
    """

    give_up_at: float | None = None

    def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        if self.give_up_at is None:
            return super().wait(gen, interval, timeout)
        left = max(0.0, self.give_up_at - time.monotonic())
        try:
            return super().wait(gen, interval, left if timeout is None else min(left, timeout))
        except psycopg.OperationalError:
            if time.monotonic() >= self.give_up_at:
                self.close()
            raise


class _Pool(QueuePool):
    """Closes also what comes back after its end: a thread may outlive whoever waited for its answer."""

    _sqla_logger_namespace = "sqlalchemy.pool.impl.QueuePool"  # what it says stays among SQLAlchemy's own
    _over = False

    def dispose(self) -> None:
        self._over = True
        super().dispose()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        if self._over:
            super().dispose()


def make_engine(url: str | URL, *, pool_size: int = 8, limits: Limits = FOR_PEOPLE) -> Engine:
    """An engine for `postgresql+psycopg://…` (or `postgresql://…`); no connection is made yet.

    `pool_size` is the number of threads that use it at once. `sessions` take the limits from it.
    """
    address = make_url(url).set(drivername="postgresql+psycopg")
    options = f"{address.query.get('options', '')} {limits.as_options()} {_PLANNING}".strip()
    parameters: dict[str, Any] = {
        **address.translate_connect_args(username="user", database="dbname"),
        **address.query,
    }
    parameters |= {"options": options, "connect_timeout": 2, "application_name": "trajectvolger"}

    def connect() -> psycopg.Connection[Any]:
        return ImpatientConnection.connect(**parameters)

    engine = create_engine(
        address,
        creator=connect,
        poolclass=_Pool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=1,
        hide_parameters=True,  # they are personal, and errors reach logs
        json_serializer=lambda value: to_json(value).decode(),
        json_deserializer=from_json,
    )
    return engine.execution_options(limits=limits)


@contextmanager
def reading(engine: Engine, limits: Limits | None = None) -> Iterator[ReadSession]:
    """One moment of the database, read-only: all queries inside see the same. With other limits than the engine's.

    Raises:
        StorageUnavailable: see `storage.errors`.
    """
    snapshot = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    patience = (limits or _limits(engine)).patience
    with translated(), snapshot.connect() as connection, impatiently(connection, patience):
        if limits is not None:
            connection.exec_driver_sql(limits.as_statements())
        yield ReadSession(connection)


@contextmanager
def writing(engine: Engine) -> Iterator[WriteSession]:
    """One transaction, committed at the end of the block unless it took too long or an error left it.

    Raises:
        StorageUnavailable: nothing was stored, or, when the answer to COMMIT was lost, perhaps everything.
        StorageMisused: nothing was stored.
    """
    limits, began = _limits(engine), time.monotonic()
    with translated(), engine.connect() as connection, impatiently(connection, limits.patience, since=began):
        yield WriteSession(connection)
        if time.monotonic() - began > limits.commit:
            raise StorageUnavailable("too late to commit")
        connection.commit()


@contextmanager
def impatiently(connection: Connection, patience: float, since: float | None = None) -> Iterator[None]:
    """Wait for this connection `patience` seconds and no longer, all statements together."""
    wire = connection.connection.driver_connection
    if not isinstance(wire, ImpatientConnection):
        raise TypeError("the engine must come from make_engine")
    wire.give_up_at = (time.monotonic() if since is None else since) + patience
    try:
        yield
    finally:
        if not wire.closed:
            connection.rollback()
        wire.give_up_at = None


def _limits(engine: Engine) -> Limits:
    limits = engine.get_execution_options()["limits"]
    if not isinstance(limits, Limits):
        raise TypeError("the engine must come from make_engine")
    return limits
