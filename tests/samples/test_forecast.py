"""What a forecast announces is what the lists will say on those days, for every traject of the sample."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from domain.assessment import Assessment
from domain.terms import Role, TaskKind, TaskState
from samples.current import trajects
from samples.files import write_folder
from samples.sheets import sheets
from storage.queries.facts import Known
from tests.samples.taking_over import Taken, take_over
from views.forecast import Coming, Horizon, in_sight
from views.reading import Assessed

TODAY = date(2026, 4, 7)
HORIZON = Horizon(TODAY, weeks=8)


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Taken]:
    folder: Path = tmp_path_factory.mktemp("sample")
    return take_over(write_folder(sheets(trajects(TODAY)), folder), TODAY)


def announced(key: str, one: Taken, horizon: Horizon = HORIZON) -> list[Coming]:
    known = Known(UUID(int=1), one.municipality, key, [], one.people)
    return list(in_sight(Assessed(known, one.situation, one.programme, one.on(TODAY)), horizon))


def asked(assessment: Assessment) -> set[str]:
    return {need.key for need in assessment.all_needs() if need.state is TaskState.OPEN}


def stalled(assessment: Assessment) -> set[str]:
    return {need.key for need in assessment.all_needs() if need.kind is TaskKind.UNBLOCK_TRAJECT}


def test_each_task_opens_on_the_day_that_was_announced(taken: dict[str, Taken]) -> None:
    seen = 0
    for key, one in taken.items():
        for task in announced(key, one):
            opens = task.found.found.today
            assert TODAY < opens <= HORIZON.until
            assert task.need.key in asked(one.on(opens)) - asked(one.on(opens - timedelta(days=1)))
            seen += 1
    assert seen > len(taken)


def test_no_task_opens_without_having_been_announced(taken: dict[str, Taken]) -> None:
    for key, one in taken.items():
        expected = {task.need.key for task in announced(key, one)}
        for ahead in range(1, (HORIZON.until - TODAY).days + 1):
            then = one.on(TODAY + timedelta(days=ahead))
            assert asked(then) - stalled(then) <= expected | asked(one.on(TODAY))


def test_each_task_is_announced_once(taken: dict[str, Taken]) -> None:
    for key, one in taken.items():
        keys = [task.need.key for task in announced(key, one)]
        assert len(keys) == len(set(keys))


def test_one_role_sees_its_own_tasks_of_the_same_weeks(taken: dict[str, Taken]) -> None:
    for_trainers = Horizon(TODAY, HORIZON.weeks, Role.TRAINER)
    for key, one in taken.items():
        everybody = [task.need.key for task in announced(key, one) if task.role is Role.TRAINER]
        assert [task.need.key for task in announced(key, one, for_trainers)] == everybody


def test_a_week_is_called_by_its_monday(taken: dict[str, Taken]) -> None:
    for key, one in taken.items():
        for task in announced(key, one):
            assert task.week.isoweekday() == 1
            assert timedelta() <= task.found.found.today - task.week < timedelta(days=7)
