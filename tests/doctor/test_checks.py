"""What the doctor finds in the lists is right after one repair."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from doctor.checks import Wrong, findings
from domain.terms import TaskState
from storage import writing as writes
from storage.engine import reading, writing
from storage.writing import Work
from tests.activities.town import Town
from tests.doctor.meddling import by_hand


@pytest.fixture
def other(group: Town) -> Town:
    """Another traject of the same municipality."""
    made = Town(group.recorder, group.engine, key="OM-2")
    made.begin()
    return made


def moved(group: Town, other: Town) -> UUID:
    """An open task that is in another traject now."""
    with reading(group.engine) as session:
        one = "SELECT id FROM tasks WHERE traject_id = :own AND state = 'open' ORDER BY id LIMIT 1"
        task: UUID = session.execute(text(one), {"own": group.traject}).scalar_one()
    by_hand(group.engine, "UPDATE tasks SET traject_id = :other WHERE id = :task", other=other.traject, task=task)
    return task


def wrong(group: Town) -> list[tuple[Wrong, str]]:
    with reading(group.engine) as session:
        return [(one.wrong, one.key) for one in findings(session, group.today)]


@pytest.mark.parametrize("own_first", [True, False])
def test_a_task_that_was_moved_to_another_traject_is_back_once_both_are_looked_at(
    group: Town, other: Town, *, own_first: bool
) -> None:
    moved(group, other)
    assert sorted(wrong(group)) == [(Wrong.TASK_MISSING, group.key), (Wrong.TASK_TOO_MANY, other.key)]

    for town in (group, other) if own_first else (other, group):
        town.say()

    assert wrong(group) == []


def test_it_stays_where_it_is_back_also_when_the_other_closes_what_it_saw_of_it_before(
    group: Town, other: Town
) -> None:
    """Both are looked at side by side."""
    task = moved(group, other)
    ended = {"state": TaskState.CANCELLED, "closed_at": datetime.now(UTC), "closed_on": other.today}
    closing = {"id": task, "traject_id": other.traject, **ended}

    group.say()
    with writing(group.engine) as session:
        writes.write_work(session, Work([], [], [], [], [closing], [], []))

    assert wrong(group) == []
