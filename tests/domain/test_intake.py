"""Seven criteria, one verdict, and the day on which somebody is old enough (INT-1 to INT-7)."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain import facts as f
from domain.assessment import Intake
from domain.terms import Decision, IntakeVerdict, SessionKind, SessionStatus, TaskKind, TaskState
from tests.domain.story import MONDAY, Story, ident

TODAY = date(2026, 2, 20)


def intake(story: Story, today: date = TODAY) -> Intake:
    return story.person("amal", today).intake


def known(born: date | None = date(1990, 5, 1), programme: str = "kixworks-2022", **answers: Any) -> Story:  # noqa: ANN401
    story = Story(programme).session("kick-off", MONDAY, SessionKind.KICK_OFF)
    return story.registered("amal", born=born).criteria("amal", **answers)


def test_seven_times_yes_is_admissible() -> None:
    assert intake(known()) == Intake(IntakeVerdict.ADMISSIBLE, (), ())


@pytest.mark.parametrize("criterion", ["int_1", "int_2", "int_5", "int_6", "int_7"])
def test_one_no_is_not_admissible_and_named(criterion: str) -> None:
    found = intake(known(**dict[str, Any]({criterion: False})))
    assert (found.verdict, found.failed) == (IntakeVerdict.NOT_ADMISSIBLE, (criterion.upper().replace("_", "-"),))


@pytest.mark.parametrize("criterion", ["int_1", "int_2", "int_5", "int_6", "int_7"])
def test_one_unknown_is_incomplete(criterion: str) -> None:
    found = intake(known(**dict[str, Any]({criterion: None})))
    assert (found.verdict, found.unknown) == (IntakeVerdict.INCOMPLETE, (criterion.upper().replace("_", "-"),))


def test_a_no_decides_although_something_is_unknown() -> None:
    found = intake(known(int_1=None, int_7=False))
    assert found == Intake(IntakeVerdict.NOT_ADMISSIBLE, ("INT-7",), ("INT-1",))


def test_nothing_known_is_incomplete() -> None:
    found = intake(Story().registered("amal", born=None))
    assert found.verdict is IntakeVerdict.INCOMPLETE
    assert found.unknown == ("INT-1", "INT-2", "INT-3", "INT-4", "INT-5", "INT-6", "INT-7")


@pytest.mark.parametrize(("level", "enough"), [("A1", False), ("A2", True), ("B1", True), ("C2", True)])
def test_dutch_is_asked_at_a2_or_higher(level: str, enough: bool) -> None:  # noqa: FBT001
    found = intake(known().criteria("amal", language=level))
    assert ("INT-4" not in found.failed) is enough


@pytest.mark.parametrize(
    ("born", "old_enough"),
    [
        (date(2008, 3, 2), True),  # 18 on the day of the kick-off
        (date(2008, 3, 3), False),  # 18 a day later
        (date(1900, 1, 1), True),  # the programme of 2022 has no upper bound
    ],
)
def test_eighteen_counts_on_the_day_of_the_kick_off(born: date, old_enough: bool) -> None:  # noqa: FBT001
    assert ("INT-3" not in intake(known(born)).failed) is old_enough


@pytest.mark.parametrize(("born", "fits"), [(date(1990, 3, 3), True), (date(1990, 3, 2), False)])
def test_thirty_five_is_the_last_age_of_the_programme_of_2018(born: date, fits: bool) -> None:  # noqa: FBT001
    assert ("INT-3" not in intake(known(born, "kixworks-2018")).failed) is fits


def test_who_was_born_on_a_leap_day_is_eighteen_on_the_first_of_march() -> None:
    story = Story().registered("amal", born=date(2008, 2, 29))
    assert intake(story.session("kick-off", date(2026, 2, 28), SessionKind.KICK_OFF)).failed == ("INT-3",)
    assert intake(story.session("kick-off", date(2026, 3, 1), SessionKind.KICK_OFF)).failed == ()


def test_while_no_kick_off_is_planned_the_age_counts_on_the_intake_day() -> None:
    story = Story().registered("amal", born=date(2008, 2, 10)).criteria("amal")
    assert intake(story).unknown == ("INT-3",)
    assert intake(story.tell(f.IntakeHeld(participant=ident("amal"), on=date(2026, 2, 9)))).failed == ("INT-3",)
    assert intake(story.tell(f.IntakeHeld(participant=ident("amal"), on=date(2026, 2, 10)))).failed == ()


def test_a_kick_off_that_moves_takes_the_age_along() -> None:
    story = known(date(2008, 3, 9))
    assert intake(story).failed == ("INT-3",)
    assert intake(story.session("kick-off", date(2026, 3, 9), SessionKind.KICK_OFF)).failed == ()


def test_a_kick_off_called_off_leaves_the_planned_date_as_the_day_that_counts() -> None:
    story = known(date(2008, 3, 9)).tell(f.KickOffPlanned(day=date(2026, 3, 16)))
    assert intake(story).failed == ("INT-3",)  # the session says 2 March
    assert intake(story.session("kick-off", MONDAY, SessionKind.KICK_OFF, SessionStatus.CANCELLED)).failed == ()


def test_a_criterion_with_a_date_counts_from_that_day() -> None:
    story = Story().session("kick-off", MONDAY, SessionKind.KICK_OFF).registered("amal")
    story.criteria("amal", on=date(2026, 2, 10))
    assert intake(story, date(2026, 2, 9)).verdict is IntakeVerdict.INCOMPLETE
    assert intake(story, date(2026, 2, 10)).verdict is IntakeVerdict.ADMISSIBLE


def test_the_coordinator_may_deviate_from_the_verdict() -> None:
    story = known(int_5=False).decided("amal", Decision.ADMITTED, on=date(2026, 2, 9))
    assert story.person("amal", TODAY).admitted
    assert intake(story).failed == ("INT-5",)


def test_the_waiting_list_is_asked_again_when_somebody_withdraws_before_the_third_session() -> None:
    story = Story().course("bilal").registered("amal").decided("amal", Decision.WAITING_LIST, on=date(2026, 2, 9))
    story.attended("bilal", "kick-off", "training 1", "training 2")
    story.withdrew("bilal", on=date(2026, 3, 29))
    assert story.task(date(2026, 3, 28), TaskKind.DECIDE_ADMISSION, "amal") is None
    # a Sunday: five working days later is Friday 3 April, Good Friday, so the fifth is Tuesday 7 April
    task = story.task(date(2026, 3, 29), TaskKind.DECIDE_ADMISSION, "amal")
    assert task is not None
    assert (task.opens, task.due) == (date(2026, 3, 29), date(2026, 4, 7))


def test_nobody_is_asked_again_when_somebody_withdraws_on_the_day_of_the_third_session() -> None:
    story = Story().course("bilal").registered("amal").decided("amal", Decision.WAITING_LIST, on=date(2026, 2, 9))
    story.attended("bilal", "kick-off", "training 1", "training 2")
    story.withdrew("bilal", on=date(2026, 3, 30))
    assert story.task(date(2026, 4, 1), TaskKind.DECIDE_ADMISSION, "amal") is None


@pytest.mark.parametrize("decision", list(Decision))
def test_being_asked_again_ends_with_a_new_decision_on_the_same_day_whatever_it_is(decision: Decision) -> None:
    story = Story().course("bilal").registered("amal").decided("amal", Decision.WAITING_LIST, on=date(2026, 2, 9))
    story.withdrew("bilal", on=date(2026, 2, 16)).decided("amal", decision, on=date(2026, 2, 16))
    assert story.states(date(2026, 2, 17), TaskKind.DECIDE_ADMISSION, "amal") == [TaskState.DONE]


def test_who_left_the_waiting_list_before_is_not_asked_again() -> None:
    story = Story().course("bilal").registered("amal").decided("amal", Decision.WAITING_LIST, on=date(2026, 2, 9))
    story.decided("amal", Decision.ADMITTED, on=date(2026, 2, 12)).withdrew("bilal", on=date(2026, 2, 16))
    assert story.states(date(2026, 2, 17), TaskKind.DECIDE_ADMISSION, "amal") == []


def test_somebody_who_was_never_admitted_frees_no_place() -> None:
    story = Story().registered("amal", "bilal").decided("amal", Decision.WAITING_LIST, on=date(2026, 2, 9))
    story.withdrew("bilal", on=date(2026, 2, 16))
    assert story.task(date(2026, 2, 17), TaskKind.DECIDE_ADMISSION, "amal") is None


def test_a_definition_that_asks_nobody_again_can_be_assessed() -> None:
    story = Story().course("bilal").registered("amal").decided("amal", Decision.WAITING_LIST, on=date(2026, 2, 9))
    story.programme = story.programme.model_copy(update={"waiting_list_sessions": 0})
    story.withdrew("bilal", on=date(2026, 2, 16))
    assert story.task(date(2026, 2, 17), TaskKind.DECIDE_ADMISSION, "amal") is None


def decided_again(*decisions: Decision) -> Story:
    """A group with its kick-off behind it; what was decided on Amal, on one day after the other."""
    story = Story().course("bilal").attended("bilal", "kick-off").registered("amal").criteria("amal")
    days = (date(2026, 2, 9), date(2026, 2, 16), date(2026, 3, 9), date(2026, 3, 12))
    for decision, day in zip(decisions, days, strict=False):
        story.decided("amal", decision, on=day)
    return story


ADMITTED, WAITING, REFUSED = Decision.ADMITTED, Decision.WAITING_LIST, Decision.REFUSED


@pytest.mark.parametrize(
    ("decisions", "since"),
    [
        ((ADMITTED, ADMITTED, ADMITTED), date(2026, 2, 9)),
        ((WAITING, ADMITTED, ADMITTED), date(2026, 2, 16)),
        ((ADMITTED, WAITING, ADMITTED), date(2026, 3, 9)),  # a place was given up meanwhile
        ((ADMITTED, WAITING, ADMITTED, ADMITTED), date(2026, 3, 9)),
    ],
)
def test_saying_the_same_decision_again_moves_nothing(decisions: tuple[Decision, ...], since: date) -> None:
    story = decided_again(*decisions)
    joined = max(since, MONDAY)
    opens, due, _ = story.window(date(2026, 3, 12), TaskKind.RECORD_BASELINE, "amal")
    assert (opens, due) == (joined, joined + timedelta(days=7))
    asked = [need.state for need in story.needs(date(2026, 3, 12), TaskKind.REGISTER_ATTENDANCE)]
    assert (TaskState.OPEN in asked) is (since <= MONDAY)  # Amal's, at the kick-off


def test_a_refusal_said_again_leaves_the_referral_due_when_it_was() -> None:
    story = decided_again(REFUSED, REFUSED)
    assert story.window(date(2026, 2, 20), TaskKind.REFER_ON, "amal")[0] == date(2026, 2, 9)


def test_who_was_admitted_again_after_the_ceremony_was_admitted_in_time() -> None:
    story = Story().course("amal").attended("amal", "kick-off").ceremony()
    story.decided("amal", ADMITTED, on=date(2026, 8, 3))
    assert len(story.person("amal", date(2026, 8, 3)).follow_up) == 3


def test_a_decision_taken_back_leaves_the_one_before() -> None:
    story = decided_again(ADMITTED, WAITING, ADMITTED)
    story.tell(f.Decided(participant=ident("amal"), decision=None, on=date(2026, 2, 16)))
    assert story.window(date(2026, 3, 12), TaskKind.RECORD_BASELINE, "amal")[0] == MONDAY  # since 9 February
    story.tell(f.Decided(participant=ident("amal"), decision=None, on=date(2026, 2, 9)))
    assert story.window(date(2026, 3, 12), TaskKind.RECORD_BASELINE, "amal")[0] == date(2026, 3, 9)


def test_a_decision_retracted_leaves_the_one_before() -> None:
    story = decided_again(ADMITTED, WAITING)
    assert not story.person("amal", TODAY).admitted
    story.tell(f.Retracted(message=story.log[-1].message))
    assert story.person("amal", TODAY).admitted
