"""A message and everything that follows from it, recorded once, on a real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, text

from activities import siblings
from activities.messages import Enclosure, Note, StaffValues, TrajectValues
from domain.facts import (
    AgreementSigned,
    AttendanceRegistered,
    ConsentRecorded,
    Registered,
    SessionPlanned,
    StaffNamed,
    TaskClaimed,
    TaskPostponed,
    TrajectCreated,
    Withdrawn,
)
from domain.ids import participant_workflow, staff_id
from domain.terms import Presence, SessionKind, StaffRole
from storage import writing as writes
from storage.engine import reading
from storage.queries.tasks import TaskFilter, TaskLine, all_open_tasks
from tests.activities.town import EVERYONE, MONDAY, Town


def everyone_but(town: Town, absent: str) -> AttendanceRegistered:
    statuses = {town.participant(one): Presence.PRESENT for one in EVERYONE}
    return AttendanceRegistered(
        session=town.session("B1"), statuses={**statuses, town.participant(absent): Presence.ABSENT}
    )


def open_tasks(town: Town, **wanted: object) -> list[TaskLine]:
    with reading(town.engine) as session:
        return list(all_open_tasks(session, TaskFilter(**wanted)))  # type: ignore[arg-type]


def test_a_first_message_makes_the_traject_with_its_tasks(town: Town) -> None:
    answer = town.begin()
    assert answer.standing is not None
    assert answer.standing.phase == "preparation"
    assert answer.standing.version == 1
    assert answer.recorded == 1
    assert {"appoint_trainer", "plan_kick_off", "sign_agreement"} <= town.open_tasks()
    assert town.count("subject_keys") == 1


def test_a_message_about_a_traject_that_nobody_made_is_refused(town: Town) -> None:
    answer = town.send(town.message(Registered(participant=town.participant("D1"))))
    assert answer.refused is not None
    assert answer.refused.code == "TrajectUnknown"
    assert town.count("messages") == 0


def test_whoever_is_registered_gets_a_row_a_key_and_a_journey(town: Town) -> None:
    town.begin()
    answer = town.register("D1", "D2")
    assert {wake.workflow for wake in answer.wake} == {
        participant_workflow(town.participant("D1")),
        participant_workflow(town.participant("D2")),
    }
    assert town.count("participants", "phase = 'intake' AND version = 1") == 2
    assert town.count("people", "sort_name LIKE 'voorbeeld d_ noor'") == 2
    assert town.count("subject_keys") == 3
    assert town.count("enclosures") == 0


def test_whoever_is_given_no_key_is_called_by_an_id_that_nobody_shares(town: Town) -> None:
    town.begin()
    alike = [UUID(int=1), UUID(int=2)]
    town.say(*[Registered(participant=who) for who in alike])
    town.say(*[SessionPlanned(session=which, session_kind=SessionKind.GUEST_LESSON, day=town.today) for which in alike])
    assert town.count("participants", "key = id::text") == 2
    assert town.count("sessions", "key = id::text") == 2


def test_an_attendance_form_has_consequences_for_the_group_and_for_each(group: Town) -> None:
    answer = group.say(everyone_but(group, "D14"))
    assert answer.standing is not None
    assert answer.standing.phase == "programme"
    assert len(answer.wake) == 15
    absentees = [task for task in open_tasks(group) if task.kind == "call_absentee"]
    assert [task.participant for task in absentees] == ["D14"]
    assert group.count("tasks", "kind = 'register_attendance' AND state = 'done'") == 1
    assert group.count("outbox", "payload -> 'data' ->> 'kind' = 'call_absentee'") == 1
    group.agrees()


def test_an_attendance_form_takes_at_most_twelve_statements(group: Town) -> None:
    statements: list[str] = []

    @event.listens_for(group.engine, "before_cursor_execute")
    def _(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    form = group.message(everyone_but(group, "D14"))
    statements.clear()
    group.send(form)
    assert len(statements) <= 12, statements


def test_a_message_that_comes_again_gets_its_first_answer(group: Town) -> None:
    form = group.message(everyone_but(group, "D14"))
    first = group.send(form)
    group.today += timedelta(days=3)
    again = group.send(form)
    assert again == first.model_copy(update={"repeated": True})
    assert group.count("facts", f"message_id = '{form.id}'") == 1


def test_the_number_of_a_message_about_somebody_else_is_refused(group: Town) -> None:
    said = group.message(ConsentRecorded(participant=group.participant("D01"), consent=True, on=group.today))
    assert group.send(said, subject=participant_workflow(group.participant("D01"))).refused is None
    answer = group.send(said, subject=participant_workflow(group.participant("D02")))
    assert answer.refused is not None
    assert answer.refused.code == "MessageOfAnother"


def test_the_same_message_said_by_many_at_once_is_recorded_once(group: Town) -> None:
    form = group.message(everyone_but(group, "D14"))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: group.send(form), range(8)))
    assert sum(not answer.repeated for answer in answers) == 1
    assert group.count("facts", f"message_id = '{form.id}'") == 1


def test_different_messages_to_one_traject_are_taken_one_after_the_other(group: Town) -> None:
    forms = [
        group.message(ConsentRecorded(participant=group.participant(one), consent=True, on=group.today))
        for one in EVERYONE
    ]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(group.send, forms))
    assert all(answer.refused is None for answer in answers)
    assert "ask_consent" not in group.open_tasks()
    assert group.count("facts", "kind = 'consent_recorded'") == 15


def test_the_same_traject_made_by_two_at_once_is_made_once(town: Town) -> None:
    called = Enclosure(traject=TrajectValues(municipality=town.name, key=town.key))
    made = TrajectCreated(programme="kixworks-2022", version=1, on=town.today)
    messages = [town.message(made, enclosure=called) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(town.send, messages))
    assert [answer.refused.code for answer in answers if answer.refused] == ["TrajectExists"] * 3
    assert town.count("trajects") == 1


def test_a_refusal_names_the_rule_stores_nothing_and_destroys_what_was_enclosed(group: Town) -> None:
    before = group.count("messages")
    stranger = Withdrawn(participant=group.participant("nobody"), on=group.today)
    note = Enclosure(notes=(Note(field="withdrawal_reason", text="verhuisd"),))
    answer = group.send(group.message(stranger, enclosure=note))
    assert answer.refused is not None
    assert (answer.refused.code, answer.refused.rule) == ("ParticipantUnknown", "INT")
    assert answer.refused.nl.endswith("eerst aan.")
    assert group.count("messages") == before
    assert group.count("enclosures") == 0
    assert group.count("notes") == 0


def test_one_refused_fact_takes_the_whole_message_with_it(group: Town) -> None:
    good = ConsentRecorded(participant=group.participant("D01"), consent=True)
    bad = ConsentRecorded(participant=group.participant("nobody"), consent=True)
    assert group.send(group.message(good, bad)).refused is not None
    assert group.count("facts", "kind = 'consent_recorded'") == 0


def test_a_message_whose_enclosure_is_gone_is_refused(group: Town) -> None:
    message = group.message(ConsentRecorded(participant=group.participant("D01"), consent=True))
    answer = group.send(message.model_copy(update={"enclosed": True}))
    assert answer.refused is not None
    assert answer.refused.code == "EnclosureMissing"


def test_a_participant_of_another_traject_is_refused(group: Town) -> None:
    other = Town(group.recorder, group.engine, key="OM-2")
    other.begin()
    message = other.message(Registered(participant=other.participant("D01")))
    answer = other.send(message)
    assert answer.refused is not None
    assert answer.refused.code == "ParticipantElsewhere"


def test_a_name_that_nobody_has_is_refused_until_the_address_is_given(group: Town) -> None:
    trainer = staff_id("trainer@voorbeeld.nl")
    named = StaffNamed(role=StaffRole.TRAINER, staff=trainer)
    answer = group.send(group.message(named))
    assert answer.refused is not None
    assert answer.refused.code == "StaffUnknown"
    group.say(named, enclosure=Enclosure(staff=(StaffValues(staff=trainer, email="trainer@voorbeeld.nl"),)))
    assert "appoint_trainer" not in group.open_tasks()
    assert group.count("trajects", f"trainer_id = '{trainer}'") == 1


def test_a_claimed_task_has_an_assignee_until_it_is_released(group: Town) -> None:
    colleague = staff_id("coordinator@voorbeeld.nl")
    known = Enclosure(staff=(StaffValues(staff=colleague, email="coordinator@voorbeeld.nl"),))
    (task,) = [one for one in open_tasks(group) if one.kind == "appoint_trainer"]
    group.say(TaskClaimed(task=task.id, staff=colleague), enclosure=known)
    assert [one.id for one in open_tasks(group, assignee=colleague)] == [task.id]
    group.say(TaskClaimed(task=task.id, staff=None))
    assert open_tasks(group, assignee=colleague) == []


def test_a_postponed_task_is_due_on_the_new_day(group: Town) -> None:
    (task,) = [one for one in open_tasks(group) if one.kind == "appoint_trainer"]
    until = group.today + timedelta(days=9)
    group.say(TaskPostponed(task=task.id, until=until))
    (again,) = [one for one in open_tasks(group) if one.kind == "appoint_trainer"]
    assert (again.id, again.due) == (task.id, until)


@pytest.mark.parametrize("fact", [TaskClaimed(task=uuid4(), staff=None), TaskPostponed(task=uuid4(), until=None)])
def test_a_task_that_is_not_there_is_refused(group: Town, fact: TaskClaimed | TaskPostponed) -> None:
    answer = group.send(group.message(fact))
    assert answer.refused is not None
    assert answer.refused.code == "TaskUnknown"


def test_whoever_says_it_is_told_and_not_woken(group: Town) -> None:
    subject = participant_workflow(group.participant("D05"))
    answer = group.say(Withdrawn(participant=group.participant("D05"), on=group.today), subject=subject)
    assert answer.standing is not None
    assert answer.standing.phase == "withdrawn"
    assert subject not in {wake.workflow for wake in answer.wake}


def test_looking_again_changes_nothing_on_the_same_day(group: Town) -> None:
    rows = "SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM {} AS t"
    with group.engine.connect() as connection:
        before = [connection.execute(text(rows.format(table))).scalar() for table in ("tasks", "participants")]
    answer = group.look()
    with group.engine.connect() as connection:
        after = [connection.execute(text(rows.format(table))).scalar() for table in ("tasks", "participants")]
    assert before == after
    assert (answer.wake, answer.opened, answer.closed) == ((), 0, 0)


def test_looking_again_later_finds_what_the_day_brought(group: Town) -> None:
    answer = group.look(days=20)
    assert answer.standing is not None
    with reading(group.engine) as session:
        rules = session.execute(text("SELECT rule FROM stalls")).scalars().all()
    assert "STL-KICKOFF" in rules


def test_a_look_at_a_traject_that_nobody_made_has_no_standing(town: Town) -> None:
    assert town.look().standing is None


def test_what_a_municipality_signs_once_is_done_in_all_its_trajects(group: Town) -> None:
    other = Town(group.recorder, group.engine, name="oostmeer", key="OM-2")
    elsewhere = Town(group.recorder, group.engine, name="Westveld", key="WV-1")
    other.begin()
    elsewhere.begin()
    answer = group.say(AgreementSigned(on=group.today))
    signed = [one.municipality for one in open_tasks(group) if one.kind == "sign_agreement"]
    assert signed == ["Westveld"]
    assert answer.closed >= 2
    third = Town(group.recorder, group.engine, key="OM-3")
    third.begin()
    assert "sign_agreement" not in {one.kind for one in open_tasks(group, traject=third.traject)}
    group.say(AgreementSigned(on=None))
    assert len([one for one in open_tasks(group) if one.kind == "sign_agreement"]) == 4


def test_of_very_many_trajects_the_last_look_for_themselves(group: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(siblings, "AT_ONCE", 2)
    others = [Town(group.recorder, group.engine, key=f"OM-{n}") for n in range(2, 6)]
    for other in others:
        other.begin()
    answer = group.say(AgreementSigned(on=group.today))
    unsigned = {one.traject for one in open_tasks(group) if one.kind == "sign_agreement"}
    assert len(unsigned) == 2
    woken = {wake.traject: wake.standing for wake in answer.wake}
    for other in others:
        if other.key in unsigned:
            assert woken[other.traject].next_check == group.today
            other.look()
        other.agrees()
    assert not [one for one in open_tasks(group) if one.kind == "sign_agreement"]


def test_a_traject_created_in_the_future_waits_for_its_day(town: Town) -> None:
    town.today = MONDAY - timedelta(days=10)
    called = Enclosure(traject=TrajectValues(municipality=town.name, key=town.key))
    answer = town.say(TrajectCreated(programme="kixworks-2022", version=1, on=MONDAY), enclosure=called)
    assert answer.standing is not None
    assert answer.standing.next_check == MONDAY
    assert answer.opened == 0
    assert town.look(days=10).opened > 0


def test_a_failure_halfway_leaves_nothing_behind(group: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(writes, "write_imported", broken)
    form = group.message(everyone_but(group, "D14"))
    before = group.count("facts"), group.count("tasks"), group.count("messages")
    with pytest.raises(ZeroDivisionError):
        group.send(form)
    monkeypatch.undo()
    assert (group.count("facts"), group.count("tasks"), group.count("messages")) == before
    assert not group.send(form).repeated
