"""A look at the clock: made once for a whole traject and day, and answered once however often it comes."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from temporalio.testing import ActivityEnvironment

from activities.messages import Answer, LookInput
from domain.calendar import start_of
from domain.facts import AgreementSigned, KickOffPlanned
from domain.ids import participant_workflow
from domain.terms import Presence, SessionKind, TaskKind
from storage.engine import reading
from storage.queries.standings import standings_of
from tests.activities.town import EVERYONE, Town


def test_a_look_that_comes_again_gets_its_first_answer(group: Town) -> None:
    tomorrow = group.today + timedelta(days=1)
    look = LookInput(subject=group.workflow, traject=group.traject, today=tomorrow, id=uuid4())
    first = group.recorder.look_again(look)
    assert group.recorder.look_again(look) == first.model_copy(update={"repeated": True})


def test_the_first_look_of_a_day_is_made_for_everybody_in_the_traject(group: Town) -> None:
    journeys = [participant_workflow(group.participant(one)) for one in EVERYONE]
    told = {wake.workflow: wake.standing for wake in group.look(days=20).wake}
    looks = [LookInput(subject=one, traject=group.traject, today=group.today, id=uuid4()) for one in journeys]
    answers = [group.recorder.look_again(look) for look in looks]
    with reading(group.engine) as session:
        rows = standings_of(session, [group.participant(one) for one in EVERYONE])
    for look, answer in zip(looks, answers, strict=True):
        row, standing = rows[look.subject], answer.standing
        assert standing is not None
        assert (standing.phase, standing.next_check, standing.version) == (row.phase, row.next_check, row.version)
        assert standing == told.get(look.subject, standing)
        assert answer.wake == ()
    assert group.count("messages", "recorded_by = 'clock'") == 1


def test_what_is_said_after_the_first_look_of_a_day_is_in_the_next_one(group: Town) -> None:
    group.look(days=20)
    standing = group.say(KickOffPlanned(day=group.today + timedelta(days=40))).standing
    assert group.look().standing == standing


def look_for(group: Town, day: date, *, tried_at: datetime, local: bool = False) -> Answer:
    """What is answered to a participant's look for a day, tried at a moment by the clock of Temporal."""
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, started_time=tried_at, is_local=local)
    subject = participant_workflow(group.participant(EVERYONE[0]))
    look = LookInput(subject=subject, traject=group.traject, today=day, id=uuid4())
    answer: Answer = environment.run(group.recorder.look_again, look)
    return answer


@pytest.mark.parametrize("who", ["group", "sibling"])
def test_a_message_that_was_under_way_over_midnight_does_not_take_back_the_day_that_has_begun(
    group: Town, who: str
) -> None:
    """Somebody else had it looked at already; nobody would look at it a second time."""
    group.plan("B2", SessionKind.TRAINING, group.today + timedelta(days=1))
    speaker = group if who == "group" else Town(group.recorder, group.engine, key="OM-2")
    if speaker is not group:
        speaker.begin()
    group.look(days=1)
    before = group.count("tasks", "kind = 'register_attendance' AND state = 'open'")

    speaker.today = group.today - timedelta(days=1)
    speaker.say(AgreementSigned(on=speaker.today))

    group.today = speaker.today + timedelta(days=1)
    group.agrees()
    assert group.count("tasks", "kind = 'register_attendance' AND state = 'open'") == before


def test_what_is_said_after_a_clock_that_was_days_ahead_was_put_right_is_of_the_right_day(group: Town) -> None:
    right = group.today
    group.look(days=2)

    group.today = right
    group.say(AgreementSigned(on=right))

    group.agrees()
    assert group.count("trajects", f"counted_on = '{right}'") == 1


def just_after_midnight(day: date) -> datetime:
    return start_of(day) + timedelta(minutes=1)


@pytest.mark.parametrize("late", [1, 3])
def test_a_look_of_a_day_that_is_over_undoes_nothing_of_what_was_found_since(group: Town, late: int) -> None:
    """Postgres was away over midnight, and somebody else got through before."""
    group.look()
    assert TaskKind.REGISTER_ATTENDANCE in group.open_tasks()
    yesterday = group.today - timedelta(days=late)

    answer = look_for(group, yesterday, tried_at=just_after_midnight(group.today))

    group.agrees()
    assert group.count("tasks", "state <> 'open' AND kind = 'register_attendance'") == 0
    assert answer.standing is not None
    assert answer.standing.next_check is None or answer.standing.next_check > group.today


def test_a_look_that_nobody_could_make_in_time_is_made_for_the_day_it_is_by_then(group: Town) -> None:
    group.say(group.attend("B1", Presence.PRESENT, *EVERYONE))
    before, group.today = group.today, group.today + timedelta(days=30)

    look_for(group, before + timedelta(days=1), tried_at=just_after_midnight(group.today))

    group.agrees()


def test_a_look_is_for_its_own_day_whatever_the_clocks_of_others_say(group: Town) -> None:
    """A worker's counts for nothing, and one of the server not where a workflow's is ahead of it."""
    group.today += timedelta(days=1)
    look_for(group, group.today, tried_at=just_after_midnight(group.today + timedelta(days=400)), local=True)
    group.agrees()

    group.today += timedelta(days=30)
    look_for(group, group.today, tried_at=just_after_midnight(group.today - timedelta(days=20)))
    group.agrees()
