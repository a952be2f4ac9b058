"""Going on under another version of a definition: what it would change is shown, and each traject told for itself."""

import re
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from domain.facts import FollowedUp
from domain.ids import participant_workflow
from domain.programme import shipped_text
from portal.reading import moving
from storage import programmes
from storage.engine import writing
from tests.doctor.meddling import by_hand, spoil_a_fact
from tests.portal.portal import Person, Portal
from tests.portal.saying import say

PAGE = "/programmas/kixworks-2022/2/overstappen"
FOLLOWING = """
    SELECT id, key, municipality FROM trajects WHERE programme = 'kixworks-2022' AND programme_version = 1 AND NOT ended
    ORDER BY municipality, key
"""
CALLED = """
    SELECT participants.id, participants.traject_id FROM participants JOIN trajects ON trajects.id = traject_id
    WHERE trajects.programme = 'kixworks-2022' AND participants.phase = 'follow_up' AND NOT trajects.ended
    ORDER BY trajects.municipality, trajects.key, participants.key LIMIT 1
"""


@pytest.fixture(autouse=True)
def added(engine: Engine) -> None:
    """A second version, which follows up at other months, and a draft of a third."""
    second = shipped_text("kixworks-2022", 1).replace("version = 1", "version = 2", 1)
    second = second.replace("months = [3, 6, 12]", "months = [3, 9, 12]", 1)
    draft = second.replace("version = 2", "version = 3", 1).replace('status = "final"', 'status = "draft"', 1)
    with writing(engine) as session:
        programmes.add(session, second, "second.toml")
        programmes.add(session, draft, "draft.toml")


def following(portal: Portal) -> list[UUID]:
    """The running trajects under the first version, in the order of the page."""
    with portal.services.engine.connect() as connection:
        return list(connection.execute(text(FOLLOWING)).scalars())


def must_stay(portal: Portal) -> UUID:
    """A traject of which something was recorded that the second version does not know."""
    with portal.services.engine.connect() as connection:
        who, traject = connection.execute(text(CALLED)).one()
    reached = FollowedUp(participant=who, months=6, on=portal.services.today, reached=True)
    say(portal, participant_workflow(who), traject, reached)
    assert isinstance(traject, UUID)
    return traject


def named(portal: Portal) -> list[str]:
    """The same as their headings name them."""
    with portal.services.engine.connect() as connection:
        return [f"{row.key}, {row.municipality}" for row in connection.execute(text(FOLLOWING))]


def shown(page: str) -> list[str]:
    """The headings of trajects."""
    return re.findall(r">([A-Z]+-\d+, [^<]+)</h2>", page)


def unreadable(name: str) -> str:
    """As pages name one that cannot be read."""
    return "{} ({})".format(*name.split(", "))


async def leafed_through(lead: Person) -> list[tuple[str, str]]:
    """Every page by its address, from the first to the last."""
    found, address = [], PAGE
    while address:
        text = (await lead.get(address)).text
        found.append((address, text))
        following = re.search(r'href="([^"]+)" rel="next"', text)
        address = unescape(following[1]) if following else ""
    return found


async def test_the_page_says_how_many_people_something_changes_for_and_never_who(portal: Portal) -> None:
    page = await portal.as_("project_lead").get(PAGE)
    assert page.status_code == 200
    assert "Opvolging na 9 maanden" in page.text
    assert re.search(r"\d+ deelnemers", page.text)
    with portal.services.engine.connect() as connection:
        keys = set(connection.execute(text("SELECT key FROM participants")).scalars())
    words = set(re.findall(r"[\w-]+", page.text))
    assert keys.isdisjoint(words)


async def test_a_page_of_a_version_that_is_followed_leads_there_for_a_project_lead_alone(portal: Portal) -> None:
    lead, coordinator = portal.as_("project_lead"), portal.as_("coordinator")
    assert PAGE in (await lead.get("/programmas/kixworks-2022/2")).text
    assert PAGE not in (await coordinator.get("/programmas/kixworks-2022/2")).text
    assert (await coordinator.get(PAGE)).status_code == 403


async def test_who_is_chosen_moves_and_the_others_stay(speaking: Portal) -> None:
    first, *others = following(speaking)
    sent = await speaking.as_("project_lead").submit(PAGE, trajects=str(first))
    assert sent.status_code == 200
    assert "1 traject overgestapt" in sent.text
    assert following(speaking) == others


async def test_the_same_form_sent_twice_moves_once(speaking: Portal) -> None:
    first, *_ = following(speaking)
    lead = speaking.as_("project_lead")
    fields = {"_form": lead.token(), "trajects": str(first)}
    for _ in range(2):
        assert "1 traject overgestapt" in (await lead.post(PAGE, fields)).text
    with speaking.services.engine.connect() as connection:
        query = text("SELECT count(*) FROM facts WHERE kind = 'programme_changed' AND traject_id = :traject")
        assert connection.execute(query, {"traject": first}).scalar_one() == 1


async def test_one_that_moved_meanwhile_says_so(speaking: Portal) -> None:
    first, *_ = following(speaking)
    one, other = speaking.as_("project_lead"), speaking.as_("project_lead")
    await one.submit(PAGE, trajects=str(first))
    again = await other.post(PAGE, {"trajects": str(first)})
    assert "volgt kixworks-2022 versie 2 al" in again.text


async def test_a_traject_that_would_lose_something_stays_and_says_what(speaking: Portal) -> None:
    traject = must_stay(speaking)
    lead = speaking.as_("project_lead")
    assert "niet kent: FUP-6" in (await lead.get(PAGE)).text
    assert "FUP-6" in (await lead.post(PAGE, {"trajects": str(traject)})).text
    assert traject in following(speaking)


async def test_to_a_draft_nobody_moves_but_its_effects_can_be_seen(portal: Portal) -> None:
    page = await portal.as_("project_lead").get(PAGE.replace("/2/", "/3/"))
    assert "Opvolging na 9 maanden" in page.text
    assert "Laat overstappen" not in page.text


async def test_nobody_chosen_is_a_form_to_mend(portal: Portal) -> None:
    sent = await portal.as_("project_lead").submit(PAGE)
    assert sent.status_code == 422
    assert "Dit formulier is nog niet goed ingevuld" in sent.text


async def test_all_of_them_can_be_reached_page_by_page(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "MOST_SHOWN", 2)
    pages = await leafed_through(portal.as_("project_lead"))
    assert len(pages) > 1
    assert [one for _, page in pages for one in shown(page)] == named(portal)


async def test_a_page_in_an_address_that_was_changed_is_the_first(portal: Portal) -> None:
    page = await portal.as_("project_lead").get(f"{PAGE}?vanaf=x")
    assert (page.status_code, shown(page.text)) == (200, named(portal)[: moving.MOST_SHOWN])


async def test_behind_those_that_must_stay_others_can_move(speaking: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "MOST_SHOWN", 1)
    must_stay(speaking)
    lead = speaking.as_("project_lead")
    pages = await leafed_through(lead)
    stay = ["niet kent: FUP-6" in page for _, page in pages]
    behind = next(number for number in range(stay.index(True), len(stay)) if not stay[number])
    address, _ = pages[behind]
    sent = await lead.submit(address, trajects=str(following(speaking)[behind]))
    assert "1 traject overgestapt" in sent.text
    assert shown(sent.text) == shown(pages[behind + 1][1])


async def test_after_the_last_page_comes_the_first_again(speaking: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    *others, _ = named(speaking)
    monkeypatch.setattr(moving, "MOST_SHOWN", len(others))
    lead = speaking.as_("project_lead")
    (address, _) = (await leafed_through(lead))[-1]
    sent = await lead.submit(address, trajects=str(following(speaking)[-1]))
    assert "1 traject overgestapt" in sent.text
    assert shown(sent.text) == others


async def test_one_that_cannot_be_read_is_named_and_the_others_can_move(portal: Portal) -> None:
    first, *others = named(portal)
    spoil_a_fact(portal.services.engine, following(portal)[0])
    page = (await portal.as_("project_lead").get(PAGE)).text
    assert unreadable(first) in page
    assert shown(page) == others[: moving.MOST_SHOWN - 1]


async def test_where_none_can_be_read_nobody_says_that_none_need_move(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "MOST_SHOWN", 1)
    first, *others = named(portal)
    spoil_a_fact(portal.services.engine, following(portal)[0])
    pages = await leafed_through(portal.as_("project_lead"))
    assert unreadable(first) in pages[0][1]
    assert "Niemand hoeft over te stappen" not in pages[0][1]
    assert [one for _, page in pages for one in shown(page)] == others


async def test_where_only_trajects_that_ended_follow_another_version_nothing_leads_there(portal: Portal) -> None:
    lead = portal.as_("project_lead")
    by_hand(portal.services.engine, "UPDATE trajects SET ended = true WHERE programme = 'kixworks-2022'")
    assert PAGE not in (await lead.get("/programmas/kixworks-2022/2")).text
    assert "Niemand hoeft over te stappen" in (await lead.get(PAGE)).text


async def test_one_that_follows_another_definition_stays_and_says_so(speaking: Portal) -> None:
    first, other = following(speaking)[0], of_another_definition(speaking)
    sent = await speaking.as_("project_lead").post(PAGE, {"trajects": [str(other), str(first)]})
    assert "volgt dit programma niet (meer)" in sent.text
    assert "1 traject overgestapt" in sent.text
    assert moved(speaking) == [first]


async def test_one_that_the_visitor_may_not_see_stays(speaking: Portal) -> None:
    first, *_ = following(speaking)
    by_hand(speaking.services.engine, "UPDATE accounts SET everywhere = false WHERE 'project_lead' = ANY(roles)")
    sent = await speaking.as_("project_lead").post(PAGE, {"trajects": str(first)})
    assert sent.status_code == 200
    assert "overgestapt" not in sent.text
    assert moved(speaking) == []


def moved(portal: Portal) -> list[UUID]:
    """The trajects of which was said that they go on under another definition."""
    with portal.services.engine.connect() as connection:
        query = text("SELECT traject_id FROM facts WHERE kind = 'programme_changed'")
        return list(connection.execute(query).scalars())


def of_another_definition(portal: Portal) -> UUID:
    """A running traject."""
    with portal.services.engine.connect() as connection:
        query = text("SELECT id FROM trajects WHERE programme <> 'kixworks-2022' AND NOT ended ORDER BY id LIMIT 1")
        found: UUID = connection.execute(query).scalar_one()
    return found
