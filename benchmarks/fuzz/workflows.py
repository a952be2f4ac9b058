"""What is handed to real workflows past the mailbox: updates, signals and queries that nobody can read or knows.

After each, somebody says something ordinary to the same workflow, and is answered.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any, Literal
from uuid import UUID, uuid4

from hypothesis import strategies as st
from sqlalchemy import select
from temporalio.client import (
    Client,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError

from activities.messages import Message
from benchmarks.fuzz.commands import Place
from benchmarks.fuzz.exploring import NotAsPromised, Property
from benchmarks.fuzz.nasty import texts
from domain import facts as f
from domain.ids import participant_workflow, traject_workflow
from embedded.supervisor import running
from storage.engine import reading
from storage.tables import participants
from workers.embedded import Running, attached, settings_of
from workers.errors import Unavailable, WorkersError

ANSWERED = 60.0
"""Seconds."""
_PATIENCE = timedelta(seconds=3)
Kind = Literal["update", "signal", "query"]
_NAMES = ("record", "standing", "standing", "__temporal_workflow_metadata", "oeps", "")
junk = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.floats(allow_nan=False), texts),
    lambda inside: st.one_of(st.lists(inside, max_size=3), st.dictionaries(texts, inside, max_size=3)),
    max_leaves=8,
)
_nearly = st.fixed_dictionaries(
    {},
    optional={
        "id": st.one_of(st.uuids().map(str), junk),
        "by": junk,
        "facts": st.one_of(junk, st.lists(st.fixed_dictionaries({"kind": texts}), max_size=2)),
        "phase": st.one_of(st.just("programme"), junk),
        "version": st.one_of(st.just(10**9), junk),
        "next_check": st.one_of(st.just("0001-01-01"), st.just("9999-12-31"), junk),
        "ended": junk,
    },
)


@dataclass(frozen=True)
class Case:
    """Something for one of the workflows; `clear`: not encrypted, as by a program that has no key."""

    which: int
    kind: Kind
    name: str
    given: tuple[Any, ...]
    clear: bool


cases = st.builds(
    Case,
    st.integers(0, 50),
    st.sampled_from(("update", "signal", "query")),
    st.one_of(st.sampled_from(_NAMES), st.sampled_from(_NAMES), texts.filter(bool)),
    st.lists(st.one_of(_nearly, _nearly, junk), max_size=2).map(tuple),
    st.booleans(),
)


@contextmanager
def opened(place: Place) -> Iterator[Property[Case]]:
    """The journeys of the worked example."""
    endpoints = running(place.home)
    if endpoints is None:
        raise RuntimeError("the home does not run")
    with asyncio.Runner() as runner:
        around = attached(settings_of(place.home, endpoints), endpoints)
        found = runner.run(around.__aenter__())
        try:
            outsider = runner.run(Client.connect(found.endpoints.temporal_address))
            people = _people(found)
            yield Property(cases, lambda case: runner.run(_holds(found, outsider, people, case)))
        finally:
            runner.run(around.__aexit__(None, None, None))


def _people(found: Running) -> list[tuple[UUID, UUID]]:
    with reading(found.engine) as session:
        query = select(participants.c.id, participants.c.traject_id).where(~participants.c.ended)
        return [(row.id, row.traject_id) for row in session.execute(query.order_by(participants.c.key))]


async def _holds(found: Running, outsider: Client, people: list[tuple[UUID, UUID]], case: Case) -> None:
    who, traject = people[case.which % len(people)]
    subject = participant_workflow(who) if case.which % 2 else traject_workflow(traject)
    client = outsider if case.clear else found.client
    handle = client.get_workflow_handle(subject)
    with suppress(*_REFUSED):
        if case.kind == "update":
            await handle.execute_update(case.name, args=[*case.given], rpc_timeout=_PATIENCE)
        elif case.kind == "query":
            await handle.query(case.name, args=[*case.given], rpc_timeout=_PATIENCE)
        else:
            await handle.signal(case.name, args=[*case.given], rpc_timeout=_PATIENCE)
    if not await _is_answered(found, subject, traject, who):
        raise NotAsPromised(f"a workflow is stuck after a {case.kind}, clear: {case.clear}")


async def _is_answered(found: Running, subject: str, traject: UUID, who: UUID) -> bool:
    """More than once where the machine is busy: a workflow that is stuck answers never."""
    message = Message(id=uuid4(), by="fuzz", facts=(f.ConsentRecorded(participant=who, consent=True),))
    until = monotonic() + ANSWERED
    while monotonic() < until:
        with suppress(Unavailable):
            await found.mailbox.say(subject, traject, message)
            return True
    return False


_REFUSED = (
    RPCError,
    RuntimeError,
    WorkersError,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
