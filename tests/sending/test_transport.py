"""Mail leaves through a real mail server, with TLS and a password where that is asked, once and in order."""

import asyncio
import base64
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update

from embedded.testing import until as eventually
from sending import mime, post
from sending.letters import Letter, Section
from sending.transport import Folder, NoServer, NotNow, Nowhere, Rejected, Security, Smtp
from storage import outbox
from storage.engine import writing
from storage.outbox import Mail
from storage.tables import outbox as table
from tests.sending.office import SENDER, Office
from tests.sending.server import MailServer, certificate
from workers import mailing
from workers.errors import WrongSettings
from workers.settings import Settings, read_settings


def a_mail(office: Office) -> tuple[UUID, EmailMessage]:
    identity, who = uuid4(), office.somebody("coordinator")
    letter = Letter("nl", "Onderwerp", "Dag,", "Er is iets.", [Section("", [])], "Naar uw taken", "/taken")
    return identity, mime.make(identity, letter, who, SENDER, office.at)


def rejects(office: Office, transport: Smtp) -> BaseException:
    with pytest.raises((Rejected, NotNow, NoServer)) as problem:
        asyncio.run(transport.deliver(*a_mail(office)))
    return problem.value


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_server_takes_mail_with_or_without_tls(office: Office, tmp_path: Path, security: Security) -> None:
    serving, trusted = certificate(tmp_path)
    login = security == "starttls"  # aiosmtpd takes no password on any other way
    with MailServer(security=security, certificate=serving, trusted=trusted, login=login) as server:
        identity, message = a_mail(office)
        asyncio.run(server.transport().deliver(identity, message))
    assert [mail["Message-ID"] for mail in server.taken] == [f"<{identity}@gemeente.example>"]


def test_a_server_that_nobody_vouches_for_gets_nothing(office: Office, tmp_path: Path) -> None:
    serving, _ = certificate(tmp_path)
    with MailServer(security="starttls", certificate=serving) as server:
        assert isinstance(rejects(office, server.transport()), NoServer)
    assert server.taken == []


def test_a_server_without_tls_gets_nothing_where_tls_is_asked(office: Office, server: MailServer) -> None:
    assert isinstance(rejects(office, replace(server.transport(), security="starttls")), NoServer)


def test_a_wrong_password_is_not_the_fault_of_one_mail(office: Office, tmp_path: Path) -> None:
    serving, trusted = certificate(tmp_path)
    with MailServer(security="starttls", certificate=serving, trusted=trusted, login=True) as server:
        problem = rejects(office, server.transport("verkeerd"))
    assert isinstance(problem, NoServer)
    assert str(problem) == "SMTPAuthenticationError 535"


@pytest.mark.parametrize(("answer", "kind"), [("550 no such user", Rejected), ("451 try later", NotNow)])
def test_what_a_server_says_decides_whether_it_is_tried_again(
    office: Office, server: MailServer, answer: str, kind: type[Exception]
) -> None:
    server.refusing = lambda _: answer
    problem = rejects(office, server.transport())
    assert type(problem) is kind
    assert str(problem) == f"SMTP {answer[:3]}"


def test_a_refused_mail_waits_for_a_person_and_goes_when_asked_again(office: Office, server: MailServer) -> None:
    office.morning("coordinator")
    server.refusing = lambda _: "550 no such user"
    office.send()
    row = office.mails()[0]
    assert (row.failed_at is not None, row.last_error, row.attempts) == (True, "SMTP 550", 1)
    server.refusing = lambda _: None
    assert office.send() == []
    with writing(office.engine) as session:
        assert outbox.again(session, row.id)
    assert len(office.send()) == 1


def test_a_mail_that_cannot_go_now_is_tried_again_ever_later_until_a_person_must_look(
    office: Office, server: MailServer
) -> None:
    office.morning("coordinator")
    server.refusing = lambda _: "451 try later"
    waits = []
    while office.mails()[0].failed_at is None:
        before = office.mails()[0]
        office.passes()
        office.send()
        after = office.mails()[0]
        assert after.attempts == before.attempts + 1
        waits.append(after.available_at)
    assert len(waits) == len(post.BACK_OFF) + 1
    assert (office.mails()[0].last_error, office.mails()[0].attempts) == ("SMTP 451", len(waits))


def test_a_server_that_is_away_costs_nobody_their_mail(office: Office, server: MailServer) -> None:
    away = server.transport()
    server.stop()
    office.morning("coordinator")
    office.send(away)
    row = office.mails()[0]
    assert (row.failed_at, row.last_error) == (None, "SMTPConnectError")
    with MailServer() as back:
        office.passes()
        office.send(back.transport())
        assert len(back.taken) == 1


def test_who_is_told_several_things_of_one_subject_hears_them_in_order(office: Office, server: MailServer) -> None:
    who = office.somebody("coordinator")
    row = {"kind": "digest", "day": office.day.isoformat()}
    first, second = (Mail(uuid4(), who.account, "digest", row) for _ in range(2))
    other = Mail(uuid4(), who.account, "urgent", row)
    office.queue(first, second, other)
    with writing(office.engine) as session:
        session.execute(
            update(table).where(table.c.id == first.id).values(available_at=func.now() + timedelta(hours=1))
        )
    office.send()
    assert [mail["Message-ID"] for mail in server.taken] == [SENDER.message_id(other.id)]
    office.passes()
    office.send()
    gone = [mail["Message-ID"] for mail in server.taken]
    assert gone[1:] == [SENDER.message_id(first.id), SENDER.message_id(second.id)]


def test_two_workers_send_everything_once(office: Office, server: MailServer) -> None:
    who = office.somebody("coordinator")
    row = {"kind": "digest", "day": office.day.isoformat()}
    office.queue(*(Mail(uuid4(), who.account, f"digest-{n}", row) for n in range(12)))

    async def both() -> None:
        await asyncio.gather(*(office._send_all(office.post()) for _ in range(3)))

    asyncio.run(both())
    assert len({mail["Message-ID"] for mail in server.taken}) == len(server.taken) == 12


def test_a_worker_killed_after_the_server_took_a_mail_sends_it_again_under_the_same_id(
    office: Office, server: MailServer
) -> None:
    office.morning("coordinator")

    async def cut_off() -> None:
        sending = asyncio.create_task(office.post().send_next())
        server.after_taking = sending.cancel
        await asyncio.wait([sending])

    asyncio.run(cut_off())
    server.after_taking = lambda: None
    assert office.mails()[0].sent_at is None
    assert office.send() == server.taken[:1], "nobody else takes it while it is claimed"
    office.passes()
    office.send()
    assert [mail["Message-ID"] for mail in server.taken] == [SENDER.message_id(office.mails()[0].id)] * 2


def test_without_a_server_mail_is_a_folder_of_files(office: Office, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "mail")
    office.morning("coordinator")
    office.send(folder)
    row = office.mails()[0]
    assert [file.name for file in folder.path.iterdir()] == [f"{row.id}.eml"]
    assert b"Uw taken voor" in (folder.read(row.id) or b"")
    assert row.sent_at is not None


def test_a_folder_that_cannot_be_written_is_no_server(office: Office, tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("no folder")
    with pytest.raises(NoServer):
        asyncio.run(Folder(tmp_path / "mail").deliver(*a_mail(office)))


async def test_the_worker_sends_of_itself_and_stops_when_told(office: Office, server: MailServer) -> None:
    await asyncio.to_thread(office.morning, "coordinator")
    stop = asyncio.Event()
    at_work = asyncio.create_task(mailing.until(stop, office.post()))
    await asyncio.to_thread(eventually, lambda: bool(server.taken), "it is sent")
    stop.set()
    await asyncio.wait_for(at_work, 10)
    assert office.mails()[0].sent_at is not None


def test_an_address_that_is_none_waits_for_a_person(office: Office) -> None:
    office.morning("coordinator")
    office.wishes("coordinator", email="geen adres")
    office.send()
    assert office.mails()[0].last_error == mime.UNUSABLE


def settings(**given: object) -> Settings:
    key = base64.b64encode(bytes(32)).decode()
    there = {"database_url": "postgresql://u@h/d", "temporal_address": "h:1", "traject_master_key": key}
    return read_settings(**there, **given)


def test_the_settings_say_where_mail_goes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TRAJECT_HOME", raising=False)
    assert mailing.transport(settings(traject_home=tmp_path)) == Folder(tmp_path / "mail")
    assert isinstance(mailing.transport(settings()), Nowhere)
    by_host = mailing.transport(settings(smtp_host="smtp.gemeente.example", smtp_security="tls", smtp_user="wij"))
    assert by_host == Smtp("smtp.gemeente.example", 465, "tls", "wij", None)


def test_without_server_and_folder_mail_waits_and_says_why(office: Office) -> None:
    office.morning("coordinator")
    asyncio.run(office._send_all(office.post(Nowhere())))
    row = office.mails()[0]
    assert (row.sent_at, row.failed_at, row.last_error) == (None, None, "no_mail_server")


@pytest.mark.parametrize(
    "wrong", [{"mail_from": "geen adres"}, {"portal_address": "traject.gemeente.example"}, {"smtp_security": "ssl"}]
)
def test_a_setting_that_cannot_be_is_said_by_name(wrong: dict[str, str]) -> None:
    with pytest.raises(WrongSettings) as problem:
        settings(**wrong)
    assert next(iter(wrong)).upper() in problem.value.en


def test_a_mail_that_nobody_can_write_ends_with_a_person(office: Office) -> None:
    who = office.somebody("coordinator").account
    office.queue(Mail(uuid4(), who, "digest", {"kind": "of another version"}))
    for _ in range(len(post.BACK_OFF) + 1):
        with pytest.raises(KeyError):
            office.send()
        office.passes()
    office.send()
    assert office.mails()[0].last_error == post.GAVE_UP


def test_what_was_sent_is_listed_for_a_while_and_what_failed_until_somebody_saw_to_it(office: Office) -> None:
    office.morning("coordinator", "project_lead")
    office.server.refusing = lambda address: "550 nobody" if "lead" in address else None
    office.send()
    with writing(office.engine) as session:
        assert outbox.forget(session, timedelta(hours=1), 100) == 0
        events = select(func.count()).where(table.c.account_id.is_(None))
        looked_at = session.execute(events).scalar_one()
        assert looked_at > 0
        assert outbox.forget(session, timedelta(seconds=-1), 100) == 1 + looked_at
        assert session.execute(events).scalar_one() == 0
    assert {row.last_error for row in office.mails()} == {"SMTP 550"}
