"""Totals are kept for half a minute, for who asked for them, until something is said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from portal.reading.lead import overdue, remembered, results
from portal.reading.lead.filters import Look, Wanted
from portal.reading.lead.remembered import LONGEST, MOST, Remembered, Totals
from portal.visitor import Role, Visitor
from storage.engine import ReadSession, reading
from tests.portal.portal import Portal
from tests.portal.stock import ELSEWHERE, HOME
from tests.portal.test_statements import heard

TO_CANCEL = "SELECT id FROM trajects WHERE phase = 'programme' ORDER BY id LIMIT 1"
RUNNING = "SELECT count(*) FROM trajects WHERE phase = 'programme'"


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def look(portal: Portal, **scope: object) -> Look:
    """Of a project lead who sees everything, or this."""
    visitor = Visitor(uuid4(), None, "Lead", frozenset({Role.PROJECT_LEAD}), everywhere=not scope)
    return Look(replace(visitor, **scope), portal.services.today, "nl", Wanted())  # type: ignore[arg-type]


def value(portal: Portal, query: str) -> object:
    with portal.services.engine.connect() as connection:
        found: object = connection.execute(text(query)).scalar_one()
    return found


def counted(kept: Remembered, portal: Portal, look_: Look) -> int:
    """How many tasks are overdue, as a page shows it."""
    with reading(portal.services.engine) as session:
        return Totals(kept, session, look_)(overdue.counts).tasks


def test_what_was_counted_a_moment_ago_is_not_counted_again(portal: Portal, clock: Clock) -> None:
    kept, lead = Remembered(clock), look(portal)
    counted(kept, portal, lead)
    with heard(portal.services.engine) as said:
        counted(kept, portal, lead)
    assert said == []


def test_after_half_a_minute_it_is_counted_again(portal: Portal, clock: Clock) -> None:
    kept, lead = Remembered(clock), look(portal)
    counted(kept, portal, lead)
    clock.now += LONGEST
    with heard(portal.services.engine) as said:
        counted(kept, portal, lead)
    assert len(said) == 1


def test_who_sees_other_trajects_gets_other_numbers(portal: Portal, clock: Clock) -> None:
    kept, account = Remembered(clock), uuid4()
    towns = (frozenset({HOME.lower()}), frozenset({ELSEWHERE.lower()}))
    leads = [look(portal, account=account, municipalities=each) for each in towns]
    everything = counted(kept, portal, look(portal))
    numbers = [counted(kept, portal, each) for each in leads]
    assert len({everything, *numbers}) == 3
    assert numbers == [counted(Remembered(clock), portal, each) for each in leads]


def test_other_filters_and_another_day_are_counted_for_themselves(portal: Portal, clock: Clock) -> None:
    kept, lead = Remembered(clock), look(portal)
    everything = counted(kept, portal, lead)
    assert counted(kept, portal, lead.with_(municipality="Nergens")) == 0
    assert counted(kept, portal, replace(lead, today=lead.today - timedelta(days=3650))) == 0
    assert counted(kept, portal, lead) == everything > 0


def test_what_was_counted_while_something_was_said_is_not_kept(portal: Portal, clock: Clock) -> None:
    kept, lead, numbers = Remembered(clock), look(portal), [1, 2]

    def count(_session: ReadSession, _look: Look) -> int:
        kept.forget()
        return numbers.pop(0)

    with reading(portal.services.engine) as session:
        assert [Totals(kept, session, lead)(count) for _ in (1, 2)] == [1, 2]


def test_what_was_said_after_a_page_began_to_read_is_not_kept(portal: Portal, clock: Clock) -> None:
    kept, lead, numbers = Remembered(clock), look(portal), [1, 2]

    def count(_session: ReadSession, _look: Look) -> int:
        return numbers.pop(0)

    with reading(portal.services.engine) as session:
        page = Totals(kept, session, lead)
        kept.forget()
        assert page(count) == 1
        assert Totals(kept, session, lead)(count) == 2


def test_no_more_than_so_many_totals_are_kept(portal: Portal, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 2)
    assert MOST > 2
    kept = Remembered(clock)
    leads = [look(portal) for _ in range(3)]
    for lead in leads:
        counted(kept, portal, lead)
    with heard(portal.services.engine) as said:
        counted(kept, portal, leads[2])
        assert said == []
        counted(kept, portal, leads[0])
    assert len(said) == 1


async def test_the_page_says_when_its_numbers_were_counted(portal: Portal) -> None:
    lead = portal.as_("project_lead")
    for page in ("", "/stilgevallen", "/te-laat", "/opvolging", "/uitkomsten", "/trajecten"):
        assert "Stand van " in (await lead.get(f"/projectleider{page}")).text


async def test_what_is_said_through_the_portal_is_in_the_numbers_at_once(speaking: Portal) -> None:
    lead, running = speaking.as_("project_lead"), value(speaking, RUNNING)
    traject = UUID(str(value(speaking, TO_CANCEL)))
    assert f"{running} traject" in (await lead.get("/projectleider/trajecten?fase=programme")).text
    sent = await lead.submit(
        f"/trajecten/{traject}/stoppen", on=speaking.services.today.isoformat(), reason="Te weinig aanmeldingen."
    )
    assert sent.status_code == 303
    page = (await lead.get("/projectleider/trajecten?fase=programme")).text
    assert f"{int(str(running)) - 1} traject" in page


def test_municipalities_come_page_after_page_without_one_lost() -> None:
    towns = [(f"Gemeente {number:03}", results.milestones({})) for number in range(results.TOWNS * 2 + 1)]
    found, after = results.page_of_towns(towns, None)
    shown = [*found]
    while after is not None:
        found, after = results.page_of_towns(towns, after)
        shown += found
    assert shown == towns


async def test_colleagues_with_work_are_those_of_the_municipality_that_was_chosen(portal: Portal) -> None:
    lead = portal.as_("project_lead")
    everybody = (await lead.get("/projectleider/overdragen")).text
    here = (await lead.get(f"/projectleider/overdragen?gemeente={HOME}")).text
    assert 0 < here.count("Werk overdragen van") < everybody.count("Werk overdragen van")
    assert "Niets gevonden" in (await lead.get("/projectleider/overdragen?gemeente=Nergens")).text
