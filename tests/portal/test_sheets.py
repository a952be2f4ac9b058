"""Every list as a file, with its filters; a traject in the import format; and who may have them."""

import csv
from datetime import date
from io import BytesIO, StringIO
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select, update

from portal import whole_lists
from portal.access import TABLE
from portal.pages.sheets import work as sheets
from portal.reading.lead import workbook as lead
from portal.reasons import give_a_reason
from portal.visitor import Role
from storage.engine import reading, writing
from storage.tables import access_log, participants, tasks, trajects
from tests.portal.mailbox import account_of, queued
from tests.portal.portal import Person, Portal
from tests.portal.stock import HOME
from tests.portal.walk import ROUTES, address, objects

LISTS = ("/taken", "/deelnemers", "/trajecten", "/netwerk")
LEAD_LISTS = tuple(lead.LISTS)


async def table(person: Person, address: str) -> list[list[str]]:
    """A CSV as Excel reads it."""
    answer = await person.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def a_traject(portal: Portal) -> UUID:
    with reading(portal.services.engine) as session:
        where = trajects.c.municipality == HOME
        found: UUID = session.execute(select(trajects.c.id).where(where).order_by(trajects.c.key).limit(1)).scalar_one()
    return found


EVERY_LIST = sorted({(name, path) for _, path, name in ROUTES if path.endswith("/lijst.{kind}")})


def may_have_it(portal: Portal, name: str) -> Person:
    """The first that the table of access names."""
    return portal.as_(next(role.value for role in Role if role in TABLE[name].roles))


def pages_of(path: str) -> list[str]:
    """The list's addresses without its end: of the project lead several lists are one route."""
    pages = LEAD_LISTS if "{page}" in path else ("",)
    return [path.removesuffix("/lijst.{kind}").replace("{page}", page) for page in pages]


@pytest.mark.parametrize(("name", "path"), EVERY_LIST)
async def test_every_list_has_the_same_cells_as_a_workbook_and_as_csv(portal: Portal, name: str, path: str) -> None:
    something_in_every_log(portal)
    person, named = may_have_it(portal, name), objects(portal, HOME)
    for where in pages_of(path):
        whole = address(where, named)
        lines = await table(person, f"{whole}/lijst.csv")
        content = (await person.get(f"{whole}/lijst.xlsx")).content
        sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
        assert [[as_excel_writes(cell) for cell in row] for row in sheet] == lines
        assert len(set(lines[0])) == len(lines[0])


@pytest.mark.parametrize(("name", "path"), EVERY_LIST)
async def test_the_page_of_every_list_leads_to_its_file(portal: Portal, name: str, path: str) -> None:
    something_in_every_log(portal)
    person, named = may_have_it(portal, name), objects(portal, HOME)
    for where in pages_of(path):
        whole = address(where, named)
        page = await person.get(whole.removesuffix("/bijeenkomsten"))
        assert f'href="{whole}/lijst.xlsx' in page.text


def something_in_every_log(portal: Portal) -> None:
    """A mail, and a project lead with a reason: a list with nothing in it is no file."""
    queued(portal, "project_lead")
    lead = account_of(portal.services.engine, "project_lead")
    with writing(portal.services.engine) as session:
        somebody = session.execute(select(participants.c.id).limit(1)).scalar_one()
        give_a_reason(session, lead, somebody, "Een klacht", portal.services.now())


def as_excel_writes(cell: object) -> str:
    """A cell of a workbook as it would stand in the CSV."""
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}"
    if isinstance(cell, float):
        return (f"{cell:.0f}" if cell.is_integer() else str(cell)).replace(".", ",")
    return str(cell)


async def test_the_page_leads_to_the_file_with_its_filters(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    page = await coordinator.get("/deelnemers?fase=programme")
    assert "/deelnemers/lijst.xlsx?fase=programme" in page.text
    everybody = await table(coordinator, "/deelnemers/lijst.csv")
    some = await table(coordinator, "/deelnemers/lijst.csv?fase=programme")
    assert 1 < len(some) < len(everybody)
    assert {line[4] for line in some[1:]} == {"programma"}


async def test_everybody_is_in_the_file_and_not_only_a_page(portal: Portal) -> None:
    lines = await table(portal.as_("project_lead"), "/deelnemers/lijst.csv")
    assert len(lines) > 51
    assert len({line[1] for line in lines}) == len(lines)


@pytest.mark.parametrize("where", LISTS)
async def test_a_file_is_the_same_however_many_lines_are_asked_at_a_time(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    coordinator = portal.as_("coordinator")
    at_once = await table(coordinator, f"{where}/lijst.csv")
    monkeypatch.setattr(sheets, "AT_ONCE", 2)
    assert await table(coordinator, f"{where}/lijst.csv") == at_once


async def test_a_file_with_more_lines_than_it_may_have_says_so(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (whole_lists, sheets):
        monkeypatch.setattr(module, "MOST", 3)
    for where in ("/taken", "/deelnemers", "/trajecten"):
        lines = await table(portal.as_("project_lead"), f"{where}/lijst.csv")
        assert len(lines) == 1 + 3 + 1
        assert lines[-1][0] == "Er zijn meer regels. Kies filters, dan past alles."


async def test_everybody_in_a_task_has_a_line_of_their_own(portal: Portal) -> None:
    lines = await table(portal.as_("coordinator"), "/taken/lijst.csv?lijst=team")
    query = select(func.count()).select_from(tasks).join(trajects, trajects.c.id == tasks.c.traject_id)
    with reading(portal.services.engine) as session:
        here = session.execute(query.where(tasks.c.state == "open", trajects.c.municipality == HOME)).scalar_one()
    assert len(lines) - 1 == here


async def test_a_project_lead_gets_initials_and_only_their_municipality_gets_names(portal: Portal) -> None:
    named = await table(portal.as_("coordinator"), "/deelnemers/lijst.csv")
    initials = {line[1]: line[0] for line in await table(portal.as_("project_lead"), "/deelnemers/lijst.csv")}
    assert {line[3] for line in named[1:]} == {HOME}
    assert all(initials[line[1]] != line[0] and initials[line[1]].endswith(".") for line in named[1:])


async def test_a_trainer_cannot_take_a_whole_traject_with_everybodys_contact_data(portal: Portal) -> None:
    address = f"/trajecten/{a_traject(portal)}/traject.xlsx"
    assert (await portal.as_("trainer").get(address)).status_code == 403
    content = (await portal.as_("coordinator").get(address)).content
    assert CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names[:2] == ["trajecten", "deelnemers"]


async def test_whoever_is_in_such_a_file_has_it_in_the_log(portal: Portal) -> None:
    traject = a_traject(portal)
    await portal.as_("coordinator").get(f"/trajecten/{traject}/traject.xlsx")
    with reading(portal.services.engine) as session:
        logged = select(access_log.c.participant_id).where(access_log.c.page == "traject_file")
        theirs = select(participants.c.id).where(participants.c.traject_id == traject)
        assert sorted(session.execute(logged).scalars()) == sorted(session.execute(theirs).scalars())


async def test_whoever_is_named_in_a_list_is_in_the_log_but_not_who_has_initials(portal: Portal) -> None:
    named = await table(portal.as_("coordinator"), "/deelnemers/lijst.csv")
    await table(portal.as_("project_lead"), "/deelnemers/lijst.csv")
    with reading(portal.services.engine) as session:
        logged = select(participants.c.key).join(access_log, access_log.c.participant_id == participants.c.id)
        keys = session.execute(logged.where(access_log.c.page == "participants_sheet")).scalars()
        assert sorted(keys) == sorted(line[1] for line in named[1:])


async def test_what_was_closed_lately_is_a_file_of_its_own(portal: Portal) -> None:
    here = select(trajects.c.id).where(trajects.c.municipality == HOME)
    today = portal.services.today
    with writing(portal.services.engine) as session:
        some = select(tasks.c.id).where(tasks.c.traject_id.in_(here)).limit(3)
        session.execute(
            update(tasks).where(tasks.c.id.in_(some)).values(state="done", closed_on=today, closed_at=func.now())
        )
    lines = await table(portal.as_("coordinator"), "/taken/lijst.csv?lijst=klaar")
    assert lines[0][-2:] == ["Afloop", "Gesloten op"]
    assert [line[-2:] for line in lines[1:]] == [["gedaan", f"{today:%d-%m-%Y}"]] * 3


async def test_the_empty_workbook_is_on_the_page_for_files(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    assert "/import/leeg.xlsx" in (await coordinator.get("/import")).text
    content = (await coordinator.get("/import/leeg.xlsx")).content
    assert CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names[0] == "uitleg"


async def test_there_are_no_other_kinds_of_files(portal: Portal) -> None:
    assert (await portal.as_("coordinator").get("/taken/lijst.pdf")).status_code == 404
