"""Every list as a file, with its filters; a traject in the import format; and who may have them."""

import csv
from io import BytesIO, StringIO
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from portal import whole_lists
from portal.pages import sheets
from storage.engine import reading
from storage.tables import access_log, participants, tasks, trajects
from tests.portal.portal import Person, Portal
from tests.portal.stock import HOME

LISTS = ("/taken", "/deelnemers", "/trajecten", "/netwerk")


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


@pytest.mark.parametrize("where", LISTS)
async def test_a_list_has_the_same_lines_as_a_workbook_and_as_csv(portal: Portal, where: str) -> None:
    coordinator = portal.as_("coordinator")
    lines = await table(coordinator, f"{where}/lijst.csv")
    content = (await coordinator.get(f"{where}/lijst.xlsx")).content
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert sheet[0] == lines[0]
    assert len(sheet) == len(lines)


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


async def test_the_empty_workbook_is_on_the_page_for_files(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    assert "/import/leeg.xlsx" in (await coordinator.get("/import")).text
    content = (await coordinator.get("/import/leeg.xlsx")).content
    assert CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names[0] == "uitleg"


async def test_there_are_no_other_kinds_of_files(portal: Portal) -> None:
    assert (await portal.as_("coordinator").get("/taken/lijst.pdf")).status_code == 404
