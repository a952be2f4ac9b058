"""Who has a task, by who took it and who was named instead of whom since."""

from datetime import date, timedelta
from uuid import UUID

from activities.assignees import assignees
from activities.messages import Enclosure, StaffValues
from domain.facts import AnyFact, Recorded, StaffNamed, TaskClaimed
from domain.ids import staff_id
from domain.terms import StaffRole
from tests.activities.town import Town

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


def test_the_clock_rings_on_the_day_from_which_somebody_is_named(group: Town) -> None:
    before, after = (StaffValues(staff=staff_id(f"{one}@voorbeeld.nl"), email=f"{one}@voorbeeld.nl") for one in "ab")
    group.say(named(before.staff), enclosure=Enclosure(staff=(before,)))
    from_then = group.today + timedelta(days=1)
    answer = group.say(named(after.staff, from_then), enclosure=Enclosure(staff=(after,)))
    assert answer.standing is not None
    assert answer.standing.next_check == from_then

    assert group.count("trajects", f"coordinator_id = '{before.staff}'") == 1
    group.look(days=1)
    assert group.count("trajects", f"coordinator_id = '{after.staff}'") == 1
