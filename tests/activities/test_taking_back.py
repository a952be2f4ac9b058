"""Taking a message back: what it closed opens again, and nothing else goes with it."""

from datetime import timedelta
from uuid import UUID

from activities.messages import Enclosure, PersonValues, StaffValues
from domain.facts import (
    AttendanceRegistered,
    ConsentRecorded,
    Registered,
    Retracted,
    SessionPlanned,
    StaffNamed,
    TaskClaimed,
)
from domain.ids import participant_workflow, staff_id
from domain.terms import Presence, SessionKind, StaffRole
from tests.activities.test_record import open_tasks
from tests.activities.town import Town


def test_undoing_a_message_opens_its_task_again_with_its_assignee(group: Town) -> None:
    colleague = staff_id("coordinator@voorbeeld.nl")
    known = Enclosure(staff=(StaffValues(staff=colleague, email="coordinator@voorbeeld.nl"),))
    who = group.participant("D03")
    (task,) = [one for one in open_tasks(group) if one.kind == "ask_consent" and one.participant == "D03"]
    group.say(TaskClaimed(task=task.id, participant=who, staff=colleague), enclosure=known)
    yes = group.message(ConsentRecorded(participant=who, consent=True, on=group.today))
    assert group.send(yes).closed == 1
    assert group.say(Retracted(message=yes.id)).opened == 1
    assert [one.id for one in open_tasks(group, assignee=colleague)] == [task.id]
    group.today += timedelta(days=4)
    late = group.send(group.message(Retracted(message=yes.id)))
    assert late.refused is not None


def test_a_task_that_opens_again_after_a_hand_over_belongs_to_who_came_instead(group: Town) -> None:
    before, after = (staff_id(f"{name}@voorbeeld.nl") for name in ("eerst", "daarna"))
    values = [
        StaffValues(staff=one, email=f"{name}@voorbeeld.nl") for one, name in ((before, "eerst"), (after, "daarna"))
    ]
    who = group.participant("D03")
    (task,) = [one for one in open_tasks(group) if one.kind == "ask_consent" and one.participant == "D03"]
    named = StaffNamed(role=StaffRole.COORDINATOR, staff=before)
    claimed = TaskClaimed(task=task.id, participant=who, staff=before)
    group.say(named, claimed, enclosure=Enclosure(staff=tuple(values)))
    yes = group.message(ConsentRecorded(participant=who, consent=True, on=group.today))
    assert group.send(yes).closed == 1
    group.say(StaffNamed(role=StaffRole.COORDINATOR, staff=after))
    assert group.say(Retracted(message=yes.id)).opened == 1
    assert (open_tasks(group, assignee=before), [one.id for one in open_tasks(group, assignee=after)]) == (
        [],
        [task.id],
    )


def test_undoing_a_registration_leaves_only_the_day_on_which_it_is_forgotten(group: Town) -> None:
    message = group.message(
        Registered(participant=group.participant("D99"), on=group.today),
        enclosure=Enclosure(people=(PersonValues(participant=group.participant("D99"), key="D99"),)),
    )
    group.send(message)
    answer = group.say(Retracted(message=message.id))
    (wake,) = answer.wake
    assert wake.workflow == participant_workflow(group.participant("D99"))
    assert wake.standing.next_check == group.today + timedelta(days=28)
    assert group.count("tasks", "kind = 'hold_intake' AND state = 'open'") == 0


def test_the_planning_of_a_session_is_not_taken_back_while_its_attendance_would_go_with_it(group: Town) -> None:
    visit, who = UUID(int=1), group.participant("D01")
    planning = group.message(SessionPlanned(session=visit, session_kind=SessionKind.GUEST_LESSON, day=group.today))
    group.send(planning)
    group.say(AttendanceRegistered(session=visit, statuses={who: Presence.PRESENT}))
    refused = group.send(group.message(Retracted(message=planning.id))).refused
    assert refused is not None
    assert refused.code == "SessionAlreadyHeld"
    group.say(SessionPlanned(session=visit, session_kind=SessionKind.GUEST_LESSON, part=None, day=group.today))
    refused = group.send(group.message(Retracted(message=planning.id))).refused
    assert refused is not None
    assert refused.code == "SessionAlreadyHeld"
    group.say(AttendanceRegistered(session=visit, statuses={who: None}))
    group.say(Retracted(message=planning.id))
