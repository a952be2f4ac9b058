"""An import with errors, in a browser: the coordinator sees which cells are wrong, mends the file and imports."""

from typing import Literal

import pytest
from playwright.async_api import FilePayload, Page

from tests.portal.browser import Browser, barriers, overflow
from tests.portal.test_intake import files


def chosen(born: str) -> list[FilePayload]:
    """The files as a browser picks them."""
    return [
        {"name": name, "mimeType": "text/csv", "buffer": content.encode()} for _, (name, content) in files(born=born)
    ]


async def give(page: Page, born: str) -> None:
    """Choose the files and send them."""
    await page.goto("/import")
    await page.set_input_files("[name=files]", chosen(born))
    await page.click("main form button[type=submit]")


async def until(page: Page, heading: str, *, script: bool) -> None:
    """With script the page changes by itself; without, somebody follows its link to look again."""
    if script:
        await page.wait_for_selector(f"h1:text-is('{heading}')")
        return
    while await page.locator(f"h1:text-is('{heading}')").count() == 0:
        await page.click("text=Kijk hoe ver het is")


@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 390)])
async def test_a_file_with_a_wrong_cell_is_mended_and_taken_in(
    browser: Browser,
    script: bool,  # noqa: FBT001 - a parameter of the test
    width: Literal[1280, 390],
) -> None:
    page = await browser.signed_in("coordinator", script=script, width=width)
    await give(page, "morgen")
    await until(page, "Dit zou er gebeuren", script=script)
    assert "morgen" in await page.inner_text(".tv-wrong")
    assert await overflow(page) == 0
    await give(page, "03-04-1988")
    await until(page, "Dit zou er gebeuren", script=script)
    assert await page.locator(".tv-wrong").count() == 0
    await page.click("text=Neem 3 rijen over")
    await until(page, "Overgenomen", script=script)
    assert "Alles wat goed was, staat erin." in await page.inner_text("main")


_RENEW = """() => {
    const stand = document.querySelector("#stand");
    for (const [name, value] of [["get", location.pathname], ["trigger", "renew"], ["target", "#stand"],
        ["select", "#stand"], ["swap", "outerHTML"]]) stand.setAttribute("hx-" + name, value);
    htmx.process(stand);
    const swapped = new Promise(done => document.addEventListener("htmx:after:swap", done, {once: true}));
    stand.dispatchEvent(new Event("renew"));
    return swapped.then(() => undefined);
}"""
"""The part of the page that says how it stands, asked for anew."""


async def test_an_import_under_way_leaves_the_focus_where_it_is(browser: Browser) -> None:
    page = await browser.signed_in("coordinator")
    await give(page, "03-04-1988")
    await until(page, "Dit zou er gebeuren", script=True)
    for control in ("header a", "#stand a"):
        await page.focus(control)
        before = await page.evaluate("document.activeElement.outerHTML")
        await page.evaluate(_RENEW)
        assert await page.evaluate("document.activeElement.outerHTML") == before


async def test_what_has_the_focus_and_is_not_there_any_more_gives_it_to_what_is_to_be_read(browser: Browser) -> None:
    page = await browser.signed_in("coordinator")
    await give(page, "03-04-1988")
    await until(page, "Dit zou er gebeuren", script=True)
    await page.evaluate(
        "document.querySelector('#stand').insertAdjacentHTML('beforeend', '<a href=\"/\" id=\"gone\">x</a>')"
    )
    await page.focus("#gone")
    await page.evaluate(_RENEW)
    assert await page.evaluate("document.activeElement.id") == "main"


async def test_a_preview_with_errors_has_no_barriers(browser: Browser) -> None:
    page = await browser.signed_in("coordinator", width=320)
    await give(page, "morgen")
    await until(page, "Dit zou er gebeuren", script=True)
    assert await barriers(page) == []
    assert await overflow(page) == 0
