"""The project lead's overview: the numbers of the commands, each with a way down to what is behind it."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import text

from domain import texts
from domain.outcomes import Tally
from domain.terms import TrajectPhase
from portal.reading.lead import overdue, results, stalls
from portal.reading.lead import trajects as behind
from portal.reading.lead.filters import Look, Trouble, Wanted
from portal.visitor import Role, Visitor
from storage.engine import reading
from storage.queries.outcomes import OutcomeFilter
from tests.portal.browser import Browser, barriers, overflow
from tests.portal.portal import Portal
from tests.portal.stock import ELSEWHERE, HOME
from views import outcomes, stalled
from views.day import Day, Scope

PAGES = ("", "/stilgevallen", "/te-laat", "/opvolging", "/uitkomsten", "/trajecten", "/overdragen")


def look(portal: Portal, wanted: Wanted | None = None) -> Look:
    """Of the project lead, who sees everything."""
    visitor = Visitor(uuid4(), None, "Lead", frozenset({Role.PROJECT_LEAD}), everywhere=True)
    return Look(visitor, portal.services.today, "nl", wanted or Wanted())


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(municipality=HOME), Wanted(year=2025), Wanted(year=1999)])
def test_the_outcomes_are_those_of_the_command(portal: Portal, wanted: Wanted) -> None:
    with reading(portal.services.engine) as session:
        asked = OutcomeFilter(municipality=wanted.municipality, year=wanted.year)
        said = outcomes.document(session, Day(portal.services.today), asked)
        found = results.results(session, look(portal, wanted))
    assert {"trajects": found.trajects, **found.document} == {
        key: value for key, value in said.items() if key not in {"as_of", "filter"}
    }


def test_the_stalls_are_those_of_the_command(portal: Portal) -> None:
    with reading(portal.services.engine) as session:
        said = stalled.document(session, Day(portal.services.today), Scope(), "nl")["stalled"]
        lines, after = stalls.stall_lines(session, look(portal))
        counts = stalls.counts(session, look(portal))
    assert after is None
    assert sum(len(line.people) or 1 for line in lines) == len(said)
    assert {(line.municipality, line.key, line.rule) for line in lines} == {
        (one["municipality"], one["traject"], one["rule"]) for one in said
    }
    assert sorted(line.since for line in lines) == [line.since for line in lines]
    assert counts.trajects == len({(one["municipality"], one["traject"]) for one in said})


def test_the_stalls_come_page_after_page_without_one_lost(portal: Portal) -> None:
    with reading(portal.services.engine) as session:
        everything, _ = stalls.stall_lines(session, look(portal))
        found, after = stalls.stall_lines(session, look(portal), size=2)
        while after is not None:
            more, after = stalls.stall_lines(session, look(portal), after=after, size=2)
            found += more
    assert [(one.traject, one.rule) for one in found] == [(one.traject, one.rule) for one in everything]


def test_what_is_overdue_adds_up_in_every_direction(portal: Portal) -> None:
    with reading(portal.services.engine) as session:
        counts = overdue.counts(session, look(portal))
        lines, _ = overdue.overdue_lines(session, look(portal), size=1000)
        pages, after = overdue.overdue_lines(session, look(portal), size=3)
        while after is not None:
            more, after = overdue.overdue_lines(session, look(portal), after=after, size=3)
            pages += more
    ways = (counts.by_municipality, counts.by_coordinator, counts.by_kind)
    assert counts.tasks > 0
    assert {sum(each.tasks for each in way.shown) + way.rest for way in ways} == {counts.tasks}
    assert sum(line.tasks for line in lines) == counts.tasks
    assert pages == lines
    assert all((portal.services.today - line.due).days > 7 for line in lines)


def test_aftercare_that_is_left_undone_is_not_called_a_follow_up(portal: Portal) -> None:
    late = (
        f"due = '{portal.services.today - timedelta(days=20)}', opens = '{portal.services.today - timedelta(days=30)}'"
    )
    with portal.services.engine.begin() as connection:
        one_task = "id = (SELECT id FROM tasks WHERE state = 'open' AND participant_id IS NOT NULL LIMIT 1)"
        connection.exec_driver_sql(f"UPDATE tasks SET kind = 'aftercare', milestone = 3, {late} WHERE {one_task}")  # noqa: S608
    with reading(portal.services.engine) as session:
        lines, _ = overdue.overdue_lines(session, look(portal), size=1000)
    assert {line.title for line in lines if line.kind == "aftercare"} == {texts.title("aftercare", "nl")}


def test_of_what_is_overdue_the_most_are_named_and_the_others_added_up(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading(portal.services.engine) as session:
        everything = overdue.counts(session, look(portal)).by_kind
        monkeypatch.setattr(overdue, "TOP", 2)
        top = overdue.counts(session, look(portal)).by_kind
    assert (len(everything.shown), everything.rest) > (2, -1)
    assert top.shown == everything.shown[:2]
    assert top.others == len(everything.shown) + everything.others - 2
    assert top.rest == sum(each.tasks for each in everything.shown[2:]) + everything.rest


@pytest.mark.parametrize("trouble", Trouble)
def test_the_trajects_behind_trouble_are_those_that_have_it(portal: Portal, trouble: Trouble) -> None:
    with reading(portal.services.engine) as session:
        lines, _ = behind.lines(session, look(portal, Wanted(trouble=trouble)))
        number = behind.number(session, look(portal, Wanted(trouble=trouble)))
    assert len(lines) == number > 0
    assert all(line.stalls if trouble is Trouble.STALLED else line.overdue for line in lines)


@pytest.mark.parametrize("phase", TrajectPhase)
def test_the_trajects_of_a_phase_today_are_those_that_were_in_it_at_the_end_of_today(
    portal: Portal, phase: TrajectPhase
) -> None:
    with reading(portal.services.engine) as session:
        now, _ = behind.lines(session, look(portal, Wanted(phase=phase)))
        then, _ = behind.lines(session, look(portal, Wanted(phase=phase, day=portal.services.today)))
    assert now == then


async def test_every_number_of_the_overview_leads_to_as_many_trajects(portal: Portal) -> None:
    lead = portal.as_("project_lead")
    page = (await lead.get("/projectleider")).text
    heat = page.partition('<table class="tv-heat-table"')[2].partition("</table>")[0]
    cells = re.findall(r'<a href="(/projectleider/trajecten[^"]+)">(\d+)</a>', heat)
    assert cells
    for address, number in dict(cells[:3] + cells[-3:]).items():
        listed = (await lead.get(unescape(address))).text
        assert re.search(rf"\b{number} traject", listed), address


async def test_a_filter_of_the_overview_leaves_one_municipality(portal: Portal) -> None:
    lead = portal.as_("project_lead")
    page = (await lead.get(f"/projectleider/trajecten?gemeente={HOME.lower()}")).text
    table = page.partition("<tbody")[2]
    assert HOME in table
    assert ELSEWHERE not in table


async def test_what_cannot_be_read_in_an_address_filters_nothing(portal: Portal) -> None:
    lead = portal.as_("project_lead")
    for odd in ("coordinator=x", "jaar=veel", "dag=morgen", "fase=x", "regel=x", "langer=-1", "vanaf=x~y"):
        for page in PAGES:
            assert (await lead.get(f"/projectleider{page}?{odd}")).status_code == 200, odd


async def test_a_list_that_a_filter_leaves_empty_says_so_and_leads_back(portal: Portal) -> None:
    lead = portal.as_("project_lead")
    for page in ("/stilgevallen", "/te-laat", "/trajecten"):
        shown_ = (await lead.get(f"/projectleider{page}?gemeente=Nergens")).text
        assert "Niets gevonden" in shown_
        assert f'href="/projectleider{page}"' in shown_


async def test_participants_are_called_by_their_initials(portal: Portal) -> None:
    with portal.services.engine.connect() as connection:
        row = connection.execute(
            text("SELECT first_name, last_name FROM stalls JOIN people USING (participant_id) ORDER BY since LIMIT 1")
        ).one()
    page = (await portal.as_("project_lead").get("/projectleider/stilgevallen")).text
    assert f"{row.first_name[0]}." in page
    assert row.first_name not in page
    assert row.last_name not in page


async def test_every_stall_says_why_who_is_waited_for_and_what_would_end_it(portal: Portal) -> None:
    page = unescape((await portal.as_("project_lead").get("/projectleider/stilgevallen")).text)
    with reading(portal.services.engine) as session:
        lines, _ = stalls.stall_lines(session, look(portal))
    for line in lines:
        assert line.ends in page
        assert line.waiting_on.capitalize() in page
        assert all(one.why in page for one in line.people) or line.why in page


async def test_before_and_after_counts_only_who_answered_both_times(portal: Portal) -> None:
    with reading(portal.services.engine) as session:
        tally: Tally = results.results(session, look(portal)).tally
    assert all(0 < pair.answered <= tally.end_measurement for pair in tally.questions.values())
    page = (await portal.as_("project_lead").get("/projectleider/uitkomsten")).text
    assert "Voor en na het traject" in page


@pytest.mark.parametrize("page", PAGES)
async def test_in_a_browser_the_pages_have_no_barriers(browser: Browser, page: str) -> None:
    for width, dark in ((1280, False), (390, True)):
        seen = await browser.signed_in("project_lead", width=width, dark=dark)
        await seen.goto(f"/projectleider{page}")
        assert await barriers(seen) == []
        assert await overflow(seen) == 0


async def test_on_paper_there_is_no_menu_and_every_reason_can_be_read(browser: Browser) -> None:
    page = await browser.signed_in("project_lead")
    await page.goto("/projectleider/stilgevallen")
    await page.emulate_media(media="print")
    assert not await page.locator(".tv-nav").is_visible()
    assert not await page.locator(".tv-tabs").is_visible()
    height = "reason => reason.getBoundingClientRect().height"
    assert await page.locator("table .tv-details__content").first.evaluate(height) > 0
