"""`traject status`: ready or not, part by part, with what to do about it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from cli.language import say
from cli.options import Json
from cli.output import print_json, show, table

if TYPE_CHECKING:
    from temporalio.client import Client

    from workers.settings import Settings

PAUSE = 0.5
Wait = Annotated[float, typer.Option("--wait", metavar="SECONDEN", min=0, help="Wacht zo lang tot alles klaar is.")]


@dataclass(frozen=True, slots=True)
class Part:
    """One part, and when it is not ready, why."""

    name: str
    ready: bool
    why: str = ""


PARTS = ("postgres", "migrations", "temporal", "search_attributes", "worker")


def status(wait: Wait = 0, json: Json = False) -> None:
    """Klaar of niet, deel voor deel: Postgres, migraties, Temporal, zoekvelden, worker. Status 0 als alles klaar is."""
    from cli import logbook

    logbook.begin()
    until = monotonic() + wait
    parts = asyncio.run(_look())
    while not _ready(parts) and monotonic() < until:
        parts = asyncio.run(_pause_and_look())
    if json:
        print_json({"ready": _ready(parts), "parts": {p.name: {"ready": p.ready, "why": p.why or None} for p in parts}})
    else:
        _show(parts)
    if not _ready(parts):
        raise typer.Exit(1)


def _ready(parts: list[Part]) -> bool:
    return all(part.ready for part in parts)


async def _pause_and_look() -> list[Part]:
    await asyncio.sleep(PAUSE)
    return await _look()


async def _look() -> list[Part]:
    settings = _settings()
    if settings is None:
        why = say("niets draait hier; start met `traject up`", "nothing runs here; start with `traject up`")
        return [Part(name, ready=False, why=why) for name in PARTS]
    return [*await asyncio.to_thread(lambda: list(_database(settings))), *await _temporal(settings)]


def _settings() -> "Settings | None":
    """How to reach the servers: by the environment, or by what runs for this home; None when nothing does."""
    from cli.logbook import home
    from cli.places import is_deployment
    from embedded.supervisor import running
    from workers.embedded import settings_of
    from workers.settings import read_settings

    if is_deployment():
        return read_settings()
    endpoints = running(home())
    return None if endpoints is None else settings_of(home(), endpoints)


def _database(settings: "Settings") -> Iterator[Part]:
    from sqlalchemy import text

    from storage import migrate
    from storage.engine import make_engine, reading
    from storage.errors import StorageError

    engine = make_engine(settings.database, pool_size=1)
    try:
        with reading(engine) as session:
            session.execute(text("SELECT 1"))
        yield Part("postgres", ready=True)
        behind = migrate.pending(settings.database)
        why = say("bijwerken met `traject migrate`", "bring up to date with `traject migrate`") if behind else ""
        yield Part("migrations", ready=not behind, why=why)
    except StorageError as error:
        why = say(error.nl, error.en)
        yield Part("postgres", ready=False, why=why)
        yield Part("migrations", ready=False, why=why)
    finally:
        engine.dispose()


async def _temporal(settings: "Settings") -> list[Part]:
    from storage.engine import make_engine
    from workers.connection import PATIENCE_OF_PEOPLE, connect, keys_of
    from workers.errors import TemporalAway

    engine = make_engine(settings.database, pool_size=1)
    try:
        client = await connect(
            settings.temporal_address,
            settings.temporal_namespace,
            keys_of(engine, settings.master_key),
            patience=PATIENCE_OF_PEOPLE,
        )
    except TemporalAway as error:
        why = say(error.nl, error.en)
        return [Part(name, ready=False, why=why) for name in PARTS[2:]]
    finally:
        engine.dispose()
    return [Part("temporal", ready=True), await _search_attributes(client), await _worker(client)]


async def _search_attributes(client: "Client") -> Part:
    from workers.connection import insist_on_search_attributes
    from workers.errors import CannotStart

    try:
        await insist_on_search_attributes(client)
    except CannotStart as error:
        return Part("search_attributes", ready=False, why=say(error.nl, error.en))
    return Part("search_attributes", ready=True)


async def _worker(client: "Client") -> Part:
    """Only work that comes back proves that a worker works."""
    from workers import canary
    from workflows.queue import TASK_QUEUE

    sings = await canary.sings(client, TASK_QUEUE)
    why = "" if sings else say("geen worker neemt werk aan", "no worker takes work")
    return Part("worker", ready=sings, why=why)


def _show(parts: list[Part]) -> None:
    names = {
        "postgres": "Postgres",
        "migrations": say("migraties", "migrations"),
        "temporal": "Temporal",
        "search_attributes": say("zoekvelden", "search attributes"),
        "worker": "worker",
    }
    made = table(say("deel", "part"), say("stand", "state"), say("waarom", "why"))
    for part in parts:
        state = say("klaar", "ready") if part.ready else say("niet klaar", "not ready")
        made.add_row(names[part.name], state, part.why, style="green" if part.ready else "red")
    show(made)
