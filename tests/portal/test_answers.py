"""Participants answer for themselves: from the coordinator's button to a task that is gone from the list."""

import re
from html import unescape
from uuid import UUID

import httpx
import pytest

from domain.facts import ForgettingAsked
from domain.ids import participant_workflow
from embedded.postgres import Postgres
from tests.databases import administer
from tests.portal.participants import facts, one, open_tasks, recorded, rows, today, words
from tests.portal.portal import Portal, hidden_fields
from tests.portal.saying import say
from tests.portal.test_participants_follow_up import to_follow_up


async def link(portal: Portal, who: UUID, months: int = 3) -> str:
    """The path that the coordinator gets to send."""
    made = await portal.as_("stranger").post(f"/deelnemers/{who}/opvolging/{months}/link")
    assert made.status_code == 200, words(made)
    found = re.search(r"<code>http://testserver(/antwoord/[^<]+)</code>", made.text)
    assert found is not None
    return unescape(found[1])


async def answered(portal: Portal, path: str, **given: object) -> httpx.Response:
    """The page, filled in by somebody who is not signed in."""
    return await portal.nobody().submit(path, **given)


async def test_an_answer_closes_the_task_and_is_the_participants_own(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), to_follow_up(speaking)
    query = "SELECT id, traject_id FROM tasks WHERE participant_id = :who AND kind = 'follow_up' AND state = 'open'"
    task, traject = rows(speaking, query, who=who)[0]
    listed = f"/trajecten/{traject}/taken/follow_up"
    assert str(task) in (await stranger.get(listed)).text
    path = await link(speaking, who)
    sent = await answered(speaking, path, outcomes=["paid_work", "education"], benefits="no", going="4", again="yes")
    assert sent.status_code == 303
    assert "Dank u wel" in (await speaking.nobody().get(sent.headers["location"])).text
    assert open_tasks(speaking, who) == []
    assert str(task) not in (await stranger.get(listed)).text
    said = facts(speaking, who, "followed_up")
    assert [(each["reached"], each["on"], set(each["outcomes"]), each["benefits"]) for each in said] == [
        (True, today(speaking), {"paid_work", "education"}, False)
    ]
    page = words(await stranger.get(f"/deelnemers/{who}"))
    assert "De deelnemer antwoordde zelf" in page
    assert "naar eigen zeggen: 4 van 5" in page


async def test_a_second_use_says_that_there_is_an_answer_and_changes_nothing(speaking: Portal) -> None:
    who = to_follow_up(speaking)
    path = await link(speaking, who)
    browser, other = speaking.nobody(), speaking.nobody()
    assert (await browser.post(path, {"outcomes": "internship"})).status_code == 303
    assert "U heeft al geantwoord" in (await other.get(path)).text
    assert "U heeft al geantwoord" in (await other.post(path, {"outcomes": "none"})).text
    assert len(facts(speaking, who, "followed_up")) == 1
    with speaking.services.engine.begin() as connection:  # as if the first had been lost on its way back
        connection.exec_driver_sql("UPDATE answer_links SET used_at = NULL")
    assert "U heeft al geantwoord" in (await other.post(path, {"outcomes": "none"})).text
    assert len(facts(speaking, who, "followed_up")) == 1


async def test_who_wants_to_talk_or_is_looking_gets_a_task_with_the_coordinator(speaking: Portal) -> None:
    who = to_follow_up(speaking)
    await answered(speaking, await link(speaking, who), outcomes=["paid_work"], call="true")
    assert open_tasks(speaking, who) == ["aftercare"]
    assert "wil gebeld worden" in words(await speaking.as_("stranger").get(f"/deelnemers/{who}"))


async def test_who_wants_no_more_questions_gets_none(speaking: Portal) -> None:
    who = to_follow_up(speaking)
    await answered(speaking, await link(speaking, who), outcomes=["paid_work"], again="no")
    assert len(facts(speaking, who, "contact_refused")) == 1
    page = words(await speaking.as_("stranger").get(f"/deelnemers/{who}/opvolging/6"))
    assert "niet meer benaderd worden" in page


async def test_a_form_that_is_not_right_says_so_and_keeps_what_was_chosen(portal: Portal) -> None:
    path = await link(portal, to_follow_up(portal))
    nothing = await answered(portal, path, benefits="yes")
    assert nothing.status_code == 422
    assert "Kies bij vraag 1 wat u nu doet." in nothing.text
    assert 'name="benefits" value="yes" checked' in nothing.text
    both = await answered(portal, path, outcomes=["none", "education"])
    assert "Niet allebei" in both.text
    nonsense = await answered(portal, path, outcomes=["education"], going="9", benefits="perhaps")
    assert nonsense.text.count("Kies een van de antwoorden.") == 4  # on top and with each question
    assert rows(portal, "SELECT 1 FROM answer_links WHERE used_at IS NOT NULL") == []


async def test_while_the_engine_is_away_the_answers_stay_on_the_page(portal: Portal) -> None:
    path = await link(portal, to_follow_up(portal))
    sent = await answered(portal, path, outcomes=["education"])
    assert sent.status_code == 503
    assert "Uw antwoorden zijn niet verstuurd" in sent.text
    assert 'value="education" checked' in sent.text


async def test_while_postgres_is_away_it_is_said_in_the_language_of_the_page(
    portal: Portal, postgres: Postgres
) -> None:
    path = await link(portal, to_follow_up(portal))
    somebody, name = portal.nobody(), portal.services.engine.url.database
    fields = hidden_fields((await somebody.get(path)).text) | {"outcomes": "education"}
    portal.services.engine.dispose()
    administer(postgres, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    try:
        shown, sent = await somebody.get(path), await somebody.client.post(path, data=fields)
    finally:
        administer(postgres, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert (shown.status_code, sent.status_code) == (503, 503)
    assert "Uw antwoorden zijn niet verstuurd" in shown.text
    assert "Uw antwoorden zijn niet verstuurd" in sent.text
    assert 'value="education" checked' in sent.text
    assert "Mijn taken" not in sent.text
    assert rows(portal, "SELECT 1 FROM answer_links WHERE used_at IS NOT NULL") == []


async def test_a_link_that_is_over_answers_as_one_that_never_was(portal: Portal) -> None:
    who = to_follow_up(portal)
    first = await link(portal, who)
    second = await link(portal, who)
    withdrawn = await portal.as_("stranger").post(f"/deelnemers/{who}/opvolging/3/link", {"act": "withdraw"})
    assert withdrawn.status_code == 303
    third = await link(portal, who)
    with portal.services.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE answer_links SET expires_on = current_date - 2")
    invented = "/antwoord/" + "x" * 27
    answers = [await portal.nobody().get(path) for path in (first, second, third, invented)]
    assert {each.status_code for each in answers} == {404}
    assert len({each.text for each in answers}) == 1
    assert "Deze link werkt niet" in answers[0].text
    assert {(await portal.nobody().post(path, {"outcomes": "none"})).status_code for path in (third, invented)} == {404}


async def test_who_tries_many_addresses_must_wait_but_whoever_has_one_need_not(portal: Portal) -> None:
    path, thief = await link(portal, to_follow_up(portal)), portal.nobody()
    tried = [(await thief.get(f"/antwoord/{number}")).status_code for number in range(52)]
    assert (tried[0], tried[-1]) == (404, 429)
    assert (await thief.get(path)).status_code == 200


async def test_paused_and_refusing_people_are_not_asked_any_more(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), to_follow_up(speaking)
    path = await link(speaking, who)
    await recorded(stranger, f"/deelnemers/{who}/contact", choice="refuse", on=today(speaking))
    assert "hoeft niet te antwoorden" in (await speaking.nobody().get(path)).text
    again = await stranger.post(f"/deelnemers/{who}/opvolging/3/link")
    assert (again.status_code, "geen link" in words(again)) == (409, True)


async def test_who_is_forgotten_leaves_no_link(portal: Portal) -> None:
    who = to_follow_up(portal)
    path = await link(portal, who)
    traject = one(portal, "SELECT traject_id FROM participants WHERE id = :who", who=who)
    say(portal, participant_workflow(who), traject, ForgettingAsked(participant=who))
    assert rows(portal, "SELECT 1 FROM answer_links") == []
    assert (await portal.nobody().get(path)).status_code == 404


async def test_after_a_week_without_an_answer_the_coordinator_is_told_and_keeps_the_task(portal: Portal) -> None:
    stranger, who = portal.as_("stranger"), to_follow_up(portal)
    await link(portal, who)
    page = await stranger.get(f"/deelnemers/{who}/opvolging/3")
    assert "Nog geen antwoord." in words(page)
    with portal.services.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE answer_links SET made_at = made_at - interval '7 days'")
    assert "Nog geen antwoord sinds" in words(await stranger.get(f"/deelnemers/{who}/opvolging/3"))
    assert "follow_up" in open_tasks(portal, who)


async def test_a_link_is_for_an_open_follow_up_of_the_coordinators_own_people(portal: Portal) -> None:
    who = to_follow_up(portal)
    assert (await portal.as_("coordinator").post(f"/deelnemers/{who}/opvolging/3/link")).status_code == 404
    stranger = portal.as_("stranger")
    assert (await stranger.post(f"/deelnemers/{who}/opvolging/4/link")).status_code == 404
    assert (await stranger.post(f"/deelnemers/{who}/opvolging/12/link")).status_code == 409


async def test_the_address_says_nothing_and_gets_into_no_log(portal: Portal, capfd: pytest.CaptureFixture[str]) -> None:
    who = to_follow_up(portal)
    path = await link(portal, who)
    token = path.rpartition("/")[2]
    shown = await portal.nobody().get(path)
    await portal.nobody().post(path, {"outcomes": "none"})
    logged = capfd.readouterr()
    assert "own_answer" in logged.out
    assert token not in logged.out + logged.err
    assert str(who) not in path + shown.text
    assert (shown.headers["cache-control"], shown.headers["x-robots-tag"]) == ("no-store", "noindex, nofollow")
    kept = one(portal, "SELECT hash FROM answer_links WHERE participant_id = :who", who=who)
    assert (len(token) >= 22, len(kept)) == (True, 32)
