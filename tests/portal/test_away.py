"""Postgres or Temporal goes away while somebody fills in a form: a clear page, and nothing is typed twice."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest
from playwright.async_api import Page

from embedded.postgres import Postgres
from tests.databases import administer
from tests.portal.browser import Browser, browsing
from tests.portal.portal import Portal, serving

TYPED = "Dit typte ik, en het is lang."


@contextmanager
def away(portal: Portal, postgres: Postgres) -> Iterator[None]:
    """Nobody gets at the database inside the block."""
    name = portal.services.engine.url.database
    administer(postgres, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    portal.services.engine.dispose()
    try:
        yield
    finally:
        administer(postgres, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@pytest.fixture
async def without_temporal(portal: Portal, chromium_path: str) -> AsyncIterator[Browser]:
    """A browser at a portal whose Temporal is away."""
    async with serving(portal) as address, browsing(chromium_path, address) as opened:
        yield opened


async def fill(page: Page) -> None:
    """The form of a talk, not yet sent."""
    await page.goto("/taken")
    await page.goto(str(await page.locator("main a[href*='/gesprek']").first.get_attribute("href")))
    await page.fill("#f-note", TYPED)


async def send(page: Page) -> None:
    """Whatever form is there."""
    await page.locator("main form button[type=submit]").first.click()


@pytest.mark.parametrize("script", [True, False])
async def test_with_postgres_away_the_form_is_kept_and_sent_again(
    browser: Browser, speaking: Portal, postgres: Postgres, *, script: bool
) -> None:
    page = await browser.signed_in("stranger", script=script)
    await fill(page)
    with away(speaking, postgres):
        await send(page)
        await page.get_by_text(TYPED).wait_for()
        said = await page.locator("main").inner_text()
        assert "Even niet bereikbaar" in said
        assert "Opmerking" in said
        assert "note" not in said
    await send(page)
    await page.get_by_text("Vastgelegd.").wait_for()


@pytest.mark.parametrize("script", [True, False])
async def test_with_temporal_away_the_form_stays_as_it_was(without_temporal: Browser, *, script: bool) -> None:
    page = await without_temporal.signed_in("stranger", script=script)
    await fill(page)
    await send(page)
    await page.locator("[data-focus]").wait_for()
    assert await page.locator("#f-note").input_value() == TYPED
