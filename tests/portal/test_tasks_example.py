"""The worked example: the list of tasks, and a talk that closes one."""

import re

from sqlalchemy import text

from tests.portal.browser import Browser, barriers, overflow
from tests.portal.portal import Person, Portal


async def first_talk(person: Person) -> str:
    """The address of the first form of a talk in the list."""
    page = await person.get("/taken")
    assert page.status_code == 200
    found = re.search(r'href="(/taken/[0-9a-f-]{36}/gesprek)"', page.text)
    assert found, page.text
    return found[1]


async def test_a_coordinator_sees_the_tasks_of_their_municipality(portal: Portal) -> None:
    page = await portal.as_("coordinator").get("/taken")
    assert page.status_code == 200
    assert "Utrecht" in page.text
    assert "Groningen" not in page.text


async def test_a_talk_that_was_held_closes_its_task(speaking: Portal) -> None:
    coordinator = speaking.as_("stranger")
    address = await first_talk(coordinator)
    sent = await coordinator.submit(address, note="Komt volgende week weer.")
    assert sent.status_code == 422
    sent = await coordinator.submit(address, on=speaking.services.today.isoformat(), note="Komt volgende week weer.")
    assert (sent.status_code, sent.headers["location"]) == (303, "/taken")
    page = await coordinator.get("/taken")
    assert "Vastgelegd." in page.text
    assert address not in page.text


async def test_the_same_form_sent_twice_is_one_fact(speaking: Portal) -> None:
    coordinator = speaking.as_("stranger")
    address, token = await first_talk(coordinator), coordinator.token()
    fields = {"_form": token, "on": speaking.services.today.isoformat()}
    for _ in range(2):
        sent = await coordinator.post(address, fields)
        assert sent.status_code == 303
    with speaking.services.engine.connect() as connection:
        said = "SELECT count(*) FROM facts WHERE kind = 'done' AND recorded_by <> 'import' AND recorded_by <> 'sample'"
        assert connection.execute(text(said)).scalar_one() == 1


async def test_with_temporal_away_the_form_keeps_what_was_typed(portal: Portal) -> None:
    coordinator = portal.as_("stranger")
    address = await first_talk(coordinator)
    sent = await coordinator.submit(address, on=portal.services.today.isoformat(), note="Dit typte ik.")
    assert sent.status_code == 503
    assert "Dit typte ik." in sent.text


async def test_in_a_browser_the_list_has_no_barriers(browser: Browser) -> None:
    page = await browser.signed_in("coordinator", width=390)
    await page.goto("/taken")
    assert await barriers(page) == []
    assert await overflow(page) == 0
