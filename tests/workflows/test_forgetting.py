"""A person with a name that nobody else has goes through the real engine and is forgotten: no trace is left."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from activities.messages import Enclosure, Note, PersonValues
from domain import facts as f
from domain.calendar import add_months
from domain.ids import participant_workflow
from storage.engine import reading, writing
from storage.queries.standings import standings
from storage.subject_keys import KeyRing
from storage.tables import metadata, subject_keys
from tests.workflows.group import Group
from tests.workflows.town import MASTER_KEY, Town
from workers.errors import Refused
from workers.forgetting import finish

NAME, SURNAME, PHONE = "Quirine", "Zonderlinger", "06-99887766"
WISH = "wil een vlinderkwekerij beginnen"
NOW = timedelta()


async def known_by_name(group: Group) -> None:
    who = group.people[0]
    values = PersonValues(participant=who, first_name=NAME, last_name=SURNAME, phone=PHONE)
    note = Note(field="wish", text=WISH, participant=who)
    await group.town.say(
        group.journey(),
        group.id,
        f.ConsentRecorded(participant=who, consent=True),
        enclosure=Enclosure(people=(values,), notes=(note,)),
    )


def in_postgres(town: Town, *said: str) -> set[tuple[str, str]]:
    """Which of these is found in which table."""
    found = set()
    with reading(town.engine) as session:
        for table in metadata.sorted_tables:
            for row in session.execute(text(f"SELECT t::text FROM {table.name} AS t")):  # noqa: S608
                found |= {(table.name, one) for one in said if one in row[0]}
    return found


async def is_over(town: Town, subject: str) -> None:
    async with asyncio.timeout(30):
        await town.handle(subject).result()


async def test_whoever_asks_is_forgotten_in_postgres_and_can_be_read_in_no_history(town: Town) -> None:
    """On a virtual clock Temporal kept the run; `tests/cli/test_forgetting.py` sees it gone on the real one."""
    group = Group(town, 2)
    await group.begun()
    await known_by_name(group)
    who, subject = group.people[0], group.journey()
    assert {one for _, one in in_postgres(town, NAME, SURNAME, PHONE, WISH)} == {NAME, SURNAME, PHONE, WISH}

    answer = await town.say(subject, group.id, f.ForgettingAsked(participant=who))
    assert answer.receipts
    await is_over(town, subject)
    await town.settle()
    assert await finish(town.engine, town.client, after=NOW) == 1

    assert in_postgres(town, NAME, SURNAME, PHONE, WISH, str(who)) == set()
    with reading(town.engine) as session:
        assert who not in KeyRing(MASTER_KEY).open(session, [who])
    assert await town.agrees(group.subject)
    assert await town.agrees(group.journey(1))


async def test_nothing_can_be_said_any_more_to_whoever_was_forgotten(town: Town) -> None:
    group = Group(town)
    await group.begun()
    who = group.people[0]
    await town.say(group.journey(), group.id, f.ForgettingAsked(participant=who))
    await is_over(town, group.journey())
    await finish(town.engine, town.client, after=NOW)

    with pytest.raises(Refused) as refused:
        await town.say(group.journey(), group.id, f.ConsentRecorded(participant=who, consent=False))

    assert refused.value.code == "ParticipantForgotten"
    with reading(town.engine) as session:
        assert session.execute(subject_keys.select().where(subject_keys.c.subject == who)).first() is None
        assert who not in {one.subject for one in standings(session)}


async def test_the_journeys_own_clock_forgets_two_years_after_the_last_follow_up(town: Town) -> None:
    group = Group(town)
    await group.went_through_the_programme()
    await known_by_name(group)
    await group.was_followed_up()
    last = town.today

    await town.until(add_months(last, 24) - timedelta(days=1))
    assert in_postgres(town, SURNAME)
    await town.until(add_months(last, 24))
    await is_over(town, group.journey())

    assert in_postgres(town, NAME, SURNAME, PHONE, WISH) == set()
    await town.settle()
    assert await finish(town.engine, town.client, after=NOW) == 1
    assert in_postgres(town, participant_workflow(group.people[0])) == set()


async def test_a_journey_that_never_heard_of_it_is_ended_from_outside(town: Town) -> None:
    group = Group(town)
    await group.begun()
    who = group.people[0]
    with writing(town.engine) as session:
        values = {"who": who, "traject": group.id, "mark": bytes(32)}
        session.execute(
            text(
                "INSERT INTO receipts (why, deleted, mark, subject, traject_id) "
                "VALUES ('request', '{}', :mark, :who, :traject)"
            ),
            values,
        )

    assert await finish(town.engine, town.client, after=NOW) == 0
    assert await finish(town.engine, town.client, after=NOW, too_long=NOW) == 1
