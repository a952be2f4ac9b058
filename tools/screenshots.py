"""Takes pictures of the main pages from the demo, in a home of its own, into docs/screenshots: `make screenshots`.

Needs Debian's chromium. The same day gives the same pictures: the samples are made for the day they are looked at.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from cli.demo import load
from cli.logbook import home
from cli.services import services
from embedded.testing import free_port
from portal.beside import Start, started_beside
from portal.signing_in.accounts import DemoAccount, demo_accounts
from portal.visitor import Role
from storage.engine import FOR_LONG_WORK, make_engine
from workers.embedded import Running, settings_of

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
MOST_BYTES = 150_000
WIDE, PHONE = (1280, 860), (390, 844)
ID = "[0-9a-f-]{36}"


@dataclass(frozen=True, slots=True)
class Picture:
    """A file, whose page it shows, and how to get there: an address, then a link on each page that matches."""

    name: str
    who: Role
    start: str
    links: Sequence[str] = ()
    size: tuple[int, int] = WIDE
    dark: bool = False


PICTURES = (
    Picture("taken", Role.COORDINATOR, "/taken"),
    Picture("taken-telefoon", Role.COORDINATOR, "/taken", size=PHONE),
    Picture("deelnemer", Role.COORDINATOR, "/deelnemers", (rf"^/deelnemers/{ID}$",)),
    Picture("deelnemer-telefoon", Role.COORDINATOR, "/deelnemers", (rf"^/deelnemers/{ID}$",), size=PHONE),
    Picture("traject", Role.COORDINATOR, "/trajecten", (rf"^/trajecten/{ID}$",)),
    Picture("aanwezigheid", Role.TRAINER, "/trajecten", (rf"^/trajecten/{ID}$", rf"^/trajecten/{ID}/aanwezigheid$")),
    Picture(
        "aanwezigheid-telefoon",
        Role.TRAINER,
        "/trajecten",
        (rf"^/trajecten/{ID}$", rf"^/trajecten/{ID}/aanwezigheid/{ID}"),
        size=PHONE,
    ),
    Picture("projectleider", Role.PROJECT_LEAD, "/projectleider"),
    Picture("projectleider-donker", Role.PROJECT_LEAD, "/projectleider", dark=True),
    Picture("vooruitblik", Role.PROJECT_LEAD, "/vooruitblik"),
    Picture("stilgevallen", Role.PROJECT_LEAD, "/projectleider/stilgevallen"),
    Picture("uitkomsten", Role.PROJECT_LEAD, "/projectleider/uitkomsten"),
    Picture("programma", Role.COORDINATOR, "/programmas", (r"^/programmas/kixworks-2022/",)),
    Picture("accounts", Role.ADMINISTRATOR, "/accounts"),
)


async def main() -> int:
    """0 when all pictures were taken and none is too large."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("No chromium here: apt-get install chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="ts-", ignore_cleanup_errors=True) as folder:
        os.environ["TRAJECT_HOME"] = folder
        async with services() as running:
            await load(running)
            return await _take_all(running, chromium)


async def _take_all(running: Running, chromium: str) -> int:
    accounts = await asyncio.to_thread(_accounts, running.endpoints.database_url)
    settings = settings_of(home(), running.endpoints)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with free_port() as port:
        async with started_beside(settings, "127.0.0.1", port) as start, async_playwright() as playwright:
            if start is not Start.ANSWERS:
                print("The portal does not start.", file=sys.stderr)
                return 1
            browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            sizes = [await _take(browser, f"http://127.0.0.1:{port}", accounts, picture) for picture in PICTURES]
            await browser.close()
    return int(max(sizes) > MOST_BYTES)


async def _take(browser: Browser, address: str, accounts: Mapping[Role, DemoAccount], picture: Picture) -> int:
    width, height = picture.size
    context = await browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.dark else "light",
        locale="nl-NL",
        reduced_motion="reduce",
    )
    page = await context.new_page()
    await _sign_in(page, accounts[picture.who])
    await _open(page, picture.start)
    for link in picture.links:
        await _follow(page, link)
    path = FOLDER / f"{picture.name}.png"
    await page.screenshot(path=path, animations="disabled")
    await context.close()
    size = path.stat().st_size
    print(f"{path.relative_to(FOLDER.parents[1])}: {size // 1000} KB{', too large' if size > MOST_BYTES else ''}")
    return size


async def _sign_in(page: Page, account: DemoAccount) -> None:
    await page.goto("/aanmelden")
    await page.fill("[name=email]", account.email)
    await page.fill("[name=password]", account.password)
    await page.click("main button[type=submit]")
    await page.wait_for_selector(".tv-who")


async def _follow(page: Page, link: str) -> None:
    """The first link of the page's main part whose address matches."""
    found = await page.eval_on_selector_all(
        "main a[href]",
        "(links, pattern) => links.map(link => link.getAttribute('href')).find(href => new RegExp(pattern).test(href))",
        link,
    )
    if found is None:
        raise LookupError(f"{page.url} has no link {link}")
    await _open(page, found)


async def _open(page: Page, address: str) -> None:
    """A page that is fine; a picture of an error is worth nothing."""
    answer = await page.goto(address)
    if answer is None or not answer.ok:
        raise LookupError(f"{address} answers {answer and answer.status}")


def _accounts(database_url: str) -> Mapping[Role, DemoAccount]:
    engine = make_engine(database_url, limits=FOR_LONG_WORK)
    try:
        return {account.role: account for account in demo_accounts(engine)}
    finally:
        engine.dispose()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
