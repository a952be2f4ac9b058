"""Signing in through a provider of OpenID Connect: a real one on a port, with invented people."""

import warnings
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from portal.services import Services
from portal.settings import OidcSettings, PortalSettings
from portal.signing_in import accounts
from portal.signing_in.accounts import Account
from portal.visitor import Role
from storage.engine import writing
from tests.locks import until_it_waits
from tests.portal.browser import browsing
from tests.portal.portal import Person, Portal, serving

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the mock has not followed its own libraries yet
    import oidc_provider_mock
    from oidc_provider_mock import User

SAMIRA = User(
    sub="samira",
    claims={
        "email": "samira@gemeente.example",
        "name": "Samira Voorbeeld",
        "realm_access": {"roles": ["kix-coordinator", "iets-anders"]},
        "gemeenten": ["Utrecht"],
    },
)
NOBODY = User(sub="nobody", claims={"email": "nobody@gemeente.example", "name": "Niemand"})


@pytest.fixture
def issuer() -> Iterator[str]:
    """A provider that knows two people."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with oidc_provider_mock.run_server_in_thread(user_claims=(SAMIRA, NOBODY)) as server:
            yield f"http://localhost:{server.server_port}"


@pytest.fixture
async def portal(services: Services, issuer: str) -> Portal:
    """The portal with that provider."""
    return Portal(replace(services, settings=PortalSettings(oidc=keycloak(issuer))))


def keycloak(issuer: str) -> OidcSettings:
    """Roles in an object, under names of their own."""
    return OidcSettings(
        issuer=issuer,
        client_secret=SecretStr("geheim"),
        roles_claim="realm_access.roles",
        scopes_claim="gemeenten",
        role_names={"kix-coordinator": "coordinator", "kix-trainer": "trainer"},
    )


async def come_back(person: Person, who: str) -> httpx.Response:
    """Go to the provider, say who one is, and come back."""
    away = await person.get("/aanmelden/organisatie?terug=/taken")
    assert away.status_code == 303
    async with httpx.AsyncClient() as elsewhere:
        answer = await elsewhere.post(away.headers["location"], data={"sub": who})
    back = urlsplit(answer.headers["location"])
    return await person.get(f"{back.path}?{back.query}")


async def test_claims_become_roles_and_municipalities(portal: Portal) -> None:
    samira = portal.nobody()
    answer = await come_back(samira, "samira")
    assert (answer.status_code, answer.headers["location"]) == (303, "/taken")
    page = await samira.get("/taken")
    assert "Samira Voorbeeld" in page.text
    assert "Utrecht" in page.text
    assert "Groningen" not in page.text


async def test_coming_again_is_the_same_account(portal: Portal) -> None:
    for _ in range(2):
        assert (await come_back(portal.nobody(), "samira")).status_code == 303
    with portal.services.engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM accounts WHERE email LIKE 'samira@%'"))
        assert found.scalar_one() == 1


async def test_who_comes_for_the_first_time_in_two_tabs_is_let_in_by_both(portal: Portal, issuer: str) -> None:
    email = "samira@gemeente.example"
    made = Account(email, "Samira Voorbeeld", (Role.COORDINATOR,), ("Utrecht",), identity=f"{issuer}|samira")
    with writing(portal.services.engine) as session:
        accounts.create(session, made)
        second = await until_it_waits(portal.services.engine, come_back(portal.nobody(), "samira"))
    answer = await second
    assert (answer.status_code, answer.headers["location"]) == (303, "/taken")


ADDRESS = "samira@gemeente.example"
PREDECESSOR = Account(ADDRESS, "Wie er eerder werkte", (Role.TRAINER,), identity="wie er eerder werkte")


def made(portal: Portal, account: Account) -> UUID:
    with writing(portal.services.engine) as session:
        return accounts.create(session, account)


def all_accounts(portal: Portal) -> list[tuple[object, ...]]:
    with portal.services.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM accounts ORDER BY id"))]


async def is_told_whom_to_ask(portal: Portal) -> None:
    """Samira is not let in, reads why, and nothing changes."""
    before, samira = all_accounts(portal), portal.nobody()
    answer = await come_back(samira, "samira")
    assert answer.status_code == 409
    assert "hoort hier bij een ander account" in answer.text
    assert (await samira.get("/taken")).status_code == 303
    assert all_accounts(portal) == before


async def test_an_address_that_belongs_to_somebody_else_there_opens_no_account_until_it_is_unlinked(
    portal: Portal,
) -> None:
    account = made(portal, PREDECESSOR)
    await is_told_whom_to_ask(portal)
    administrator = portal.as_("administrator")
    assert "Werkaccount losmaken" in (await administrator.get(f"/accounts/{account}")).text
    await administrator.post(f"/accounts/{account}/stand", {"what": "unlink"})
    assert (await come_back(portal.nobody(), "samira")).status_code == 303
    assert (await administrator.get(f"/accounts/{account}")).text.count("Samira Voorbeeld") > 0


async def test_the_address_of_a_closed_account_is_free_for_its_successor_once_it_is_given_up(portal: Portal) -> None:
    account, administrator = made(portal, PREDECESSOR), portal.as_("administrator")
    state = f"/accounts/{account}/stand"
    await administrator.post(state, {"what": "give_up_address"})
    await is_told_whom_to_ask(portal)  # it is not closed yet
    await administrator.post(state, {"what": "disable"})
    await is_told_whom_to_ask(portal)
    for what in ("give_up_address", "give_up_address", "enable"):
        assert (await administrator.post(state, {"what": what})).status_code == 303

    assert (await come_back(portal.nobody(), "samira")).status_code == 303

    page = (await administrator.get(f"/accounts/{account}")).text
    assert ADDRESS + f" #{account.hex[:6]}" in page
    assert "Dit account blijft gesloten" in page
    assert "Weer openen" not in page
    assert "Rechten opslaan" not in page


async def test_an_address_that_became_that_of_another_account_is_said_and_changes_neither(portal: Portal) -> None:
    await come_back(portal.nobody(), "samira")
    with portal.services.engine.begin() as connection:
        connection.execute(
            text("UPDATE accounts SET email = 'samira.oud@gemeente.example' WHERE email LIKE 'samira@%'")
        )
    made(portal, Account("Samira@gemeente.example", "Een ander", (Role.TRAINER,)))
    await is_told_whom_to_ask(portal)


async def test_whose_account_was_closed_reads_that(portal: Portal) -> None:
    await come_back(portal.nobody(), "samira")
    with portal.services.engine.begin() as connection:
        connection.execute(text("UPDATE accounts SET disabled_at = now() WHERE email LIKE 'samira@%'"))
    samira = portal.nobody()
    answer = await come_back(samira, "samira")
    assert (answer.status_code, "Uw account is gesloten" in answer.text) == (401, True)
    assert (await samira.get("/taken")).status_code == 303


async def test_without_a_role_nobody_gets_in(portal: Portal) -> None:
    person = portal.nobody()
    answer = await come_back(person, "nobody")
    assert answer.status_code == 401
    assert "nog geen rol" in answer.text
    assert (await person.get("/taken")).status_code == 303


@pytest.mark.parametrize("state", ["verzonnen", "%C3%A9"])
async def test_an_answer_that_another_browser_asked_for_is_refused(portal: Portal, state: str) -> None:
    person = portal.nobody()
    await person.get("/aanmelden/organisatie")
    answer = await person.get(f"/aanmelden/terug?state={state}&code=verzonnen")
    assert answer.status_code == 401


async def test_with_the_provider_away_the_page_says_so(services: Services) -> None:
    away = OidcSettings(issuer="http://127.0.0.1:1")
    portal = Portal(replace(services, settings=PortalSettings(oidc=away)))
    answer = await portal.nobody().get("/aanmelden/organisatie")
    assert answer.status_code == 503
    assert "antwoordt niet" in answer.text


async def test_in_a_browser_one_button_leads_there_and_back(portal: Portal, chromium_path: str) -> None:
    async with serving(portal) as address, browsing(chromium_path, address) as browser:
        page = await browser.page()
        await page.goto("/taken")
        await page.get_by_role("link", name="uw werkaccount").click()
        await page.fill("[name=sub]", "samira")
        await page.get_by_role("button", name="Authorize").first.click()
        await page.wait_for_url("**/taken")
        assert await page.locator(".tv-who").inner_text() == "Samira Voorbeeld"
