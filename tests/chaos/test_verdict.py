"""The verdict of a chaos run notices what it is there for: a run without violations would else prove nothing."""

from random import Random

import pytest
from sqlalchemy import Engine, delete, update

from activities.messages import Answer, RecordInput
from activities.record import Recorder
from benchmarks.chaos import verdict
from benchmarks.chaos.group import Group, told
from benchmarks.chaos.incidents import Incident, Telling, settle
from benchmarks.chaos.ledger import Entry, Ledger
from benchmarks.chaos.run import today
from benchmarks.chaos.story import Said, anything, saying
from storage.engine import reading, writing
from storage.programmes import Programmes
from storage.subject_keys import KeyRing
from storage.tables import messages, participants, tasks, trajects
from workers import paper_trail


@pytest.fixture
def group() -> Group:
    return Group(0, today(), 60, 3)


@pytest.fixture
def begun(group: Group, engine: Engine) -> Said:
    """The group's first message, recorded."""
    said = saying(group, dice(1), *told(group))
    record(engine, said)
    return said


def dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 -- the point is that it can be repeated


def answer(began: float, ended: float) -> Telling:
    return Telling(began, ended, answered=True)


def error(began: float, ended: float) -> Telling:
    return Telling(began, ended, answered=False)


def record(engine: Engine, said: Said) -> Answer:
    if said.enclosure is not None:
        with writing(engine) as session:
            paper_trail.enclose(session, said.message.id, said.enclosure)
    given = RecordInput(subject=said.subject, traject=said.group.id, today=said.group.today, message=said.message)
    return Recorder(engine, Programmes(), KeyRing(bytes(32))).record(given)


def wrongs(engine: Engine, ledger: Ledger) -> list[str]:
    with reading(engine) as session:
        return [*ledger.violations, *verdict.of_messages(session, ledger), *verdict.of_rules(session, today())]


def heard(said: Said, given: Answer) -> tuple[Ledger, Entry]:
    ledger = Ledger()
    entry = ledger.entry(said)
    ledger.acknowledged(entry, given)
    return ledger, entry


def test_what_was_acknowledged_and_is_there_is_right(engine: Engine, begun: Said) -> None:
    ledger, _ = heard(begun, record(engine, begun))

    assert wrongs(engine, ledger) == []


def test_a_lost_message_is_noticed(group: Group, engine: Engine, begun: Said) -> None:
    ledger, _ = heard(begun, record(engine, begun))
    ledger.acknowledged(ledger.entry(anything(group, dice(2))), Answer())

    assert [wrong.rpartition(": ")[2] for wrong in wrongs(engine, ledger)] == ["lost"]


def test_a_message_that_was_refused_and_is_there_is_noticed(engine: Engine, begun: Said) -> None:
    ledger = Ledger()
    ledger.refused(ledger.entry(begun))

    assert [wrong.rpartition(": ")[2] for wrong in wrongs(engine, ledger)] == ["stored although it was refused"]


def test_a_message_that_its_author_was_told_is_not_there_is_noticed(engine: Engine, begun: Said) -> None:
    ledger = Ledger()
    entry = ledger.entry(begun)
    assert "told that it was not" in wrongs(engine, ledger)[0]

    entry.uncertain = True
    assert wrongs(engine, ledger) == []


def test_facts_that_nobody_said_are_noticed(engine: Engine, begun: Said) -> None:
    assert wrongs(engine, Ledger()) == [f"{begun.message.id}: has facts, and nobody said it"]


def test_another_answer_the_second_time_is_noticed(engine: Engine, begun: Said) -> None:
    first = record(engine, begun)
    ledger, entry = heard(begun, first)

    ledger.acknowledged(entry, first.model_copy(update={"recorded": 99}))

    assert any("another answer when it was said again" in wrong for wrong in wrongs(engine, ledger))


def test_rows_that_do_not_follow_from_the_facts_are_noticed(engine: Engine, begun: Said) -> None:
    ledger, _ = heard(begun, record(engine, begun))
    with writing(engine) as session:
        session.execute(delete(tasks).where(tasks.c.kind == "ask_consent"))
        session.execute(update(tasks).values(kind="unblock_traject").where(tasks.c.kind == "register_attendance"))
        session.execute(update(participants).values(next_check=None))
        session.execute(update(trajects).values(ceremony_on=today()))
        session.execute(update(messages).values(recorded_by="somebody"))

    said = " / ".join(wrongs(engine, ledger))

    for what in (
        "task_missing ask_consent",
        "standing_differs C0-D0",
        "overview_differs ceremony_on",
        "list: C0: task ",
    ):
        assert what in said


def test_a_restart_is_measured_until_the_first_answer_unless_the_next_blow_falls() -> None:
    incidents = [
        Incident("kill", "worker", 10, 12),
        Incident("cut", "clients to Temporal: reset", 20, 20),
        Incident("freeze", "worker", 25, 26),
        Incident("kill", "postgres", 30),
    ]
    telling = [answer(9, 11), error(13, 15), answer(14, 16), answer(31, 32)]

    settle(incidents, telling)

    measured = [(one.silence, one.outage, one.trouble) for one in incidents]
    assert measured == [(4, 6, 3), (None,) * 3, (None,) * 3, (None,) * 3]


def test_what_is_said_can_be_repeated_by_its_seed(group: Group) -> None:
    ours, theirs = dice(5), dice(5)

    assert [anything(group, ours) for _ in range(200)] == [anything(group, theirs) for _ in range(200)]
