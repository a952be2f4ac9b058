"""By keyboard alone: signing in, a task, its form; the focus is always to be seen."""

from playwright.async_api import Page

from tests.portal.browser import Browser
from tests.portal.portal import Portal
from tests.portal.stock import PASSWORD, PEOPLE

FOCUS = """() => {
  const here = document.activeElement;
  const near = [here, here.closest("label"), here.nextElementSibling].filter(Boolean);
  const styles = near.map(each => getComputedStyle(each));
  return styles.some(style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
}"""
DETOUR = 200


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus; wherever it comes by, the focus is visible."""
    for _ in range(DETOUR):
        await page.keyboard.press("Tab")
        if await page.evaluate("() => document.activeElement === document.body"):
            continue
        assert await page.evaluate(FOCUS), await page.evaluate("() => document.activeElement.outerHTML")
        if await page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not get to {selector}")


async def sign_in(page: Page, who: str) -> None:
    """As somebody of PEOPLE, without a mouse."""
    await page.goto("/aanmelden")
    await tab_to(page, "[name=email]")
    await page.keyboard.type(PEOPLE[who].email)
    await tab_to(page, "[name=password]")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".tv-who")


async def test_the_first_stop_leads_past_the_menu(browser: Browser) -> None:
    page = await browser.signed_in("coordinator", width=390)
    await page.goto("/taken")
    await page.keyboard.press("Tab")
    skip = page.locator(".tv-skip")
    assert await skip.evaluate("link => link === document.activeElement")
    assert await skip.evaluate("link => link.getBoundingClientRect().top >= 0 && link.offsetHeight > 20")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


async def test_a_task_is_found_and_done_by_keyboard_alone(browser: Browser, speaking: Portal) -> None:
    page = await browser.page(width=1280)
    await sign_in(page, "stranger")
    task = await page.locator("main a[href*='/gesprek']").first.get_attribute("href")
    await tab_to(page, f"main a[href='{task}']")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#f-note")
    await tab_to(page, "#f-note")
    await page.keyboard.type("Komt volgende week weer.")
    await tab_to(page, "main form button[type=submit]")
    await page.keyboard.press("Enter")
    await page.get_by_text("Vastgelegd.").wait_for()
    with speaking.services.engine.connect() as connection:
        said = "SELECT count(*) FROM notes WHERE text = 'Komt volgende week weer.'"
        assert connection.exec_driver_sql(said).scalar_one() == 1


async def test_after_a_mistake_the_focus_is_on_what_is_wrong(browser: Browser) -> None:
    page = await browser.signed_in("stranger")
    await page.goto("/taken")
    await page.goto(str(await page.locator("main a[href*='/gesprek']").first.get_attribute("href")))
    await page.fill("#f-on", "")
    await page.locator("main form button[type=submit]").focus()
    await page.keyboard.press("Enter")
    await page.locator("[data-focus]").wait_for()
    assert await page.evaluate("() => document.activeElement.matches('[data-focus]')")
    await tab_to(page, "main .tv-alert a[href='#f-on']")
    await page.keyboard.press("Enter")
    assert await page.evaluate("() => document.activeElement.id") == "f-on"
