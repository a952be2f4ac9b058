"""The way to Temporal: an encrypted connection to one namespace, and what that namespace must have."""

import asyncio
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.runtime import Runtime
from temporalio.service import KeepAliveConfig, RPCError

from activities.search_attributes import ATTRIBUTES
from storage.engine import reading, writing
from storage.subject_keys import KeyRing, MasterKeyWrong
from workers import canary
from workers.codec import Keys, encrypted
from workers.errors import CannotStart, OtherMasterKey, TemporalAway
from workflows import digest

PATIENCE = timedelta(seconds=5)
PATIENCE_OF_PEOPLE = timedelta(seconds=3)
"""Somebody at a terminal gets an answer within five seconds, the start of the command included."""
KEEP_ALIVE = KeepAliveConfig(interval_millis=11_000, timeout_millis=4_000)
"""A line can go dead without a word (a router, a sleeping machine): then calls wait until somebody finds out. The SDK
asks every 30 s and waits 15 s; a server turns away who asks more often than every 10 s."""
SEARCH_ATTRIBUTES = {
    key.name: "Datetime" if key.indexed_value_type.name == "DATETIME" else "Keyword" for key in ATTRIBUTES
}
"""Name and Temporal type of each search attribute that the namespace must have."""


def keys_of(engine: Engine, master_key: bytes, *, patience: float = 0) -> Keys:
    """The keys of subjects as Postgres holds them, unwrapped with the master key; for `patience` see `Keys`."""
    ring = KeyRing(master_key)

    def fetch(subject: UUID) -> bytes | None:
        if subject == canary.SUBJECT:
            return canary.key(master_key)
        if subject == digest.SUBJECT:
            return digest.key(master_key)
        with reading(engine) as session:
            try:
                return ring.open(session, [subject]).get(subject)
            except MasterKeyWrong:  # altered by hand, and as good as gone: the doctor gives another
                return None

    return Keys(fetch, patience=patience)


def insist_on_master_key(engine: Engine, master_key: bytes) -> None:
    """Whoever comes first seals the database with its key: a key made under another one could never be opened again.

    Raises:
        OtherMasterKey: it was sealed, or filled, with another key.
        StorageError: see `storage.errors`.
    """
    ring = KeyRing(master_key)
    with writing(engine) as session:
        if not ring.fits(session, canary.SUBJECT):
            raise OtherMasterKey
        ring.create(session, [canary.SUBJECT])
        if not ring.fits(session, canary.SUBJECT):  # somebody else came first
            raise OtherMasterKey


async def connect(
    address: str, namespace: str, keys: Keys, runtime: Runtime | None = None, patience: timedelta = PATIENCE
) -> Client:
    """A client whose payloads are encrypted.

    Raises:
        TemporalAway: nobody answers at the address within `patience`, or the namespace is not there.
    """
    try:
        # Of itself the client waits half a minute for a server that takes connections and says nothing.
        async with asyncio.timeout(patience.total_seconds()):
            client = await Client.connect(
                address,
                namespace=namespace,
                data_converter=encrypted(keys),
                runtime=runtime,
                connect_timeout=patience,
                keep_alive_config=KEEP_ALIVE,
            )
            await client.workflow_service.describe_namespace(
                DescribeNamespaceRequest(namespace=namespace), timeout=patience
            )
    except RPCError as error:
        raise TemporalAway(address, f"{namespace}: {error.status.name}") from None
    except (RuntimeError, TimeoutError):
        raise TemporalAway(address, "no connection") from None
    return client


async def insist_on_search_attributes(client: Client) -> None:
    """A missing one would make every workflow task fail and be repeated for ever.

    Raises:
        CannotStart: some are missing or of another type; says which, and the command that adds them.
    """
    answer = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace), timeout=PATIENCE
    )
    there = {name: _type_name(kind) for name, kind in answer.custom_attributes.items()}
    missing = [name for name, kind in SEARCH_ATTRIBUTES.items() if there.get(name) != kind]
    if not missing:
        return
    add = " ".join(f"--name {name} --type {SEARCH_ATTRIBUTES[name]}" for name in missing)
    command = f"temporal operator search-attribute create --namespace {client.namespace} {add}"
    raise CannotStart(
        nl=f"Temporal kent deze zoekvelden niet: {', '.join(missing)}. Voeg ze toe: {command}",
        en=f"Temporal lacks these search attributes: {', '.join(missing)}. Add them: {command}",
    )


def _type_name(kind: IndexedValueType.ValueType) -> str:
    return IndexedValueType.Name(kind).removeprefix("INDEXED_VALUE_TYPE_").capitalize()
