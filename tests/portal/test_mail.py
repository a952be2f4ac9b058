"""Pages about mail: which of it somebody wants, and what became of all of it."""

from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from domain.calendar import add_working_days
from portal.formatting import Formats
from portal.reading import undelivered
from portal.services import Services
from sending.invitations import Told
from sending.transport import Folder
from storage import outbox
from storage.engine import reading, writing
from storage.tables import accounts, sessions, trajects
from storage.tables import outbox as table
from tests.portal.browser import Browser, barriers, overflow
from tests.portal.mailbox import account_of, queued
from tests.portal.portal import Portal
from tests.portal.stock import HOME, PEOPLE

OK, SEE_OTHER, MISSING, UNREADABLE = 200, 303, 404, 422


@pytest.fixture
def failed(portal: Portal) -> UUID:
    """A mail to the coordinator that was refused."""
    return queued(portal, "coordinator", failed="SMTP 550")


def row(portal: Portal, mail: UUID) -> object:
    with reading(portal.services.engine) as session:
        return session.execute(select(table).where(table.c.id == mail)).one()


@pytest.mark.parametrize("who", ["coordinator", "trainer", "project_lead", "administrator"])
async def test_everybody_chooses_which_mail_they_get(portal: Portal, who: str) -> None:
    person = portal.as_(who)
    answer = await person.submit("/voorkeuren", digest="weekly", invitations="true", language="en")
    assert answer.status_code == SEE_OTHER
    with reading(portal.services.engine) as session:
        chosen = session.execute(select(accounts).where(accounts.c.email == PEOPLE[who].email)).one()
    assert (chosen.digest, chosen.urgent, chosen.invitations, chosen.language) == ("weekly", False, True, "en")
    page = (await person.get("/voorkeuren")).text
    assert 'value="weekly" checked' in page


async def test_a_choice_that_there_is_not_is_not_saved(portal: Portal) -> None:
    person = portal.as_("coordinator")
    answer = await person.submit("/voorkeuren", digest="hourly", language="nl")
    assert answer.status_code == UNREADABLE
    assert "Kies een van de mogelijkheden." in answer.text


@pytest.mark.usefixtures("failed")
async def test_who_could_not_be_reached_sees_it_at_their_own_preferences(portal: Portal) -> None:
    page = (await portal.as_("coordinator").get("/voorkeuren")).text
    assert "Het laatste bericht kwam niet bij u aan" in page
    assert "Het laatste bericht" not in (await portal.as_("trainer").get("/voorkeuren")).text


async def test_an_administrator_sees_what_was_sent_what_waits_and_what_failed(portal: Portal, failed: UUID) -> None:
    queued(portal, "trainer")
    administrator = portal.as_("administrator")
    page = (await administrator.get("/post")).text
    assert "1 bericht kwam niet aan" in page
    assert PEOPLE["trainer"].email in page
    narrowed = (await administrator.get("/post?stand=mislukt")).text
    assert f"/post/{failed}" in narrowed
    assert "De mailserver weigert dit bericht (SMTP 550)" in narrowed
    assert PEOPLE["trainer"].email not in narrowed


@pytest.mark.parametrize("who", ["coordinator", "trainer", "project_lead"])
async def test_nobody_else_sees_the_post(portal: Portal, who: str, failed: UUID) -> None:
    for path in ("/post", f"/post/{failed}"):
        assert (await portal.as_(who).get(path)).status_code in {403, MISSING}


async def test_a_failed_mail_is_sent_again_when_asked(portal: Portal, failed: UUID) -> None:
    answer = await portal.as_("administrator").submit(f"/post/{failed}", act="again")
    assert answer.status_code == SEE_OTHER
    with writing(portal.services.engine) as session:
        claimed = outbox.claim(session)
    assert claimed is not None
    assert (claimed.id, claimed.attempt) == (failed, 1)


async def test_a_failed_mail_can_be_settled_in_another_way(portal: Portal, failed: UUID) -> None:
    administrator = portal.as_("administrator")
    await administrator.submit(f"/post/{failed}", act="settled")
    assert "kwam niet aan" not in (await administrator.get("/post")).text
    again = await administrator.post(f"/post/{failed}", {"act": "again"})
    assert again.status_code == SEE_OTHER
    assert row(portal, failed).dropped_at is not None  # type: ignore[attr-defined]


async def test_a_form_without_a_choice_is_shown_again(portal: Portal, failed: UUID) -> None:
    answer = await portal.as_("administrator").post(f"/post/{failed}", {})
    assert answer.status_code == UNREADABLE


@pytest.mark.parametrize("mail", ["geen-id", "00000000-0000-4000-8000-000000000000"])
async def test_a_mail_that_there_is_not_leads_back_to_the_list(portal: Portal, mail: str) -> None:
    administrator = portal.as_("administrator")
    answer = await administrator.get(f"/post/{mail}")
    assert (answer.status_code, answer.headers["location"]) == (SEE_OTHER, "/post")
    assert "Dit bericht is er niet." in (await administrator.get("/post")).text


async def test_without_a_mail_server_the_page_shows_what_lies_in_the_folder(services: Services, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    async with Portal(replace(services, mail_folder=folder)) as portal:
        mail = queued(portal, "coordinator")
        message = EmailMessage()
        message["Subject"] = "Uw taken voor vandaag"
        message.set_content("Opvolging na 3 maanden · TIL-1 · 4 mensen")
        await folder.deliver(mail, message)
        page = (await portal.as_("administrator").get(f"/post/{mail}")).text
    assert "Uw taken voor vandaag" in page
    assert "Opvolging na 3 maanden · TIL-1 · 4 mensen" in page


async def test_many_mails_are_read_in_pages(portal: Portal) -> None:
    mails = [queued(portal, "coordinator") for _ in range(55)]
    administrator = portal.as_("administrator")
    first = (await administrator.get("/post")).text
    assert f"/post/{mails[-1]}" in first
    assert f"/post/{mails[0]}" not in first
    after = first.partition("/post?vanaf=")[2].partition('"')[0]
    assert f"/post/{mails[0]}" in (await administrator.get(f"/post?vanaf={after}")).text


async def test_the_pages_about_mail_have_no_barriers_and_fit_a_phone(browser: Browser, speaking: Portal) -> None:
    mail = queued(speaking, "coordinator", failed="SMTP 550")
    page = await browser.signed_in("administrator", width=390)
    for path in ("/voorkeuren", "/post", f"/post/{mail}"):
        await page.goto(path)
        assert await barriers(page) == [], path
        assert await overflow(page) == 0, path


# ---- as a task ----


async def test_a_failed_mail_is_a_task_of_the_administrator_with_a_reason_and_a_due_date(
    portal: Portal, failed: UUID
) -> None:
    administrator = portal.as_("administrator")
    home = await administrator.get("/")
    assert home.headers["location"] == "/taken"
    page = (await administrator.get("/taken")).text
    assert "Bericht alsnog bezorgen" in page
    assert PEOPLE["coordinator"].email in page
    assert "De mailserver weigert dit bericht (SMTP 550)" in page
    assert Formats("nl").day(add_working_days(portal.services.today, 2)) in page
    assert f"/post/{failed}" in page


async def test_of_very_many_the_first_are_shown_and_that_there_are_more(portal: Portal) -> None:
    mails = [queued(portal, "coordinator", failed="SMTP 550") for _ in range(undelivered.MOST)]
    administrator = portal.as_("administrator")
    assert "Er zijn er meer" not in (await administrator.get("/taken")).text
    mails.append(queued(portal, "coordinator", failed="SMTP 550"))
    page = (await administrator.get("/taken")).text
    assert "Er zijn er meer" in page
    assert [mail for mail in mails if f"/post/{mail}" in page] == mails[: undelivered.MOST]


@pytest.mark.parametrize("act", ["again", "settled"])
async def test_that_task_closes_by_itself_once_it_was_seen_to(portal: Portal, failed: UUID, act: str) -> None:
    administrator = portal.as_("administrator")
    await administrator.submit(f"/post/{failed}", act=act)
    page = (await administrator.get("/taken")).text
    assert "Niets te doen" in page
    assert "Bericht alsnog bezorgen" not in page


@pytest.mark.usefixtures("failed")
async def test_it_closes_when_a_later_mail_of_its_kind_arrives(portal: Portal) -> None:
    later = queued(portal, "coordinator")
    with writing(portal.services.engine) as session:
        outbox.sent(session, [later])
    administrator = portal.as_("administrator")
    assert "Niets te doen" in (await administrator.get("/taken")).text
    assert "Een later bericht kwam wel aan." in (await administrator.get("/post")).text


@pytest.mark.usefixtures("failed")
async def test_it_closes_with_the_account(portal: Portal) -> None:
    administrator, account = portal.as_("administrator"), account_of(portal.services.engine, "coordinator")
    await administrator.post(f"/accounts/{account}/stand", {"what": "disable"})
    assert "Niets te doen" in (await administrator.get("/taken")).text


async def test_an_administrator_sees_no_task_of_a_traject(portal: Portal) -> None:
    administrator = portal.as_("administrator")
    for path in ("/taken", "/taken?lijst=team", "/taken?lijst=klaar"):
        page = (await administrator.get(path)).text
        assert "Waarom?" not in page
        assert HOME not in page


@pytest.mark.parametrize(("who", "hears"), [("coordinator", 1), ("stranger", 0), ("trainer", 0)])
async def test_of_an_invitation_that_failed_the_coordinator_of_the_traject_hears_too(
    portal: Portal, who: str, hears: int
) -> None:
    refused_invitation(portal, portal.services.today)
    page = (await portal.as_(who).get("/taken")).text
    assert page.count("1 uitnodiging kwam niet aan") == hears
    assert page.count("Vertel Trainer zelf over: training op") == hears


async def test_nobody_need_be_told_of_a_session_that_is_over_but_the_address_is_still_to_be_mended(
    portal: Portal,
) -> None:
    refused_invitation(portal, portal.services.today - timedelta(days=1))
    assert "uitnodiging kwam niet aan" not in (await portal.as_("coordinator").get("/taken")).text
    assert "Bericht alsnog bezorgen" in (await portal.as_("administrator").get("/taken")).text


def refused_invitation(portal: Portal, day: date) -> None:
    """A trainer's, to a session in the municipality that is ours."""
    engine = portal.services.engine
    with reading(engine) as session:
        query = select(sessions.c.id).join(trajects, trajects.c.id == sessions.c.traject_id)
        meeting = session.execute(query.where(trajects.c.municipality == HOME).limit(1)).scalar_one()
    told = Told(meeting, account_of(engine, "trainer"), "training", day)
    with writing(engine) as session:
        outbox.queue(session, [told.mail()], portal.services.now())
        outbox.failed(session, told.mail().id, "SMTP 550")
