"""Payloads encrypted with their subject's own key, so that destroying the key erases what histories say of somebody.

Without the key nothing is read and nothing is written: there is no way round in clear text.
"""

import asyncio
import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from functools import lru_cache
from time import monotonic
from typing import Any, ClassVar, NoReturn, Self, cast
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import (
    ActivitySerializationContext,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    EncodingPayloadConverter,
    PayloadCodec,
    PayloadConverter,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)

from storage.errors import StorageError
from workers.errors import KeyMissing, WorkersError

ENCODING = b"binary/encrypted"
_NONCE_BYTES = 12
_OF_AN_ID = 36
_PAUSE = 0.2
# What Temporal's pages ask of a workflow (its phase in words, its handlers). It is never stored, and not personal.
_SHOWN_IN_CLEAR = b"temporal.api.sdk.v1.WorkflowMetadata"


class NotReadable(WorkersError):
    """A payload that this subject's key did not make."""

    def __init__(self, workflow: str) -> None:
        super().__init__(
            nl=f"Wat bij {workflow} staat, is niet met de sleutel daarvan versleuteld.",
            en=f"What lies with {workflow} was not encrypted with its key.",
        )


class _Unreadable(EncodingPayloadConverter):
    """Tells of what the codec could not read only when somebody wants its value.

    A worker's codec that raised would have its task repeated for ever. So the SDK finds a signal or update with a wrong
    argument: it drops the one, with a line in the log, and refuses the other.
    """

    encoding = "binary/unreadable"

    def to_payload(self, value: Any) -> None:  # noqa: ANN401 - as the SDK has it
        """Nothing is written so."""

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> NoReturn:
        """Raises NotReadable."""
        del type_hint
        raise NotReadable(payload.data.decode())

    def of(self, workflow: str) -> Payload:
        """In the place of a payload of this workflow."""
        return Payload(metadata={"encoding": self.encoding.encode()}, data=workflow.encode())


_UNREADABLE = _Unreadable()


class _Converter(PydanticPayloadConverter):
    """Pydantic's JSON, and what nobody can read."""

    def __init__(self) -> None:
        super().__init__()
        self.converters = {**self.converters, _UNREADABLE.encoding.encode(): _UNREADABLE}


class Keys:
    """Subjects' keys, fetched when needed and remembered for a while.

    `fetch` gives a key or None and may block; it runs in one of `THREADS`. `seconds` after it was fetched a key is no
    longer in memory, used or not: one that was destroyed lives no longer than that, whichever process destroyed it.
    While Postgres is away it is asked again for `patience` seconds.
    """

    THREADS: ClassVar = 2

    def __init__(
        self,
        fetch: Callable[[UUID], bytes | None],
        *,
        remembered: int = 5000,
        seconds: float = 300,
        patience: float = 0,
    ) -> None:
        self._fetch = fetch
        self._remembered = remembered
        self._seconds = seconds
        self._patience = patience
        self._known: OrderedDict[UUID, tuple[float, bytes]] = OrderedDict()
        """By when they were fetched. A cipher is made when it is used: each holds eighty times what its key does."""
        self._next_sweep = 0.0
        self._sweeper: asyncio.TimerHandle | None = None
        self._threads = ThreadPoolExecutor(self.THREADS, thread_name_prefix="keys")

    def __len__(self) -> int:
        """How many are in memory."""
        return len(self._known)

    async def of(self, subject: UUID) -> AESGCM:
        """The cipher of a subject.

        Raises:
            KeyMissing: there is none, or no longer.
            StorageError: Postgres is away, and patience at an end.
        """
        since, key = self._known.get(subject, (0.0, None))
        if key is None or monotonic() - since >= self._seconds:
            key = await self._fetched(subject)
            if key is None:
                self.forget(subject)
                raise KeyMissing(subject)
            self._remember(subject, key)
        return AESGCM(key)

    def forget(self, subject: UUID) -> None:
        """Its key was destroyed just now."""
        self._known.pop(subject, None)

    async def _fetched(self, subject: UUID) -> bytes | None:
        until = monotonic() + self._patience
        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._threads, self._fetch, subject)
            except StorageError:
                if monotonic() >= until:
                    raise
            await asyncio.sleep(_PAUSE)

    def _remember(self, subject: UUID, key: bytes) -> None:
        now = monotonic()
        self._known.pop(subject, None)
        self._known[subject] = now, key
        if len(self._known) > self._remembered:
            self._known.popitem(last=False)
        if self._next_sweep <= now:  # none is to come, or its event loop ended before
            self._sweep_in(self._seconds)

    def _sweep_in(self, seconds: float) -> None:
        if self._sweeper is not None:
            self._sweeper.cancel()  # it may be late: each would go on for ever beside the others
        self._next_sweep = monotonic() + seconds
        self._sweeper = asyncio.get_running_loop().call_later(seconds, self._sweep)

    def _sweep(self) -> None:
        now, self._next_sweep = monotonic(), 0.0
        while self._known:
            since, _ = next(iter(self._known.values()))
            if since + self._seconds > now:
                self._sweep_in(since + self._seconds - now)
                return
            self._known.popitem(last=False)


class SubjectCodec(PayloadCodec, WithSerializationContext):
    """AES-GCM with the key of the workflow that a payload belongs to; the workflow's id is authenticated with it."""

    def __init__(self, keys: Keys, workflow: str | None = None) -> None:
        self._keys = keys
        self._workflow = workflow

    def with_context(self, context: SerializationContext) -> Self:
        """The codec for one workflow. An activity's payloads belong to the workflow that asked for it."""
        if isinstance(context, WorkflowSerializationContext | ActivitySerializationContext):
            return type(self)(self._keys, context.workflow_id)
        return self

    def forget(self, subject: UUID) -> None:
        """Nothing of this subject is read or written any more by whoever has this codec."""
        self._keys.forget(subject)

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Encrypt; raises KeyMissing."""
        return [await self._encrypt(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypt; raises KeyMissing. What is in clear text or another's is NotReadable once its value is asked for."""
        return [await self._decrypt(payload) for payload in payloads]

    async def _encrypt(self, payload: Payload) -> Payload:
        if _shown_in_clear(payload):
            return payload
        workflow, cipher = await self._of_subject()
        nonce = os.urandom(_NONCE_BYTES)
        sealed = cipher.encrypt(nonce, payload.SerializeToString(), workflow.encode())
        return Payload(metadata={"encoding": ENCODING}, data=nonce + sealed)

    async def _decrypt(self, payload: Payload) -> Payload:
        if _shown_in_clear(payload):
            return payload
        workflow, cipher = await self._of_subject()
        if payload.metadata.get("encoding") != ENCODING:
            return _UNREADABLE.of(workflow)
        opened = _opened(cipher, payload.data, workflow)
        if opened is None:  # the key that we remember may have been lost since, and another one given
            self._keys.forget(subject_of(workflow))
            _, cipher = await self._of_subject()
            opened = _opened(cipher, payload.data, workflow)
        if opened is None:
            return _UNREADABLE.of(workflow)
        return Payload.FromString(opened)

    async def _of_subject(self) -> tuple[str, AESGCM]:
        workflow = self._workflow or ""
        return workflow, await self._keys.of(subject_of(workflow))


def subject_of(workflow: str) -> UUID:
    """Whose key a workflow's payloads have: `participant-<uuid>` and `traject-<uuid>` each have one.

    A schedule adds the time to the id of what it starts.

    Raises:
        KeyMissing: the id names no subject.
    """
    try:
        return UUID(workflow.partition("-")[2][:_OF_AN_ID])
    except ValueError:
        raise KeyMissing(workflow or "a payload of no workflow") from None


class _Encrypted(DataConverter):
    """Only the codec depends on whose payload it is; the SDK would build all its converters anew for each message."""

    def with_context(self, context: SerializationContext) -> Self:
        bound = copy(self)
        object.__setattr__(bound, "payload_codec", cast("SubjectCodec", self.payload_codec).with_context(context))
        return bound


def encrypted(keys: Keys) -> DataConverter:
    """How everything that passes through Temporal is written: pydantic's JSON, encrypted; errors' texts too."""
    return _Encrypted(
        payload_converter_class=cast("type[PayloadConverter]", _for_everybody),
        payload_codec=SubjectCodec(keys),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


def _opened(cipher: AESGCM, data: bytes, workflow: str) -> bytes | None:
    try:
        return cipher.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], workflow.encode())
    except (InvalidTag, ValueError):  # of another key; too short to be anything
        return None


@lru_cache(maxsize=1)
def _for_everybody() -> PayloadConverter:
    """One converter, which remembers how our types are written; the SDK wants one for each workflow and step of it."""
    return _Converter()


def _shown_in_clear(payload: Payload) -> bool:
    return payload.metadata.get("messageType") == _SHOWN_IN_CLEAR
