"""What Temporal keeps is encrypted with the subject's own key, or not written at all."""

import asyncio
import json
import os
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from sqlalchemy import delete
from temporalio.api.common.v1 import Payload
from temporalio.converter import ActivitySerializationContext, WorkflowSerializationContext

from domain import facts as f
from domain.ids import participant_workflow
from storage.engine import writing
from storage.errors import StorageUnavailable
from storage.tables import subject_keys
from tests.workflows.group import FIRST_NAMES, LAST_NAME, PHONE, Group
from tests.workflows.town import Town
from workers import codec as codec_module
from workers.codec import ENCODING, Keys, NotReadable, SubjectCodec, encrypted, subject_of
from workers.errors import KeyMissing, Refused

SUBJECT = UUID("11111111-2222-5333-8444-555555555555")
WORKFLOW = participant_workflow(SUBJECT)
SAID = Payload(metadata={"encoding": b"json/plain"}, data=b'{"phase": "programme"}')


def codec(keys: dict[UUID, bytes], workflow: str = WORKFLOW) -> SubjectCodec:
    context = WorkflowSerializationContext(namespace="traject", workflow_id=workflow)
    return SubjectCodec(Keys(keys.get)).with_context(context)


async def read(keys: dict[UUID, bytes], payload: Payload, workflow: str = WORKFLOW) -> list[Any]:
    """The value, as whoever asks for it gets it."""
    context = WorkflowSerializationContext(namespace="traject", workflow_id=workflow)
    return await encrypted(Keys(keys.get)).with_context(context).decode([payload])


async def test_what_was_encrypted_is_decrypted_again() -> None:
    both = codec({SUBJECT: os.urandom(32)})

    [sealed] = await both.encode([SAID])

    assert sealed.metadata["encoding"] == ENCODING
    assert b"programme" not in sealed.SerializeToString()
    assert await both.decode([sealed]) == [SAID]


async def test_a_worker_waits_for_a_key_while_postgres_is_away_and_a_person_does_not() -> None:
    key, answers = os.urandom(32), iter([StorageUnavailable("away"), StorageUnavailable("still")])

    def fetch(_subject: UUID) -> bytes:
        for outage in answers:
            raise outage
        return key

    with pytest.raises(StorageUnavailable, match="away"):
        await Keys(fetch).of(SUBJECT)

    sealed = (await Keys(fetch, patience=10).of(SUBJECT)).encrypt(bytes(12), b"said", None)
    assert AESGCM(key).decrypt(bytes(12), sealed, None) == b"said"


async def test_a_key_that_was_lost_and_given_anew_is_noticed_by_who_remembers_the_old_one() -> None:
    keys = {SUBJECT: os.urandom(32)}
    worker = codec(keys)
    await worker.encode([SAID])
    keys[SUBJECT] = os.urandom(32)
    [sealed] = await codec(keys).encode([SAID])

    assert await worker.decode([sealed]) == [SAID]


async def test_an_activity_uses_the_key_of_the_workflow_that_asked_for_it() -> None:
    keys = Keys({SUBJECT: os.urandom(32)}.get)
    context = ActivitySerializationContext(
        namespace="traject",
        activity_id="1",
        activity_type="record",
        activity_task_queue="traject",
        workflow_id=WORKFLOW,
        workflow_type="ParticipantJourney",
        is_local=True,
    )
    [sealed] = await SubjectCodec(keys).with_context(context).encode([SAID])

    workflow = WorkflowSerializationContext(namespace="traject", workflow_id=WORKFLOW)
    assert await SubjectCodec(keys).with_context(workflow).decode([sealed]) == [SAID]


async def test_the_same_twice_is_not_the_same_when_encrypted() -> None:
    both = codec({SUBJECT: os.urandom(32)})

    assert await both.encode([SAID]) != await both.encode([SAID])


async def test_another_key_reads_nothing() -> None:
    [sealed] = await codec({SUBJECT: os.urandom(32)}).encode([SAID])

    with pytest.raises(NotReadable):
        await read({SUBJECT: os.urandom(32)}, sealed)


async def test_a_payload_put_into_another_workflow_is_not_read_even_with_the_same_key() -> None:
    key, other = os.urandom(32), uuid4()
    [sealed] = await codec({SUBJECT: key}).encode([SAID])

    with pytest.raises(NotReadable):
        await read({other: key}, sealed, participant_workflow(other))


async def test_without_a_key_nothing_is_written_and_nothing_is_read() -> None:
    [sealed] = await codec({SUBJECT: os.urandom(32)}).encode([SAID])

    with pytest.raises(KeyMissing, match=str(SUBJECT)):
        await codec({}).encode([SAID])
    with pytest.raises(KeyMissing):
        await codec({}).decode([sealed])


async def test_without_a_workflow_nothing_is_written() -> None:
    with pytest.raises(KeyMissing):
        await SubjectCodec(Keys({SUBJECT: os.urandom(32)}.get)).encode([SAID])


async def test_clear_text_is_refused() -> None:
    with pytest.raises(NotReadable):
        await read({SUBJECT: os.urandom(32)}, SAID)


@pytest.mark.parametrize("data", [b"", b"short", bytes(12), bytes(28), bytes(500)])
async def test_what_only_looks_encrypted_is_not_read(data: bytes) -> None:
    with pytest.raises(NotReadable, match=WORKFLOW):
        await read({SUBJECT: os.urandom(32)}, Payload(metadata={"encoding": ENCODING}, data=data))


async def test_a_destroyed_key_is_forgotten_after_a_while() -> None:
    stored = {SUBJECT: os.urandom(32)}
    keys = Keys(stored.get, seconds=0)
    await keys.of(SUBJECT)
    stored.clear()

    with pytest.raises(KeyMissing):
        await keys.of(SUBJECT)


async def test_the_keys_that_were_fetched_first_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(codec_module, "monotonic", lambda: now)
    subjects = [uuid4() for _ in range(4)]
    keys = Keys(dict.fromkeys(subjects, bytes(32)).get, remembered=3, seconds=10)

    for subject in subjects:
        now += 3
        await keys.of(subject)
    assert len(keys) == 3, "there is no room for the first"
    now = 16.5
    keys._sweep()
    assert len(keys) == 2, "those of 9 and 12 have not expired"
    now = 30
    keys._sweep()
    assert len(keys) == 0


async def test_one_sweep_is_to_come_however_late_the_last_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(codec_module, "monotonic", lambda: now)
    keys = Keys(lambda _: bytes(32), seconds=1000)
    for _ in range(3):
        await keys.of(uuid4())
        now += 2000  # the event loop was busy: the sweep is due, and has not begun

    timers: list[asyncio.TimerHandle] = asyncio.get_running_loop()._scheduled  # type: ignore[attr-defined]
    assert len([each for each in timers if not each.cancelled() and each._callback == keys._sweep]) == 1  # type: ignore[attr-defined]


async def test_a_key_that_nobody_asks_for_again_does_not_stay_in_memory() -> None:
    keys = Keys({SUBJECT: os.urandom(32)}.get, seconds=0)

    await keys.of(SUBJECT)
    assert len(keys) == 1
    async with asyncio.timeout(10):
        while len(keys):  # noqa: ASYNC110 -- nobody is told when a key goes
            await asyncio.sleep(0)


async def test_only_so_many_keys_are_remembered() -> None:
    asked: list[UUID] = []

    def fetch(subject: UUID) -> bytes:
        asked.append(subject)
        return bytes(32)

    keys, first = Keys(fetch, remembered=2), uuid4()
    for subject in (first, first, uuid4(), uuid4(), first):
        await keys.of(subject)

    assert asked.count(first) == 2


def test_a_workflow_id_names_its_subject() -> None:
    assert subject_of(WORKFLOW) == SUBJECT
    with pytest.raises(KeyMissing):
        subject_of("something-else")


async def test_no_name_and_no_clear_text_is_in_any_history(town: Town) -> None:
    group = Group(town, people=2)
    await group.begun()
    with pytest.raises(Refused):
        await group.says(0, f.Reentered(participant=group.people[0], on=town.today))
    await town.settle()

    for subject in (group.subject, group.journey(0), group.journey(1)):
        history = await town.history(subject)
        for event in history.events:
            text = MessageToJson(event)
            for secret in (*FIRST_NAMES, LAST_NAME, PHONE):
                assert secret not in text
            assert [payload for payload in payloads(event) if not sealed(payload)] == []


def sealed(payload: Payload) -> bool:
    """Encrypted, or what Temporal itself notes of a local activity: its type, its attempts and when."""
    own = {"seq", "attempt", "activity_id", "activity_type", "complete_time", "backoff", "original_schedule_time"}
    own.add("activation_index")
    return payload.metadata["encoding"] == ENCODING or set(json.loads(payload.data)) <= own


def payloads(message: Message) -> Iterator[Payload]:
    """All payloads in a message but search attributes, which are meant to be searched."""
    for field, value in message.ListFields():
        if field.name in {"search_attributes", "indexed_fields"}:
            continue
        for part in _parts(value):
            if isinstance(part, Payload):
                yield part
            elif isinstance(part, Message):
                yield from payloads(part)


def _parts(value: Any) -> list[Any]:  # noqa: ANN401 -- whatever protobuf holds
    if hasattr(value, "values"):
        return list(value.values())
    return list(value) if hasattr(value, "append") else [value]


async def test_a_journey_whose_key_was_destroyed_can_no_longer_be_read(town: Town) -> None:
    group = Group(town)
    await group.created()
    await group.registered()
    with writing(town.engine) as session:
        session.execute(delete(subject_keys).where(subject_keys.c.subject == group.people[0]))

    history = await town.history(group.journey())
    sealed = history.events[0].workflow_execution_started_event_attributes.input.payloads
    context = WorkflowSerializationContext(namespace="default", workflow_id=group.journey())
    keys = Keys(lambda _subject: None)

    with pytest.raises(KeyMissing):
        await SubjectCodec(keys).with_context(context).decode(list(sealed))


async def test_temporals_own_pages_can_show_phase_and_next_day_in_words(town: Town) -> None:
    group = Group(town)
    await group.created()

    shown = await town.handle(group.subject).query("__temporal_workflow_metadata")

    assert "Fase: wacht op de kick-off. Kijkt weer op" in str(shown)
