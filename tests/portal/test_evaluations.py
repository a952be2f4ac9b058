"""Evaluations midway and at the end, and what is done about them."""

import re
from uuid import UUID

from sqlalchemy import select

from storage.engine import reading
from storage.tables import notes, trajects
from tests.portal.portal import Portal
from tests.portal.stock import ELSEWHERE, HOME


def traject_in(portal: Portal, phase: str, municipality: str = HOME) -> UUID:
    """A traject in this phase."""
    with reading(portal.services.engine) as session:
        query = select(trajects.c.id).where(trajects.c.municipality == municipality, trajects.c.phase == phase)
        found = session.execute(query.order_by(trajects.c.key)).scalars().first()
    assert found is not None, phase
    return UUID(str(found))


def notes_of(portal: Portal, field: str) -> list[str]:
    """What was written under names that begin so."""
    with reading(portal.services.engine) as session:
        rows = session.execute(select(notes.c.text).where(notes.c.field.startswith(field)).order_by(notes.c.id))
        return list(rows.scalars())


async def test_an_interim_evaluation_with_actions_stays_open_until_something_is_done(speaking: Portal) -> None:
    coordinator, traject = speaking.as_("coordinator"), traject_in(speaking, "programme")
    address = f"/trajecten/{traject}/evaluatie/tussentijds"
    sent = await coordinator.submit(
        address,
        on=speaking.services.today.isoformat(),
        with_participants="true",
        findings="Meer oefenen.",
        agreed="Bellen.",
    )
    assert (sent.status_code, sent.headers["location"]) == (303, address)
    assert notes_of(speaking, "findings:") == ["Meer oefenen."]
    assert "staat open" in (await coordinator.get("/evaluaties?stand=open")).text
    page = await coordinator.get(address)
    follow_up = re.findall(r'href="(/trajecten/[^"]+/gedaan)"', page.text)[0]
    done = await coordinator.submit(follow_up, on=speaking.services.today.isoformat(), action="Drie bedrijven gebeld.")
    assert done.headers["location"] == address
    assert "Drie bedrijven gebeld." in (await coordinator.get(address)).text
    assert "Er staan geen acties open." in (await coordinator.get("/evaluaties?stand=open")).text
    assert "opgevolgd" in (await coordinator.get("/evaluaties")).text


async def test_a_final_evaluation_keeps_its_four_parts(speaking: Portal) -> None:
    coordinator, traject = speaking.as_("stranger"), traject_in(speaking, "follow_up", ELSEWHERE)
    address = f"/trajecten/{traject}/evaluatie/eind"
    parts = {"goals": "Gehaald.", "process": "Goed.", "embedding": "Loopt.", "co_trainer": "Neemt over."}
    sent = await coordinator.submit(address, on=speaking.services.today.isoformat(), with_co_trainer="true", **parts)
    assert sent.status_code == 303
    page = await coordinator.get(address)
    assert all(each in page.text for each in parts.values())


async def test_an_evaluation_asks_for_a_day_that_was_and_a_word_of_what_came_out(portal: Portal) -> None:
    coordinator, traject = portal.as_("coordinator"), traject_in(portal, "programme")
    address = f"/trajecten/{traject}/evaluatie/tussentijds"
    empty = await coordinator.submit(address, on=portal.services.today.isoformat())
    assert (empty.status_code, "Schrijf kort op wat eruit kwam." in empty.text) == (422, True)
    later = await coordinator.submit(address, on="2100-01-01", findings="Dit typte ik.")
    assert (later.status_code, "Deze dag moet nog komen." in later.text) == (422, True)
    assert "Dit typte ik." in later.text
    away = await coordinator.submit(address, on=portal.services.today.isoformat(), findings="Dit typte ik.")
    assert (away.status_code, "Dit typte ik." in away.text) == (503, True)


async def test_what_is_not_possible_yet_has_no_form_but_a_reason(portal: Portal) -> None:
    coordinator, traject = portal.as_("coordinator"), traject_in(portal, "programme")
    page = await coordinator.get(f"/trajecten/{traject}/evaluatie/eind")
    assert "De certificaatuitreiking is nog niet gehouden." in page.text
    assert '<form class="tv-form"' not in page.text
    assert (await coordinator.get(f"/trajecten/{traject}/evaluatie/halverwege")).status_code == 404


async def test_a_project_lead_sees_that_but_not_what_was_written(speaking: Portal) -> None:
    coordinator, traject = speaking.as_("coordinator"), traject_in(speaking, "programme")
    address = f"/trajecten/{traject}/evaluatie/tussentijds"
    await coordinator.submit(address, on=speaking.services.today.isoformat(), findings="Iets van de groep.")
    lead = speaking.as_("project_lead")
    page = await lead.get("/evaluaties")
    assert "Tussentijdse evaluatie" in page.text
    assert "Iets van de groep." not in page.text
    assert (await lead.get(address)).status_code == 403
