"""The list of tasks: a line for each kind and traject, whose, which, how they end."""

import re
from uuid import UUID, uuid4

from domain.terms import TaskKind
from portal.reading.task_filters import Column, Tab, Wanted, read_text
from portal.reading.tasks import LINES
from tests.portal.browser import Browser, barriers, overflow
from tests.portal.portal import Person, Portal
from tests.portal.stock import HOME, PEOPLE
from tests.portal.tasks_of import STRANGERS, open_tasks, rows

KEY = "S-2026-1"


def lines_of(html: str) -> list[str]:
    """The lines of the list, by what their boxes say."""
    return re.findall(r'name="groep" value="([^"]+)"', html)


async def test_a_coordinator_sees_the_tasks_of_their_municipality(portal: Portal) -> None:
    page = await portal.as_("coordinator").get("/taken?lijst=team")
    assert page.status_code == 200
    assert HOME in page.text
    assert STRANGERS not in page.text


async def test_tasks_of_one_kind_and_traject_are_one_line(portal: Portal) -> None:
    lead = await portal.as_("project_lead").get("/taken?lijst=team&soort=issue_certificate")
    shown = lines_of(lead.text)
    found = rows(portal, "SELECT DISTINCT traject_id FROM tasks WHERE state = 'open' AND kind = 'issue_certificate'")
    assert shown
    assert sorted(shown) == sorted(f"{row.traject_id}~issue_certificate" for row in found)


async def test_the_most_urgent_line_comes_first(portal: Portal) -> None:
    shown = lines_of((await portal.as_("stranger").get("/taken?lijst=team")).text)
    urgent = dict.fromkeys(f"{task.traject_id}~{task.kind}" for task in open_tasks(portal))
    assert shown == list(urgent)


async def every_line(person: Person, address: str) -> list[str]:
    """The lines of all pages of a list."""
    seen = list[str]()
    while address:
        page = await person.get(address)
        assert page.status_code == 200
        seen += lines_of(page.text)
        following = re.search(r'href="([^"]+)" rel="next"', page.text)
        address = following[1].replace("&amp;", "&") if following else ""
    return seen


async def test_pages_follow_each_other_without_a_gap(portal: Portal) -> None:
    seen = await every_line(portal.as_("project_lead"), "/taken?lijst=team")
    assert len(seen) > LINES
    found = rows(portal, "SELECT DISTINCT traject_id, kind FROM tasks WHERE state = 'open'")
    assert sorted(seen) == sorted(f"{row.traject_id}~{row.kind}" for row in found)


async def test_each_role_begins_with_its_own_tasks(portal: Portal) -> None:
    for who, role in (("stranger", "coordinator"), ("trainer", "trainer"), ("project_lead", "project_lead")):
        shown = lines_of((await portal.as_(who).get("/taken")).text)
        kinds = {row.kind for row in rows(portal, "SELECT DISTINCT kind FROM tasks WHERE role = :role", role=role)}
        assert shown
        assert {line.partition("~")[2] for line in shown} <= kinds


async def test_who_is_named_in_a_traject_sees_those_without_a_coordinator_too_and_not_those_of_others(
    portal: Portal,
) -> None:
    hers, another = dict.fromkeys(task.traject_id for task in open_tasks(portal))
    _is_coordinated_by(portal, hers, "stranger")
    _is_coordinated_by(portal, another, "nobody")
    mine = lines_of((await portal.as_("stranger").get("/taken")).text)
    assert {line.partition("~")[0] for line in mine} == {str(hers), str(another)}
    _is_coordinated_by(portal, another, "coordinator")
    mine = lines_of((await portal.as_("stranger").get("/taken")).text)
    free = lines_of((await portal.as_("stranger").get("/taken?lijst=vrij")).text)
    assert {line.partition("~")[0] for line in mine} == {str(hers)}
    assert set(mine) < set(free)


def _is_coordinated_by(portal: Portal, traject: UUID, who: str) -> None:
    with portal.services.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE trajects SET coordinator_id = (SELECT staff_id FROM accounts WHERE email = %s) WHERE id = %s",
            (PEOPLE[who].email if who in PEOPLE else None, traject),
        )


async def test_filters_leave_out_what_does_not_fit(portal: Portal) -> None:
    lead = portal.as_("project_lead")
    everything = set(await every_line(lead, "/taken?lijst=team"))
    for query in ("fase=programme", "termijn=te-laat", "rol=trainer", f"gemeente={HOME}", "tot=2026-01-01"):
        assert set(await every_line(lead, f"/taken?lijst=team&{query}")) < everything, query
    found = rows(portal, "SELECT DISTINCT traject_id, kind FROM tasks WHERE state = 'open' AND role = 'trainer'")
    assert set(await every_line(lead, "/taken?lijst=team&rol=trainer")) == {f"{r.traject_id}~{r.kind}" for r in found}


async def test_a_name_is_searched_by_a_form_and_stands_in_no_address(portal: Portal) -> None:
    task = next(task for task in open_tasks(portal) if task.participant_id)
    person = rows(portal, "SELECT * FROM people WHERE participant_id = :id", id=task.participant_id)[0]
    page = await portal.as_("stranger").post("/taken", {"naam": person.last_name, "vraag": "lijst=team"})
    assert page.status_code == 200
    assert f"{task.traject_id}~{task.kind}" in lines_of(page.text)
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page.text)
    assert not [address for address in addresses if person.last_name in address]


async def test_a_project_lead_searches_no_names(portal: Portal) -> None:
    page = await portal.as_("project_lead").post("/taken", {"naam": "Jansen"})
    assert page.status_code == 422


async def test_columns_can_be_chosen(portal: Portal) -> None:
    page = await portal.as_("stranger").get("/taken?lijst=team&kolom=prioriteit&kolom=kan-tot")
    heads = re.findall(r'role="columnheader" scope="col">([^<]+)<', page.text)
    assert heads == ["Taak", "Voor wie", "Kan nog tot", "Prioriteit", "Termijn", "Actie"]


async def test_a_view_is_kept_opened_and_deleted(portal: Portal) -> None:
    stranger = portal.as_("stranger")
    sent = await stranger.submit("/taken/weergaven?lijst=team&termijn=te-laat", name="Wat te laat is")
    assert (sent.status_code, sent.headers["location"]) == (303, "/taken?lijst=team&termijn=te-laat")
    assert "Wat te laat is" in (await stranger.get("/taken")).text
    assert "Wat te laat is" not in (await portal.as_("coordinator").get("/taken")).text
    kept = rows(portal, "SELECT id FROM saved_views")[0].id
    await stranger.post("/taken/weergaven", {"weg": str(kept)})
    assert rows(portal, "SELECT id FROM saved_views") == []


async def test_a_view_without_a_name_is_not_kept(portal: Portal) -> None:
    sent = await portal.as_("stranger").submit("/taken/weergaven?lijst=team", name=" ")
    assert sent.status_code == 422


async def test_nobody_deletes_the_view_of_somebody_else(portal: Portal) -> None:
    await portal.as_("stranger").submit("/taken/weergaven?lijst=team", name="Van mij")
    kept = rows(portal, "SELECT id FROM saved_views")[0].id
    await portal.as_("coordinator").post("/taken/weergaven", {"weg": str(kept)})
    assert len(rows(portal, "SELECT id FROM saved_views")) == 1


async def test_who_has_nothing_to_do_hears_when_something_may_come(portal: Portal) -> None:
    with portal.services.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE tasks SET state = 'done', closed_at = now(), closed_on = now()::date")
    page = await portal.as_("stranger").get("/taken")
    assert "Niets te doen" in page.text
    assert "De volgende taak kan komen op" in page.text


async def test_what_was_closed_lately_says_how_it_ended(portal: Portal) -> None:
    ended = open_tasks(portal)[:3]
    with portal.services.engine.begin() as connection:
        for task, how in zip(ended, ("done", "missed", "cancelled"), strict=True):
            close = "UPDATE tasks SET state = %s, closed_at = now(), closed_on = now()::date WHERE id = %s"
            connection.exec_driver_sql(close, (how, task.id))
    page = await portal.as_("stranger").get("/taken?lijst=klaar")
    for word in ("Gedaan", "Gemist", "Vervallen"):
        assert word in page.text
    missed = await portal.as_("stranger").get(f"/taken/{ended[1].id}")
    assert "Alsnog vastleggen" in missed.text or "Deze taak is verlopen." in missed.text


async def test_one_task_explains_itself(portal: Portal) -> None:
    task = (
        open_tasks(portal, TaskKind.HOLD_INTAKE)[0]
        if open_tasks(portal, TaskKind.HOLD_INTAKE)
        else open_tasks(portal)[0]
    )
    page = await portal.as_("stranger").get(f"/taken/{task.id}")
    for part in ("Waarom deze taak?", "Kan nog tot", "Prioriteit", "Opgepakt door", task.key):
        assert part in page.text


async def test_a_project_lead_sees_initials_in_the_list(portal: Portal) -> None:
    task = next(task for task in open_tasks(portal) if task.participant_id)
    person = rows(portal, "SELECT * FROM people WHERE participant_id = :id", id=task.participant_id)[0]
    page = await portal.as_("project_lead").get(f"/trajecten/{task.traject_id}/taken/{task.kind}?lijst=team")
    assert page.status_code == 200
    assert person.last_name not in page.text


def test_an_address_says_the_filters_and_nothing_else() -> None:
    wanted = Wanted(Tab.TEAM, TaskKind.FOLLOW_UP, traject=KEY, columns=(Column.ROLE,), name="Jansen")
    assert read_text(wanted.query) == wanted.with_(name=None)
    assert read_text("soort=onzin&tot=gisteren&lijst=geen") == Wanted()


async def test_a_task_of_nobody_is_not_there(portal: Portal) -> None:
    assert (await portal.as_("stranger").get(f"/taken/{uuid4()}")).status_code == 404
    assert (await portal.as_("stranger").get("/taken/geen-nummer")).status_code == 404


async def test_in_a_browser_the_pages_have_no_barriers(browser: Browser) -> None:
    page = await browser.signed_in("stranger", width=390)
    for address in ("/taken?lijst=team", "/taken?lijst=klaar", "/taken/weergaven"):
        await page.goto(address)
        await page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        assert await barriers(page) == []
        assert await overflow(page) == 0
