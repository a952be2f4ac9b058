"""One participant: what the page tells at a look, to whom, and as it stood on another day."""

from datetime import timedelta

import pytest

from tests.portal.browser import Browser, barriers, overflow
from tests.portal.participants import one, somebody, words
from tests.portal.portal import Portal

STALLED = """
    SELECT stalls.participant_id FROM stalls JOIN participants ON participants.id = stalls.participant_id
    WHERE stalls.rule = :rule LIMIT 1
"""


async def test_the_page_tells_where_the_journey_stands(portal: Portal) -> None:
    who = somebody(portal, "programme")
    page = words(await portal.as_("coordinator").get(f"/deelnemers/{who}"))
    for said in ("Fase: programma", "De weg door het programma", "Certificaat: onderweg", "De helft bijgewoond."):
        assert said in page
    for rule in ("CRT-HALF", "CRT-VISITS", "CRT-TRAINER", "INT-1", "INT-7"):
        assert rule in page
    for part in ("Aanwezigheid", "Geschiedenis", "Vastgelegd op", "Leerwens", "Gegevens"):
        assert part in page


async def test_before_and_after_stand_side_by_side(portal: Portal) -> None:
    who = somebody(portal, "follow_up", "Groningen")
    page = (await portal.as_("stranger").get(f"/deelnemers/{who}")).text
    assert 'class="tv-slope"' in page
    assert "Cijfer voor het programma" in page
    assert "3 maanden" in page


async def test_what_stands_still_says_since_when_for_whom_and_what_ends_it(portal: Portal) -> None:
    who = one(portal, STALLED, rule="STL-ABSENT")
    page = words(await portal.as_("stranger").get(f"/deelnemers/{who}"))
    assert "Komt al een tijd niet" in page
    assert "Wacht op: deelnemer. Wat het oplost: De deelnemer is er weer, pauzeert of stopt." in page


async def test_only_what_is_possible_is_offered(portal: Portal) -> None:
    coordinator, gone = portal.as_("coordinator"), somebody(portal, "withdrawn")
    page = (await coordinator.get(f"/deelnemers/{gone}")).text
    assert f"/deelnemers/{gone}/terugkomst" in page
    for action in ("stoppen", "pauze", "hervatten", "akkoord", "verplaatsen", "opvolging/3"):
        assert f"/deelnemers/{gone}/{action}" not in page


async def test_every_action_on_the_page_opens_its_form(portal: Portal) -> None:
    for who, address in (("coordinator", somebody(portal, "programme")), ("trainer", somebody(portal, "programme"))):
        person = portal.as_(who)
        page = (await person.get(f"/deelnemers/{address}")).text
        actions = page.partition('id="acties"')[2].partition("</section>")[0]
        links = [part.partition('"')[0] for part in actions.split('href="')[1:]]
        assert links
        for link in links:
            answer = await person.get(link)
            assert answer.status_code == 200
            assert (
                'class="tv-form"' in answer.text or "Naar welk traject?" in answer.text or "geen ander" in answer.text
            )


async def test_another_day_shows_what_held_then_and_offers_nothing(portal: Portal) -> None:
    who = somebody(portal, "programme")
    day = portal.services.today - timedelta(days=80)
    page = (await portal.as_("coordinator").get(f"/deelnemers/{who}?op={day.isoformat()}")).text
    assert "U kijkt terug" in page
    assert 'id="acties"' not in page
    assert "Neem terug" not in page
    before = await portal.as_("coordinator").get(f"/deelnemers/{who}?op=2020-01-01")
    assert "nog niet aangemeld" in before.text


@pytest.mark.parametrize("day", ["2999-01-01", "gisteren", ""])
async def test_a_day_that_is_none_or_to_come_shows_today(portal: Portal, day: str) -> None:
    page = await portal.as_("coordinator").get(f"/deelnemers/{somebody(portal, 'programme')}?op={day}")
    assert page.status_code == 200
    assert "U kijkt terug" not in page.text


async def test_a_project_lead_sees_the_person_after_a_reason(portal: Portal) -> None:
    lead, who = portal.as_("project_lead"), somebody(portal, "programme")
    name = one(portal, "SELECT first_name FROM people WHERE participant_id = :id", id=who)
    assert (await lead.get(f"/deelnemers/{who}")).status_code == 303
    await lead.post(f"/deelnemers/{who}/reden", {"reason": "Klacht", "back": f"/deelnemers/{who}"})
    page = await lead.get(f"/deelnemers/{who}")
    assert name in page.text
    assert 'id="acties"' not in page.text


async def test_in_a_browser_somebody_goes_from_registration_to_admission(browser: Browser, speaking: Portal) -> None:
    page = await browser.signed_in("coordinator")
    group = one(speaking, "SELECT id FROM trajects WHERE key = 'UTR-1'")
    await page.goto(f"/trajecten/{group}/aanmelden")
    await page.get_by_label("Voornaam").fill("Hodan")
    await page.get_by_label("Achternaam").fill("Nieuwkomer")
    await page.get_by_label("Geboortedatum").fill("1992-03-04")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Aanmelden").click()
    await page.get_by_role("heading", name="Hodan Nieuwkomer").wait_for()
    await page.get_by_role("link", name="Voer het intakegesprek").click()
    for criterion in await page.locator(".tv-segments").all():
        await criterion.locator("label", has_text="Ja").click()
    await page.get_by_label("Taalniveau Nederlands").select_option("A2")
    await page.get_by_label("Leerwens").fill("Wil in de zorg werken.")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Vastleggen").click()
    await page.get_by_role("link", name="Besluit over toelating").first.wait_for()
    assert await page.get_by_role("link", name="Voer het intakegesprek").count() == 0
    await page.locator(".tv-todo").get_by_role("link", name="Besluit over toelating").click()
    await page.get_by_label("Toelaten").check()
    assert await barriers(page) == []
    await page.get_by_role("button", name="Vastleggen").click()
    await page.get_by_text("1 taak gesloten", exact=False).wait_for()
    await page.get_by_text("Fase: programma").wait_for()
    who = page.url.rsplit("/", 1)[1]
    await page.goto("/taken")
    assert await page.locator(f"a[href*='{who}/intake'], a[href*='{who}/besluit']").count() == 0


@pytest.mark.parametrize(
    ("phase", "where", "who"), [("programme", "Utrecht", "coordinator"), ("follow_up", "Groningen", "stranger")]
)
async def test_in_a_browser_the_page_has_no_barriers(
    browser: Browser, speaking: Portal, phase: str, where: str, who: str
) -> None:
    participant = somebody(speaking, phase, where)
    for width, dark, language in ((1280, False, "en"), (390, True, "nl"), (320, False, "nl")):
        page = await browser.signed_in(who, width=width, dark=dark, language=language)
        await page.goto(f"/deelnemers/{participant}")
        assert await barriers(page) == []
        assert await overflow(page) == 0
