"""What undoing a completion may take back: what one message said of this task, and nothing besides."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest

from activities.messages import Answer, Message, RecordInput
from activities.record import Recorder
from domain import facts as f
from domain.facts import Recorded
from domain.ids import participant_workflow, traject_workflow
from domain.programme import shipped_text
from domain.terms import Presence, SessionKind, TrajectPhase
from domain.texts import Language
from portal import access, undoing
from portal.reading.task_rows import some
from portal.undoing import is_of_this_alone, to_undo
from portal.visitor import Role, Visitor
from storage import programmes
from storage.engine import reading, writing
from storage.programmes import Programmes
from storage.subject_keys import KeyRing
from tests.locks import held, until_they_wait
from tests.portal.groups import picture
from tests.portal.portal import Portal
from tests.portal.saying import say
from tests.portal.stock import MASTER_KEY
from tests.portal.tasks_of import rows, state

HER, HIM = uuid4(), uuid4()
DAY = date(2026, 3, 2)
EVERYBODY = Visitor(UUID(int=0), None, "test", frozenset({Role.COORDINATOR}), everywhere=True)


@dataclass(frozen=True)
class Looking:
    """Somebody who may see it all."""

    today: date
    visitor: Visitor = EVERYBODY
    language: Language = "nl"


def said(*facts: f.AnyFact) -> list[Recorded]:
    return [Recorded(seq=n, message=UUID(int=1), recorded_on=DAY, fact=fact) for n, fact in enumerate(facts)]


@pytest.mark.parametrize(
    ("facts", "possible"),
    [
        ([f.ConsentRecorded(participant=HER, consent=True, on=DAY)], True),
        ([f.ConsentRecorded(participant=HIM, consent=True, on=DAY)], False),
        ([f.Registered(participant=HER, on=DAY)], False),
        ([f.IntakeHeld(participant=HER, on=DAY), f.ConsentRecorded(participant=HIM, consent=True, on=DAY)], False),
        ([f.Retracted(message=UUID(int=2), participant=HER)], False),
        ([f.ProgrammeChanged(programme="kixworks-2022", version=2)], False),
    ],
)
def test_only_a_message_about_this_alone_is_taken_back(facts: list[f.AnyFact], possible: bool) -> None:  # noqa: FBT001 - expected
    assert is_of_this_alone(said(*facts), {None, HER}) is possible


def test_of_every_fact_about_a_participant_it_is_known_who_may_record_it() -> None:
    union, _ = get_args(f.AnyFact)
    about_one = {each.model_fields["kind"].default for each in get_args(union) if "participant" in each.model_fields}
    assert about_one - undoing._LASTING == set(undoing._RECORDED_ON)
    assert {access.TABLE[route].public for route in undoing._RECORDED_ON.values()} == {False}


async def test_undoing_takes_back_what_closed_this_task_though_others_waited_for_the_same_traject(
    portal: Portal,
) -> None:
    first, second, *_ = waiting_for_consent(portal, TrajectPhase.KICK_OFF)
    closing = consent(portal, first)
    one_after_the_other(portal, first.traject_id, closing, consent(portal, second))
    assert offered(portal, first.id) == closing.message.id


async def test_undoing_a_participants_task_leaves_alone_what_was_said_of_the_traject_just_then(portal: Portal) -> None:
    task, *_ = waiting_for_consent(portal, TrajectPhase.PROGRAMME)
    closing, of_the_group = consent(portal, task), attendance(portal, task.traject_id)
    one_after_the_other(portal, task.traject_id, closing, of_the_group)
    assert offered(portal, task.id) == closing.message.id


async def test_a_move_to_another_version_is_not_undone_by_the_way_with_a_task_that_it_closed(portal: Portal) -> None:
    (task, *_) = rows(portal, "SELECT * FROM tasks WHERE kind = 'recruit_participants' AND state = 'open' ORDER BY id")
    say(portal, traject_workflow(task.traject_id), task.traject_id, with_a_smaller_group(portal, task.traject_id))
    assert state(portal, task.id) == "done"
    assert offered(portal, task.id) is None
    assert "Ongedaan maken" not in (await portal.as_("coordinator").get(f"/taken/{task.id}")).text


def with_a_smaller_group(portal: Portal, traject: UUID) -> f.ProgrammeChanged:
    """On under a version in which everybody admitted is enough."""
    (row,) = rows(portal, "SELECT programme, programme_version FROM trajects WHERE id = :id", id=traject)
    smaller = shipped_text(row.programme, row.programme_version).replace("least = 10 ", "least = 1 ", 1)
    with writing(portal.services.engine) as session:
        programmes.add(session, smaller.replace("version = 1", "version = 2", 1), "smaller.toml")
    return f.ProgrammeChanged(programme=row.programme, version=2)


def waiting_for_consent(portal: Portal, phase: TrajectPhase) -> list[Any]:
    """The tasks to ask for it, in a traject in this phase."""
    query = """SELECT tasks.* FROM tasks JOIN trajects ON trajects.id = traject_id
        WHERE state = 'open' AND kind = 'ask_consent' AND phase = :phase ORDER BY traject_id"""
    return rows(portal, query, phase=phase)


def attendance(portal: Portal, traject: UUID) -> RecordInput:
    """Of a session of today, which nobody registered yet."""
    meeting, workflow = uuid4(), traject_workflow(traject)
    day = portal.services.today
    say(portal, workflow, traject, f.SessionPlanned(session=meeting, session_kind=SessionKind.TRAINING, day=day))
    shown = picture(portal, traject)
    there = (member.id for member in shown.admitted if member.belongs_to(shown.session(meeting)))
    statuses: dict[UUID, Presence | None] = dict.fromkeys(there, Presence.PRESENT)
    return to_record(portal, workflow, traject, f.AttendanceRegistered(session=meeting, statuses=statuses))


def consent(portal: Portal, task: Any) -> RecordInput:  # noqa: ANN401 - a row
    given = f.ConsentRecorded(participant=task.participant_id, consent=True, on=portal.services.today)
    return to_record(portal, participant_workflow(task.participant_id), task.traject_id, given)


def to_record(portal: Portal, subject: str, traject: UUID, fact: f.AnyFact) -> RecordInput:
    message = Message(id=uuid4(), by="test", facts=(fact,))
    return RecordInput(subject=subject, traject=traject, today=portal.services.today, message=message)


def one_after_the_other(portal: Portal, traject: UUID, *messages: RecordInput) -> None:
    """Each begins while those before it wait for the traject; all of them close something."""
    engine, running = portal.services.engine, list[Future[Answer]]()
    recorder = Recorder(engine, Programmes(), KeyRing(MASTER_KEY))
    with ThreadPoolExecutor() as pool:
        with held(engine, traject):
            for message in messages:
                running.append(pool.submit(recorder.record, message))
                until_they_wait(engine, *running)
        assert all(one.result().closed for one in running)


def offered(portal: Portal, task: UUID) -> UUID | None:
    """The message that can be taken back with this task."""
    who = Looking(portal.services.today)
    with reading(portal.services.engine) as session:
        undo = to_undo(session, who, some(session, who, [task])).get(task)
    return undo.message if undo else None
