"""Signing in with an account of the portal's own: cookies, mistakes, time, another password."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Literal
from unicodedata import normalize

import pytest
from sqlalchemy import text

from portal.services import Services
from portal.settings import IDLE, LONGEST
from storage.engine import writing
from tests.portal.portal import Person, Portal, hidden_fields
from tests.portal.stock import PASSWORD, PEOPLE

COORDINATOR = PEOPLE["coordinator"].email
NEW, SHORT, WRONG = "nog een goed wachtwoord", "kort", "verkeerd"


class Clock:
    """A clock that a test sets forward."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(services: Services, clock: Clock) -> Services:
    """With the test's clock."""
    return replace(services, now=clock)


async def sign_in(person: Person, password: str = PASSWORD, email: str = COORDINATOR) -> int:
    """The status of an attempt."""
    return (await person.submit("/aanmelden", email=email, password=password)).status_code


async def test_signing_in_leads_to_the_page_that_was_asked_for(portal: Portal) -> None:
    person = portal.nobody()
    asked = await person.get("/taken?vanaf=x")
    page = await person.get(asked.headers["location"])
    answer = await person.client.post(
        "/aanmelden", data=hidden_fields(page.text) | {"email": COORDINATOR.upper(), "password": PASSWORD}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/taken?vanaf=x")
    assert (await person.get("/taken")).status_code == 200


@pytest.mark.parametrize("stored", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
async def test_an_address_is_known_however_its_accents_were_typed(
    portal: Portal, stored: Literal["NFC", "NFD"], typed: Literal["NFC", "NFD"]
) -> None:
    address = "zoë@leiden.example"
    with writing(portal.services.engine) as session:
        rename = text("UPDATE accounts SET email = :email WHERE email = :before")
        session.execute(rename, {"email": normalize(stored, address), "before": COORDINATOR})
    assert await sign_in(portal.nobody(), email=normalize(typed, address)) == HTTPStatus.SEE_OTHER


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(portal: Portal) -> None:
    answer = await portal.nobody().submit("/aanmelden", email=COORDINATOR, password=PASSWORD)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie  # testserver counts as this machine


async def test_from_another_machine_the_cookie_needs_tls(portal: Portal) -> None:
    person = portal.nobody()
    form = {"_form": person.token(), "email": COORDINATOR, "password": PASSWORD}
    answer = await person.client.post("https://traject.example/aanmelden", data=form)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-traject=")
    assert "Secure" in cookie
    assert "max-age" in answer.headers["strict-transport-security"]


async def test_a_wrong_password_and_a_wrong_address_get_the_same_answer(portal: Portal) -> None:
    wrong = await portal.nobody().submit("/aanmelden", email=COORDINATOR, password=WRONG)
    unknown = await portal.nobody().submit("/aanmelden", email="niemand@example.org", password=WRONG)
    assert wrong.status_code == unknown.status_code == 401
    assert "horen niet bij elkaar" in wrong.text
    assert "horen niet bij elkaar" in unknown.text


async def test_after_five_mistakes_even_the_right_password_must_wait(portal: Portal, clock: Clock) -> None:
    person = portal.nobody()
    for _ in range(5):
        assert await sign_in(person, WRONG) == 401
    assert await sign_in(person) == 429
    clock.forward(timedelta(seconds=31))
    assert await sign_in(person, WRONG) == 401
    clock.forward(timedelta(seconds=31))
    assert await sign_in(person) == 429  # the sixth mistake costs twice as long
    clock.forward(timedelta(seconds=31))
    assert await sign_in(person) == 303


@pytest.mark.parametrize("over", [IDLE, LONGEST])
async def test_a_session_ends_by_itself(portal: Portal, clock: Clock, over: timedelta) -> None:
    coordinator = portal.as_("coordinator")
    step = IDLE / 2 if over == LONGEST else over
    clock.forward(timedelta(minutes=-1))
    for _ in range(over // step):
        assert (await coordinator.get("/taken")).status_code == 200
        clock.forward(step)
    clock.forward(timedelta(minutes=2))
    assert (await coordinator.get("/taken")).status_code == 303


async def test_signing_out_ends_the_session_and_forgets_the_pages(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    answer = await coordinator.post("/afmelden")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert (await coordinator.get("/taken")).status_code == 303
    with portal.services.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM web_sessions")).scalar_one() == 0


async def test_a_new_password_signs_out_everybody_else(portal: Portal) -> None:
    here, elsewhere = portal.as_("coordinator"), portal.as_("coordinator")
    short = await here.submit("/wachtwoord", password=PASSWORD, password_new=SHORT, password_again=SHORT)
    assert short.status_code == 422
    changed = await here.submit("/wachtwoord", password=PASSWORD, password_new=NEW, password_again=NEW)
    assert changed.status_code == 303
    assert (await here.get("/taken")).status_code == 200
    assert (await elsewhere.get("/taken")).status_code == 303
    assert await sign_in(portal.nobody(), NEW) == 303


async def test_who_must_change_their_password_does_that_first(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    with portal.services.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE accounts SET must_change = true")
    answer = await coordinator.get("/taken")
    assert (answer.status_code, answer.headers["location"]) == (303, "/wachtwoord")


async def test_a_form_that_comes_after_the_session_shows_what_was_typed(portal: Portal, clock: Clock) -> None:
    coordinator = portal.as_("coordinator")
    clock.forward(LONGEST)
    answer = await coordinator.post("/taken/00000000-0000-0000-0000-000000000000/gesprek", {"note": "Dit typte ik."})
    assert answer.status_code == 401
    assert "Dit typte ik." in answer.text
