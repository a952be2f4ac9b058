"""The network of a municipality: who is in it, what they did, and whose wishes they fit."""

import re
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, text

from domain.facts import AttendanceRegistered, SessionHosted
from domain.ids import organisation_id
from domain.terms import Presence
from portal.reading import network
from portal.telling import about_traject, as_message
from storage.engine import reading, writing
from storage.tables import notes, organisations, participants
from tests.doctor.meddling import spoil_a_fact
from tests.portal.browser import Browser, barriers, overflow
from tests.portal.portal import Portal
from tests.portal.stock import HOME

BAKERY = {"name": "Bakkerij Zon", "kind": "company", "sector": "horeca", "capacity": "8", "contact_name": "Joke"}


def one_of(portal: Portal, municipality: str) -> tuple[UUID, UUID]:
    """A participant under way, and their traject."""
    with reading(portal.services.engine) as session:
        row = session.execute(
            select(participants.c.id, participants.c.traject_id)
            .where(participants.c.municipality == municipality, participants.c.phase == "programme")
            .order_by(participants.c.key)
        ).first()
    assert row is not None
    return row.id, row.traject_id


def wish(portal: Portal, participant: UUID, traject: UUID, said: str | None) -> None:
    """What somebody said at the intake, as a note beside a message that is there."""
    with writing(portal.services.engine) as session:
        message = session.execute(text("SELECT id FROM messages LIMIT 1")).scalar_one()
        row = {"message_id": message, "traject_id": traject, "participant_id": participant, "field": "learning_wish"}
        session.execute(insert(notes).values(**row, text=said))


def company(portal: Portal, name: str, sector: str) -> UUID:
    """In the network of HOME."""
    identity = organisation_id(HOME, name)
    row = {"id": identity, "municipality": HOME, "name": name, "kind": "company", "sector": sector}
    with writing(portal.services.engine) as session:
        session.execute(insert(organisations).values(row))
    return identity


async def test_a_coordinator_adds_a_company_and_finds_it_in_the_list(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    sent = await coordinator.submit("/netwerk/nieuw", **BAKERY)
    assert sent.headers["location"] == f"/netwerk/{organisation_id(HOME, 'Bakkerij Zon')}"
    assert "Joke" in (await coordinator.get(sent.headers["location"])).text
    assert "Bakkerij Zon" in (await coordinator.get("/netwerk?soort=company&branche=horeca")).text
    assert "Bakkerij Zon" not in (await coordinator.get("/netwerk?soort=partner")).text
    assert "Bakkerij Zon" not in (await speaking.as_("stranger").get("/netwerk")).text


async def test_a_name_that_is_there_and_a_number_that_is_none_are_told(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    await coordinator.submit("/netwerk/nieuw", **BAKERY)
    again = await coordinator.submit("/netwerk/nieuw", **BAKERY)
    assert (again.status_code, "staat al in het netwerk" in again.text) == (422, True)
    wrong = await coordinator.submit("/netwerk/nieuw", **(BAKERY | {"name": "Anders", "capacity": "veel"}))
    assert (wrong.status_code, "Vul een heel getal in." in wrong.text, "Joke" in wrong.text) == (422, True, True)


async def test_a_name_that_another_adds_at_the_same_moment_is_told_and_what_was_typed_stays(
    speaking: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    coordinator = speaking.as_("coordinator")
    await coordinator.submit("/netwerk/nieuw", **BAKERY)
    monkeypatch.setattr(network, "exists", lambda *_: False)  # as when the page looked before the other was stored
    again = await coordinator.submit("/netwerk/nieuw", **(BAKERY | {"contact_name": "Klaas"}))
    assert (again.status_code, "staat al in het netwerk" in again.text, "Klaas" in again.text) == (409, True, True)
    assert "Joke" in (await coordinator.get(f"/netwerk/{organisation_id(HOME, 'Bakkerij Zon')}")).text


async def test_the_same_form_twice_adds_it_once(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    fields = BAKERY | {"_form": coordinator.token(), "municipality": HOME}
    for _ in range(2):
        assert (await coordinator.post("/netwerk/nieuw", fields)).status_code == 303


async def test_somebody_elses_municipality_cannot_be_given_a_company(speaking: Portal) -> None:
    fields = BAKERY | {"municipality": HOME}
    sent = await speaking.as_("stranger").post("/netwerk/nieuw", fields)
    assert sent.status_code == 422
    assert (await speaking.as_("trainer").get("/netwerk/nieuw")).status_code == 403


async def test_the_second_of_two_people_at_one_company_looks_again(speaking: Portal) -> None:
    coordinator, identity = speaking.as_("coordinator"), company(speaking, "Garage Wiel", "techniek")
    address = f"/netwerk/{identity}/wijzigen"
    was = re.findall(r'name="was" value="([^"]+)"', (await coordinator.get(address)).text)[0]
    first = await coordinator.submit(address, kind="company", sector="auto’s")
    assert first.status_code == 303
    second = await coordinator.post(address, {"kind": "partner", "was": was})
    assert (second.status_code, "Intussen heeft iemand anders" in second.text) == (409, True)
    assert "auto’s" in (await coordinator.get(f"/netwerk/{identity}")).text
    third = await coordinator.submit(address, kind="partner", sector="auto’s")
    assert third.status_code == 303


async def test_a_wish_that_fits_says_why_and_one_that_was_taken_back_is_gone(portal: Portal) -> None:
    someone, traject = one_of(portal, HOME)
    identity = company(portal, "Zorgcentrum Linde", "zorg")
    wish(portal, someone, traject, "Wil verpleegkundige worden")
    page = await portal.as_("coordinator").get(f"/netwerk/{identity}")
    assert "‘verpleegkundige’ past bij zorg en welzijn" in page.text
    group = await portal.as_("coordinator").get(f"/trajecten/{traject}/netwerk")
    assert "nog niets passends" in group.text
    assert "Zorgcentrum Linde" in group.text
    wish(portal, someone, traject, None)
    assert "verpleegkundige" not in (await portal.as_("coordinator").get(f"/netwerk/{identity}")).text


async def test_a_visit_shows_how_many_came_and_counts_as_something_that_fits(speaking: Portal) -> None:
    someone, traject = one_of(speaking, HOME)
    identity = company(speaking, "Zorgcentrum Linde", "zorg")
    wish(speaking, someone, traject, "Wil verpleegkundige worden")
    with reading(speaking.services.engine) as session:
        attended = session.execute(
            text("SELECT session_id FROM facts WHERE kind = 'attendance_registered' AND traject_id = :id LIMIT 1"),
            {"id": traject},
        ).scalar_one()
    hosted = about_traject(
        traject,
        SessionHosted(session=attended, organisation=identity),
        AttendanceRegistered(session=attended, statuses={someone: Presence.PRESENT}),
        session=attended,
    )
    message, _ = as_message(hosted, uuid4(), "portal")
    await speaking.services.mailbox.say(hosted.workflow, traject, message)
    page = await speaking.as_("coordinator").get(f"/netwerk/{identity}")
    assert f"/bijeenkomsten/{attended}" in page.text
    assert "was hier" in page.text
    group = await speaking.as_("coordinator").get(f"/trajecten/{traject}/netwerk")
    assert re.search(r'"Had of krijgt al"><div>\s*<ul[^>]*>\s*<li><a[^>]*>Zorgcentrum Linde', group.text)
    spoil_a_fact(speaking.services.engine, traject)
    page = await speaking.as_("coordinator").get(f"/netwerk/{identity}")
    assert (page.status_code, f"/bijeenkomsten/{attended}" in page.text) == (200, False)


async def test_in_a_browser_the_pages_of_the_network_have_no_barriers(browser: Browser) -> None:
    page = await browser.signed_in("coordinator", width=390)
    await page.goto("/netwerk/nieuw")
    await page.fill("[name=name]", "Bakkerij Zon")
    await page.fill("[name=sector]", "horeca")
    await page.click("main form button[type=submit]")
    await page.wait_for_selector("h1:has-text('Bakkerij Zon')")
    for address in (page.url, "/netwerk", "/netwerk/nieuw"):
        await page.goto(address)
        assert await barriers(page) == []
        assert await overflow(page) == 0
