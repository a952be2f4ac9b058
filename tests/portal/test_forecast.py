"""The coming weeks as a page: what `traject forecast` says, of what somebody may see, without a participant's name."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update

from domain.terms import Role as TaskRole
from portal.reading import forecast as reading
from portal.reading.coming import loads, weeks
from portal.reading.forecast import WEEKS, Forecast, Look, Wanted, Whose
from portal.visitor import Role, Visitor
from storage.engine import FOR_FILES
from storage.engine import reading as transaction
from storage.tables import accounts, people, staff, trajects
from tests.doctor.meddling import spoil_a_fact
from tests.portal.copies import copy_trajects
from tests.portal.portal import Portal
from tests.portal.stock import ELSEWHERE, HOME, PEOPLE
from tests.portal.test_statements import heard
from views import forecast as command
from views.day import Scope

LEAD = Visitor(uuid4(), None, "Lead", frozenset({Role.PROJECT_LEAD}), everywhere=True)
COORDINATOR = Visitor(uuid4(), None, "Coördinator", frozenset({Role.COORDINATOR}), frozenset({ELSEWHERE.lower()}))


def look(portal: Portal, visitor: Visitor = LEAD, **wanted: object) -> Look:
    return Look(visitor, portal.services.today, Wanted(**wanted))  # type: ignore[arg-type]


def seen(portal: Portal, looking: Look) -> Forecast:
    with transaction(portal.services.engine, FOR_FILES) as session:
        return reading.forecast(session, looking)


def said(portal: Portal, number: int, municipality: str | None = None) -> list[dict[str, str]]:
    """By the command."""
    with transaction(portal.services.engine, FOR_FILES) as session:
        horizon = command.Horizon(portal.services.today, number)
        tasks: list[dict[str, str]] = command.document(session, horizon, Scope(municipality=municipality))["tasks"]
    return tasks


@pytest.mark.parametrize("number", WEEKS)
def test_a_project_lead_sees_what_the_command_says(portal: Portal, number: int) -> None:
    looking = look(portal, weeks=number)
    found, tasks = seen(portal, looking), said(portal, number)
    assert found.tasks == len(tasks) > 0
    for week in weeks(found.parts, looking.horizon):
        assert week.tasks == sum(task["week"] == week.monday.isoformat() for task in tasks)
        for kind in week.kinds:
            of_kind = [one for one in tasks if (one["week"], one["kind"]) == (week.monday.isoformat(), kind.kind)]
            assert kind.tasks == len(of_kind)
            assert {part.key for part in kind.parts} == {one["traject"] for one in of_kind}


@pytest.mark.parametrize("number", WEEKS)
def test_every_week_until_the_horizon_is_there(portal: Portal, number: int) -> None:
    looking = look(portal, weeks=number)
    mondays = [week.monday for week in weeks((), looking.horizon)]
    assert mondays == [mondays[0] + timedelta(weeks=ahead) for ahead in range(len(mondays))]
    assert mondays[0] <= portal.services.today + timedelta(days=1) < mondays[1]
    assert mondays[-1] <= looking.horizon.until < mondays[-1] + timedelta(weeks=1)


def test_a_coordinator_sees_their_own_tasks_and_nothing_of_another_municipality(portal: Portal) -> None:
    tasks = said(portal, 26, ELSEWHERE)
    mine = seen(portal, look(portal, COORDINATOR, weeks=26, whose=Whose.MINE))
    everybody = seen(portal, look(portal, COORDINATOR, weeks=26))
    assert {part.role for part in mine.parts} == {TaskRole.COORDINATOR}
    assert mine.tasks == sum(task["role"] == "coordinator" for task in tasks) > 0
    assert everybody.tasks == len(tasks) > mine.tasks
    assert {part.municipality for part in everybody.parts} == {ELSEWHERE}
    assert seen(portal, look(portal, COORDINATOR, municipality=HOME)).tasks == 0


def test_tasks_of_a_traject_that_names_somebody_else_are_not_theirs(portal: Portal) -> None:
    me, other = (UUID(int=number) for number in (7, 8))
    mine, others = traject_ids(portal)[:2]
    with portal.services.engine.begin() as connection:
        connection.execute(staff.insert(), [{"id": each, "name": str(each)} for each in (me, other)])
        for traject, who in ((mine, me), (others, other)):
            connection.execute(update(trajects).where(trajects.c.id == traject).values(coordinator_id=who))
    visitor = Visitor(uuid4(), me, "Coördinator", frozenset({Role.COORDINATOR}), everywhere=True)
    found = seen(portal, look(portal, visitor, weeks=26, whose=Whose.MINE))
    assert mine in {part.traject for part in found.parts}
    assert others not in {part.traject for part in found.parts}


def traject_ids(portal: Portal) -> list[UUID]:
    """Those with tasks of a coordinator to come, the most first."""
    found = seen(portal, look(portal, weeks=26))
    of_coordinators = [part for part in found.parts if part.role is TaskRole.COORDINATOR]
    return list(dict.fromkeys(part.traject for part in sorted(of_coordinators, key=lambda part: -part.tasks)))


def test_what_comes_to_colleagues_adds_up(portal: Portal) -> None:
    found = seen(portal, look(portal, weeks=26))
    each = loads(found.parts)
    assert sum(load.tasks for load in each) == found.tasks
    assert [load.tasks for load in each] == sorted((load.tasks for load in each), reverse=True)
    for load in each:
        if load.staff is not None:
            assert seen(portal, look(portal, weeks=26, colleague=load.staff)).tasks == load.tasks


def test_a_traject_about_which_nothing_changes_by_itself_is_not_looked_at(portal: Portal) -> None:
    with heard(portal.services.engine) as statements:
        seen(portal, look(portal))
    assert len([each for each in statements if not each.startswith("SET LOCAL")]) == 3
    with portal.services.engine.begin() as connection:
        connection.execute(text("UPDATE participants SET next_check = NULL"))
        connection.execute(text("UPDATE trajects SET next_check = NULL"))
    assert seen(portal, look(portal)).tasks == 0


def test_of_more_trajects_than_can_be_looked_at_a_choice_is_asked(portal: Portal) -> None:
    with portal.services.engine.begin() as connection:
        copy_trajects(connection, 5)
    assert seen(portal, look(portal)).too_many
    assert not seen(portal, look(portal, municipality=HOME)).too_many


async def test_the_page_asks_for_a_choice_then(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 1)
    page = await portal.as_("project_lead").get("/vooruitblik")
    assert (page.status_code, "Kies eerst een gemeente of een collega" in page.text) == (200, True)
    assert HOME in page.text


async def test_the_file_then_leads_to_the_page_instead_of_saying_that_nothing_comes(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST", 1)
    file = await portal.as_("project_lead").get("/vooruitblik/lijst.csv?weken=13")
    assert (file.status_code, file.headers.get("location")) == (303, "/vooruitblik?weken=13&wie=iedereen")


async def test_each_kind_of_task_opens_into_its_trajects(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    page = (await coordinator.get("/vooruitblik?weken=26&wie=iedereen")).text
    links = set(re.findall(r'href="(/trajecten/[0-9a-f-]{36})"', page))
    assert links
    for link in links:
        assert (await coordinator.get(link)).status_code == 200


@pytest.mark.parametrize("who", ["coordinator", "trainer", "project_lead"])
async def test_no_participant_is_named(portal: Portal, who: str) -> None:
    with portal.services.engine.connect() as connection:
        names = {row.last_name for row in connection.execute(select(people.c.last_name)) if row.last_name}
    page = (await portal.as_(who).get("/vooruitblik?weken=26&wie=iedereen")).text
    file = (await portal.as_(who).get("/vooruitblik/lijst.csv?weken=26&wie=iedereen")).text
    main = re.sub(r"<[^>]+>", " ", page.partition("<main")[2])
    assert names
    assert {name for name in names if re.search(rf"\b{re.escape(name)}\b", main + file)} <= colleagues(portal)


def colleagues(portal: Portal) -> set[str]:
    """What colleagues of the sample are called, word for word."""
    with portal.services.engine.connect() as connection:
        return {word for row in connection.execute(select(staff.c.name)) for word in (row.name or "").split()}


async def test_own_work_comes_first_and_that_of_all_is_one_click_away(portal: Portal) -> None:
    page = (await portal.as_("coordinator").get("/vooruitblik")).text
    assert "Per collega" not in page
    assert 'href="/vooruitblik?weken=8&amp;wie=iedereen"' in page
    assert "Per collega" in (await portal.as_("coordinator").get("/vooruitblik?wie=iedereen")).text
    assert "Per collega" in (await portal.as_("project_lead").get("/vooruitblik?wie=mijn")).text


@pytest.mark.parametrize("query", ["weken=7", "weken=x", "collega=x", "gemeente=", "wie=niemand"])
async def test_what_cannot_be_read_in_an_address_is_left_out(portal: Portal, query: str) -> None:
    assert (await portal.as_("project_lead").get(f"/vooruitblik?{query}")).status_code == 200


async def test_the_list_of_tasks_and_the_overview_lead_there(portal: Portal) -> None:
    assert 'href="/vooruitblik"' in (await portal.as_("coordinator").get("/taken")).text
    assert 'href="/vooruitblik"' in (await portal.as_("project_lead").get("/projectleider")).text


async def test_a_traject_that_cannot_be_read_is_named_and_the_others_are_counted(portal: Portal) -> None:
    whole = seen(portal, look(portal, weeks=26))
    broken = whole.parts[0]
    spoil_a_fact(portal.services.engine, broken.traject)
    page = (await portal.as_("project_lead").get("/vooruitblik?weken=26")).text
    assert f"{broken.key} ({broken.municipality})" in page
    assert seen(portal, look(portal, weeks=26)).tasks < whole.tasks


async def test_somebody_who_also_is_project_lead_has_their_own_work(portal: Portal) -> None:
    with portal.services.engine.begin() as connection:
        both = update(accounts).where(accounts.c.email == PEOPLE["coordinator"].email)
        connection.execute(both.values(roles=["coordinator", "project_lead"]))
    page = (await portal.as_("coordinator").get("/vooruitblik")).text
    assert ('aria-current="page">Van mij' in page, ELSEWHERE in page) == (True, False)
