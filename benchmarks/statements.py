"""Writes down what SQLAlchemy says to Postgres in each transaction, so that a floor can say the very same."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, event


@dataclass(slots=True)
class Statement:
    """One statement as psycopg got it, and how long it took with its rows, in seconds."""

    sql: str
    parameters: Any
    seconds: float = 0.0


@dataclass(slots=True)
class Transaction:
    """Statements from the first one to the commit; `seconds` with all that happened in between."""

    began: float
    statements: list[Statement] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def in_sql(self) -> float:
        """The statements' own share of the time; the commit is not in it."""
        return sum(one.seconds for one in self.statements)


class Log:
    """Committed transactions of one engine, in the order of their commits."""

    def __init__(self) -> None:
        self.transactions: list[Transaction] = []
        self._open: dict[int, Transaction] = {}

    def take(self) -> list[Transaction]:
        """What was committed since the last time."""
        taken, self.transactions = self.transactions, []
        return taken

    def before(self, connection: Connection, _cursor: Any, sql: str, parameters: Any, *_: Any) -> None:  # noqa: ANN401
        now = perf_counter()
        transaction = self._open.setdefault(id(connection.connection.dbapi_connection), Transaction(now))
        transaction.statements.append(Statement(sql, parameters, -now))

    def after(self, connection: Connection, *_: Any) -> None:  # noqa: ANN401
        self._open[id(connection.connection.dbapi_connection)].statements[-1].seconds += perf_counter()

    def commit(self, connection: Connection) -> None:
        """Just before it: the commit's own time shows in what is left of the answer."""
        transaction = self._open.pop(id(connection.connection.dbapi_connection), None)
        if transaction is not None:
            transaction.seconds = perf_counter() - transaction.began
            self.transactions.append(transaction)

    def rollback(self, connection: Connection) -> None:
        self._open.pop(id(connection.connection.dbapi_connection), None)


@contextmanager
def written_down(engine: Engine) -> Iterator[Log]:
    """Everything that the engine's connections say inside the block."""
    log = Log()
    listeners: dict[str, Callable[..., None]] = {
        "before_cursor_execute": log.before,
        "after_cursor_execute": log.after,
        "commit": log.commit,
        "rollback": log.rollback,
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    try:
        yield log
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)
