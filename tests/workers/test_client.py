"""What the mailbox tells somebody when the answer is lost: the truth, and in time."""

import asyncio
from time import monotonic
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text

from activities.messages import Message
from domain.ids import traject_workflow
from storage.engine import reading, writing
from storage.tables import subject_keys
from tests.doctor.meddling import by_hand
from tests.workflows.group import Group
from tests.workflows.town import Town, working
from workers import paper_trail
from workers.client import LEAST, PATIENCE
from workers.errors import KeyLost, Unavailable, Uncertain


async def test_who_cannot_be_told_whether_it_was_recorded_is_told_so_within_five_seconds(quiet_town: Town) -> None:
    group = Group(quiet_town)
    began = monotonic()
    saying = asyncio.create_task(group.created())
    await under_way(quiet_town)

    with quiet_town.engine.connect() as other:
        other.execute(text("SET transaction_timeout = 0; SET idle_in_transaction_session_timeout = 0"))
        other.execute(text("LOCK TABLE messages IN EXCLUSIVE MODE"))
        with pytest.raises(Uncertain, match="whether this was recorded cannot be told"):
            await saying
        other.rollback()

    assert monotonic() - began < PATIENCE + 0.2
    async with working(quiet_town):
        await group.created()
        assert await quiet_town.agrees(group.subject)


async def test_who_takes_a_message_up_again_is_not_told_that_nothing_will_be_recorded(quiet_town: Town) -> None:
    """The first attempt may still lie in Temporal, and the note that stopped it may be gone by now."""
    group, known_as = Group(quiet_town), uuid4()
    with pytest.raises(Unavailable) as first:
        await group.created(known_as)
    assert not isinstance(first.value, Uncertain)

    with quiet_town.engine.connect() as other:
        other.execute(text("LOCK TABLE messages IN EXCLUSIVE MODE"))
        with pytest.raises(Uncertain):
            await group.created(known_as)
        other.rollback()

    async with working(quiet_town):
        await group.created(known_as)
        assert await quiet_town.agrees(group.subject)


async def test_whose_author_has_gone_takes_nothing_up_again(quiet_town: Town) -> None:
    group, known_as = Group(quiet_town), uuid4()
    with pytest.raises(Unavailable):
        await group.created(known_as)
    attempt = paper_trail.Attempt(gone=True)

    with pytest.raises(Unavailable):
        quiet_town.mailbox._prepare(group.subject, group.id, Message(id=known_as, by="test"), None, attempt)

    with writing(quiet_town.engine) as session:
        known = paper_trail.known(session, group.id, bytes(32), group.id, known_as)
    assert known.given_up


@pytest.mark.parametrize(("waited", "left"), [(0.0, PATIENCE), (2.0, PATIENCE - 2.0), (60.0, LEAST)])
def test_who_waited_already_has_an_answer_that_much_sooner_but_not_before_a_fair_try(
    quiet_town: Town, waited: float, left: float
) -> None:
    assert quiet_town.mailbox._deadline(100.0, 100.0 - waited) == pytest.approx(100.0 + left)


async def test_who_waited_for_very_long_is_told_when_nobody_answers(quiet_town: Town) -> None:
    traject, message = uuid4(), Message(id=uuid4(), by="test", facts=())
    with pytest.raises(Unavailable):
        await quiet_town.mailbox.say(traject_workflow(traject), traject, message, since=monotonic() - 60)


async def test_who_lost_their_key_is_given_no_other_by_what_is_said_to_them_and_goes_on_once_it_is_back(
    town: Town,
) -> None:
    """Until then nothing of it is stored; with another key nobody could read what their journey went through before."""
    group = Group(town)
    await group.created()
    await group.registered()
    lost = key_of(town, group.people[0])
    by_hand(town.engine, "DELETE FROM subject_keys WHERE subject = :who", who=group.people[0])

    with pytest.raises(KeyLost, match="the key of this traject or participant is gone"):
        await group.interviewed()

    assert key_of(town, group.people[0]) is None
    by_hand(
        town.engine, "INSERT INTO subject_keys (subject, wrapped) VALUES (:who, :lost)", who=group.people[0], lost=lost
    )
    await group.interviewed()
    assert await town.agrees(group.journey())


def key_of(town: Town, who: UUID) -> bytes | None:
    with reading(town.engine) as session:
        key = select(subject_keys.c.wrapped).where(subject_keys.c.subject == who)
        return session.execute(key).scalar_one_or_none()


async def under_way(town: Town) -> None:
    """Until everything that a message needs is in Postgres, and it travels."""
    async with asyncio.timeout(10):
        while not count(town):  # noqa: ASYNC110 -- nobody tells
            await asyncio.sleep(0.01)


def count(town: Town) -> int:
    with reading(town.engine) as session:
        return session.execute(select(func.count()).select_from(subject_keys)).scalar_one()
