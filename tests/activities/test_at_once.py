"""What two messages bring at the same moment is there once, and both are answered."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select

from activities.judging import Desk
from activities.messages import (
    Answer,
    Enclosure,
    Message,
    OrganisationValues,
    PersonValues,
    RecordInput,
    SessionValues,
    StaffValues,
)
from activities.transaction import record
from domain.facts import ForgettingAsked, Registered, SessionPlanned, StaffNamed
from domain.ids import organisation_id, participant_workflow, staff_id
from domain.terms import SessionKind, StaffRole
from portal.signing_in.accounts import Account, create
from portal.visitor import Role
from storage import journal, network, receipts
from storage.engine import reading, writing
from storage.programmes import Programmes
from storage.subject_keys import KeyRing
from storage.tables import organisations, staff
from storage.writing import write_network
from tests.activities.town import Town
from tests.locks import until_they_wait

TOWNS = 6
ROUNDS = 60
COLLEAGUE = StaffValues(staff=staff_id("trainer@voorbeeld.nl"), email="trainer@voorbeeld.nl")
COMPANY = OrganisationValues(organisation=uuid4(), name="Drukkerij Voorbeeld", kind="company", capacity=8)


@pytest.fixture
def other(group: Town) -> Town:
    """A second traject of the municipality."""
    other = Town(group.recorder, group.engine, key="OM-2")
    other.begin()
    return other


def test_a_session_that_is_to_be_new_is_refused_once_another_is_called_so(group: Town) -> None:
    meeting = group.session("T9")
    named = Enclosure(sessions=(SessionValues(session=meeting, key="T9", new=True),))
    days = group.today, group.today + timedelta(days=7)
    planned = [SessionPlanned(session=meeting, session_kind=SessionKind.TRAINING, day=day) for day in days]
    first, second = (group.send(group.message(fact, enclosure=named)) for fact in planned)
    assert first.refused is None
    assert second.refused is not None
    assert second.refused.code == "SessionThereAlready"
    assert group.count("facts", f"session_id = '{meeting}'") == 1
    assert group.count("enclosures") == 0
    group.say(planned[1])  # whoever does not say that it is new moves it


def newcomer(town: Town) -> Message:
    person = PersonValues(participant=town.participant("N01"), key="N01", first_name="Noor", last_name="Voorbeeld")
    fact = Registered(participant=town.participant("N01"), on=town.today)
    return town.message(fact, enclosure=Enclosure(people=(person,)))


def training(town: Town) -> Message:
    named = Enclosure(sessions=(SessionValues(session=town.session("T9"), key="T9"),))
    fact = SessionPlanned(session=town.session("T9"), session_kind=SessionKind.TRAINING, day=town.today)
    return town.message(fact, enclosure=named)


@pytest.mark.parametrize(
    ("said", "refused", "table"),
    [(newcomer, "ParticipantElsewhere", "participants"), (training, "SessionElsewhere", "sessions")],
)
def test_whom_or_what_another_traject_brings_at_the_same_moment_is_refused_as_if_it_came_later(
    group: Town, other: Town, said: Callable[[Town], Message], refused: str, table: str
) -> None:
    second = said(other)
    answer = at_the_same_moment(group, said(group), other, second)
    assert answer.refused is not None
    assert answer.refused.code == refused
    assert group.count(table, f"traject_id = '{other.traject}'") == 0
    assert group.count("facts", f"message_id = '{second.id}'") == 0
    assert group.count("enclosures") == 0
    group.agrees()
    other.agrees()


def at_the_same_moment(one: Town, first: Message, other: Town, second: Message) -> Answer:
    """What is answered to the second, which waits until all that the first one wrote is there."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        with writing(one.engine) as session:
            desk = Desk(session, Programmes(), KeyRing(bytes(32)))
            given = RecordInput(subject=one.workflow, traject=one.traject, today=one.today, message=first)
            assert record(desk, given).refused is None
            late = pool.submit(other.send, second)
            until_they_wait(one.engine, late)
        return late.result()


def bakery(town: Town, was: str | None, **values: Any) -> Message:  # noqa: ANN401 - what is known of it
    identity = organisation_id(town.name, "Bakkerij Zon")
    entry = OrganisationValues(organisation=identity, name="Bakkerij Zon", kind="company", was=was, **values)
    return town.message(enclosure=Enclosure(organisations=(entry,)))


def seen(town: Town) -> str:
    with reading(town.engine) as session:
        return network.digest(session.execute(organisations.select()).one())


@pytest.mark.parametrize(
    ("before", "refused"), [({}, "OrganisationKnown"), ({"sector": "horeca"}, "OrganisationChanged")]
)
def test_what_one_coordinator_says_of_an_organisation_is_not_replaced_by_another_who_did_not_see_it(
    group: Town, other: Town, before: dict[str, str], refused: str
) -> None:
    was = ""
    if before:
        assert group.send(bakery(group, was, **before)).refused is None
        was = seen(group)
    second = bakery(other, was, capacity=8)

    answer = at_the_same_moment(group, bakery(group, was, contact_phone="06-10203040"), other, second)

    assert answer.refused is not None
    assert answer.refused.code == refused
    assert group.count("organisations", "contact_phone = '06-10203040' AND capacity IS NULL") == 1
    assert group.count("enclosures") == 0
    assert other.send(bakery(other, seen(group), contact_phone="06-10203040", capacity=8)).refused is None
    assert group.count("organisations", "contact_phone = '06-10203040' AND capacity = 8") == 1


def test_who_says_an_organisation_without_having_looked_replaces_what_was_there(group: Town) -> None:
    """As the command does: it says all of it."""
    group.send(bakery(group, "", sector="horeca"))
    assert group.send(bakery(group, None, capacity=8)).refused is None
    assert group.count("organisations", "sector IS NULL AND capacity = 8") == 1


@pytest.mark.parametrize(
    ("question", "refused"),
    [((receipts, "known"), "ParticipantElsewhere"), ((journal, "elsewhere"), "ParticipantForgotten")],
)
def test_who_is_forgotten_while_another_traject_looks_for_them_does_not_slip_in_there(
    group: Town, other: Town, monkeypatch: pytest.MonkeyPatch, question: tuple[ModuleType, str], refused: str
) -> None:
    """Whichever of the two questions they are forgotten after."""
    who, look = group.participant("D00"), getattr(*question)
    registered = Registered(participant=who, on=other.today)
    values = PersonValues(participant=who, key="D00", first_name="Noor", last_name="Voorbeeld")

    def look_and_forget(*about: Any) -> object:  # noqa: ANN401 - what the question is asked with
        found: object = look(*about)
        monkeypatch.setattr(*question, look)
        group.say(ForgettingAsked(participant=who), subject=participant_workflow(who))
        return found

    monkeypatch.setattr(*question, look_and_forget)

    answer = other.send(other.message(registered, enclosure=Enclosure(people=(values,))))

    assert answer.refused is not None
    assert answer.refused.code == refused
    assert other.count("participants", f"id = '{who}'") == 0


def test_a_colleague_whom_several_trajects_name_first_at_the_same_moment_is_known_to_all(town: Town) -> None:
    towns = [Town(town.recorder, town.engine, name=f"Oostmeer {n}") for n in range(TOWNS)]
    for one in towns:
        one.begin()
    with ThreadPoolExecutor(max_workers=TOWNS + 1) as pool:
        for number in range(ROUNDS):
            address = f"trainer{number}@voorbeeld.nl"
            messages = [naming(one, address) for one in towns]
            made = pool.submit(account, town.engine, address)
            answers = pool.map(Town.send, towns, messages)
            assert [answer.refused for answer in answers] == [None] * TOWNS
            made.result()
    assert town.count("staff", "name = 'Tess Voorbeeld'") == ROUNDS


def test_nobody_waits_for_a_message_that_names_the_same_people_and_companies_with_nothing_new(group: Town) -> None:
    known = Enclosure(staff=(COLLEAGUE,), organisations=(COMPANY,))
    group.say(enclosure=known)
    with writing(group.engine) as session:
        for table in (staff, organisations):  # as whoever changes them has them
            session.execute(select(table.c.id).with_for_update(key_share=True))
        group.say(enclosure=known)


def test_of_a_known_colleague_only_what_is_new_is_taken_over(group: Town) -> None:
    group.say(enclosure=Enclosure(staff=(COLLEAGUE,)))
    group.say(enclosure=Enclosure(staff=(COLLEAGUE.model_copy(update={"name": "Tess Voorbeeld"}),)))
    group.say(enclosure=Enclosure(staff=(COLLEAGUE,)))
    assert group.count("staff", f"name = 'Tess Voorbeeld' AND email = '{COLLEAGUE.email}'") == 1


def test_two_messages_that_name_the_same_people_in_another_order_do_not_wait_for_each_other(group: Town) -> None:
    first, last = sorted((StaffValues(staff=staff_id(name), email=name) for name in "ab"), key=lambda one: one.staff)
    with ThreadPoolExecutor(max_workers=1) as pool:
        with writing(group.engine) as session:
            write_network(session, [{"id": first.staff, "email": first.email}], [], [])
            late = pool.submit(group.say, enclosure=Enclosure(staff=(last, first)))
            until_they_wait(group.engine, late)
            write_network(session, [{"id": last.staff, "email": last.email}], [], [])
        late.result()
    assert group.count("staff") == 2


def account(engine: Engine, address: str) -> None:
    with writing(engine) as session:
        create(session, Account(email=address, name="Tess Voorbeeld", roles=[Role.TRAINER], everywhere=True))


def naming(town: Town, address: str) -> Message:
    named = StaffNamed(role=StaffRole.TRAINER, staff=staff_id(address))
    return town.message(named, enclosure=Enclosure(staff=(StaffValues(staff=staff_id(address), email=address),)))
