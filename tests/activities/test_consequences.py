"""The difference between tables and assessment, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from activities.assignees import Assignees
from activities.consequences import Changes, Found, consequences
from activities.outbox import events
from domain.assess import assess
from domain.assessment import Need, Stall
from domain.facts import Recorded, TrajectCreated
from domain.fold import fold
from domain.programme import latest
from domain.terms import Role, TaskKind, TaskState
from storage.current import Current

TRAJECT = UUID(int=1)
TODAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CREATED = Recorded(
    seq=1,
    message=UUID(int=2),
    recorded_on=TODAY,
    fact=TrajectCreated(programme="kixworks-2022", version=1, on=TODAY),
)
NEED = Need(
    key="plan_kick_off",
    kind=TaskKind.PLAN_KICK_OFF,
    opens=TODAY,
    due=TODAY + timedelta(days=28),
    expires=None,
    state=TaskState.OPEN,
    facts={"created": TODAY.isoformat()},
)
NEW = {"id": TRAJECT, "municipality": "Oostmeer", "key": "T", "version": 0}


def found(*needs: Need, stalls: tuple[Stall, ...] = (), **changed: Any) -> Found:  # noqa: ANN401  any field
    """An assessment that says this."""
    situation = fold([CREATED], traject=TRAJECT)
    programme = latest("kixworks-2022")
    said = replace(assess(situation, programme, TODAY), needs=needs, stalls=stalls, **changed)
    return Found(situation, programme, said, Assignees({}, ()), {})


def after(changes: Changes, before: Current) -> Current:
    """What the tables hold once the changes are written."""
    tasks = {**before.tasks, **{row["id"]: row for row in changes.tasks}}
    for row in changes.closed:
        tasks[row["id"]] = {**tasks[row["id"]], **row}
    stalls = before.stalls if changes.stalls is None else changes.stalls
    return Current(changes.traject, {row["id"]: row for row in changes.participants}, tasks, stalls)


@pytest.fixture
def open_task() -> Current:
    """A traject whose only task is open."""
    nothing = Current(dict(NEW))
    return after(consequences(nothing, found(NEED), AT), nothing)


def test_an_open_need_gets_a_task(open_task: Current) -> None:
    ((identity, row),) = open_task.tasks.items()
    assert identity == uuid5(TRAJECT, "plan_kick_off")
    assert (row["state"], row["role"], row["due"], row["opened_at"]) == ("open", "coordinator", NEED.due, AT)


@pytest.mark.parametrize("state", [TaskState.DONE, TaskState.CANCELLED, TaskState.MISSED])
def test_a_need_that_was_never_open_gets_none(state: TaskState) -> None:
    changes = consequences(Current(dict(NEW)), found(replace(NEED, state=state)), AT)
    assert (changes.tasks, changes.closed, changes.opened) == ([], [], [])


@pytest.mark.parametrize("state", [TaskState.DONE, TaskState.CANCELLED, TaskState.MISSED])
def test_a_task_closes_with_its_need(open_task: Current, state: TaskState) -> None:
    changes = consequences(open_task, found(replace(NEED, state=state)), AT)
    assert [row["state"] for row in changes.closed] == [state]
    assert [row["closed_on"] for row in changes.closed] == [TODAY]


def test_a_task_whose_need_is_no_longer_spoken_of_is_cancelled(open_task: Current) -> None:
    assert [row["state"] for row in consequences(open_task, found(), AT).closed] == ["cancelled"]


def test_a_closed_task_whose_need_is_no_longer_spoken_of_stays_closed(open_task: Current) -> None:
    done = after(consequences(open_task, found(replace(NEED, state=TaskState.DONE)), AT), open_task)
    assert consequences(done, found(), AT).closed == []


def test_a_task_opens_again_with_its_need(open_task: Current) -> None:
    done = after(consequences(open_task, found(replace(NEED, state=TaskState.DONE)), AT), open_task)
    changes = consequences(done, found(NEED), AT)
    assert changes.opened == [NEED]
    assert [row["closed_at"] for row in changes.tasks] == [None]


def test_a_task_that_changes_keeps_the_moment_it_opened(open_task: Current) -> None:
    later = replace(NEED, due=NEED.due + timedelta(days=1))
    changes = consequences(open_task, found(later), AT + timedelta(days=1))
    assert [(row["due"], row["opened_at"]) for row in changes.tasks] == [(later.due, AT)]
    assert changes.opened == []


def test_what_stays_the_same_is_not_written(open_task: Current) -> None:
    changes = consequences(open_task, found(NEED), AT + timedelta(days=1))
    assert (changes.tasks, changes.closed, changes.stalls, changes.wake) == ([], [], None, [])
    assert changes.traject["version"] == open_task.traject["version"]


def test_stalls_are_replaced_when_one_began_or_ended(open_task: Current) -> None:
    stall = Stall("STL-PREP", TODAY, Role.COORDINATOR, {})
    began = consequences(open_task, found(NEED, stalls=(stall,)), AT)
    assert [row["rule"] for row in began.stalls or ()] == ["STL-PREP"]
    stalled = after(began, open_task)
    assert consequences(stalled, found(NEED, stalls=(stall,)), AT).stalls is None
    assert consequences(stalled, found(NEED), AT).stalls == []


@pytest.mark.parametrize(
    ("before", "now", "wakes"),
    [
        (TODAY + timedelta(days=5), TODAY + timedelta(days=3), True),
        (None, TODAY + timedelta(days=3), True),
        (TODAY + timedelta(days=3), TODAY + timedelta(days=5), False),
        (TODAY + timedelta(days=3), None, False),
    ],
)
def test_only_an_earlier_check_wakes(before: date | None, now: date | None, *, wakes: bool) -> None:
    nothing = Current(dict(NEW))
    stood = after(consequences(nothing, found(next_check=before), AT), nothing)
    changes = consequences(stood, found(next_check=now), AT)
    assert bool(changes.wake) is wakes
    assert changes.traject["version"] == 2


def test_the_same_message_queues_the_same_events_and_only_ids() -> None:
    changes = consequences(Current(dict(NEW)), found(NEED), AT)
    (event,) = events(UUID(int=9), [changes])
    assert event == events(UUID(int=9), [changes])[0]
    assert event["payload"]["data"] == {"kind": "plan_kick_off", "tasks": [uuid5(TRAJECT, "plan_kick_off")]}


def test_a_traject_keeps_since_when_it_was_in_each_of_its_phases() -> None:
    changes = consequences(Current(NEW), found(), AT)
    assert changes.traject["phases"] == [{"phase": "preparation", "since": TODAY.isoformat(), "until": None}]
