"""The two servers of a deployment, each started on its own as a container would: no supervisor, no home."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from embedded import binaries
from embedded.child import Child, Task
from embedded.home import Home
from embedded.identity import Identity
from embedded.postgres import HERE
from embedded.testing import free_port, until
from tests.databases import HASTY

PASSWORD = "wachtwoord-van-een-proef"  # noqa: S105  of a server that lives for a test
_ENTRY = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"


@contextmanager
def postgres(folder: Path, initdb: Sequence[str], user: str) -> Iterator[str]:
    """A Postgres over TCP that asks for a password; gives `server:port`. `initdb` are more options of that program."""
    home = Home(folder)
    home.prepare()
    programs, identity = binaries.settle(home)
    with ExitStack() as claims:
        port = claims.enter_context(free_port())
        _create(home, identity, programs, (*initdb, f"--username={user}"))
        address = ("-c", "listen_addresses=127.0.0.1", "-k", ".", "-p", str(port))
        settings = [part for name, value in HASTY.items() for part in ("-c", f"{name}={value}")]
        server = Child(_task(home, identity, str(programs / "postgres"), "-D", HERE, *address, *settings))
        try:
            until(lambda: _has_password(home.postgres, port, user), "Postgres starts")
            yield f"127.0.0.1:{port}"
        finally:
            server.stop({signal.SIGINT: 20.0, signal.SIGKILL: 10.0})


def _create(home: Home, identity: Identity, programs: Path, options: Sequence[str]) -> None:
    home.postgres.mkdir(mode=0o700)
    identity.own(home.postgres)
    command = (str(programs / "initdb"), "-D", HERE, "--auth=trust", *options)
    Child(_task(home, identity, *command)).finish(60)
    (home.postgres / "pg_hba.conf").write_text(_ENTRY)


def _task(home: Home, identity: Identity, *command: str) -> Task:
    return Task("Postgres", command, home.postgres, home.logs / "postgres.log", signal.SIGINT, identity)


def _has_password(folder: Path, port: int, user: str) -> bool:
    try:
        with psycopg.connect(host=str(folder), port=port, user=user, dbname="postgres", autocommit=True) as connection:
            connection.execute(f"ALTER ROLE {user} PASSWORD '{PASSWORD}'".encode())
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def temporal(folder: Path) -> Iterator[str]:
    """A Temporal without our namespace and without search attributes; gives `server:port`."""
    with ExitStack() as claims:
        port, http, metrics = (str(claims.enter_context(free_port())) for _ in range(3))
        ports = ("--port", port, "--http-port", http, "--metrics-port", metrics)
        program = str(binaries.find_temporal())
        options = ("--ip", "127.0.0.1", *ports, "--headless", "--db-filename", "temporal.sqlite", "--log-level", "warn")
        task = Task(
            "Temporal", (program, "server", "start-dev", *options), folder, folder / "temporal.log", signal.SIGTERM
        )
        server = Child(task)
        try:
            yield f"127.0.0.1:{port}"
        finally:
            server.stop({signal.SIGTERM: 15.0, signal.SIGKILL: 10.0})
