"""A look at the clock: made once for a whole traject and day, and answered once however often it comes."""

from datetime import timedelta
from uuid import uuid4

from activities.messages import LookInput
from domain.facts import KickOffPlanned
from domain.ids import participant_workflow
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
