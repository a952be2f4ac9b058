"""One Postgres, on a socket in a folder of its own, for the programs of this home only."""

import os
import shutil
import signal
import sys
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
import structlog
from psycopg.pq import Conninfo

from embedded import binaries
from embedded.child import Child, Task
from embedded.errors import PartStopped
from embedded.home import Home
from embedded.identity import SAME
from embedded.sockets import PORT, SocketFolder
from embedded.stragglers import stop_stragglers

USER = DATABASE = "traject"
INITDB_SECONDS, READY_SECONDS = 120.0, 120.0  # a slow disk; a recovery after a power cut
RECOVERING = b", elapsed time: "
"""What it says every ten seconds while a recovery makes progress. One that is broken off begins all over again."""
STOP = {signal.SIGINT: 20.0, signal.SIGQUIT: 10.0, signal.SIGKILL: 10.0}
AT_ONCE = {signal.SIGKILL: 10.0}
# Its own folder by a name that needs no passage through the parents, which may be closed to its identity.
HERE = "/proc/self/cwd" if sys.platform == "linux" else "."
# What a connection would else take from inherited PG* variables, as far as an address can say it.
EXPLICIT = {
    "port": str(PORT),
    "sslmode": "disable",
    "sslnegotiation": "postgres",
    "gssencmode": "disable",
    "channel_binding": "disable",
    "require_auth": "none",
    "target_session_attrs": "any",
    "client_encoding": "utf8",
    "options": "-cTimeZone=UTC",
}
NOT_IN_AN_ADDRESS = {"PGTZ", "PGDATESTYLE", "PGGEQO", "PGSYSCONFDIR"}

SETTINGS = (
    *("-c", "listen_addresses=", "-c", "unix_socket_permissions=0700", "-p", str(PORT)),
    *("-c", "wal_recycle=off"),  # an old log is deleted, not kept for its room with what people said in it
    *("-c", "log_error_verbosity=terse"),  # no values of rows in its messages
)
INITDB = (
    *("-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C"),  # trust: who reaches the socket may enter
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums"),
    *("-c", "dynamic_shared_memory_type=mmap"),  # containers have a small /dev/shm
)

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Postgres:
    """`start` and `stop` as often as needed, on the same data; `wait_until_ready` after each start."""

    name = "Postgres"

    def __init__(self, home: Home) -> None:
        self.home = home
        self.log = home.logs / "postgres.log"
        self.child: Child | None = None
        self._programs, self._identity = Path(), SAME
        self._socket_folder = SocketFolder(home)

    def start(self) -> None:
        """Recover from a crash, make the data folder if there is none yet, and start.

        Raises:
            EmbeddedError: it cannot be started; each kind says why.
        """
        self._programs, self._identity = binaries.settle(self.home)
        with self.home.failures_told():
            self._clear_leftovers()
            if not self.home.postgres.exists():
                self._create()
            self._identity.own(self.home.postgres)
            self._socket_folder.prepare(self._identity)
            where = ("-D", HERE, "-k", self._socket_folder.for_server)
            self.child = Child(self._task("postgres", *where, *SETTINGS))

    def _task(self, program: str, *arguments: str, folder: Path | None = None) -> Task:
        return Task(
            part=self.name,
            command=(str(self._programs / program), *arguments),
            folder=folder or self.home.postgres,
            log=self.log,
            death_signal=signal.SIGINT,  # "fast shutdown": clean, without waiting for clients
            identity=self._identity,
        )

    def _create(self) -> None:
        """Into a new folder, renamed when done: a data folder is whole or it is not there."""
        draft = self.home.folder / "postgres.new"
        stop_stragglers(draft)
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700)
        self._identity.own(draft)
        Child(self._task("initdb", "-D", HERE, *INITDB, folder=draft)).finish(INITDB_SECONDS)
        draft.rename(self.home.postgres)

    def _clear_leftovers(self) -> None:
        """After a crash: servers that live on, and a file whose process number may be another's by now."""
        stop_stragglers(self.home.postgres)
        (self.home.postgres / "postmaster.pid").unlink(missing_ok=True)

    def wait_until_ready(self) -> None:
        """Until it takes connections and has our database, however long a recovery takes that makes progress.

        Raises:
            EmbeddedError: it ended, or was not ready in time.
        """
        if self.child is None:
            raise PartStopped(self.name, self.log, None)
        self.child.wait_until(self._says_ready, READY_SECONDS, RECOVERING)
        try:
            self._create_database()
        except psycopg.OperationalError as error:
            raise self.child.failure() from error

    def _says_ready(self) -> bool:
        try:
            lines = (self.home.postgres / "postmaster.pid").read_text(errors="replace").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready"  # noqa: PLR2004  its eighth line

    def _create_database(self) -> None:
        address = self.url("postgres").replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
            row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
            if row is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def url(self, database: str = DATABASE) -> str:
        """For SQLAlchemy with psycopg 3."""
        query = urlencode({"host": str(self._socket_folder.path)} | EXPLICIT, quote_via=quote, safe="/")
        return f"postgresql+psycopg://{USER}@/{database}?{query}"

    def halt(self) -> None:
        """Cleanly: open transactions are rolled back, all that was committed is on disk."""
        if self.child is not None:
            self.child.stop(STOP)

    def kill(self) -> None:
        """All its processes at once, when it answers nobody and so will not hear a request either.

        What was committed is recovered at the next start.
        """
        if self.child is not None:
            self.child.stop(AT_ONCE)
        stop_stragglers(self.home.postgres, AT_ONCE)

    def stop(self) -> None:
        self.halt()
        self._socket_folder.remove()


def forget_inherited_settings() -> None:
    """Take the PG* variables out of this process's environment: they mean another Postgres than ours.

    Some, such as PGSERVICE and PGHOSTADDR, go before any address.
    """
    known = {option.envvar.decode() for option in Conninfo.get_defaults() if option.envvar}
    for name in (known | NOT_IN_AN_ADDRESS) & os.environ.keys():
        log.info("setting left out: it is for another Postgres", name=name)
        del os.environ[name]
