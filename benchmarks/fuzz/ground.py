"""Where cases are tried: a real Postgres with fresh databases, and the real mailbox without Temporal behind it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from anyio import to_thread
from sqlalchemy import Engine
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.messages import Answer, Enclosure, Message, RecordInput
from activities.record import Recorder
from benchmarks.fuzz.exploring import NotAsPromised
from domain.ids import traject_workflow
from embedded.postgres import Postgres
from storage.engine import FOR_LONG_WORK, make_engine
from storage.migrate import upgrade
from storage.programmes import Programmes
from storage.subject_keys import KeyRing
from tests.databases import STOCKED, TEMPLATE, administer, copy_of, new_database, new_postgres
from tests.portal import stock
from workers.client import Mailbox

MASTER_KEY = stock.MASTER_KEY
_PATIENCE = 120.0
"""Seconds: a busy machine is no fault of what is tried here."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A server with two templates: the newest schema, and that with the sample of today in it."""

    server: Postgres

    @contextmanager
    def empty(self) -> Iterator[Engine]:
        """A database of its own for a batch."""
        with self._copy(TEMPLATE) as engine:
            yield engine

    @contextmanager
    def stocked(self) -> Iterator[Engine]:
        """The same with trajects, people and accounts."""
        with self._copy(STOCKED) as engine:
            yield engine

    @contextmanager
    def _copy(self, template: str) -> Iterator[Engine]:
        with new_database(self.server, copy_of(template)) as url:
            engine = make_engine(url, pool_size=8, limits=FOR_LONG_WORK)
            try:
                yield engine
            finally:
                engine.dispose()


@contextmanager
def new_ground() -> Iterator[Ground]:
    """A server for a long run, gone afterwards."""
    with new_postgres() as server, tempfile.TemporaryDirectory() as folder:
        _make_templates(server, Path(folder))
        yield Ground(server)


def _make_templates(server: Postgres, folder: Path) -> None:
    administer(server, f"CREATE DATABASE {TEMPLATE}")
    upgrade(server.url(TEMPLATE))
    administer(server, f"CREATE DATABASE {STOCKED} {copy_of(TEMPLATE)}")
    engine = make_engine(server.url(STOCKED), limits=FOR_LONG_WORK)
    stock.fill(engine, folder)
    stock.make_accounts(engine)
    engine.dispose()


class Straight:
    """In the place of Temporal's client: hands a message to the activity as its workflow would, coded and decoded."""

    def __init__(self, engine: Engine) -> None:
        self._recorder = Recorder(engine, Programmes(), KeyRing(MASTER_KEY))

    async def execute_update_with_start_workflow(
        self,
        _update: object,
        message: Message,
        *,
        start_workflow_operation: WithStartWorkflowOperation[Any, Any],
        rpc_timeout: object = None,
    ) -> Answer:
        """As the client of the SDK does: an answer, or why not."""
        del rpc_timeout
        asked = start_workflow_operation._start_workflow_input  # noqa: SLF001 - it has no other way to tell
        said = Message.model_validate_json(message.model_dump_json())
        given = RecordInput(subject=asked.id, traject=asked.args[0].traject, today=stock.today(), message=said)
        try:
            answer = await to_thread.run_sync(self._recorder.record, given)
        except ApplicationError as error:
            raise NotAsPromised(f"{error.type}: {error.__context__}") from error
        if answer.refused is not None:
            because = answer.refused
            raise WorkflowUpdateFailedError(
                ApplicationError(because.en, because.rule, because.nl, because.en, type=because.code)
            )
        return Answer.model_validate_json(answer.model_dump_json())


def mailbox(engine: Engine) -> Mailbox:
    """The product's own, on this database."""
    return Mailbox(cast("Client", Straight(engine)), engine, KeyRing(MASTER_KEY), patience=_PATIENCE)


async def say(
    box: Mailbox, traject: UUID, message: Message, enclosure: Enclosure | None = None, subject: str | None = None
) -> Answer:
    """To the traject's own workflow, unless another is named."""
    return await box.say(subject or traject_workflow(traject), traject, message, enclosure)
