"""Whole journeys, from registration until twelve months after the ceremony, on the real engine and database."""

from datetime import timedelta

import pytest

from domain import facts as f
from domain.calendar import add_months
from domain.terms import Decision, Phase, Presence, TaskKind, TrajectPhase
from tests.workflows.group import Group
from tests.workflows.town import Town, billable_actions, events

MOST_EVENTS = 170
MOST_ACTIONS = 55
PEOPLE = 15


async def test_fifteen_people_go_from_registration_to_the_last_follow_up_at_little_cost(town: Town) -> None:
    group = Group(town, PEOPLE)
    journeys = [group.journey(number) for number in range(PEOPLE)]

    await group.went_through_the_programme()
    assert (await town.standing(journeys[0])).phase == Phase.FOLLOW_UP
    assert (await town.standing(group.subject)).phase == TrajectPhase.FOLLOW_UP
    await group.was_followed_up()
    await town.until(town.day(120))

    for subject in (group.subject, *journeys):
        assert (await town.standing(subject)).phase == Phase.CLOSED
        assert await town.agrees(subject), subject
    histories = [await town.history(subject) for subject in (group.subject, *journeys)]
    assert sum(map(events, histories)) / PEOPLE <= MOST_EVENTS
    assert sum(map(billable_actions, histories)) / PEOPLE <= MOST_ACTIONS


async def test_nobody_says_anything_and_the_clock_alone_closes_the_follow_up(town: Town) -> None:
    group = Group(town)
    await group.went_through_the_programme()

    await town.until(group.ceremony + timedelta(days=600))

    assert (await town.standing(group.journey())).phase == Phase.CLOSED
    standing = await town.standing(group.journey())
    assert standing.next_check is not None, "all that is still to come is being forgotten (RET-1)"
    assert standing.next_check > add_months(group.ceremony, 36)
    assert TaskKind.FOLLOW_UP not in town.open_tasks(group.people[0])
    assert await town.agrees(group.journey())


async def test_a_pause_lasts_over_a_deadline_and_is_reviewed(town: Town) -> None:
    group = Group(town)
    await group.begun()
    person, review = group.people[0], town.day(20)

    await group.says(0, f.Paused(participant=person, on=town.today, review=review))
    await town.until(review)
    standing = await town.standing(group.journey())
    assert standing.paused
    assert TaskKind.REVIEW_PAUSE in town.open_tasks(person)

    await group.says(0, f.Resumed(participant=person, on=town.today))
    standing = await town.standing(group.journey())
    assert (standing.phase, standing.paused) == (Phase.PROGRAMME, False)
    assert TaskKind.REVIEW_PAUSE not in town.open_tasks(person)
    assert await town.agrees(group.journey())


async def in_intake(group: Group) -> None:
    await group.created()
    await group.registered()


async def on_the_waiting_list(group: Group) -> None:
    await in_intake(group)
    await group.interviewed()
    await group.decided(Decision.WAITING_LIST)


async def before_the_kick_off(group: Group) -> None:
    await group.created()
    await group.admitted()
    await group.planned()


async def in_the_programme(group: Group) -> None:
    await group.begun()


async def before_the_ceremony(group: Group) -> None:
    await group.begun()
    for number, day in enumerate(group.days[1:-1], start=1):
        await group.town.until(day)
        await group.held(number)


@pytest.mark.parametrize(
    ("arrive", "phase"),
    [
        (in_intake, Phase.INTAKE),
        (on_the_waiting_list, Phase.WAITING_LIST),
        (before_the_kick_off, Phase.KICK_OFF),
        (in_the_programme, Phase.PROGRAMME),
        (before_the_ceremony, Phase.CERTIFICATE),
    ],
)
async def test_somebody_withdraws_in_any_phase_and_comes_back(town: Town, arrive: object, phase: Phase) -> None:
    group = Group(town)
    await arrive(group)  # type: ignore[operator]
    await town.settle()
    assert (await town.standing(group.journey())).phase == phase

    await group.says(0, f.Withdrawn(participant=group.people[0], on=town.today))
    assert (await town.standing(group.journey())).phase == Phase.WITHDRAWN
    assert town.open_tasks(group.people[0]) == {TaskKind.EXIT_TALK}

    await town.until(town.day(3))
    await group.says(0, f.Reentered(participant=group.people[0], on=town.today))
    assert (await town.standing(group.journey())).phase == phase
    assert await town.agrees(group.journey())


async def test_whoever_withdraws_after_the_ceremony_keeps_the_follow_up(town: Town) -> None:
    group = Group(town)
    await group.went_through_the_programme()
    await town.until(town.day(2))

    await group.says(0, f.Withdrawn(participant=group.people[0], on=town.today))
    await town.until(town.day(100))

    assert TaskKind.FOLLOW_UP in town.open_tasks(group.people[0])
    assert await town.agrees(group.journey())


async def test_whoever_left_long_ago_can_come_back_until_they_are_forgotten(town: Town) -> None:
    group = Group(town)
    person = group.people[0]
    await group.created()
    await group.admitted()
    await group.says(0, f.Withdrawn(participant=person, on=town.day(-150)))
    await town.settle()
    assert (await town.standing(group.journey())).next_check == add_months(town.day(-150), 24)

    await group.says(0, f.Reentered(participant=person, on=town.today))

    assert (await town.standing(group.journey())).phase == Phase.KICK_OFF
    assert await town.agrees(group.journey())


async def test_a_correction_takes_a_traject_back(town: Town) -> None:
    group = Group(town)
    await group.begun()
    session = group.sessions[0]

    await town.say(
        group.subject, group.id, f.AttendanceRegistered(session=session, statuses=dict.fromkeys(group.people))
    )
    await town.settle()

    assert (await town.standing(group.subject)).phase == TrajectPhase.KICK_OFF
    assert (await town.standing(group.journey())).phase == Phase.KICK_OFF
    await group.held(0, Presence.EXCUSED)
    await town.settle()
    assert (await town.standing(group.journey())).phase == Phase.PROGRAMME
