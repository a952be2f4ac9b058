"""What was enclosed with a message that never came is removed after a day, and nothing else is."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, func, insert, select, text, update

from activities.messages import Enclosure, Note
from embedded.testing import until
from storage.engine import reading, writing
from storage.outbox import TASKS_OPENED
from storage.tables import enclosures, messages, outbox
from workers import paper_trail
from workers.metrics import Work
from workers.tidying import remove_abandoned, tidy

ENCLOSURE = Enclosure(notes=(Note(field="exit_reason", text="Verhuisd"),))


def enclose(engine: Engine, age: timedelta, message: UUID | None = None) -> UUID:
    """Something that waits for its message since so long."""
    message = message or uuid4()
    with writing(engine) as session:
        paper_trail.enclose(session, message, ENCLOSURE)
        since = text("now() - CAST(:age AS interval)").bindparams(age=age)
        session.execute(update(enclosures).where(enclosures.c.message_id == message).values(created_at=since))
    return message


def waiting(engine: Engine) -> set[UUID]:
    with reading(engine) as session:
        return set(session.execute(select(enclosures.c.message_id)).scalars())


def oldest(engine: Engine) -> float:
    families = {family.name: family for family in Work(engine).collect()}
    return float(families["trajectvolger_oldest_unhandled_seconds"].samples[0].value)


def test_only_what_is_older_than_a_day_is_removed(engine: Engine) -> None:
    enclose(engine, timedelta(hours=25))
    recent = enclose(engine, timedelta(hours=23))

    assert remove_abandoned(engine) == 1
    assert waiting(engine) == {recent}


def test_what_is_enclosed_again_counts_from_then(engine: Engine) -> None:
    message = enclose(engine, timedelta(hours=25))
    with writing(engine) as session:
        paper_trail.enclose(session, message, ENCLOSURE)

    assert remove_abandoned(engine) == 0


async def test_the_worker_tidies_when_it_begins_and_the_metric_returns_to_zero(engine: Engine) -> None:
    enclose(engine, timedelta(hours=25))
    assert oldest(engine) == pytest.approx(25 * 3600, abs=60)

    async with tidy(engine):
        await asyncio.to_thread(until, lambda: not waiting(engine), "it is removed")

    assert oldest(engine) == 0


def send_long_ago(engine: Engine) -> None:
    """Something that was sent more than ninety days ago."""
    message, then = uuid4(), func.now() - timedelta(days=91)
    with writing(engine) as session:
        values = {"id": message, "subject": "traject-1", "answer": {}, "recorded_by": "test"}
        session.execute(insert(messages).values(values))
        sent = {"message_id": message, "subject": "traject-1", "topic": TASKS_OPENED, "payload": {}, "sent_at": then}
        session.execute(insert(outbox).values(id=uuid4(), **sent))


def in_the_outbox(engine: Engine) -> int:
    with reading(engine) as session:
        return int(session.execute(select(func.count()).select_from(outbox)).scalar_one())


async def test_old_mail_goes_a_few_at_a_time_until_all_has(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.tidying.MAILS_AT_A_TIME", 2)
    for _ in range(3):
        send_long_ago(engine)

    async with tidy(engine):
        await asyncio.to_thread(until, lambda: not in_the_outbox(engine), "it is removed")


async def test_names_are_removed_also_when_old_mail_cannot_be(engine: Engine) -> None:
    enclose(engine, timedelta(hours=25))
    with engine.connect() as other:
        other.execute(text("LOCK TABLE outbox"))
        async with tidy(engine):
            await asyncio.to_thread(until, lambda: not waiting(engine), "they are removed")


async def test_old_mail_is_removed_also_when_names_cannot_be(engine: Engine) -> None:
    send_long_ago(engine)
    with engine.connect() as other:
        other.execute(text("LOCK TABLE enclosures"))
        async with tidy(engine):
            await asyncio.to_thread(until, lambda: not in_the_outbox(engine), "it is removed")
