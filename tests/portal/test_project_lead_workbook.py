"""The overview as a workbook, read back: the numbers of the pages, as numbers, and days as days."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from storage.engine import reading
from storage.queries.outcomes import OutcomeFilter
from tests.portal.portal import Portal
from tests.portal.stock import HOME
from views import outcomes, stalled
from views.day import Day, Scope

Rows = list[list[Any]]


async def sheets(portal: Portal, query: str = "") -> dict[str, Rows]:
    """Every sheet of the file that the project lead gets."""
    answer = await portal.as_("project_lead").get(f"/projectleider/overzicht.xlsx{query}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


async def test_it_has_a_sheet_for_each_list(portal: Portal) -> None:
    found = await sheets(portal)
    assert list(found) == ["Stilgevallen", "Te laat", "Opvolging", "Uitkomsten", "Trajecten"]
    assert all(rows[0] and all(rows[0]) for rows in found.values())


async def test_every_stall_has_a_row_with_a_real_day_and_initials(portal: Portal) -> None:
    rows = (await sheets(portal))["Stilgevallen"][1:]
    with reading(portal.services.engine) as session:
        said = stalled.document(session, Day(portal.services.today), Scope(), "nl")["stalled"]
    found = sorted((row[0], row[1], row[3], row[5], f"{row[9]} {row[10]}") for row in rows)
    assert found == sorted(
        (one["municipality"], one["traject"], one["rule"], date.fromisoformat(one["since"]), one["text"])
        for one in said
    )
    called = {row[2] for row in rows if row[2]}
    assert called
    assert all(name.endswith(".") for name in called)


async def test_the_outcomes_are_those_of_the_command(portal: Portal) -> None:
    found = {row[0]: row[1] for row in (await sheets(portal))["Uitkomsten"][1:]}
    with reading(portal.services.engine) as session:
        said = outcomes.document(session, Day(portal.services.today), OutcomeFilter())
    assert found["Trajecten"] == said["trajects"]
    assert found["Aangemeld"] == said["participants"]["registered"]
    assert found["Certificaten"] == said["participants"]["certificate"]
    assert found["Gemiddeld cijfer"] == said["mark_mean"]
    assert found["Na 3 maanden: Uitstroom"] == said["follow_up"]["3"]["flow_out"]


async def test_the_filters_of_the_page_hold_for_the_file(portal: Portal) -> None:
    found = await sheets(portal, f"?gemeente={HOME}")
    assert {row[0] for row in found["Trajecten"][1:]} == {HOME}
    assert {row[0] for row in found["Te laat"][1:]} <= {HOME}


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
async def test_a_name_that_looks_like_a_formula_is_not_one(portal: Portal, name: str) -> None:
    with portal.services.engine.begin() as connection:
        connection.execute(text("UPDATE staff SET name = :name"), {"name": name})
    rows = (await sheets(portal))["Trajecten"][1:]
    coordinators = {row[6] for row in rows if row[6]}
    assert coordinators
    assert all(isinstance(one, str) and one.strip("'") == name for one in coordinators)
