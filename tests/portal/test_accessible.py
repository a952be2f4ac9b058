"""No barriers on any page: in both languages, at every width and zoom, in the light and in the dark."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from playwright.async_api import Page

from portal.access import TABLE
from portal.visitor import Role
from tests.portal.browser import Browser, barriers, browsing, overflow
from tests.portal.mailbox import queued
from tests.portal.portal import Person, Portal, serving
from tests.portal.stock import HOME
from tests.portal.walk import Seen, everybody, organisation, pages

WIDTHS = (1280, 640, 390, 320)
"""640 is a window of 1280 at 200%."""
AT_ONCE = 3

_TWO_OF_A_KIND = """() => {
  const made = (row) => row.outerHTML.replace(/>[^<]+</g, "><").replace(/ (?!class|role|type)[a-z-]+="[^"]*"/g, "");
  for (const list of document.querySelectorAll("tbody, ul, ol")) {
    const known = new Map();
    for (const row of [...list.children]) {
      const before = known.get(made(row)) ?? 0;
      if (before === 2) row.remove(); else known.set(made(row), before + 1);
    }
  }
}"""
"""Rows of a list that are made alike, but for their words, have the same barriers: axe takes as long for each."""


@dataclass(frozen=True, slots=True)
class Look:
    """How axe looks at a page."""

    width: int
    dark: bool


LOOKS = {
    "nl": (Look(1280, dark=False), Look(390, dark=True)),
    "en": (Look(320, dark=False),),  # other words of other lengths in the same colours
}
AGAIN = (Look(1280, dark=False),)
"""At pages that somebody else sees with less on them."""


async def shown(portal: Portal, person: Person, names: Iterable[str]) -> list[Seen]:
    """The pages that are there; none may be lost."""
    found = await pages(portal, person, frozenset(names))
    assert {route for route, seen in found.items() if seen is None} == set()
    return [seen for seen in found.values() if seen is not None and seen.text]


@asynccontextmanager
async def tabs(portal: Portal, person: Person, chromium_path: str, language: str) -> AsyncIterator[list[Page]]:
    """A browser with pages that are signed in as somebody."""
    async with serving(portal) as address, browsing(chromium_path, address) as browser:
        yield [await signed_in(browser, person, language) for _ in range(AT_ONCE)]


async def signed_in(browser: Browser, person: Person, language: str) -> Page:
    """An empty page with somebody's cookies."""
    page = await browser.page(language=language)
    cookies = [
        {"name": each.name, "value": str(each.value), "url": browser.address} for each in person.client.cookies.jar
    ]
    await page.context.add_cookies(cookies)  # type: ignore[arg-type]
    return page


async def findings(page: Page, seen: Seen, looks: Iterable[Look]) -> list[str]:
    """All that is wrong with a page."""
    await page.goto(seen.address)
    found = [f"{width} px: {wide} px too wide" for width in WIDTHS if (wide := await _too_wide(page, width))]
    await page.evaluate(_TWO_OF_A_KIND)
    for look in looks:
        await page.set_viewport_size({"width": look.width, "height": 844})
        await page.emulate_media(color_scheme="dark" if look.dark else "light")
        found += [f"{look}: {each}" for each in await barriers(page)]
    return found


async def _too_wide(page: Page, width: int) -> int:
    await page.set_viewport_size({"width": width, "height": 844})
    return await overflow(page)


async def walk(tabs: list[Page], wanted: list[Seen], looks: Iterable[Look]) -> dict[str, list[str]]:
    """What is wrong with which page; several at once."""
    left, found = list(wanted), dict[str, list[str]]()

    async def look(page: Page) -> None:
        while left:
            seen = left.pop()
            if wrong := await findings(page, seen, looks):
                found[f"{seen.name} {seen.address}"] = wrong

    await asyncio.gather(*map(look, tabs))
    return found


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_no_page_has_barriers(portal: Portal, chromium_path: str, language: str) -> None:
    organisation(portal, HOME)
    person = everybody(portal)
    wanted = await shown(portal, person, [name for name, rule in TABLE.items() if not rule.public])
    async with tabs(portal, person, chromium_path, language) as opened:
        assert await walk(opened, wanted, LOOKS[language]) == {}


async def test_no_page_has_barriers_for_who_sees_initials(portal: Portal, chromium_path: str) -> None:
    lead = portal.as_("project_lead")
    names = {name for name, rule in TABLE.items() if Role.PROJECT_LEAD in rule.roles - rule.after_reason}
    wanted = await shown(portal, lead, names)
    async with tabs(portal, lead, chromium_path, "nl") as opened:
        assert await walk(opened, wanted, AGAIN) == {}


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_tasks_of_who_only_manages_accounts_have_no_barriers(
    portal: Portal, chromium_path: str, language: str
) -> None:
    administrator = portal.as_("administrator")
    async with tabs(portal, administrator, chromium_path, language) as opened:
        for something_failed in (False, True):
            if something_failed:
                queued(portal, "coordinator", failed="SMTP 550")
            wanted = await shown(portal, administrator, ["tasks"])
            assert ("SMTP 550" in wanted[0].text) == something_failed
            assert await walk(opened, wanted, LOOKS[language]) == {}


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_no_page_has_barriers_for_who_is_not_signed_in(portal: Portal, chromium_path: str, language: str) -> None:
    nobody = portal.nobody()
    names = {name for name, rule in TABLE.items() if rule.public}
    wanted = [*await shown(portal, nobody, names), Seen("not there", "/bestaat-niet", "")]
    async with tabs(portal, nobody, chromium_path, language) as opened:
        assert await walk(opened, wanted, LOOKS[language]) == {}
