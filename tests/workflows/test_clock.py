"""The clocks of the workflows: one look a day, just after midnight in the Netherlands, whatever clocks do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowExecutionStatus, WorkflowHistory

from domain import facts as f
from domain.terms import SessionKind, TaskKind
from tests.workflows.group import Group
from tests.workflows.town import Town
from workflows.alarm import SPREAD, next_look
from workflows.messages import Standing

HERE = ZoneInfo("Europe/Amsterdam")
DAY = date(2027, 3, 2)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
A_YEAR_ON = DAY + timedelta(days=365)


@pytest.mark.parametrize(
    ("next_check", "looked_on", "today", "expected"),
    [
        (DAY, None, BEFORE, DAY),
        (DAY, BEFORE, BEFORE, DAY),
        (DAY, DAY, DAY, AFTER),  # the answer named no later day
        (BEFORE, DAY, DAY, AFTER),
        (None, DAY, DAY, None),
        (DAY, DAY, BEFORE, DAY),  # a minute past midnight the clock was put back to a minute before
        (DAY, A_YEAR_ON, BEFORE, DAY),  # it was a year ahead
        (BEFORE, A_YEAR_ON, DAY, BEFORE),
    ],
)
def test_no_day_is_looked_at_twice_and_none_is_left_out_when_the_clock_was_put_back(
    next_check: date | None, looked_on: date | None, today: date, expected: date | None
) -> None:
    assert next_look(next_check, looked_on, today) == expected


def the_coming(month: int, today: date) -> date:
    """The last Sunday of a month, on which Dutch clocks change, after today."""
    for year in (today.year, today.year + 1):
        last = date(year, month, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        if sunday > today:
            return sunday
    raise AssertionError("a year has every month")


def strikes(history: WorkflowHistory) -> list[datetime]:
    """When the timers that rang were to ring, on Dutch clocks."""
    started = {event.event_id: event for event in history.events if event.HasField("timer_started_event_attributes")}
    rang = [e.timer_fired_event_attributes.started_event_id for e in history.events if _is_a_ring(e)]
    return [_moment(started[number]) for number in rang]


def _is_a_ring(event: HistoryEvent) -> bool:
    return event.event_type == EventType.EVENT_TYPE_TIMER_FIRED


def _moment(event: HistoryEvent) -> datetime:
    wait = event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
    rings: datetime = event.event_time.ToDatetime(tzinfo=UTC) + wait
    return rings.astimezone(HERE)


@pytest.mark.parametrize("month", [3, 10])
async def test_on_days_of_23_and_25_hours_everybody_looks_once_and_just_after_midnight(town: Town, month: int) -> None:
    group, sunday = Group(town), the_coming(month, town.today)
    await group.created()
    await group.admitted()
    plan = [
        (0, SessionKind.KICK_OFF, sunday - timedelta(days=7)),
        (1, SessionKind.TRAINING, sunday),
        (2, SessionKind.TRAINING, sunday + timedelta(days=1)),
    ]
    for number, kind, day in plan:
        fact = f.SessionPlanned(session=group.sessions[number], session_kind=kind, day=day)
        await town.say(group.subject, group.id, fact)
    await town.until(sunday - timedelta(days=7))
    await group.held(0)

    for n in (-1, 0, 1, 2):
        await town.until(sunday + timedelta(days=n))
        asked = TaskKind.REGISTER_ATTENDANCE in town.open_tasks()
        assert asked is (n >= 0), "of the session on Sunday, from its own day on"

    for subject in (group.subject, group.journey()):
        assert await town.agrees(subject)
        found = strikes(await town.history(subject))
        days = [moment.date() for moment in found]
        assert len(days) == len(set(days)), "no day twice"
        since_midnight = [
            moment.replace(tzinfo=None) - datetime.combine(moment, datetime.min.time()) for moment in found
        ]
        assert all(timedelta() <= passed <= SPREAD for passed in since_midnight), found
    assert sunday in [moment.date() for moment in strikes(await town.history(group.subject))]


@pytest.mark.parametrize("day", [date(2400, 2, 29), date(2999, 12, 31), date(9999, 12, 31), date(1900, 1, 1)])
async def test_a_day_far_away_neither_stops_a_journey_nor_has_it_look_for_ever(town: Town, day: date) -> None:
    group = Group(town)
    await group.created()
    await group.registered()
    before = await town.standing(group.journey())

    far = before.model_copy(update={"next_check": day, "version": before.version + 1})
    await town.handle(group.journey()).signal("standing", far)
    await town.settle()

    looks = len((await town.history(group.journey())).events)
    assert looks < 60
    await group.says(0, f.ConsentRecorded(participant=group.people[0], consent=True))
    await town.say(group.subject, group.id, f.KickOffPlanned(day=group.days[0]))
    described = await town.handle(group.journey()).describe()
    assert described.status is WorkflowExecutionStatus.RUNNING
    assert Standing.model_validate(await town.standing(group.journey())).phase == before.phase
    await town.settle()
