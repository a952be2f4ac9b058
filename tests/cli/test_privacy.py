"""No name, phone number, e-mail address or note gets out of Postgres: everything else that is written is searched."""

import asyncio
import json
import re
import urllib.request
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar
from uuid import uuid4

import pytest
from google.protobuf.message import Message
from sqlalchemy import select
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowHistory
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.converter import WorkflowSerializationContext
from temporalio.service import RPCError, RPCStatusCode

from activities.search_attributes import MUNICIPALITY
from embedded.home import Home
from embedded.supervisor import Endpoints, running
from storage.engine import make_engine, reading
from storage.tables import notes, organisations, people, staff
from tests.cli.conftest import Traject
from workers.codec import ENCODING, SubjectCodec
from workers.embedded import Running, attached, settings_of
from workers.errors import KeyMissing

PERSONAL = (
    *(people.c[name] for name in ("first_name", "last_name", "phone", "email")),
    *(staff.c[name] for name in ("name", "email")),
    *(organisations.c[name] for name in ("name", "contact_name", "contact_phone", "contact_email")),
    notes.c.text,
)
SHORTEST = 5
"""Letters: fewer turn up by chance in some megabytes of encrypted text."""
PLANTED = "Zwaantje van der Plant"
TEMPORALS_FILE = {"temporal.sqlite", "temporal.sqlite-wal"}
CLEAR = ", in clear"
Found = TypeVar("Found")


@dataclass(frozen=True)
class Outside:
    """Everything that was written outside Postgres: what it is called, and its bytes."""

    pieces: dict[str, bytes]

    def tells(self, said: Collection[str]) -> dict[str, set[str]]:
        """Which of these are found, and where."""
        hits = {name: {one for one in said if _is_in(piece, one)} for name, piece in self.pieces.items()}
        return {name: found for name, found in hits.items() if found}


def _is_in(piece: bytes, said: str) -> bool:
    """As it is, or as JSON writes it; on its own, not within encrypted text that is written in letters."""
    forms = {said.encode(), json.dumps(said)[1:-1].encode()}
    return any(
        form in piece and re.search(rb"(?<![A-Za-z0-9+/])%s(?![A-Za-z0-9+/])" % re.escape(form), piece)
        for form in forms
    )


@pytest.fixture(scope="module")
def spoken(traject: Traject) -> Traject:
    """Somebody of whom everything is said that may not get out, one thing of it refused."""
    by = ("--by", "Wilhelmina.Coster@zutphen.example")
    person = ("--first-name", "Roxelana", "--last-name", "Özdemir", "--phone", "06-55511223")
    contact = ("--contact-name", "Ferdinand Bol", "--contact-email", "ferdinand@bakkerij.example")
    for arguments in (
        ("traject", "Zutphen", "Z-1", *by),
        ("registered", "Z-1", "Z-1-d01", *person, "--email", "roxelana@post.example"),
        ("intake", "Z-1-d01", "--wish", "Wil haar eigen naaiatelier beginnen"),
        ("decision", "Z-1-d01", "toegelaten", "--note", "Komt op aanraden van haar zus"),
        ("organisation", "Z-1", "Bakkerij Ferdinand", *contact),
    ):
        ended = traject("record", *arguments)
        assert ended.status == 0, ended.err
    refused = traject("record", "resume", "Z-1-d01", "--note", "Was nooit met verlof geweest")
    assert refused.status == 1
    assert traject("settle").status == 0
    return traject


@pytest.fixture(scope="module")
def personal(spoken: Traject) -> set[str]:
    """What Postgres holds of people and of what was said in their own words, and what was refused."""
    engine = make_engine(endpoints(spoken).database_url, pool_size=1)
    try:
        with reading(engine) as session:
            found = {value for column in PERSONAL for value in session.execute(select(column)).scalars() if value}
    finally:
        engine.dispose()
    return {value for value in found if len(value) >= SHORTEST} | {"Was nooit met verlof geweest"}


def endpoints(traject: Traject) -> Endpoints:
    found = running(traject.home)
    assert found is not None
    return found


def with_engine(traject: Traject, work: Callable[[Running], Awaitable[Found]]) -> Found:
    async def run() -> Found:
        where = endpoints(traject)
        async with attached(settings_of(traject.home, where), where) as found:
            return await work(found)

    return asyncio.run(run())


@pytest.fixture(scope="module")
def outside(spoken: Traject, metrics_port: int) -> Outside:
    return everything_outside(spoken, metrics_port)


def everything_outside(traject: Traject, metrics_port: int) -> Outside:
    home = Home(traject.home)
    files = [*home.temporal.iterdir(), *home.logs.iterdir()]
    pieces = {path.name: path.read_bytes() for path in files if path.is_file()}
    with urllib.request.urlopen(f"http://127.0.0.1:{metrics_port}/metrics", timeout=20) as page:
        pieces["metrics"] = page.read()
    return Outside(pieces | with_engine(traject, histories))


async def histories(found: Running) -> dict[str, bytes]:
    """Of every journey, as somebody would export it, and as who has the key can read it."""
    exported: dict[str, bytes] = {}
    async for one in found.client.list_workflows():
        if one.id.startswith(("participant-", "traject-")):
            try:
                history = await found.client.get_workflow_handle(one.id, run_id=one.run_id).fetch_history()
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
                continue  # deleted just now: the list lags behind
            exported[one.id] = history.to_json().encode()
            with suppress(KeyMissing):  # of whoever was forgotten nobody has it
                exported[one.id + CLEAR] = await in_clear(found, history)
    return exported


async def in_clear(found: Running, history: WorkflowHistory) -> bytes:
    context = WorkflowSerializationContext(found.client.namespace, history.workflow_id)
    converter = found.client.data_converter.payload_codec
    assert isinstance(converter, SubjectCodec)
    sealed = [payload for event in history.events for payload in payloads(event)]
    assert sealed
    return b"\n".join(payload.data for payload in await converter.with_context(context).decode(sealed))


def payloads(message: Message) -> Iterator[Payload]:
    """All that is encrypted in an event, however deep."""
    if isinstance(message, Payload):
        if message.metadata.get("encoding") == ENCODING:
            yield message
        return
    for _, value in message.ListFields():
        parts = value.values() if hasattr(value, "values") else value if hasattr(value, "append") else [value]
        for part in parts:
            if isinstance(part, Message):
                yield from payloads(part)


async def plant(found: Running) -> None:
    """A workflow that nobody runs, with a name where anybody can read it."""
    handle = await found.client.start_workflow(
        "Canary",
        id=f"planted-{uuid4()}",
        task_queue="nobody",
        search_attributes=TypedSearchAttributes([SearchAttributePair(MUNICIPALITY, PLANTED)]),
    )
    await handle.terminate()


def test_nothing_personal_gets_out_of_postgres(outside: Outside, personal: set[str]) -> None:
    assert {"Roxelana", "Ferdinand Bol", "Wil haar eigen naaiatelier beginnen"} <= personal
    assert len(personal) > 100
    assert outside.tells(personal) == {}


def test_what_is_searched_is_all_that_is_written(outside: Outside) -> None:
    """Ids are written everywhere: who searches in the right places finds those."""
    assert {"temporal.sqlite", "temporal.log", "postgres.log", "metrics"} <= set(outside.pieces)
    assert b"trajectvolger_open_tasks" in outside.pieces["metrics"]
    journeys = [name for name in outside.pieces if name.startswith("participant-")]
    assert any(b'"phase"' in outside.pieces[name] for name in journeys)
    assert TEMPORALS_FILE & set(outside.tells({journeys[0].removesuffix(CLEAR)}))


def test_a_name_that_is_let_out_is_found(spoken: Traject, metrics_port: int) -> None:
    log = Home(spoken.home).logs / "planted.log"
    log.write_text(f"could not call {PLANTED}: no answer\n")
    try:
        with_engine(spoken, plant)
        hits = everything_outside(spoken, metrics_port).tells({PLANTED})
    finally:
        log.unlink()
    assert set(hits) - TEMPORALS_FILE == {"planted.log"}
    assert TEMPORALS_FILE & set(hits)
