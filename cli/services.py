"""`traject up` and the parts of a deployment: what runs until somebody stops it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import Failed
from cli.language import say
from cli.output import line

if TYPE_CHECKING:
    from workers.embedded import Running

Host = Annotated[str, typer.Option("--host", metavar="ADRES", help="Waarop het portaal luistert.")]
Port = Annotated[int, typer.Option("--port", metavar="POORT", min=1, max=65535, help="De poort van het portaal.")]
NoPortal = Annotated[bool, typer.Option("--no-portal", help="Zonder portaal.")]


def up(host: Host = "127.0.0.1", port: Port = 8000, no_portal: NoPortal = False) -> None:  # noqa: ARG001 - for the portal
    """Start alles op deze machine: Postgres, Temporal en de worker. Ctrl-C stopt alles netjes.

    De gegevens staan in TRAJECT_HOME. Het portaal komt in een volgende versie; --host en --port zijn daarvoor.
    """
    from cli.logbook import home

    async def run() -> None:
        async with services() as running:
            announce(running)
            if not no_portal:
                line(say("Het portaal komt in een volgende versie.", "The portal comes in a later release."), "dim")
            await until_stopped()
            line(say("Stoppen …", "Stopping …"), "dim")

    line(say(f"Starten in {home()} …", f"Starting in {home()} …"), "dim")
    asyncio.run(run())


@contextlib.asynccontextmanager
async def services() -> "AsyncIterator[Running]":
    """The embedded servers, the newest schema and a worker beside them, watched until the block ends."""
    from cli import logbook
    from embedded.supervisor import Supervisor
    from storage import migrate
    from workers.connection import SEARCH_ATTRIBUTES, insist_on_search_attributes
    from workers.embedded import attached, settings_of
    from workers.upkeep import kept_up

    logbook.begin()
    home = logbook.home()
    supervisor = Supervisor(home, search_attributes=SEARCH_ATTRIBUTES)
    with supervisor as endpoints:
        await asyncio.to_thread(migrate.upgrade, endpoints.database_url)
        settings = settings_of(home, endpoints)
        async with attached(settings, endpoints) as running:
            await insist_on_search_attributes(running.client)
            async with kept_up(supervisor, settings, running.client):
                yield running


def announce(running: "Running") -> None:
    """Say what runs and where to look."""
    line(say("Alles draait. Stop met Ctrl-C.", "Everything runs. Stop with Ctrl-C."), "bold")
    line(f"  Temporal: {running.endpoints.temporal_ui_url}")


async def until_stopped() -> None:
    """Wait for SIGINT or SIGTERM."""
    from workers.worker import stopped_by_signals

    stop = asyncio.Event()
    with stopped_by_signals(stop):
        await stop.wait()


def worker(
    migrate: Annotated[bool, typer.Option("--migrate", help="Werk eerst het schema van de database bij.")] = False,
) -> None:
    """Eén worker, voor een omgeving met een eigen Temporal en Postgres (DATABASE_URL, TEMPORAL_ADDRESS, …)."""
    from workers import logs
    from workers.__main__ import work
    from workers.settings import read_settings

    settings = read_settings()
    logs.configure(settings.log_format, settings.log_level)
    if migrate:
        _upgrade(settings.database)
    asyncio.run(work(settings))


def portal() -> None:
    """Het portaal alleen; nog geen deel van deze versie."""
    raise Failed(say("Het portaal is nog geen deel van deze versie.", "The portal is no part of this release yet."))


def migrate() -> None:
    """Werk het schema van de database bij (DATABASE_URL, of de ingebouwde Postgres)."""
    from cli.places import database_url

    with database_url() as url:
        _upgrade(url)
    line(say("Het schema is bij.", "The schema is up to date."))


def _upgrade(url: str) -> None:
    from storage import migrate as migrations

    migrations.upgrade(url)
