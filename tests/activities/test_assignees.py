"""Who has a task, by who took it and who was named instead of whom since."""

from datetime import date
from uuid import UUID

from activities.assignees import assignees
from domain.facts import AnyFact, Recorded, StaffNamed, TaskClaimed
from domain.terms import StaffRole

TASK, FIRST, SECOND, THIRD = (UUID(int=number) for number in range(1, 5))
SAID, FROM = date(2026, 3, 2), date(2026, 3, 9)


def has_it(today: date, *facts: AnyFact) -> UUID | None:
    log = [
        Recorded(seq=number, message=UUID(int=number), recorded_on=SAID, fact=fact)
        for number, fact in enumerate(facts, start=1)
    ]
    return assignees(log, today).of(TASK, StaffRole.COORDINATOR)


def named(who: UUID, on: date | None = None) -> StaffNamed:
    return StaffNamed(role=StaffRole.COORDINATOR, staff=who, on=on)


def test_who_is_named_from_a_later_day_has_the_tasks_from_that_day() -> None:
    said = named(FIRST), TaskClaimed(task=TASK, staff=FIRST), named(SECOND, FROM)
    assert (has_it(SAID, *said), has_it(FROM, *said)) == (FIRST, SECOND)
    assert has_it(FROM, *said, named(THIRD, FROM)) == THIRD
