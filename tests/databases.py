"""A real Postgres that is gone afterwards, and databases in it: for tests and benchmarks."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg

from embedded.home import Home
from embedded.postgres import Postgres
from embedded.testing import temporary_folder

TEMPLATE, STOCKED = "migrated", "stocked"
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "256MB"}
"""Nobody pulls the plug in a test, and what it wrote once is not kept."""


@contextmanager
def new_postgres(*, hasty: bool = True) -> Iterator[Postgres]:
    """The embedded one on a new folder; a hasty one leaves nothing to the disk.

    On a busy disk it takes half a second to make a database, in memory a twentieth.
    """
    with temporary_folder(on_disk=not hasty) as folder:
        home = Home(folder)
        home.prepare()
        server = Postgres(home)
        server.start()
        try:
            server.wait_until_ready()
            for name, value in HASTY.items() if hasty else ():
                administer(server, f"ALTER SYSTEM SET {name} = '{value}'")
            administer(server, "SELECT pg_reload_conf()")
            yield server
        finally:
            server.stop()


def administer(server: Postgres, statement: str) -> None:
    """One statement outside any database under test."""
    address = server.url("postgres").replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def new_database(server: Postgres, how: str = "") -> Iterator[str]:
    """The address of a database of its own, gone afterwards; `how` says what it is made of."""
    name = f"test_{os.getpid()}_{uuid4().hex[:12]}"
    administer(server, f"CREATE DATABASE {name} {how}")
    try:
        yield server.url(name)
    finally:
        administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def copy_of(template: str) -> str:
    """How a database is made that begins with what a template holds."""
    return f"TEMPLATE {template} STRATEGY file_copy"
