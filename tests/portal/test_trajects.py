"""The list of trajects and one traject's page: where a group stands, what blocks it, what is planned."""

import re
from datetime import timedelta

import pytest

from domain.ids import traject_id
from portal.reading import traject_list
from tests.portal.browser import Browser, barriers, overflow
from tests.portal.groups import PAGE, TRAJECT, picture
from tests.portal.portal import Portal


async def test_a_coordinator_sees_the_trajects_of_their_municipality(portal: Portal) -> None:
    page = await portal.as_("coordinator").get("/trajecten")
    assert page.status_code == 200
    assert "UTR-1" in page.text
    assert "GRO-2" not in page.text


async def test_a_project_lead_reads_on_page_by_page_without_meeting_a_traject_twice(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traject_list, "SIZE", 10)
    lead, address, seen = portal.as_("project_lead"), "/trajecten?fase=alle", list[str]()
    while address:
        page = await lead.get(address)
        seen += re.findall(r'href="/trajecten/([0-9a-f-]{36})"', page.text)
        following = re.search(r'href="(/trajecten\?[^"]*vanaf=[^"]*)" rel="next"', page.text)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) > 20


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("fase=follow_up", "AMF-1", "UTR-1"),
        ("gemeente=utrecht", "UTR-1", "AMF-1"),
        ("programma=kixworks-2017", "MAA-1", "UTR-1"),
        ("stil=ja", "MAA-1", "UTR-1"),
        ("fase=cancelled", "NIJ-1", "UTR-1"),
    ],
)
async def test_filters_leave_out_what_nobody_asked_for(portal: Portal, query: str, there: str, not_there: str) -> None:
    page = await portal.as_("project_lead").get(f"/trajecten?{query}")
    assert there in page.text
    assert not_there not in page.text


async def test_a_stalled_traject_says_since_when_who_is_waited_for_and_what_would_end_it(portal: Portal) -> None:
    page = await portal.as_("project_lead").get(f"/trajecten/{traject_id('Maastricht', 'MAA-1')}")
    for words in ("Te lang geen bijeenkomst", "Sinds", "coördinator", "Houd een bijeenkomst, of leg een vakantie"):
        assert words in page.text


async def test_a_project_lead_sees_initials_and_no_names(portal: Portal) -> None:
    page = await portal.as_("project_lead").get(PAGE)
    names = [name for name in picture(portal).names.values() if " " in name]
    assert names
    assert not [name for name in names if name in page.text]


async def test_the_page_shows_the_plan_against_what_the_programme_asks(portal: Portal) -> None:
    page = await portal.as_("coordinator").get(PAGE)
    for words in ("Wat het programma vraagt", "Netwerkmeeting", "Hoe iedereen ervoor staat", "Onderweg"):
        assert words in page.text


async def test_a_traject_is_shown_as_it_stood_on_an_earlier_day_without_actions(portal: Portal) -> None:
    day = picture(portal).group.created_on + timedelta(days=1)
    page = await portal.as_("coordinator").get(f"{PAGE}?op={day}")
    assert "Zo stond het op" in page.text
    assert "Bijeenkomst plannen" not in page.text
    assert f"{PAGE}/gegevens" not in page.text


@pytest.mark.parametrize(("day", "words"), [("morgen", "Vul een datum in"), ("2999-01-01", "moet nog komen")])
async def test_another_day_that_is_none_is_said_so(portal: Portal, day: str, words: str) -> None:
    page = await portal.as_("coordinator").get(f"{PAGE}?op={day}")
    assert page.status_code == 200
    assert words in page.text


async def test_before_it_was_created_a_traject_is_not_there(portal: Portal) -> None:
    answer = await portal.as_("coordinator").get(f"{PAGE}?op=2001-01-01")
    assert answer.status_code == 404


async def test_the_matrix_has_everybody_and_every_counted_session(portal: Portal) -> None:
    page = await portal.as_("trainer").get(f"{PAGE}/aanwezigheid")
    shown = picture(portal)
    assert page.text.count('<th scope="row">') == len(shown.admitted) + 1
    assert page.text.count("tv-matrix__head") == len(shown.group.counted_sessions)
    assert f"/trajecten/{TRAJECT}/aanwezigheid/{shown.group.registered[0].id}" in page.text


@pytest.mark.parametrize("address", ["/trajecten", PAGE, f"{PAGE}/aanwezigheid", f"{PAGE}/certificaten"])
async def test_in_a_browser_there_are_no_barriers(browser: Browser, address: str) -> None:
    page = await browser.signed_in("trainer", width=390)
    await page.goto(address)
    assert await barriers(page) == []
    assert await overflow(page) == 0
