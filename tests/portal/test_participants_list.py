"""The list of participants: whom one sees, filters, pages, and a search that leaves no name behind."""

import re

import httpx

from portal.reading import participants
from tests.portal.browser import Browser, barriers, overflow
from tests.portal.participants import one, somebody, traject, words
from tests.portal.portal import Portal


def names(page: httpx.Response) -> list[str]:
    """Who stands in the list."""
    return re.findall(r'role="rowheader"[^>]*><a[^>]*>([^<]+)</a>', page.text)


async def test_a_coordinator_sees_everybody_of_the_municipality_by_name(portal: Portal) -> None:
    page = await portal.as_("coordinator").get("/deelnemers")
    found = names(page)
    assert len(found) > 10
    assert all(" " in name for name in found)
    assert "Groningen" not in page.text


async def test_a_project_lead_sees_initials_and_cannot_search_by_name(portal: Portal) -> None:
    lead = portal.as_("project_lead")
    page = await lead.get("/deelnemers")
    assert all(re.fullmatch(r"(\S\.)+|\S+-\d+", name) for name in names(page))
    assert "/deelnemers/zoeken" not in page.text
    for answer in (await lead.get("/deelnemers/zoeken"), await lead.post("/deelnemers/zoeken", {"name": "a"})):
        assert answer.status_code == 403


async def test_filters_leave_those_they_name(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    page = await coordinator.get("/deelnemers?fase=withdrawn")
    assert len(names(page)) == 2
    group = traject(portal, "UTR-1")
    assert len(names(await coordinator.get(f"/deelnemers?traject={group}&fase=programme"))) > 5
    assert "Niemand gevonden" in words(await coordinator.get("/deelnemers?fase=follow_up&pauze=ja"))


async def test_a_filter_that_somebody_made_up_asks_for_nothing(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    everybody = names(await coordinator.get("/deelnemers"))
    assert names(await coordinator.get("/deelnemers?fase=x&traject=y&oordeel=z&vanaf=q")) == everybody


async def test_pages_follow_each_other_without_a_gap_and_without_a_name_in_the_address(portal: Portal) -> None:
    lead = portal.as_("project_lead")
    total, address = 0, "/deelnemers"
    while address:
        page = await lead.get(address)
        total += len(names(page))
        found = re.search(r'href="(/deelnemers\?vanaf=[0-9a-f-]{36})" rel="next"', page.text)
        address = found[1] if found else ""
    assert total == one(portal, "SELECT count(*) FROM participants")
    assert total > participants.SIZE


async def test_who_has_no_name_any_more_comes_last_by_key(portal: Portal) -> None:
    who = somebody(portal, "programme")
    with portal.services.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM people WHERE participant_id = %s", (who,))
    found = names(await portal.as_("coordinator").get("/deelnemers"))
    assert found[-1] == one(portal, "SELECT key FROM participants WHERE id = :id", id=who)


async def test_a_search_finds_the_beginning_of_any_name_without_accents(portal: Portal) -> None:
    coordinator, who = portal.as_("coordinator"), somebody(portal, "programme")
    with portal.services.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE people SET first_name = 'Zoë', infix = 'van der', last_name = 'Çelik' WHERE participant_id = %s",
            (who,),
        )
    for typed in ("zoe", "Celik zo", "ÇEL", "der cel"):
        answer = await coordinator.post("/deelnemers/zoeken", {"name": typed})
        assert names(answer) == ["Zoë van der Çelik"], typed
    assert "Niemand" in words(await coordinator.post("/deelnemers/zoeken", {"name": "el_k"}))
    assert (await coordinator.post("/deelnemers/zoeken", {"name": " "})).status_code == 422


async def test_a_search_does_not_reach_other_municipalities(portal: Portal) -> None:
    elsewhere = somebody(portal, "programme", "Groningen")
    name = one(portal, "SELECT last_name FROM people WHERE participant_id = :id", id=elsewhere)
    answer = await portal.as_("trainer").post("/deelnemers/zoeken", {"name": name})
    assert f"/deelnemers/{elsewhere}" not in answer.text


async def test_in_a_browser_the_list_has_no_barriers(browser: Browser) -> None:
    page = await browser.signed_in("coordinator", width=390)
    for address in ("/deelnemers", "/deelnemers/zoeken"):
        await page.goto(address)
        assert await barriers(page) == []
        assert await overflow(page) == 0
