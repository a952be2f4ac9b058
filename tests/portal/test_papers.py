"""Certificates, sheets and reports in the portal, and the page where anybody checks a certificate."""

import io
import re
import zipfile

import httpx
import pytest
from sqlalchemy import select

from storage.engine import reading
from storage.tables import participants, sessions, trajects
from tests.papers.reading import text_of
from tests.portal.browser import Browser, barriers, overflow
from tests.portal.portal import Person, Portal, hidden_fields
from tests.portal.stock import HOME, today

EARNED = "Groningen"
"""The municipality of `stranger`, whose first traject held its ceremony."""


def traject(portal: Portal, municipality: str) -> str:
    """The address of a municipality's first traject."""
    query = select(trajects.c.id).where(trajects.c.municipality == municipality).order_by(trajects.c.key)
    with reading(portal.services.engine) as session:
        return f"/trajecten/{session.execute(query).scalars().first()}"


def earner(portal: Portal) -> str:
    """The address of somebody who earned a certificate."""
    query = select(participants.c.id).where(participants.c.municipality == EARNED, participants.c.verdict == "eligible")
    with reading(portal.services.engine) as session:
        return f"/deelnemers/{session.execute(query.order_by(participants.c.key)).scalars().first()}"


def meeting(portal: Portal, of: str) -> str:
    """The address of the last session of a traject."""
    query = select(sessions.c.id).where(sessions.c.traject_id == of.rpartition("/")[2]).order_by(sessions.c.key.desc())
    with reading(portal.services.engine) as session:
        return f"{of}/bijeenkomsten/{session.execute(query).scalars().first()}"


async def issue_certificates(person: Person, group: str, **fields: object) -> httpx.Response:
    return await person.submit(f"{group}/certificaten/uitgeven", paper_language="nl", **fields)


async def number_and_code(person: Person, who: str) -> tuple[str, str]:
    """What stands at the foot of somebody's certificate."""
    file = await person.get(f"{who}/certificaat")
    assert file.headers["content-type"] == "application/pdf"
    found = re.search(r"Nummer ([\w-]+) Code ([\w-]+)", text_of(file.content))
    assert found
    return found[1], found[2]


async def test_a_preview_opens_in_the_browser_and_is_no_certificate(portal: Portal) -> None:
    page = await portal.as_("stranger").get(f"{earner(portal)}/certificaat/voorbeeld")
    assert page.headers["content-disposition"] == 'inline; filename="voorbeeld.pdf"'
    assert page.headers["cache-control"] == "private, no-store"
    assert "Voorbeeld, niet geldig" in text_of(page.content)


async def test_whoever_has_no_certificate_yet_is_told_so(portal: Portal) -> None:
    page = await portal.as_("stranger").get(f"{earner(portal)}/certificaat")
    assert page.status_code == 409
    assert "Er is niets om af te drukken." in page.text


async def test_a_whole_group_gets_its_certificates_once(speaking: Portal) -> None:
    coordinator, group = speaking.as_("stranger"), traject(speaking, EARNED)
    page = await coordinator.get(f"{group}/certificaten/uitgeven")
    ticked = re.findall(r'name="who" value="([^"]+)" checked', page.text)
    fields = hidden_fields(page.text) | {"paper_language": "nl", "who": ticked}
    sent = await coordinator.client.post(f"{group}/certificaten/uitgeven", data=fields)
    assert sent.status_code == 303
    page = await coordinator.get(f"{group}/certificaten/uitgeven")
    made = len(re.findall(rf">GRONINGEN-{today().year}-\d{{4}}<", page.text))
    assert made == len(ticked) > 5
    assert f"{made} certificaten gemaakt." in page.text
    files = await coordinator.get(f"{group}/certificaten/bestanden")
    assert len(zipfile.ZipFile(io.BytesIO(files.content)).namelist()) == made
    assert "checked" not in page.text.partition("<table")[2].partition("</table>")[0]


async def test_nobody_ticked_is_nobody_meant(portal: Portal) -> None:
    sent = await issue_certificates(portal.as_("stranger"), traject(portal, EARNED))
    assert (sent.status_code, "Kies eerst voor wie." in sent.text) == (422, True)


async def test_sent_twice_with_again_nobody_gets_two(speaking: Portal) -> None:
    coordinator, group, who = speaking.as_("stranger"), traject(speaking, EARNED), earner(speaking)
    page = await coordinator.get(f"{group}/certificaten/uitgeven")
    fields = hidden_fields(page.text) | {"paper_language": "en", "again": "true", "who": who.rpartition("/")[2]}
    for _ in range(2):
        assert (await coordinator.client.post(f"{group}/certificaten/uitgeven", data=fields)).status_code == 303
    page = await coordinator.get(f"{group}/certificaten/uitgeven")
    assert len(re.findall(rf">GRONINGEN-{today().year}-\d{{4}}<", page.text)) == 1


async def test_what_cannot_be_made_is_said_by_person(speaking: Portal) -> None:
    coordinator, group = speaking.as_("stranger"), traject(speaking, EARNED)
    who = earner(speaking).rpartition("/")[2]
    await issue_certificates(coordinator, group, who=who)
    sent = await issue_certificates(coordinator, group, who=who)
    assert sent.status_code == 409
    assert "Dit certificaat is al uitgereikt, en er is niets veranderd." in sent.text


async def test_with_the_engine_away_nothing_counts_as_issued(portal: Portal) -> None:
    coordinator, group, who = portal.as_("stranger"), traject(portal, EARNED), earner(portal)
    sent = await issue_certificates(coordinator, group, who=who.rpartition("/")[2])
    assert sent.status_code == 409
    assert "U kunt dit formulier gerust nog een keer versturen" in sent.text
    assert (await coordinator.get(f"{who}/certificaat")).status_code == 409


async def test_anybody_can_check_a_certificate_and_sees_no_name(speaking: Portal) -> None:
    coordinator, who = speaking.as_("stranger"), earner(speaking)
    await issue_certificates(coordinator, traject(speaking, EARNED), who=who.rpartition("/")[2])
    number, code = await number_and_code(coordinator, who)
    passer_by = speaking.nobody()
    page = await passer_by.get(f"/certificaat?nummer={number}")
    assert f'value="{number}"' in page.text
    answer = await passer_by.submit("/certificaat", number=number.lower(), code=code)
    assert (answer.status_code, "Dit certificaat is geldig." in answer.text) == (200, True)
    assert str(today().year) in answer.text
    assert EARNED not in answer.text
    wrong = await passer_by.submit("/certificaat", number=number, code="AAAA-AAAA-AAAA")
    assert "kennen wij niet samen" in wrong.text


async def test_a_replaced_certificate_says_so(speaking: Portal) -> None:
    coordinator, group, who = speaking.as_("stranger"), traject(speaking, EARNED), earner(speaking)
    await issue_certificates(coordinator, group, who=who.rpartition("/")[2])
    number, code = await number_and_code(coordinator, who)
    await issue_certificates(coordinator, group, who=who.rpartition("/")[2], again="true")
    answer = await speaking.nobody().submit("/certificaat", number=number, code=code)
    assert "vervangen door een nieuwer certificaat" in answer.text
    assert (await coordinator.get(f"{who}/certificaat?nummer={number}")).status_code == 200
    assert (await number_and_code(coordinator, who))[0] != number


async def test_whoever_guesses_codes_must_wait(portal: Portal) -> None:
    guesser = portal.nobody()
    answers = [
        await guesser.submit("/certificaat", number="UTRECHT-2026-0001", code=f"AAAA-AAAA-AAA{n}") for n in range(6)
    ]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "te vaak een verkeerde code" in answers[-1].text


async def test_an_empty_check_is_told_what_is_missing(portal: Portal) -> None:
    answer = await portal.nobody().submit("/certificaat")
    assert answer.status_code == 422


async def test_the_sheet_names_the_group_and_the_report_nobody(portal: Portal) -> None:
    coordinator, group = portal.as_("coordinator"), traject(portal, HOME)
    sheet = text_of((await coordinator.get(f"{meeting(portal, group)}/presentielijst")).content)
    assert "Handtekening" in sheet
    report = text_of((await portal.as_("project_lead").get(f"{group}/verslag")).content)
    assert "Aanwezigheid per bijeenkomst" in report
    assert "14.596" in report
    names = re.findall(r"\d+ (\w+ \w+)", sheet.partition("Opmerking")[2])
    assert len(names) > 5
    assert [name for name in names if name in report] == []


@pytest.mark.parametrize("paper", ["verslag?taal=en", "verslag?taal=nl"])
async def test_the_report_is_there_in_both_languages(portal: Portal, paper: str) -> None:
    content = (await portal.as_("coordinator").get(f"{traject(portal, HOME)}/{paper}")).content
    assert ("Hours and budget" in text_of(content)) == paper.endswith("en")


@pytest.mark.parametrize("width", [1280, 390, 320])
async def test_the_pages_around_a_certificate_have_no_barriers(browser: Browser, speaking: Portal, width: int) -> None:
    page = await browser.signed_in("stranger", width=width)
    for path in (f"{traject(speaking, EARNED)}/certificaten/uitgeven", "/certificaat"):
        await page.goto(path)
        assert await barriers(page) == []
        assert await overflow(page) == 0
