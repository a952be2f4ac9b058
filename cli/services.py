"""`traject up` and the parts of a deployment: what runs until somebody stops it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import Failed
from cli.language import say
from cli.output import line

if TYPE_CHECKING:
    from workers.embedded import Running
    from workers.settings import Settings

LAST_PORT = 65535
Host = Annotated[str, typer.Option("--host", metavar="ADRES", help="Waarop het portaal luistert.")]
Port = Annotated[int, typer.Option("--port", metavar="POORT", min=1, max=LAST_PORT, help="De poort van het portaal.")]
NoPortal = Annotated[bool, typer.Option("--no-portal", help="Zonder portaal.")]


def up(host: Host = "127.0.0.1", port: Port = 8000, no_portal: NoPortal = False) -> None:
    """Start alles op deze machine: Postgres, Temporal, de worker en het portaal. Ctrl-C stopt alles netjes.

    De gegevens staan in TRAJECT_HOME. Accounts voor het portaal maakt: traject account add.
    """
    from cli.logbook import home

    async def run() -> None:
        async with services() as running:
            announce(running)
            with stopped() as stop:
                async with beside(running, host, port, wanted=not no_portal):
                    await stop.wait()
            line(say("Stoppen …", "Stopping …"), "dim")

    line(say(f"Starten in {home()} …", f"Starting in {home()} …"), "dim")
    asyncio.run(run())


@contextlib.asynccontextmanager
async def services() -> "AsyncIterator[Running]":
    """The embedded servers, the newest schema and a worker beside them, watched until the block ends."""
    from cli import logbook
    from embedded.supervisor import Supervisor
    from workers.connection import SEARCH_ATTRIBUTES
    from workers.embedded import begun, settings_of
    from workers.upkeep import in_spite_of_restarts, kept_up

    logbook.begin()
    home = logbook.home()
    supervisor = Supervisor(home, search_attributes=SEARCH_ATTRIBUTES)
    with supervisor as endpoints:
        async with contextlib.AsyncExitStack() as stack:
            running = await in_spite_of_restarts(supervisor, lambda: begun(stack, home, endpoints))
            await stack.enter_async_context(kept_up(supervisor, settings_of(home, endpoints), running.client))
            yield running


def announce(running: "Running") -> None:
    """Say what runs and where to look."""
    line(say("Alles draait. Stop met Ctrl-C.", "Everything runs. Stop with Ctrl-C."), "bold")
    line(f"  Temporal: {running.endpoints.temporal_ui_url}")


@contextlib.asynccontextmanager
async def beside(running: "Running", host: str, port: int, *, wanted: bool = True) -> "AsyncIterator[str]":
    """The portal in a process of its own, unless somebody does without; its address, empty when it does not answer."""
    if not wanted:
        yield ""
        return
    from cli.logbook import home
    from portal.beside import Start, started_beside
    from workers.embedded import settings_of

    async with started_beside(settings_of(home(), running.endpoints), host, port) as start:
        address = f"http://{host}:{port}" if start is Start.ANSWERS else ""
        if address:
            line(f"  {say('Portaal', 'Portal')}:  {address}")
        elif start is Start.PORT_TAKEN:
            line(_port_taken(port), "red")
        else:
            line(
                say(f"Het portaal start niet op {host}:{port}.", f"The portal does not start at {host}:{port}."), "red"
            )
        yield address


def _port_taken(port: int) -> str:
    other = port + 1 if port < LAST_PORT else port - 1
    return say(
        f"Poort {port} is bezet door een ander programma. Kies een andere voor het portaal, zoals --port {other}.",
        f"Port {port} is taken by another program. Choose another one for the portal, such as --port {other}.",
    )


@contextlib.contextmanager
def stopped() -> "Iterator[asyncio.Event]":
    """Set by SIGINT or SIGTERM, from now on: also while the portal is still starting."""
    from workers.worker import stopped_by_signals

    stop = asyncio.Event()
    with stopped_by_signals(stop):
        yield stop


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


def portal(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Het portaal alleen: voor een omgeving met eigen servers (DATABASE_URL, …), of bij wat in TRAJECT_HOME draait."""
    from portal import serving
    from portal.beside import is_taken
    from portal.settings import PortalSettings
    from workers import logs

    settings = _settings()
    if is_taken(host, port):
        raise Failed(_port_taken(port))
    logs.configure(settings.log_format, settings.log_level)
    asyncio.run(serving.serve(settings, PortalSettings(host=host, port=port)))


def _settings() -> "Settings":
    """Of the deployment that the environment names, or of the servers that run for this home."""
    from cli.logbook import home
    from cli.places import is_deployment
    from embedded.supervisor import running
    from workers.embedded import settings_of
    from workers.settings import read_settings

    if is_deployment():
        return read_settings()
    endpoints = running(home())
    if endpoints is None:
        raise Failed(say("Er draait niets; begin met: traject up", "Nothing runs; begin with: traject up"))
    return settings_of(home(), endpoints)


def migrate() -> None:
    """Werk het schema van de database bij (DATABASE_URL, of de ingebouwde Postgres)."""
    from cli.places import database_url

    with database_url() as url:
        _upgrade(url)
    line(say("Het schema is bij.", "The schema is up to date."))


def _upgrade(url: str) -> None:
    from storage import migrate as migrations

    migrations.upgrade(url)
