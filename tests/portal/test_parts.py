"""All parts on one page: no barriers at any width, in the light and in the dark."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import Depends
from fastapi.responses import Response
from jinja2 import ChoiceLoader, FileSystemLoader

from portal import access
from portal.admission import admit
from portal.forms import Filled, Form
from portal.services import Services
from portal.visit import Visiting
from tests.portal.browser import Browser, barriers, browsing, overflow
from tests.portal.portal import Portal, serving

WRONG: Filled[Form] = Filled(
    typed={"name": "", "on": "2026-11-31"}, errors={"name": "Vul dit in.", "decision": "Kies een."}
)


def gallery(visit: Visiting) -> Response:
    """Everything at once."""
    return visit.page("gallery.html", wrong=WRONG)


@pytest.fixture
async def all_parts(services: Services, chromium_path: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Browser]:
    """A browser at a portal that has one more page."""
    monkeypatch.setitem(access.TABLE, "gallery", access.Rule(public=True))
    for environment in services.rendering._environments.values():
        own = FileSystemLoader(Path(__file__).parent)
        environment.loader = ChoiceLoader([own, environment.loader] if environment.loader else [own])
    portal = Portal(services)
    portal.app.add_api_route("/onderdelen", gallery, name="gallery", dependencies=[Depends(admit)])
    async with serving(portal) as address, browsing(chromium_path, address) as browser:
        yield browser


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390, 320])
async def test_all_parts_have_no_barriers(all_parts: Browser, width: int, *, dark: bool) -> None:
    page = await all_parts.page(width=width, dark=dark)
    await page.goto("/onderdelen")
    assert await barriers(page) == []
    assert await overflow(page) == 0


async def test_targets_of_attendance_are_48_pixels_high(all_parts: Browser) -> None:
    page = await all_parts.page(width=390)
    await page.goto("/onderdelen")
    segments = await page.locator(".tv-segment").all()
    assert segments
    for segment in segments:
        box = await segment.bounding_box()
        assert box is not None
        assert box["height"] >= 48
