"""Behind a proxy that ends TLS: only one that was named is believed."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from portal.services import Services
from portal.serving import configuration
from portal.settings import PortalSettings
from tests.portal.portal import hidden_fields
from tests.portal.stock import PASSWORD, PEOPLE

PROXY, SOMEBODY = "10.1.2.3", "10.1.2.4"
FORWARDED = {"x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.7"}


@pytest.fixture
async def through(services: Services, request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    """The portal as the server configures it, asked from the address in the test's parameter."""
    made = replace(services, settings=PortalSettings(trusted_proxies=(PROXY,)))
    config = configuration(made)
    config.load()
    transport = httpx.ASGITransport(config.loaded_app, client=(request.param, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=FORWARDED) as client:
        yield client


async def sign_in(client: httpx.AsyncClient) -> httpx.Response:
    """As the coordinator."""
    page = await client.get("/aanmelden")
    fields = hidden_fields(page.text) | {"email": PEOPLE["coordinator"].email, "password": PASSWORD}
    return await client.post("/aanmelden", data=fields)


@pytest.mark.parametrize("through", [PROXY], indirect=True)
async def test_behind_a_proxy_with_tls_cookies_are_for_tls_alone(through: httpx.AsyncClient) -> None:
    answer = await sign_in(through)
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert cookie.startswith("__Host-traject=")
    assert "Secure" in cookie


@pytest.mark.parametrize("through", [SOMEBODY], indirect=True)
async def test_who_is_not_that_proxy_is_not_believed(through: httpx.AsyncClient) -> None:
    cookie = (await sign_in(through)).headers["set-cookie"]
    assert cookie.startswith("traject=")


def test_proxies_are_named_with_spaces_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_TRUSTED_PROXIES", "127.0.0.1 172.16.0.0/12")
    assert PortalSettings().trusted_proxies == ("127.0.0.1", "172.16.0.0/12")
