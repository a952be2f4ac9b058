"""Forgetting through the real activity: the person is gone from every table, and the counts say what they said."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from activities.messages import Answer, Enclosure, Message, Note, PersonValues
from activities.refusals import ParticipantForgotten
from domain import facts as f
from domain.ids import participant_workflow, traject_workflow
from domain.terms import ForgetReason, Moment, Outcome, Presence, SessionKind, SessionStatus
from storage.engine import reading
from storage.queries.keys import find_participant
from storage.queries.standings import standings
from storage.tables import metadata, trajects
from tests.activities.town import EVERYONE, Town
from views import inspection
from views.day import Day

KEY, OTHER = EVERYONE[0], EVERYONE[1]
NAME, PHONE, WISH = "Quirine", "06-10203040", "wil een vlinderkwekerij"
TRACES = (NAME, "Ongebruikelijk", PHONE, WISH, KEY)


@pytest.fixture
def told(group: Town) -> Town:
    """A person with a name that nobody else has, of whom everything is said; the kick-off was held."""
    who = group.participant(KEY)
    values = PersonValues(participant=who, first_name=NAME, last_name="Ongebruikelijk", phone=PHONE)
    notes = (
        Note(field="wish", text=WISH, participant=who),
        Note(field="wish", text=f"Zit graag naast {NAME}.", participant=group.participant(OTHER)),
    )
    group.say(
        f.Measured(participant=who, moment=Moment.BASELINE, answers={"netwerk": 2}, on=group.today),
        enclosure=Enclosure(people=(values,), notes=notes),
    )
    group.say(group.attend("B1", Presence.PRESENT, KEY))
    group.say(f.TaskPostponed(task=_task(group), participant=who, until=group.today + timedelta(days=5)))
    return group


def _task(town: Town) -> UUID:
    with town.engine.connect() as connection:
        query = text("SELECT id FROM tasks WHERE state = 'open' AND participant_id = :who LIMIT 1")
        found: UUID = connection.execute(query, {"who": town.participant(KEY)}).scalar_one()
    return found


def dump(town: Town) -> Iterator[tuple[str, str]]:
    """Every row of every table, as text."""
    with reading(town.engine) as session:
        for table in metadata.sorted_tables:
            for row in session.execute(text(f"SELECT t::text FROM {table.name} AS t")):  # noqa: S608
                yield table.name, row[0]


def traces(town: Town, *said: str) -> set[tuple[str, str]]:
    return {(table, one) for table, row in dump(town) for one in said if one in row}


def tally(town: Town) -> object:
    with reading(town.engine) as session:
        return session.execute(trajects.select()).mappings().one()["tally"]


def ask(town: Town, key: str = KEY, reason: ForgetReason = ForgetReason.REQUEST) -> Answer:
    who = town.participant(key)
    return town.say(f.ForgettingAsked(participant=who, reason=reason), subject=participant_workflow(who))


def test_what_is_searched_is_found_before(told: Town) -> None:
    assert {one for _, one in traces(told, *TRACES)} == set(TRACES)


def test_whoever_asks_is_gone_from_every_table(told: Town) -> None:
    who = told.participant(KEY)

    answer = ask(told)

    assert answer.standing is not None
    assert answer.standing.ended
    assert answer.receipts == (1,)
    assert traces(told, *TRACES) == set()
    # until the journey has ended, its key and what was answered about it wait to be destroyed
    assert {table for table, _ in traces(told, str(who))} <= {"receipts", "subject_keys", "messages", "unheard"}


def test_an_event_that_an_earlier_version_wrote_about_their_stall_goes_too(told: Town) -> None:
    who = told.participant(KEY)
    event = """
        INSERT INTO outbox (id, message_id, subject, topic, payload)
        SELECT gen_random_uuid(), id, :subject, 'nl.trajectvolger.stalled', CAST(:payload AS jsonb)
        FROM messages LIMIT 1
    """
    values = {"subject": traject_workflow(told.traject), "payload": f'{{"data": {{"participant": "{who}"}}}}'}
    with told.engine.begin() as connection:
        connection.execute(text(event), values)

    ask(told)

    assert told.count("outbox", "topic = 'nl.trajectvolger.stalled'") == 0


def test_nobody_else_changes_and_the_counts_stay(told: Town) -> None:
    before = tally(told)

    ask(told)

    assert tally(told) == before
    told.agrees()
    told.look(days=1)
    told.agrees()


def test_a_name_in_another_persons_note_is_taken_out(told: Town) -> None:
    ask(told)

    assert told.count("notes", "text = 'Zit graag naast [vergeten].'") == 1


def test_whoever_asks_is_told_where_they_are_named_and_not_what_is_said_of_others(told: Town) -> None:
    note = Note(field="remark", text=f"{NAME} neemt koffie mee", session=told.session("B1"))
    told.say(told.attend("B1", Presence.PRESENT, KEY), enclosure=Enclosure(notes=(note,)))

    with reading(told.engine) as session:
        held = inspection.document(session, Day(told.today), find_participant(session, KEY), "nl")

    assert [(one["field"], one["text"]) for one in held["mentioned_in"]] == [
        ("wish", None),
        ("remark", f"{NAME} neemt koffie mee"),
    ]


def test_a_receipt_says_how_much_was_deleted_and_not_of_whom(told: Town) -> None:
    ask(told, reason=ForgetReason.MISTAKE)

    with reading(told.engine) as session:
        row = session.execute(text("SELECT why, deleted FROM receipts")).one()
    assert row.why == "mistake"
    assert row.deleted["people"] == 1
    assert row.deleted["notes"] == 1
    assert row.deleted["tasks"] >= 1


def test_the_same_request_sent_twice_forgets_once(told: Town) -> None:
    who = told.participant(KEY)
    message = Message(id=uuid4(), by="test", facts=(f.ForgettingAsked(participant=who),))

    first, again = (told.send(message, participant_workflow(who)) for _ in range(2))

    assert again == first.model_copy(update={"repeated": True})
    assert told.count("receipts") == 1


def test_whom_the_same_message_registers_is_not_known_yet_and_nothing_of_it_goes_in(told: Town) -> None:
    newcomer = told.participant("D99")
    registered = f.Registered(participant=newcomer, on=told.today)
    answer = told.send(told.message(registered, f.ForgettingAsked(participant=newcomer)))
    assert answer.refused is not None
    assert answer.refused.code == "ParticipantUnknown"
    assert told.count("receipts") == 0
    assert told.count("participants", f"id = '{newcomer}'") == 0


def test_an_old_file_does_not_bring_anybody_back(told: Town) -> None:
    ask(told)
    who = told.participant(KEY)
    named = Enclosure(people=(PersonValues(participant=who, key=KEY, first_name=NAME),))

    answer = told.send(told.message(f.Registered(participant=who), enclosure=named))

    assert answer.refused is not None
    assert answer.refused.code == ParticipantForgotten.__name__
    assert traces(told, NAME) == set()


def test_nobody_can_say_what_is_left_of_the_forgotten(told: Town) -> None:
    answer = told.send(told.message(f.PeopleForgotten(number=3)))

    assert answer.refused is not None
    assert answer.refused.code == "OnlyTheClockForgets"


def test_a_traject_started_again_from_the_facts_knows_nothing_of_them(told: Town) -> None:
    ask(told)

    with reading(told.engine) as session:
        assert told.participant(KEY) not in {one.subject for one in standings(session)}


def test_a_registration_taken_back_is_forgotten_after_four_weeks(told: Town) -> None:
    said = told.message(
        f.Registered(participant=told.participant("D99")),
        enclosure=Enclosure(
            people=(PersonValues(participant=told.participant("D99"), key="D99", last_name="Vergist"),)
        ),
    )
    told.send(said)
    told.say(f.Retracted(message=said.id))
    assert traces(told, "Vergist")

    told.look(days=27)
    assert traces(told, "Vergist")
    told.look(days=1)

    assert traces(told, "Vergist", "D99") == set()


def test_two_years_after_the_last_follow_up_everybody_is_forgotten(group: Town) -> None:
    for key in EVERYONE:
        who = group.participant(key)
        group.say(f.Measured(participant=who, moment=Moment.BASELINE, answers={"netwerk": 2}, on=group.today))
    group.say(group.attend("B1", Presence.PRESENT, *EVERYONE))
    group.plan("U", SessionKind.CEREMONY, group.today)
    group.say(
        f.SessionPlanned(
            session=group.session("U"), session_kind=SessionKind.CEREMONY, day=group.today, status=SessionStatus.HELD
        )
    )
    group.look(days=366)
    for key in EVERYONE:
        contact = f.FollowedUp(
            participant=group.participant(key), months=12, on=group.today, reached=True, outcomes=(Outcome.PAID_WORK,)
        )
        group.say(contact)
    kept_until = date(group.today.year + 2, group.today.month, group.today.day)
    before = tally(group)

    group.look(days=(kept_until - group.today).days - 1)
    assert group.count("people") == 15
    group.look(days=1)

    assert group.count("people") == group.count("participants") == 0
    assert group.count("receipts", "why = 'retention'") == 15
    assert tally(group) == before
    group.agrees()
