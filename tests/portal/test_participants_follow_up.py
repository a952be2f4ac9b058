"""Contact after the ceremony: attempts, outcomes, and who does not want any."""

import re
from datetime import timedelta
from uuid import UUID

from domain.facts import FollowedUp
from domain.ids import participant_workflow
from domain.terms import Outcome
from tests.portal.browser import Browser, barriers, overflow
from tests.portal.participants import facts, one, open_tasks, recorded, refused, somebody, today, traject, words
from tests.portal.portal import Portal, hidden_fields
from tests.portal.saying import say


def to_follow_up(portal: Portal) -> UUID:
    """Somebody in Groningen whose follow-up at 3 months is open, with no attempt yet."""
    query = """
        SELECT participant_id FROM tasks JOIN trajects ON trajects.id = tasks.traject_id
        WHERE kind = 'follow_up' AND state = 'open' AND municipality = 'Groningen' AND NOT EXISTS (
            SELECT FROM facts WHERE facts.participant_id = tasks.participant_id AND data @> '{"months": 3}'
        ) ORDER BY due, participant_id LIMIT 1
    """
    found: UUID = one(portal, query)
    return found


async def test_three_attempts_on_different_days_close_the_task_as_not_reached(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), to_follow_up(speaking)
    address = f"/deelnemers/{who}/opvolging/3"
    for days in (2, 1, 0):
        assert "follow_up" in open_tasks(speaking, who)
        on = (speaking.services.today - timedelta(days=days)).isoformat()
        await recorded(stranger, address, reached="no", on=on)
    assert "follow_up" not in open_tasks(speaking, who)
    assert "Niet bereikt" in words(await stranger.get(f"/deelnemers/{who}"))


async def test_a_contact_says_what_somebody_does_now(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), to_follow_up(speaking)
    address, on = f"/deelnemers/{who}/opvolging/3", today(speaking)
    assert "Vul dit in." in await refused(stranger, address, on=on)
    assert "Kies wat de deelnemer nu doet." in await refused(stranger, address, reached="yes", on=on)
    both = {"reached": "yes", "on": on, "outcomes": ["none", "education"]}
    assert "alleen als niets anders klopt" in await refused(stranger, address, **both)
    ceremony = one(speaking, "SELECT ceremony_on FROM trajects WHERE key = 'GRO-1'")
    early = {"reached": "no", "on": (ceremony - timedelta(days=1)).isoformat()}
    assert "begint op de dag van de uitreiking" in await refused(stranger, address, **early)
    await recorded(stranger, address, reached="yes", outcomes=["education", "looking"], benefits="no", on=on)
    said = facts(speaking, who, "followed_up")[0]
    assert (said["reached"], set(said["outcomes"]), said["benefits"]) == (True, {"education", "looking"}, False)
    assert open_tasks(speaking, who) == ["aftercare"]


async def test_what_a_participant_answered_is_not_lost_by_a_call_of_the_same_day(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), to_follow_up(speaking)
    address = f"/deelnemers/{who}/opvolging/3"
    answer = FollowedUp(
        participant=who,
        months=3,
        on=speaking.services.today,
        reached=True,
        outcomes=(Outcome.PAID_WORK,),
        benefits=False,
        call=True,
    )
    say(speaking, participant_workflow(who), traject(speaking, "GRO-1"), answer)
    assert "Op deze dag was er contact." in await refused(stranger, address, reached="no", on=today(speaking))
    page = (await stranger.get(address)).text
    assert re.search(r'value="paid_work"[^>]*checked', page)
    both = {"outcomes": ["paid_work", "education"], "benefits": "no"}
    await recorded(stranger, address, reached="yes", on=today(speaking), **both)
    said = facts(speaking, who, "followed_up")[-1]
    assert (said["outcomes"], said["benefits"], said["call"]) == (["paid_work", "education"], False, True)
    assert open_tasks(speaking, who) == ["aftercare"]


async def test_a_contact_of_another_day_is_corrected_with_its_answers_there(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), to_follow_up(speaking)
    address, day = f"/deelnemers/{who}/opvolging/3", speaking.services.today - timedelta(days=1)
    said = {"reached": "yes", "outcomes": ["paid_work"], "benefits": "no", "on": day.isoformat()}
    await recorded(stranger, address, **said)
    link = re.search(r'href="([^"]+\?dag=[^"]+)"', (await stranger.get(address)).text)
    assert link
    page = (await stranger.get(link[1])).text
    assert re.search(r'value="paid_work"[^>]*checked', page)
    assert f'value="{day}"' in page
    sent = await stranger.submit(address, **(said | {"outcomes": ["education"], "benefits": "unknown"}))
    assert (sent.status_code, "Wat toen gezegd is, staat er nu bij." in words(sent)) == (422, True)
    assert len(re.findall(r'value="(?:paid_work|education)"[^>]*checked', sent.text)) == 2
    both = hidden_fields(sent.text) | said | {"outcomes": ["paid_work", "education"]}
    assert (await stranger.client.post(address, data=both)).status_code == 303
    assert facts(speaking, who, "followed_up")[-1]["outcomes"] == ["paid_work", "education"]


async def test_follow_up_is_for_who_took_part_until_the_ceremony(speaking: Portal) -> None:
    coordinator, early = speaking.as_("coordinator"), somebody(speaking, "programme")
    assert "uitreiking nog niet geweest" in words(await coordinator.get(f"/deelnemers/{early}/opvolging/3"))
    stranger, gone = speaking.as_("stranger"), somebody(speaking, "withdrawn", "Groningen")
    assert "wordt niet gevolgd" in words(await stranger.get(f"/deelnemers/{gone}/opvolging/3"))
    sent = await stranger.post(f"/deelnemers/{gone}/opvolging/3", {"reached": "no", "on": today(speaking)})
    assert sent.status_code == 409
    assert (await stranger.get(f"/deelnemers/{gone}/opvolging/4")).status_code == 404


async def test_contact_is_refused_and_allowed_again(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), to_follow_up(speaking)
    address, on = f"/deelnemers/{who}/contact", today(speaking)
    assert "Kies een van de mogelijkheden." in await refused(stranger, address, choice="request", on=on)
    await recorded(stranger, address, choice="refuse", on=on)
    assert "follow_up" not in open_tasks(speaking, who)
    assert "niet meer benaderd worden" in words(await stranger.get(f"/deelnemers/{who}/opvolging/3"))
    await recorded(stranger, address, choice="allow", on=on)
    assert "follow_up" in open_tasks(speaking, who)


async def test_who_left_before_the_ceremony_may_ask_for_follow_up(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), somebody(speaking, "withdrawn", "Groningen")
    address, on = f"/deelnemers/{who}/contact", today(speaking)
    for choice in ("request", "stop_request"):
        await recorded(stranger, address, choice=choice, on=on)
    assert [fact.get("cleared", False) for fact in facts(speaking, who, "follow_up_requested")] == [False, True]
    early = somebody(speaking, "programme")
    page = await speaking.as_("coordinator").get(f"/deelnemers/{early}/contact")
    assert "begint na de certificaatuitreiking" in words(page)


async def test_in_a_browser_a_follow_up_is_done_after_two_attempts(browser: Browser, speaking: Portal) -> None:
    who = to_follow_up(speaking)
    page = await browser.signed_in("stranger", width=390)
    yesterday = (speaking.services.today - timedelta(days=1)).isoformat()
    for number, on in enumerate((yesterday, today(speaking)), start=1):
        await page.goto(f"/deelnemers/{who}")
        await page.get_by_role("link", name="Opvolging na 3 maanden").first.click()
        await page.get_by_label("Nee, het lukte niet").check()
        await page.get_by_label("Op welke dag?").fill(on)
        await page.get_by_role("button", name="Vastleggen").click()
        await page.get_by_text("Vastgelegd.", exact=False).first.wait_for()
        assert await page.get_by_text(f"{number} van 3 pogingen").count() == 1
    await page.get_by_role("link", name="Opvolging na 3 maanden").first.click()
    await page.get_by_text("2 van 3 pogingen zonder contact").wait_for()
    assert await barriers(page) == []
    assert await overflow(page) == 0
    await page.get_by_label("Ja, ik sprak de deelnemer").check()
    await page.get_by_label("Betaald werk").check()
    await page.get_by_role("button", name="Vastleggen").click()
    await page.get_by_text("1 taak gesloten", exact=False).wait_for()
    assert await page.get_by_text("Bereikt", exact=True).count() == 1
