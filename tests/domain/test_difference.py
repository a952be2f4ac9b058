"""What differs between two assessments: all that people act on, and nothing else."""

from datetime import date

from hypothesis import given

from domain import facts as f
from domain.assess import assess
from domain.assessment import Assessment
from domain.difference import Difference, Point, What, differences
from domain.terms import Decision, Role, TaskKind, TaskState
from tests.domain.story import Story, ident
from tests.domain.test_promises import LAST, days, facts_of_people, stories, thorough

TODAY = date(2026, 3, 20)
AMAL = ident("amal")


def by_point(found: list[Difference]) -> dict[Point, Difference]:
    return {one.point: one for one in found}


def compared_under(story: Story, before: Assessment, after: Assessment) -> list[Difference]:
    """What differs, by the same definition."""
    return differences((before, story.programme), (after, story.programme))


def asked(assessment: Assessment) -> set[str]:
    return {need.key for need in assessment.all_needs() if need.state is TaskState.OPEN}


@given(stories(), days)
@thorough
def test_nothing_differs_from_itself(story: Story, today: date) -> None:
    now = (story.on(today), story.programme)
    assert differences(now, now) == []


@given(stories(), days, facts_of_people)
@thorough
def test_each_task_that_comes_or_goes_is_told(story: Story, today: date, fact: f.Fact) -> None:
    before = story.on(today)
    after = story.tell(fact, on=LAST).on(today)
    tasks = [one for one in compared_under(story, before, after) if one.point.what is What.TASK]
    assert {one.point.which for one in tasks if one.before is None} == asked(after) - asked(before)
    assert {one.point.which for one in tasks if one.after is None} == asked(before) - asked(after)


@given(stories(), days, facts_of_people)
@thorough
def test_the_way_back_tells_the_same_the_other_way_round(story: Story, today: date, fact: f.Fact) -> None:
    before = story.on(today)
    after = story.tell(fact, on=LAST).on(today)
    back = by_point(compared_under(story, after, before))
    assert back == {
        one.point: Difference(one.point, before=one.after, after=one.before)
        for one in compared_under(story, before, after)
    }


def test_who_leaves_is_somewhere_else_and_is_asked_for_a_talk() -> None:
    story = Story().course("amal", "bilal").attended("amal", "kick-off").attended("bilal", "kick-off")
    before = story.on(TODAY)
    after = story.withdrew("amal", on=TODAY).on(TODAY)
    found = by_point(compared_under(story, before, after))
    phase = found[Point(AMAL, What.PHASE)]
    assert (phase.before, phase.after) == ({"phase": "programme"}, {"phase": "withdrawn"})
    assert found[Point(AMAL, What.CERTIFICATE)].after is not None
    talk = next(one for one in found.values() if one.after and one.after.get("kind") == "exit_talk")
    assert talk.before is None
    assert {point.participant for point in found} == {AMAL}


def test_of_a_traject_that_did_not_exist_everything_is_new() -> None:
    story = Story(created=TODAY)
    found = compared_under(story, story.on(date(2026, 3, 19)), story.on(TODAY))
    assert Point(None, What.TRAJECT_PHASE) in by_point(found)
    assert all(one.before is None for one in found)


def test_a_task_that_goes_to_somebody_else_is_told() -> None:
    story = Story(created=TODAY)
    task = story.programme.tasks[TaskKind.PLAN_KICK_OFF].model_copy(update={"role": Role.PROJECT_LEAD})
    tasks = {**story.programme.tasks, TaskKind.PLAN_KICK_OFF: task}
    later = story.programme.model_copy(update={"tasks": tasks})
    now = story.on(TODAY)
    [found] = differences((now, story.programme), (now, later))
    assert (found.before or {})["role"] == "coordinator"
    assert (found.after or {})["role"] == "project_lead"


def test_the_day_on_which_somebody_is_forgotten_is_told() -> None:
    story = Story().registered("bilal").decided("bilal", Decision.REFUSED, on=date(2026, 2, 9))
    before = story.on(TODAY)
    shorter = story.programme.model_copy(update={"retention_months": 6})
    after = assess(story.situation(), shorter, TODAY)
    found = by_point(differences((before, story.programme), (after, shorter)))
    assert Point(ident("bilal"), What.FORGETTING) in found
