"""A day that nobody can read, set by hand before Postgres refused it, is named, and follows from the facts again."""

import pytest

from doctor.checks import Finding, Wrong, findings
from doctor.days import make_readable, unreadable_days
from storage.engine import reading
from tests.activities.town import Town
from tests.doctor.meddling import by_hand, never

COLUMNS = [
    *("trajects.next_check", "trajects.created_on", "participants.next_check", "stalls.since"),
    *("tasks.opens", "tasks.expires", "tasks.opened_at"),
]


def found_in(town: Town) -> list[Finding]:
    with reading(town.engine) as session:
        return unreadable_days(session)


@pytest.mark.parametrize("columns", [[one] for one in COLUMNS] + [COLUMNS], ids=" ".join)
def test_a_day_that_nobody_can_read_is_named_and_follows_from_the_facts_again(group: Town, columns: list[str]) -> None:
    group.look(days=60)
    assert group.count("stalls") > 0
    before = set(group.open_tasks())
    never(group.engine, *columns)

    assert {(one.wrong, one.key, one.what) for one in found_in(group)} == {
        (Wrong.DAY, group.key, one) for one in columns
    }

    make_readable(group.engine)
    group.say()
    assert found_in(group) == []
    with reading(group.engine) as session:
        assert findings(session, group.today) == []
    assert group.open_tasks() == before


def test_a_day_of_a_task_that_ended_is_named_and_can_be_read_again(group: Town) -> None:
    by_hand(group.engine, "UPDATE tasks SET state = 'done', closed_at = now(), closed_on = current_date")
    never(group.engine, "tasks.closed_on", "tasks.closed_at")

    make_readable(group.engine)

    assert found_in(group) == []
