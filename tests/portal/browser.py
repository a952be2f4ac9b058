"""A real browser: Debian's Chromium, driven by Playwright, with axe-core to look for barriers."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser as Chromium
from playwright.async_api import ConsoleMessage, Page, async_playwright

from tests.portal.stock import PASSWORD, PEOPLE

AXE = Path(__file__).parents[2] / "portal" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
_REFUSALS = re.compile(r"status of (4\d\d|503)")
"""A form that is refused is no fault of the page."""
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str | None:
    """Where the browser is."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Browser:
    """A browser at the portal. Each page has cookies of its own; what its console complains of fails the test."""

    chromium: Chromium
    address: str
    complaints: list[str]

    async def page(self, *, width: int = 1280, dark: bool = False, script: bool = True, language: str = "nl") -> Page:
        """An empty page of this width, in the light or in the dark."""
        scheme: Literal["dark", "light"] = "dark" if dark else "light"
        context = await self.chromium.new_context(
            base_url=self.address,
            viewport={"width": width, "height": 844},
            color_scheme=scheme,
            java_script_enabled=script,
            locale="nl-NL",
        )
        page = await context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        if language != "nl":
            await page.goto(f"/taal/{language}")
        return page

    def _hear(self, said: ConsoleMessage) -> None:
        ours = str(said.location.get("url", "")).startswith(self.address)
        if ours and said.type == "error" and not _REFUSALS.search(said.text):
            self.complaints.append(said.text)

    async def signed_in(
        self, who: str, *, width: int = 1280, dark: bool = False, script: bool = True, language: str = "nl"
    ) -> Page:
        """Somebody of PEOPLE, who signed in with a password."""
        page = await self.page(width=width, dark=dark, script=script, language=language)
        await page.goto("/aanmelden")
        await page.fill("[name=email]", PEOPLE[who].email)
        await page.fill("[name=password]", PASSWORD)
        await page.click("main button[type=submit]")
        await page.wait_for_selector(".tv-who")
        return page


@asynccontextmanager
async def browsing(executable: str, address: str) -> AsyncIterator[Browser]:
    """A browser for one test."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        try:
            browser = Browser(opened, address, [])
            yield browser
        finally:
            await opened.close()
    assert not browser.complaints, browser.complaints


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8") + "; undefined"


async def barriers(page: Page) -> list[str]:
    """What axe-core finds on a page; the policy of the page forbids scripts of others, so it is told from outside."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_axe())
    options = {"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"]}
    found = await page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{each['id']}: {each['help']} at {node['target']}" for each in found["violations"] for node in each["nodes"]
    ]


async def overflow(page: Page) -> int:
    """How many pixels a page is wider than its window."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(await page.evaluate(wide))
