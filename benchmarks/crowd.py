"""A home full of journeys: the sample trajects, really recorded and followed, and copied in both stores.

The sample's workflows are started as the product starts those that are missing: with a wake-up that says where they
stand.
"""

import asyncio
import base64
import os
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import monotonic
from uuid import UUID

from sqlalchemy import Engine, insert, text

from activities.messages import Standing, Wake
from activities.start import Starter
from benchmarks import multiply
from benchmarks.chaos.home import RunningHome
from cli.settle import settled
from doctor.journeys import Difference, differing
from embedded.home import Home
from embedded.postgres import Postgres
from embedded.supervisor import running
from storage.engine import FOR_LONG_WORK, make_engine, reading, writing
from storage.queries.standings import SubjectStanding, standings
from storage.subject_keys import KEY_BYTES, KeyRing
from storage.tables import subject_keys
from tests.portal.copies import copy_trajects
from tests.portal.stock import MASTER_KEY, fill
from workers import canary
from workers.connection import connect, keys_of
from workers.embedded import Running, attached, settings_of
from workflows.queue import TASK_QUEUE

READY = 600.0
SAMPLE, TIMES = 100, 5
"""Workflows of a crowd that are asked where they stand, and how often at the most."""
STORE = "temporal.sqlite"
_OPEN = text("SELECT count(*) FROM participants WHERE NOT ended")
_VACUUM = text("VACUUM ANALYZE")


async def make_sample(folder: Path) -> None:
    """A home with the sample trajects of today, each workflow asleep until its next day."""
    home = at_home(folder)
    home.home.prepare()
    home.home.key_file.write_bytes(base64.b64encode(MASTER_KEY))  # that of the tests, whose tool records the sample
    home.start()
    try:
        await ready(home)
        async with at(home) as found:
            await asyncio.to_thread(_record, found.engine)
            everybody = await asyncio.to_thread(under_way, found.engine)
            await asyncio.to_thread(_give_keys, found, everybody)
            await Starter(found.client, TASK_QUEUE, found.engine).wake([as_wake(one) for one in everybody])
            assert not (await settled(found, READY))[1], "not every journey of the sample came to rest"
    finally:
        home.stop()


def make_crowd(sample: Path, folder: Path, journeys: int) -> None:
    """A home with so many participants under way at least: copies of a sample's, in towns of their own."""
    shutil.copytree(sample, folder)
    Home(folder).ports_file.unlink()  # so that both may run
    with _postgres(Home(folder)) as url:
        engine = make_engine(url, limits=FOR_LONG_WORK)
        trajects = {one.subject: one.traject for one in under_way(engine)}
        copies = range(1, _copy_facts(engine, journeys) + 1)
        originals = multiply.sleepers(folder / "temporal" / STORE, _keys_of(engine, trajects), trajects)
        keys = {number: {multiply.moved(one, number): os.urandom(KEY_BYTES) for one in trajects} for number in copies}
        _keep(engine, keys.values())
        multiply.multiply(folder / "temporal" / STORE, originals, keys)
        engine.dispose()


@contextmanager
def _postgres(home: Home) -> Iterator[str]:
    server = Postgres(home)
    server.start()
    try:
        server.wait_until_ready()
        yield server.url()
    finally:
        server.stop()


def _copy_facts(engine: Engine, journeys: int) -> int:
    """Facts, tasks and standings; gives back how many copies there are."""
    with engine.begin() as connection:
        once = connection.execute(_OPEN).scalar_one()
        times = max(0, -(-journeys // once) - 1)
        if times:
            copy_trajects(connection, times, "municipality || ' ' || n")
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(_VACUUM)
    return int(times)


def _keys_of(engine: Engine, subjects: Collection[UUID]) -> dict[UUID, bytes]:
    with reading(engine) as session:
        return KeyRing(MASTER_KEY).open(session, subjects)


def _keep(engine: Engine, keys: Iterable[Mapping[UUID, bytes]]) -> None:
    ring = KeyRing(MASTER_KEY)
    with engine.begin() as connection:
        for copy in keys:
            rows = [{"subject": subject, "wrapped": ring.wrap(subject, key)} for subject, key in copy.items()]
            connection.execute(insert(subject_keys), rows)


def at_home(folder: Path) -> RunningHome:
    """`traject up` for the home in a folder, not started; what it says goes to a file beside it."""
    return RunningHome(folder, folder.with_suffix(".log"))


async def ready(home: RunningHome) -> float:
    """Seconds until the worker of a home that was just started has done some work."""
    began = monotonic()
    while (endpoints := running(home.home.folder)) is None:
        if monotonic() - began > READY or not home.runs:
            raise TimeoutError(f"the home does not start: {home.home.folder}")
        await asyncio.sleep(0.02)
    settings = settings_of(home.home.folder, endpoints)
    engine = make_engine(settings.database, pool_size=1)
    keys = keys_of(engine, settings.master_key)
    client = await connect(settings.temporal_address, settings.temporal_namespace, keys)
    while not await canary.sings(client, TASK_QUEUE, READY):
        if monotonic() - began > READY:
            raise TimeoutError(f"the worker does not work: {home.home.folder}")
    engine.dispose()
    return monotonic() - began


@asynccontextmanager
async def at(home: RunningHome) -> AsyncIterator[Running]:
    """Connections to a home that runs."""
    endpoints = running(home.home.folder)
    if endpoints is None:
        raise RuntimeError(f"the home was ready, and is gone: {home.home.folder}")
    async with attached(settings_of(home.home.folder, endpoints), endpoints) as found:
        yield found


async def insist(found: Running, everybody: Sequence[SubjectStanding]) -> None:
    """Ask some of them where they stand: each workflow must say what the database says.

    Who was silent is asked again: a busy machine has no time to read a hundred from Temporal at once.
    """
    asked = random.Random(1).sample(everybody, min(SAMPLE, len(everybody)))
    for again in reversed(range(TIMES)):
        differ = await differing(found.client, asked)
        asked = [one.subject for one in differ if one.difference is Difference.SILENT]
        if len(differ) > len(asked) or (differ and not again):
            raise AssertionError(f"{len(differ)} of {SAMPLE} workflows differ, such as {differ[0]}")


def _record(engine: Engine) -> None:
    with tempfile.TemporaryDirectory() as folder:
        fill(engine, Path(folder))


def under_way(engine: Engine) -> list[SubjectStanding]:
    """Trajects and participants that have not ended."""
    with reading(engine, FOR_LONG_WORK) as session:
        return [one for one in standings(session) if not one.ended]


def _give_keys(found: Running, everybody: Sequence[SubjectStanding]) -> None:
    with writing(found.engine) as session:
        found.keys.create(session, [one.subject for one in everybody])


def as_wake(one: SubjectStanding) -> Wake:
    """What tells a workflow where its subject stands."""
    named = {name: getattr(one, name) for name in Standing.model_fields if hasattr(one, name)}
    return Wake(workflow=one.workflow, traject=one.traject, standing=Standing(**named))
