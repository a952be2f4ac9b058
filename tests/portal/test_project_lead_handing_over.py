"""Handing over: a traject to another coordinator or trainer, or all the work of a colleague who leaves."""

import re
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import Engine, func, select, text, true
from sqlalchemy.dialects.postgresql import insert

from activities.messages import Message
from domain.facts import TaskClaimed
from domain.ids import participant_workflow, staff_id
from storage.engine import writing
from storage.tables import account_scopes, accounts, trajects
from tests.portal.browser import Browser, barriers
from tests.portal.portal import Portal
from tests.portal.stock import HOME, PEOPLE

COORDINATOR, TRAINER, STRANGER = (staff_id(PEOPLE[name].email) for name in ("coordinator", "trainer", "stranger"))
STALLED = """
    SELECT stalls.traject_id FROM stalls JOIN trajects ON trajects.id = traject_id
    WHERE participant_id IS NULL AND coordinator_id IS NOT NULL ORDER BY since LIMIT 1
"""
TWO_TO_DO = """
    SELECT traject_id FROM tasks JOIN trajects ON trajects.id = traject_id
    WHERE state = 'open' AND role = 'coordinator' AND participant_id IS NOT NULL AND coordinator_id IS NOT NULL
    GROUP BY traject_id HAVING count(*) > 1 ORDER BY traject_id LIMIT 1
"""
FREE = """
    SELECT id, participant_id FROM tasks WHERE traject_id = :traject AND state = 'open' AND role = 'coordinator'
    AND participant_id IS NOT NULL AND assignee IS NULL ORDER BY id LIMIT 1
"""
NAMINGS = """
    SELECT count(*) FROM facts WHERE traject_id = :traject AND kind = 'staff_named' AND data ->> 'staff' = :who
"""
BUSIEST = """
    SELECT coordinator_id FROM trajects WHERE coordinator_id IS NOT NULL
    GROUP BY coordinator_id ORDER BY count(*) DESC, coordinator_id LIMIT 1
"""


def value(portal: Portal, query: str, **values: object) -> UUID:
    """What one cell of a query says."""
    with portal.services.engine.connect() as connection:
        found: UUID = connection.execute(text(query), values).scalar_one()
    return found


def named(portal: Portal, traject: UUID) -> tuple[UUID | None, UUID | None]:
    """Who are coordinator and trainer now."""
    with portal.services.engine.connect() as connection:
        query = text("SELECT coordinator_id, trainer_id FROM trajects WHERE id = :traject")
        row = connection.execute(query, {"traject": traject}).one()
    return row[0], row[1]


def count(portal: Portal, query: str, **values: object) -> int:
    """How many a query counts."""
    return int(str(value(portal, query, **values)))


@pytest.fixture(autouse=True)
def both_work_everywhere(request: pytest.FixtureRequest, engine: Engine) -> None:
    """The coordinators under test, for all municipalities; but where a test says that they keep to their own."""
    if "keeping_to_their_own" not in request.fixturenames:
        coordinators = accounts.c.email.in_([PEOPLE[name].email for name in ("coordinator", "stranger")])
        towns = select(func.lower(trajects.c.municipality)).distinct().subquery()
        theirs = select(accounts.c.id, towns.c[0]).select_from(accounts.join(towns, true())).where(coordinators)
        columns = ["account_id", "municipality"]
        with writing(engine) as session:
            session.execute(insert(account_scopes).from_select(columns, theirs).on_conflict_do_nothing())


@pytest.fixture
def keeping_to_their_own() -> None:
    """The coordinators under test work for the municipalities of their accounts."""


@pytest.fixture
def stalled(portal: Portal) -> UUID:
    """A traject that stalled, with a coordinator."""
    return value(portal, STALLED)


async def test_a_traject_gets_another_coordinator_and_the_reason_is_kept(speaking: Portal) -> None:
    traject = value(speaking, STALLED)
    _, trainer = named(speaking, traject)
    sent = await speaking.as_("project_lead").submit(
        f"/trajecten/{traject}/overdragen", coordinator=str(COORDINATOR), reason="Neemt het over tot de zomer."
    )
    assert (sent.status_code, sent.headers["location"]) == (303, f"/trajecten/{traject}")
    assert named(speaking, traject) == (COORDINATOR, trainer)
    assert count(speaking, "SELECT count(*) FROM notes WHERE text LIKE 'Neemt het over%' AND field = 'remark'") == 1


async def test_open_tasks_that_the_one_before_took_go_along_and_those_of_others_do_not(speaking: Portal) -> None:
    traject = value(speaking, TWO_TO_DO)
    before, _ = named(speaking, traject)
    assert before is not None
    theirs, other = [await taken(speaking, traject, by) for by in (before, TRAINER)]
    await speaking.as_("project_lead").submit(
        f"/trajecten/{traject}/overdragen", coordinator=str(COORDINATOR), reason="Ziek."
    )
    assert value(speaking, "SELECT assignee FROM tasks WHERE id = :task", task=theirs) == COORDINATOR
    assert value(speaking, "SELECT assignee FROM tasks WHERE id = :task", task=other) == TRAINER


async def taken(portal: Portal, traject: UUID, by: UUID) -> UUID:
    """A task of the coordinator about a participant that nobody had taken, now taken."""
    with portal.services.engine.connect() as connection:
        task, who = connection.execute(text(FREE), {"traject": traject}).one()
    said = Message(id=uuid4(), by=str(by), facts=(TaskClaimed(task=task, participant=who, staff=by),))
    await portal.services.mailbox.say(participant_workflow(who), traject, said)
    return UUID(str(task))


async def test_the_same_form_sent_twice_names_somebody_once(speaking: Portal) -> None:
    traject, lead = value(speaking, STALLED), speaking.as_("project_lead")
    fields = {"_form": lead.token(), "coordinator": str(COORDINATOR), "reason": "Ziek."}
    for _ in range(2):
        assert (await lead.post(f"/trajecten/{traject}/overdragen", fields)).status_code == 303
    query = (
        "SELECT count(*) FROM facts WHERE traject_id = :traject AND kind = 'staff_named' AND data ->> 'staff' = :who"
    )
    assert count(speaking, query, traject=traject, who=str(COORDINATOR)) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": "Ziek."}, "Kies iemand anders dan wie er nu is aangewezen."),
        ({"coordinator": str(COORDINATOR)}, "Vul dit in."),
        ({"coordinator": str(TRAINER), "reason": "Ziek."}, "Kies een van de mogelijkheden."),
        ({"coordinator": "iemand", "reason": "Ziek."}, "Kies een van de mogelijkheden."),
    ],
)
async def test_a_form_that_says_too_little_or_the_wrong_person_is_shown_again(
    portal: Portal, stalled: UUID, fields: dict[str, str], sentence: str
) -> None:
    sent = await portal.as_("project_lead").submit(f"/trajecten/{stalled}/overdragen", **fields)
    assert sent.status_code == 422
    assert sentence in sent.text


async def test_with_temporal_away_the_form_keeps_the_reason(portal: Portal, stalled: UUID) -> None:
    sent = await portal.as_("project_lead").submit(
        f"/trajecten/{stalled}/overdragen", coordinator=str(COORDINATOR), reason="Verhuisd naar elders."
    )
    assert sent.status_code == 503
    assert "Verhuisd naar elders." in sent.text


@pytest.mark.usefixtures("keeping_to_their_own")
async def test_a_coordinator_of_another_municipality_is_not_offered(portal: Portal) -> None:
    traject = value(portal, "SELECT id FROM trajects WHERE municipality = :town ORDER BY key LIMIT 1", town=HOME)
    lead, address = portal.as_("project_lead"), f"/trajecten/{traject}/overdragen"
    page = (await lead.get(address)).text
    assert str(COORDINATOR) in page
    assert str(STRANGER) not in page
    assert (await lead.submit(address, coordinator=str(STRANGER), reason="Ziek.")).status_code == 422


# ---- all the work of a colleague ----


@pytest.mark.usefixtures("keeping_to_their_own")
async def test_work_is_offered_to_who_has_the_role_and_the_municipality(portal: Portal) -> None:
    query = "SELECT coordinator_id FROM trajects WHERE municipality = :town ORDER BY key LIMIT 1"
    page = await portal.as_("project_lead").get(f"/projectleider/overdragen?van={value(portal, query, town=HOME)}")
    offered = page.text.partition('name="to"')[2].partition("</select>")[0]
    assert str(COORDINATOR) in offered
    assert str(STRANGER) not in offered
    assert str(TRAINER) not in offered


async def hand_over_all(portal: Portal, who: UUID, **fields: object) -> httpx.Response:
    """The form with every traject ticked, as it is shown."""
    lead, address = portal.as_("project_lead"), f"/projectleider/overdragen?van={who}"
    page = await lead.get(address)
    ticked = re.findall(r'name="trajects" value="([^"]+)" checked', page.text)
    token = re.search(r'name="_form" value="([^"]+)"', page.text.partition("<main")[2])
    assert token
    return await lead.post(address, {"_form": token[1], "trajects": ticked, **fields})


async def test_all_trajects_of_who_leaves_go_to_somebody_else(speaking: Portal) -> None:
    who = value(speaking, BUSIEST)
    theirs = count(speaking, "SELECT count(*) FROM trajects WHERE coordinator_id = :who", who=who)
    done = await hand_over_all(speaking, who, to=str(COORDINATOR), reason="Heeft ander werk.")
    assert done.status_code == 200
    assert f"{theirs} traject" in done.text.partition("overgedragen")[0][-20:]
    assert count(speaking, "SELECT count(*) FROM trajects WHERE coordinator_id = :who", who=who) == 0
    assert count(speaking, "SELECT count(*) FROM notes WHERE text = 'Heeft ander werk.'") == theirs
    again = await speaking.as_("project_lead").get(f"/projectleider/overdragen?van={who}")
    assert "Deze collega heeft geen werk meer" in again.text


async def test_sending_it_again_says_nothing_twice(speaking: Portal) -> None:
    who, lead = value(speaking, BUSIEST), speaking.as_("project_lead")
    address = f"/projectleider/overdragen?van={who}"
    ticked = re.findall(r'name="trajects" value="([^"]+)" checked', (await lead.get(address)).text)
    fields = {"_form": lead.token(), "trajects": ticked, "to": str(COORDINATOR), "reason": "Weg."}
    for _ in range(2):
        sent = await lead.post(address, fields)
        assert sent.status_code == 200
        assert "Dit is niet gelukt" not in sent.text
    assert count(speaking, "SELECT count(*) FROM notes WHERE text = 'Weg.'") == len(ticked)


async def test_the_same_form_sent_again_with_another_colleague_says_who_has_them_and_changes_nothing(
    speaking: Portal,
) -> None:
    who, lead = value(speaking, BUSIEST), speaking.as_("project_lead")
    address = f"/projectleider/overdragen?van={who}"
    ticked = re.findall(r'name="trajects" value="([^"]+)" checked', (await lead.get(address)).text)
    fields = {"_form": lead.token(), "reason": "Weg."}
    await lead.post(address, {**fields, "trajects": ticked[:1], "to": str(STRANGER)})
    shown = await lead.post(address, {**fields, "trajects": ticked, "to": str(COORDINATOR)})
    assert shown.status_code == 409
    assert "Dit formulier is al vastgelegd" in shown.text
    assert [named(speaking, UUID(each))[0] for each in ticked] == [STRANGER, *[who] * len(ticked[1:])]
    done = await hand_over_all(speaking, who, to=str(COORDINATOR), reason="Weg.")
    assert f"{len(ticked[1:])} traject" in done.text.partition("overgedragen")[0][-20:]


async def test_who_has_no_account_for_the_role_does_not_get_it(speaking: Portal) -> None:
    who = value(speaking, BUSIEST)
    done = await hand_over_all(speaking, who, to=str(TRAINER), reason="Weg.")
    assert "Deze collega heeft geen account als coördinator." in done.text
    assert count(speaking, "SELECT count(*) FROM trajects WHERE coordinator_id = :who", who=who) > 0


async def test_with_temporal_away_each_traject_says_so_and_the_form_can_be_sent_again(portal: Portal) -> None:
    done = await hand_over_all(portal, value(portal, BUSIEST), to=str(COORDINATOR), reason="Weg, naar elders.")
    assert "Dit is niet gelukt" in done.text
    assert "nog eens versturen" in done.text
    assert "Weg, naar elders." in done.text


@pytest.mark.parametrize(
    "fields", [{"to": str(COORDINATOR)}, {"reason": "Weg."}, {"to": str(uuid4()), "reason": "Weg."}]
)
async def test_a_form_without_a_colleague_or_a_reason_is_shown_again(portal: Portal, fields: dict[str, str]) -> None:
    done = await hand_over_all(portal, value(portal, BUSIEST), **fields)
    assert done.status_code == 422


async def test_the_project_lead_finds_a_stalled_traject_sees_why_and_hands_it_over(browser: Browser) -> None:
    page = await browser.signed_in("project_lead")
    await page.goto("/projectleider")
    await page.click("text=Alles wat stilligt")
    await page.wait_for_selector("h1:has-text('Stilgevallen')")
    line = page.locator("tbody tr", has_text="Taak blijft liggen").first
    await line.locator("summary").click()
    assert await line.get_by_text("Een taak ligt al te lang.").is_visible()
    assert await line.get_by_text("Doe de taak, of geef die met een reden aan iemand anders.").is_visible()
    await line.get_by_text("Overdragen").click()
    await page.wait_for_selector("caption:has-text('Wat hier stilligt')")
    assert await barriers(page) == []
    await page.select_option("[name=coordinator]", label="Stranger")
    await page.fill("[name=reason]", "De vorige heeft te veel trajecten.")
    await page.click("main button[type=submit]")
    await page.wait_for_selector("text=Vastgelegd.")
    assert "/projectleider/stilgevallen" in page.url
    line = page.locator("tbody tr", has_text="Taak blijft liggen").first
    assert await line.get_by_text("Coördinator: Stranger").is_visible()
