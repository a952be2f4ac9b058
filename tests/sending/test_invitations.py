"""Sessions reach the calendars of trainer and coordinator: planned, moved, cancelled, each once and in order."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar
from sqlalchemy import Engine, select

from domain.calendar import next_working_day
from domain.facts import AttendanceRegistered, Retracted, SessionPlanned, StaffNamed, TrajectCancelled
from domain.ids import session_id
from domain.terms import Presence, SessionKind, SessionStatus, StaffRole
from sending import invitations
from sending.calendar_file import Meeting, calendar_file
from storage import outbox
from storage.engine import Limits, WriteSession, make_engine, reading, writing
from storage.queries.facts import Known, load
from storage.tables import invitations as invitations_told
from storage.tables import messages, participants, sessions, trajects
from tests.doctor.meddling import spoil_a_fact
from tests.locks import until_they_wait
from tests.portal.stock import HOME, PEOPLE, today
from tests.sending.office import Office

DAY = next_working_day(today() + timedelta(days=10))
ANOTHER = next_working_day(today() + timedelta(days=20))
KEY = "EXTRA-1"
SESSION, OTHER = session_id(HOME, KEY), session_id(HOME, "OTHER")
OURS = f"session-{SESSION}@trajectvolger"


@pytest.fixture
def traject(office: Office) -> UUID:
    """One that the coordinator and the trainer under test lead."""
    with reading(office.engine) as session:
        query = select(trajects.c.id).where(trajects.c.municipality == HOME, trajects.c.phase == "programme")
        found: UUID = session.execute(query.order_by(trajects.c.key)).scalars().first()  # type: ignore[assignment]
    for role, who in ((StaffRole.COORDINATOR, "coordinator"), (StaffRole.TRAINER, "trainer")):
        office.say(found, StaffNamed(role=role, staff=office.somebody(who).staff, on=today()))
    office.look()
    office.clear()
    return found


def plan(office: Office, traject: UUID, day: date = DAY, status: SessionStatus = SessionStatus.PLANNED) -> None:
    fact = SessionPlanned(session=SESSION, session_kind=SessionKind.COMPANY_VISIT, day=day, status=status)
    office.say(traject, fact, session_key=(SESSION, KEY))


def another(office: Office, traject: UUID) -> UUID:
    """A second traject that runs."""
    with reading(office.engine) as session:
        query = select(trajects.c.id).where(trajects.c.phase == "programme", trajects.c.id != traject)
        found: UUID = session.execute(query.order_by(trajects.c.key)).scalars().first()  # type: ignore[assignment]
    return found


def plan_other(office: Office, traject: UUID) -> None:
    fact = SessionPlanned(session=OTHER, session_kind=SessionKind.TRAINING, day=DAY)
    office.say(traject, fact, session_key=(OTHER, "OTHER"))


def told(office: Office) -> list[tuple[str, str, int, date]]:
    """What was sent about our session since the last time: to whom, method, sequence and day."""
    office.look()
    office.passes()
    office.server.taken.clear()
    mails = [mail for mail in office.send() if files_of(mail)]
    return sorted(_read(mail) for mail in mails if event_of(mail)["uid"] == OURS)


def test_a_traject_that_cannot_be_read_keeps_no_calendar_of_another_from_being_told(
    office: Office, traject: UUID
) -> None:
    other = another(office, traject)
    plan_other(office, other)
    spoil_a_fact(office.engine, other)

    plan(office, traject)

    assert {method for _, method, _, _ in told(office)} == {"REQUEST"}
    assert office.look() == 0


def _read(mail: EmailMessage) -> tuple[str, str, int, date]:
    event = event_of(mail)
    return str(mail["To"].addresses[0].addr_spec), method_of(mail), int(event["sequence"]), event["dtstart"].dt


def files_of(mail: EmailMessage) -> list[bytes]:
    """What calendars read: an alternative of the text, and a file."""
    parts = [part for part in mail.walk() if part.get_content_type() in {"text/calendar", "application/ics"}]
    return [bytes(part.get_payload(decode=True)) for part in parts]


def event_of(mail: EmailMessage) -> Any:  # noqa: ANN401 - a value of icalendar
    alternative, file = files_of(mail)
    assert alternative == file
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    return event


def method_of(mail: EmailMessage) -> str:
    said = {part.get_param("method") for part in mail.walk() if part.get_content_type() == "text/calendar"}
    method = str(Calendar.from_ical(files_of(mail)[1])["method"])
    assert said == {method}
    return method


COORDINATOR, TRAINER = PEOPLE["coordinator"].email, PEOPLE["trainer"].email


def both(method: str, sequence: int, day: date) -> list[tuple[str, str, int, date]]:
    return [(who, method, sequence, day) for who in (COORDINATOR, TRAINER)]


def test_a_session_that_is_planned_moved_and_cancelled_is_one_event_in_two_calendars(
    office: Office, traject: UUID
) -> None:
    plan(office, traject)
    assert told(office) == both("REQUEST", 0, DAY)
    plan(office, traject, ANOTHER)
    assert told(office) == both("REQUEST", 1, ANOTHER)
    plan(office, traject, ANOTHER, SessionStatus.CANCELLED)
    assert told(office) == both("CANCEL", 2, ANOTHER)
    plan(office, traject, ANOTHER)
    assert told(office) == both("REQUEST", 3, ANOTHER)


def test_what_is_said_again_tells_nobody_anything(office: Office, traject: UUID) -> None:
    plan(office, traject)
    assert len(told(office)) == 2
    plan(office, traject)
    assert told(office) == []


def test_taken_back_it_is_withdrawn(office: Office, traject: UUID) -> None:
    plan(office, traject)
    told(office)
    with reading(office.engine) as session:
        last = session.execute(select(messages.c.id).order_by(messages.c.recorded_at.desc()).limit(1)).scalar_one()
    office.say(traject, Retracted(message=last))
    assert told(office) == both("CANCEL", 1, DAY)


def test_who_leads_a_traject_no_longer_hears_that_it_is_off_and_the_successor_that_it_is_on(
    office: Office, traject: UUID
) -> None:
    plan(office, traject)
    told(office)
    successor = office.somebody("stranger")
    office.say(traject, StaffNamed(role=StaffRole.TRAINER, staff=successor.staff, on=today()))
    heard = told(office)
    assert (TRAINER, "CANCEL", 1, DAY) in heard
    assert (successor.email, "REQUEST", 0, DAY) in heard
    assert COORDINATOR not in {who for who, *_ in heard}


def test_with_its_traject_a_session_is_off(office: Office, traject: UUID) -> None:
    plan(office, traject)
    told(office)
    office.say(traject, TrajectCancelled(on=today()))
    assert set(both("CANCEL", 1, DAY)) <= set(told(office))


def test_what_took_place_stays_in_calendars(office: Office, traject: UUID) -> None:
    office.on(today())
    plan(office, traject, today())
    assert told(office) == both("REQUEST", 0, today())
    with reading(office.engine) as session:
        query = select(participants.c.id).where(participants.c.traject_id == traject, participants.c.admitted)
        somebody = session.execute(query).scalars().first()
    assert somebody is not None
    plan(office, traject, today(), SessionStatus.HELD)
    office.say(traject, AttendanceRegistered(session=SESSION, statuses={somebody: Presence.PRESENT}))
    assert told(office) == []


def test_who_wants_no_invitations_gets_none(office: Office, traject: UUID) -> None:
    office.wishes("trainer", invitations=False)
    plan(office, traject)
    assert [who for who, *_ in told(office)] == [COORDINATOR]
    plan(office, traject, ANOTHER)
    assert [who for who, *_ in told(office)] == [COORDINATOR]


def told_in_the_morning(office: Office) -> list[tuple[str, str, int, date]]:
    """What the morning's pass tells of our session."""
    office.dawn()
    return told(office)


def test_who_gets_an_account_later_is_told_of_what_is_to_come_the_next_morning(office: Office, traject: UUID) -> None:
    trainer = office.somebody("trainer").staff
    office.wishes("trainer", staff_id=None)
    plan(office, traject)
    assert [who for who, *_ in told(office)] == [COORDINATOR]
    office.wishes("trainer", staff_id=trainer)
    assert told_in_the_morning(office) == [(TRAINER, "REQUEST", 0, DAY)]
    assert told_in_the_morning(office) == []


def test_who_wants_invitations_again_is_told_what_was_missed(office: Office, traject: UUID) -> None:
    plan(office, traject)
    told(office)
    office.wishes("trainer", invitations=False)
    plan(office, traject, ANOTHER)
    assert [who for who, *_ in told_in_the_morning(office)] == [COORDINATOR]
    office.wishes("trainer", invitations=True)
    assert told_in_the_morning(office) == [(TRAINER, "REQUEST", 1, ANOTHER)]
    assert told_in_the_morning(office) == []


@pytest.mark.parametrize("has_account", [True, False])
def test_who_leads_from_a_later_day_on_is_told_that_morning(
    office: Office,
    traject: UUID,
    has_account: bool,  # noqa: FBT001
) -> None:
    plan(office, traject)
    successor = office.somebody("stranger")
    if not has_account:
        office.wishes("stranger", staff_id=None)
    office.say(traject, StaffNamed(role=StaffRole.TRAINER, staff=successor.staff, on=office.day))
    assert told(office) == both("REQUEST", 0, DAY)
    office.say(traject, day=office.day)
    heard = [(TRAINER, "CANCEL", 1, DAY), *([(successor.email, "REQUEST", 0, DAY)] if has_account else [])]
    assert told_in_the_morning(office) == sorted(heard)
    assert told_in_the_morning(office) == []


def test_nobody_is_told_in_the_morning_of_what_is_over(office: Office, traject: UUID) -> None:
    office.wishes("trainer", invitations=False)
    plan(office, traject)
    told(office)
    office.wishes("trainer", invitations=True)
    office.on(next_working_day(DAY + timedelta(days=1)))
    assert told_in_the_morning(office) == []


def test_the_morning_waits_for_who_compares_already(office: Office, traject: UUID) -> None:
    plan(office, traject)
    with ThreadPoolExecutor() as pool:
        with writing(office.engine) as session:
            outbox.wait_for_turn(session)
            morning = pool.submit(office.dawn)
            until_they_wait(office.engine, morning)
        morning.result()
    assert told(office) == both("REQUEST", 0, DAY)


def test_a_traject_that_cannot_be_told_now_waits_for_the_next_morning_and_nobody_else_does(
    office: Office, traject: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    other = another(office, traject)
    for role, who in ((StaffRole.COORDINATOR, "coordinator"), (StaffRole.TRAINER, "trainer")):
        office.say(other, StaffNamed(role=role, staff=office.somebody(who).staff, on=today()))
    office.look()
    office.wishes("trainer", invitations=False)
    plan(office, traject)
    plan_other(office, other)
    office.look()
    office.wishes("trainer", invitations=True)
    first, second = sorted([(traject, SESSION), (other, OTHER)])

    with hasty(office.engine) as engine, nothing_is_told(office.engine, first[0]):
        office.dawn(engine)

    assert invited(office) == {second[1]}
    assert [vars(record)["traject"] for record in caplog.records if "traject" in vars(record)] == [str(first[0])]
    office.dawn()
    assert invited(office) == {first[1], second[1]}


def invited(office: Office) -> set[UUID]:
    """To which of the two sessions the trainer was asked."""
    trainer = office.somebody("trainer").account
    said = [row.payload for row in office.mails() if row.account_id == trainer]
    return {UUID(one["session"]) for one in said if one["kind"] == "invitation"} & {SESSION, OTHER}


@contextmanager
def hasty(engine: Engine) -> Iterator[Engine]:
    """One that waits for nobody."""
    limits = Limits(statement=60, lock=0.1, commit=60, transaction=60, patience=60)
    made = make_engine(engine.url, pool_size=1, limits=limits)
    yield made
    made.dispose()


@contextmanager
def nothing_is_told(engine: Engine, traject: UUID) -> Iterator[None]:
    """Of this traject, while it lasts."""
    with writing(engine) as session:
        query = select(invitations_told).join(sessions, sessions.c.id == invitations_told.c.session_id)
        query = query.where(sessions.c.traject_id == traject).with_for_update(of=invitations_told)
        assert session.execute(query).all()
        yield


def test_nobody_compares_while_the_morning_does(office: Office, traject: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    plan(office, traject)

    def and_meanwhile(session: WriteSession, ids: Sequence[UUID]) -> dict[UUID, Known]:
        known = load(session, ids)
        if traject in ids:
            monkeypatch.undo()
            plan(office, traject, ANOTHER)
            assert office.look() == 0
        return known

    monkeypatch.setattr(invitations, "load", and_meanwhile)
    office.dawn()
    assert told(office) == sorted([*both("REQUEST", 0, DAY), *both("REQUEST", 1, ANOTHER)])


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29)])
def test_a_session_is_a_whole_day_also_when_the_clock_changes(day: date) -> None:
    meeting = Meeting(SESSION, "Training, met; tekens · TIL-1", day, 3, "REQUEST")
    at = datetime(2027, 1, 1, tzinfo=UTC)
    file = calendar_file(meeting, "post@gemeente.example", "trainer@example.org", "https://traject.example/x", at)
    event: Any = Calendar.from_ical(file).walk("VEVENT")[0]
    assert (event["dtstart"].dt, event["dtend"].dt) == (day, day + timedelta(days=1))
    assert str(event["summary"]) == "Training, met; tekens · TIL-1"
    assert (int(event["sequence"]), event["status"]) == (3, "CONFIRMED")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
