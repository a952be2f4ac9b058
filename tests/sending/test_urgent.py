"""What cannot wait is told at once, a few times a day at most; what is left lying is told to the project lead."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from domain.calendar import add_working_days, start_of
from sending import planning
from storage.engine import writing
from storage.outbox import SESSIONS_CHANGED
from storage.tables import outbox, tasks
from tests.sending.office import Office, text_of


def reminders(office: Office) -> int:
    return sum(row.payload["kind"] == "urgent" for row in office.mails())


def test_an_urgent_task_is_told_to_whose_it_is(office: Office) -> None:
    office.opened("call_absentee", priority=1, due=office.day)
    assert office.look() == 1
    assert [row.account_id for row in office.mails()] == [office.somebody("coordinator").account]
    office.passes()
    text = text_of(office.send()[0])
    assert "Dringend: " in text
    assert "· 1 persoon (vandaag)" in text


@pytest.mark.parametrize(
    "spoiled",
    [
        {"payload": "nothing"},
        {"payload": {"data": {"tasks": ["Sam"]}}},
        {"payload": {"data": []}},
        {"topic": SESSIONS_CHANGED, "subject": "traject-1"},
        {"topic": "nl.trajectvolger.stalled", "payload": {"data": {"rule": "STL-PREP"}}},
    ],
)
def test_an_event_that_nobody_can_read_keeps_no_other_from_being_told(
    office: Office, spoiled: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    office.opened("refer_on", priority=1, due=office.day)
    with writing(office.engine) as session:
        session.execute(update(outbox).where(outbox.c.sent_at.is_(None)).values(spoiled))
    office.opened("call_absentee", priority=1, due=office.day)

    assert office.look() == 2

    assert reminders(office) == 1
    assert office.look() == 0
    assert "Sam" not in caplog.text


def test_what_can_wait_is_left_to_the_digest(office: Office) -> None:
    office.opened("refer_on", priority=5, due=office.day + timedelta(days=3))
    assert office.look() == 1
    assert office.mails() == []


def test_what_is_late_when_it_appears_is_urgent(office: Office) -> None:
    office.opened("refer_on", priority=5, due=office.day - timedelta(days=3))
    office.look()
    assert reminders(office) == 1


def test_what_happens_soon_after_each_other_is_one_mail(office: Office) -> None:
    for kind in ("call_absentee", "hold_intake", "decide_admission"):
        office.opened(kind, priority=1)
        office.look()
    assert reminders(office) == 1


def test_more_than_a_few_a_day_wait_until_the_next_morning(office: Office) -> None:
    for _ in range(planning.MOST_A_DAY + 2):
        office.opened("call_absentee", priority=1)
        office.look()
        office.at += timedelta(hours=1)
    assert reminders(office) == planning.MOST_A_DAY + 1
    last = office.mails()[-1]
    assert last.available_at == start_of(add_working_days(office.day, 1)) + timedelta(hours=7)


def test_who_wants_no_reminders_gets_none(office: Office) -> None:
    office.wishes("coordinator", urgent=False)
    office.opened("call_absentee", priority=1)
    office.look()
    assert office.mails() == []


def test_a_task_taken_by_somebody_else_is_told_to_nobody_else(office: Office) -> None:
    stranger = office.somebody("stranger")
    office.opened("call_absentee", priority=1, assignee=stranger.staff)
    office.look()
    assert reminders(office) == 0, "the stranger may not see that traject any more, and others leave it to them"


def test_events_from_before_an_upgrade_are_left_to_the_digest(office: Office) -> None:
    office.opened("call_absentee", priority=1)
    office.at += timedelta(days=2)
    assert office.look() == 1
    assert office.mails() == []


def test_an_event_is_looked_at_once(office: Office) -> None:
    office.opened("call_absentee", priority=1)
    assert office.look() == 1
    assert office.look() == 0


def escalated(office: Office) -> set[UUID]:
    told = [row for row in office.mails() if row.payload["kind"] == "escalation"]
    return {UUID(one) for row in told for one in row.payload["trajects"]}


@pytest.fixture
def neglected(office: Office) -> UUID:
    """Everything is in time, but one task that nobody took."""
    with writing(office.engine) as session:
        session.execute(update(tasks).values(due=office.day + timedelta(days=30), expires=None))
    task = office.opened("refer_on", priority=5, due=office.day - timedelta(days=8), assignee=None)
    traject: UUID = task.traject_id
    return traject


def test_what_nobody_took_and_is_long_past_due_is_told_to_the_project_lead(office: Office, neglected: UUID) -> None:
    assert office.morning("project_lead") == 1
    assert escalated(office) == {neglected}
    text = text_of(office.send()[0])
    assert "8 dagen te laat, 1 door niemand opgepakt" in text


@pytest.mark.usefixtures("neglected")
def test_a_week_past_due_is_not_long_yet(office: Office) -> None:
    with writing(office.engine) as session:
        session.execute(update(tasks).where(tasks.c.due < office.day).values(due=office.day - timedelta(days=7)))
    assert office.morning("project_lead") == 0


@pytest.mark.usefixtures("neglected")
def test_of_one_traject_it_is_told_once_a_week(office: Office) -> None:
    told = []
    for _ in range(8):
        told.append(office.morning("project_lead"))
        office.at += timedelta(days=1)
    assert told == [1, 0, 0, 0, 0, 0, 0, 1]


@pytest.mark.usefixtures("neglected")
def test_a_lead_who_wants_nothing_urgent_is_left_alone(office: Office) -> None:
    office.wishes("project_lead", urgent=False)
    assert office.morning("project_lead") == 0
