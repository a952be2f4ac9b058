"""The digest: on working days, what is late, due today and this week, in the lines of the task list."""

from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from sending import work
from storage.engine import reading, writing
from storage.tables import accounts, participants, people, tasks, trajects
from tests.portal.stock import HOME, PEOPLE
from tests.sending.office import Office, text_of

MONDAY, TUESDAY = date(2027, 3, 1), date(2027, 3, 2)
EASTER_MONDAY, KINGS_DAY = date(2027, 3, 29), date(2027, 4, 27)


def digest(office: Office, who: str) -> EmailMessage:
    office.morning(who)
    found = [mail for mail in office.send() if PEOPLE[who].email in str(mail["To"])]
    return found[0]


@pytest.fixture
def busy(office: Office) -> Office:
    """The coordinator has several people on one line."""
    with writing(office.engine) as session:
        about_people = (tasks.c.participant_id.is_not(None), tasks.c.role == "coordinator")
        late = {"kind": "follow_up", "milestone": 3, "due": office.day - timedelta(days=1), "expires": None}
        session.execute(update(tasks).where(*about_people).values(late))
    return office


@pytest.mark.usefixtures("busy")
def test_a_coordinator_reads_the_lines_of_the_task_list(office: Office) -> None:
    who = office.somebody("coordinator")
    with reading(office.engine) as session:
        agenda = work.agenda(session, who, office.day)
    assert agenda.late
    mail = digest(office, "coordinator")
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for line in [*agenda.late[:25], *agenda.today[:25], *agenda.week[:25]]:
        assert f"{line.title('nl')} · {line.traject_key}" in text
    grouped = next(line for line in [*agenda.late, *agenda.today, *agenda.week] if line.people > 1)
    assert "Opvolging na " in text
    assert f"- {grouped.title('nl')} · {grouped.traject_key} · {grouped.people} mensen" in text
    assert "https://traject.gemeente.example/taken?soort=" in text
    assert "https://traject.gemeente.example/voorkeuren" in text
    assert mail["List-Unsubscribe"] == "<https://traject.gemeente.example/voorkeuren>"


def test_no_mail_names_a_participant(office: Office) -> None:
    with reading(office.engine) as session:
        names = session.execute(select(people.c.first_name, people.c.last_name)).all()
        keys = session.execute(select(participants.c.key)).scalars().all()
    office.morning()
    for task in ("hold_intake", "decide_admission", "call_absentee", "talk_at_risk"):
        office.opened(task, due=office.day - timedelta(days=9))
    office.look()
    office.passes()
    mails = office.send()
    assert {row.payload["kind"] for row in office.mails()} == {"digest", "urgent", "escalation"}
    words = set(" ".join(map(text_of, mails)).replace("·", " ").replace(",", " ").split())
    assert not words & ({row.last_name for row in names if row.last_name} | set(keys))
    for row in names:
        assert f"{row.first_name} {row.last_name}" not in " ".join(map(text_of, mails))


@pytest.mark.usefixtures("busy")
def test_who_chose_english_reads_english(office: Office) -> None:
    office.wishes("coordinator", language="en")
    mail = digest(office, "coordinator")
    assert str(mail["Subject"]).startswith("Your tasks for ")
    assert mail["Content-Language"] == "en"
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert '<html lang="en">' in html
    assert "people" in html


def test_nothing_is_sent_where_nothing_is_open(office: Office) -> None:
    assert office.morning("administrator") == 0
    with writing(office.engine) as session:
        session.execute(update(tasks).values(due=office.day + timedelta(days=30), expires=None))
    assert office.morning() == 0


def test_who_is_named_in_one_traject_hears_of_those_without_a_coordinator_too(office: Office) -> None:
    who = office.somebody("coordinator")
    task = office.opened("hold_intake", due=office.day)
    with writing(office.engine) as session:
        other = select(trajects.c.id).where(trajects.c.municipality != HOME).limit(1)
        named = update(trajects).where(trajects.c.id == other.scalar_subquery())
        assert session.execute(named.values(coordinator_id=who.staff)).rowcount == 1
        session.execute(update(trajects).where(trajects.c.id == task.traject_id).values(coordinator_id=None))
    with reading(office.engine) as session:
        agenda = work.agenda(session, who, office.day)
    assert task.traject_id in {line.traject for line in agenda.today}


def test_what_was_done_meanwhile_leaves_nothing_to_say(office: Office) -> None:
    assert office.morning("coordinator") == 1
    with writing(office.engine) as session:
        session.execute(update(tasks).values(due=office.day + timedelta(days=30), expires=None))
    assert office.send() == []
    assert office.mails()[0].last_error == "nothing_to_say"


def test_a_digest_that_waited_until_the_next_day_is_not_sent_any_more(office: Office) -> None:
    office.morning("coordinator")
    office.at += timedelta(days=1)
    assert office.send() == []


def test_asked_twice_it_is_sent_once(office: Office) -> None:
    assert office.morning("coordinator") == 1
    assert office.morning("coordinator") == 0
    assert len(office.send()) == 1
    assert office.morning("coordinator") == 0


@pytest.mark.parametrize("day", [EASTER_MONDAY, KINGS_DAY, date(2027, 3, 6), date(2027, 3, 7)])
def test_on_a_holiday_or_in_a_weekend_nobody_is_told_anything(office: Office, day: date) -> None:
    office.on(day)
    assert office.morning() == 0


@pytest.mark.parametrize(
    ("chosen", "day", "number"),
    [
        ("daily", MONDAY, 1),
        ("daily", TUESDAY, 1),
        ("weekly", MONDAY, 1),
        ("weekly", TUESDAY, 0),
        ("weekly", EASTER_MONDAY + timedelta(days=1), 1),
        ("never", MONDAY, 0),
    ],
)
def test_everybody_chooses_how_often(office: Office, chosen: str, day: date, number: int) -> None:
    office.wishes("coordinator", digest=chosen)
    office.on(day)
    assert office.morning("coordinator") == number


def test_a_closed_account_gets_no_mail(office: Office) -> None:
    office.morning("coordinator")
    with writing(office.engine) as session:
        session.execute(update(accounts).values(disabled_at=office.at))
    assert office.send() == []
    assert office.mails()[0].last_error == "account_closed"
    assert office.morning() == 0


def test_a_task_about_somebody_on_pause_is_in_no_mail(office: Office) -> None:
    who = office.somebody("coordinator")
    with writing(office.engine) as session:
        session.execute(update(participants).values(paused=True))
    with reading(office.engine) as session:
        agenda = work.agenda(session, who, office.day)
    assert all(line.people == 0 for line in [*agenda.late, *agenda.today, *agenda.week])
    task = office.opened("hold_intake")
    assert task.participant_id is not None
    office.look()
    assert office.mails() == []


def test_an_administrator_is_told_of_mail_that_did_not_arrive(office: Office) -> None:
    office.server.refusing = lambda address: "550 nobody" if "coordinator" in address else None
    office.morning("coordinator")
    office.send()
    assert office.morning("administrator") == 1
    text = text_of(office.send()[0])
    assert "1 bericht wacht op u" in text
    assert "https://traject.gemeente.example/post?stand=mislukt" in text
