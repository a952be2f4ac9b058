"""A file that somebody hands in: what would happen, which cells are wrong, and what became of it."""

import asyncio
import re
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import delete, select, text

from domain.ids import participant_id, traject_id
from domain.rows import Sheet
from domain.terms import ForgetReason
from importer.check import check
from importer.table import NoWorkbook
from portal.intake import runner
from portal.intake.files import Given, pack, unpacked
from portal.services import Services
from storage import receipts, uploads
from storage.engine import reading, writing
from storage.errors import StorageUnavailable
from storage.tables import facts, participants, trajects
from storage.tables import uploads as table
from tests.importer.files import a_file, write_xlsx
from tests.locks import until_it_waits
from tests.portal.portal import Person, Portal
from tests.portal.stock import ELSEWHERE, HOME

TRAJECTS = "traject;gemeente;coordinator\nNIEUW-1;{place};coordinator@example.org\n"
PEOPLE = (
    "deelnemer;traject;voornaam;achternaam;geboortedatum\n"
    "N-1;NIEUW-1;Samira;Haddad;{born}\nN-2;NIEUW-1;Yonas;Tesfay;12-05-1990\n"
)
CONSENTING = "N-1;NIEUW-1;Samira;Haddad;03-04-1988;ja\n"


def files(place: str = HOME, born: str = "03-04-1988") -> list[tuple[str, tuple[str, str]]]:
    """Two sheets of one new traject."""
    named = {"trajecten.csv": TRAJECTS.format(place=place), "deelnemers.csv": PEOPLE.format(born=born)}
    return [("files", each) for each in named.items()]


async def hand_in(portal: Portal, person: Person, given: list[Any]) -> str:
    """Send files and wait until they were looked at; the address of their page."""
    sent = await person.client.post("/import", data={"_form": person.token()}, files=given)
    assert sent.status_code == 303, sent.text
    await portal.services.intake.finished()
    return str(sent.headers["location"])


async def take_in(portal: Portal, person: Person, address: str) -> httpx.Response:
    """Press the button, and wait until it is done."""
    sent = await person.submit(address, what="take_in")
    assert sent.status_code == 303
    await portal.services.intake.finished()
    return await person.get(address)


def kept(services: Services, address: str) -> Any:  # noqa: ANN401 - a row
    """What lies in the database of the file at this address."""
    with reading(services.engine) as session:
        return session.execute(select(table).where(table.c.id == UUID(address.rpartition("/")[2]))).one()


async def test_a_preview_shows_the_wrong_cell_and_changes_nothing(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    address = await hand_in(portal, coordinator, files(born="morgen"))
    page = await coordinator.get(address)
    wrong = re.search(r'tv-wrong__text">([^<]*)</span>.*?verwacht: ([^<]*)<', page.text, re.DOTALL)
    assert wrong is not None
    assert (wrong[1], "31-12-2026" in wrong[2]) == ("morgen", True)
    assert "Neem 2 rijen over" in page.text
    with reading(portal.services.engine) as session:
        assert session.execute(select(trajects.c.id).where(trajects.c.key == "NIEUW-1")).one_or_none() is None


async def test_what_is_right_goes_in_and_the_file_is_gone(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    address = await hand_in(speaking, coordinator, files())
    page = await take_in(speaking, coordinator, address)
    assert "Alles wat goed was, staat erin." in page.text
    with reading(speaking.services.engine) as session:
        keys = session.execute(select(participants.c.key).where(participants.c.key.like("N-_"))).scalars().all()
        by = session.execute(select(facts.c.recorded_by).order_by(facts.c.seq.desc()).limit(1)).scalar_one()
    assert sorted(keys) == ["N-1", "N-2"]
    assert str(UUID(by)) == by
    assert kept(speaking.services, address).content is None


async def test_whoever_was_forgotten_stays_out_and_the_others_go_in(speaking: Portal) -> None:
    gone = participant_id(HOME, "N-1")
    about = {"mark": speaking.services.keys.mark(gone), "subject": gone, "traject_id": traject_id(HOME, "NIEUW-1")}
    with writing(speaking.services.engine) as session:
        receipts.add(session, [{"number": 1, "why": ForgetReason.REQUEST, "deleted": {}, **about}])
    coordinator = speaking.as_("coordinator")
    address = await hand_in(speaking, coordinator, files())
    page = await coordinator.get(address)
    assert "Deze persoon is vergeten" in page.text
    assert "Neem 2 rijen over" in page.text
    await take_in(speaking, coordinator, address)
    with reading(speaking.services.engine) as session:
        keys = session.execute(select(participants.c.key).where(participants.c.key.like("N-_"))).scalars().all()
    assert keys == ["N-2"]


async def test_the_same_file_again_has_nothing_to_take_in(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    await take_in(speaking, coordinator, await hand_in(speaking, coordinator, files()))
    again = await coordinator.get(await hand_in(speaking, coordinator, files()))
    assert "Er valt niets over te nemen" in again.text
    mended = await coordinator.get(await hand_in(speaking, coordinator, files(born="04-04-1988")))
    assert "Neem 1 rij over" in mended.text


async def test_what_a_file_says_of_one_person_is_corrected_by_a_file_and_not_taken_back(speaking: Portal) -> None:
    coordinator, who = speaking.as_("coordinator"), participant_id(HOME, "N-1")
    await take_in(speaking, coordinator, await hand_in(speaking, coordinator, files()))
    given = [("files", ("deelnemers.csv", f"{PEOPLE.partition(chr(10))[0]};toestemming_beeld\n{CONSENTING}"))]
    await take_in(speaking, coordinator, await hand_in(speaking, coordinator, given))
    with reading(speaking.services.engine) as session:
        query = select(facts.c.message_id).where(facts.c.participant_id == who, facts.c.kind == "consent_recorded")
        message = session.execute(query).scalar_one()
    page = await coordinator.get(f"/deelnemers/{who}")
    assert "Toestemming beeld: ja" in page.text
    assert "terugnemen" not in page.text
    refused = await coordinator.post(f"/deelnemers/{who}/terugnemen/{message}")
    assert refused.status_code == 409
    assert "neem het verbeterde bestand over" in refused.text


async def test_rows_of_another_municipality_are_refused_with_the_reason(portal: Portal) -> None:
    address = await hand_in(portal, portal.as_("coordinator"), files(place=ELSEWHERE))
    coordinator = await portal.as_("coordinator").get(address)
    assert "Deze gemeente is niet de uwe" in coordinator.text
    assert "Neem " not in coordinator.text
    administrator = portal.as_("administrator")
    page = await administrator.get(await hand_in(portal, administrator, files(place=ELSEWHERE)))
    assert "Neem 3 rijen over" in page.text


async def test_people_of_another_municipality_cannot_be_reached_by_their_key(portal: Portal) -> None:
    with reading(portal.services.engine) as session:
        query = select(participants.c.key).where(participants.c.municipality == ELSEWHERE).limit(1)
        key = session.execute(query).scalar_one()
    sheet = ("files", ("certificaten.csv", f"deelnemer;akkoord_trainer\n{ELSEWHERE}/{key};ja\n"))
    page = await portal.as_("coordinator").get(await hand_in(portal, portal.as_("coordinator"), [sheet]))
    assert "niet bekend" in page.text
    assert "Neem " not in page.text


async def test_a_file_that_is_handed_in_twice_at_the_same_moment_is_there_once(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    form = {"_form": coordinator.token()}
    first = await coordinator.client.post("/import", data=form, files=files())
    await portal.services.intake.finished()
    with writing(portal.services.engine) as session:
        row = session.execute(delete(table).returning(table)).one()
    with writing(portal.services.engine) as session:
        assert uploads.add(session, row.id, row.account_id, bytes(row.content), row.created_at)
        sent = coordinator.client.post("/import", data=form, files=files())
        second = await until_it_waits(portal.services.engine, sent)
    answer = await second
    await portal.services.intake.finished()
    assert (answer.status_code, answer.headers["location"]) == (303, first.headers["location"])
    assert kept(portal.services, answer.headers["location"]).state == "checked"


async def test_nobody_sees_the_file_of_somebody_else(portal: Portal) -> None:
    address = await hand_in(portal, portal.as_("coordinator"), files())
    for answer in (await portal.as_("stranger").get(address), await portal.as_("administrator").get(address)):
        assert (answer.status_code, answer.headers["location"]) == (303, "/import")


@pytest.mark.parametrize("given", [("brief.docx", b"PK"), ("oud.xls", bytes.fromhex("d0cf11e0a1b11ae1"))])
async def test_what_is_no_workbook_is_said_in_words(portal: Portal, given: tuple[str, bytes]) -> None:
    coordinator = portal.as_("coordinator")
    page = await coordinator.get(await hand_in(portal, coordinator, [("files", given)]))
    assert "Dit bestand is niet te lezen" in page.text


async def test_a_form_without_a_file_asks_for_one(portal: Portal) -> None:
    sent = await portal.as_("coordinator").submit("/import")
    assert sent.status_code == 422
    assert "Kies een bestand." in sent.text


async def test_of_two_files_with_one_name_neither_is_lost_without_a_word(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    twice = ("files", ("map/deelnemers.csv", PEOPLE.format(born="03-04-1988")))
    page = await coordinator.get(await hand_in(portal, coordinator, [*files(), twice]))
    assert "deelnemers.csv: Er is al een bestand voor dit blad" in page.text


@pytest.mark.parametrize("name", ["é" * 200, "x" * 300, "a\x00b", "regel\neinde", "..", "", "\ud800", "map/", "."])
def test_a_file_may_have_a_name_that_it_cannot_have_here(name: str) -> None:
    with pytest.raises(NoWorkbook), unpacked(pack([Given(f"{name}.csv", b"deelnemer;traject\n")])):
        pass


def test_a_workbook_with_a_name_that_is_too_long_here_is_read_all_the_same(tmp_path: Path) -> None:
    content = write_xlsx(tmp_path / "b.xlsx", a_file()).read_bytes()
    with unpacked(pack([Given("é" * 300 + ".xlsx", content)])) as workbook:
        assert set(workbook.tables) == set(Sheet)


async def test_a_file_that_is_thrown_away_leaves_nothing(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    address = await hand_in(portal, coordinator, files())
    sent = await coordinator.submit(address, what="drop")
    assert sent.headers["location"] == "/import"
    row = kept(portal.services, address)
    assert (row.state, row.content, row.findings) == ("dropped", None, None)


async def test_what_is_thrown_away_while_it_is_taken_in_leads_to_how_far_it_is(portal: Portal) -> None:
    address, coordinator = await wanted(portal), portal.as_("coordinator")
    with writing(portal.services.engine) as session:
        assert uploads.claim(session, portal.services.now()) is not None
    sent = await coordinator.post(address, {"what": "drop"})
    page = await coordinator.get(str(sent.headers["location"]))
    await portal.services.intake.stop()
    assert "Uw bestand wordt overgenomen" in page.text
    assert "weggegooid" not in page.text
    assert kept(portal.services, address).state == "wanted"


async def test_throwing_away_twice_is_told_twice(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    address = await hand_in(portal, coordinator, files())
    for _ in range(2):
        assert (await coordinator.post(address, {"what": "drop"})).headers["location"] == "/import"
        assert "Het bestand is weggegooid. Er is niets veranderd." in (await coordinator.get("/import")).text


async def test_no_name_lies_in_the_table_in_clear(portal: Portal) -> None:
    address = await hand_in(portal, portal.as_("coordinator"), files())
    row = kept(portal.services, address)
    assert b"Samira" not in bytes(row.content)
    assert b"Samira" not in bytes(row.findings)


async def test_after_a_day_the_file_is_gone(portal: Portal) -> None:
    address = await hand_in(portal, portal.as_("coordinator"), files())
    with writing(portal.services.engine) as session:
        assert uploads.forget(session, portal.services.now()) == 0
        assert uploads.forget(session, portal.services.now() + timedelta(days=1, minutes=1)) == 1
    assert kept(portal.services, address).content is None


async def test_a_portal_that_was_stopped_goes_on_where_it_was(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    address = await hand_in(speaking, coordinator, files())
    with writing(speaking.services.engine) as session:
        assert uploads.want(session, UUID(address.rpartition("/")[2]))
        assert uploads.claim(session, speaking.services.now() - timedelta(minutes=1)) is not None  # and then it stopped
    await coordinator.get(address)
    await speaking.services.intake.finished()
    assert "Alles wat goed was, staat erin." in (await coordinator.get(address)).text
    with reading(speaking.services.engine) as session:
        assert session.execute(text("SELECT count(*) FROM trajects WHERE key = 'NIEUW-1'")).scalar_one() == 1


class Deaf:
    """Where nothing is answered."""

    def __init__(self) -> None:
        self.spoken_to = asyncio.Event()

    async def say(self, *_: Any) -> Any:  # noqa: ANN401 - as Speaks
        """Never."""
        self.spoken_to.set()
        await asyncio.Event().wait()


async def wanted(portal: Portal) -> str:
    """A file whose owner wants it taken in, and with which nobody has begun; its address."""
    address = await hand_in(portal, portal.as_("coordinator"), files())
    with writing(portal.services.engine) as session:
        assert uploads.want(session, UUID(address.rpartition("/")[2]))
    return address


async def restart(portal: Portal) -> None:
    """Start the portal and wait until nothing is left to do; nobody opens a page."""
    async with asyncio.timeout(20), portal.app.router.lifespan_context(portal.app):
        await portal.services.intake.finished()


async def test_a_portal_that_is_restarted_at_once_goes_on_by_itself(speaking: Portal) -> None:
    address, intake = await wanted(speaking), speaking.services.intake
    answering, intake.mailbox = intake.mailbox, (deaf := Deaf())
    async with asyncio.timeout(20), speaking.app.router.lifespan_context(speaking.app):
        await deaf.spoken_to.wait()
        assert kept(speaking.services, address).alive_at is not None
    row = kept(speaking.services, address)
    assert (row.state, row.alive_at) == ("wanted", None)
    intake.mailbox = answering
    await restart(speaking)
    assert kept(speaking.services, address).state == "taken_in"


async def test_what_a_killed_portal_had_begun_is_done_once_that_is_silent(speaking: Portal) -> None:
    address, intake, clock = await wanted(speaking), speaking.services.intake, speaking.services.now
    with writing(speaking.services.engine) as session:
        assert uploads.claim(session, clock()) is not None
    ahead, looks, looked, loop = timedelta(0), count(1), asyncio.Event(), asyncio.get_running_loop()

    def now() -> datetime:
        """Asked twice a look; at the fifth time two looks are over."""
        if next(looks) == 5:
            loop.call_soon_threadsafe(looked.set)
        return clock() + ahead

    intake.pause, intake.now = 0.01, now
    async with asyncio.timeout(20), speaking.app.router.lifespan_context(speaking.app):
        await looked.wait()
        assert kept(speaking.services, address).state == "wanted"
        ahead = uploads.SILENT + timedelta(seconds=1)
        await intake.finished()
    assert kept(speaking.services, address).state == "taken_in"


async def test_after_one_failure_of_the_database_it_is_tried_again(
    speaking: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = await wanted(speaking)
    failures = [StorageUnavailable("gone")]

    def once(*given: Any) -> Any:  # noqa: ANN401 - as `check`
        if failures:
            raise failures.pop()
        return check(*given)

    monkeypatch.setattr(runner, "check", once)
    speaking.services.intake.pause = 0.01
    await restart(speaking)
    assert (kept(speaking.services, address).state, failures) == ("taken_in", [])


async def test_a_wanted_file_that_is_forgotten_has_failed(portal: Portal) -> None:
    address = await wanted(portal)
    with writing(portal.services.engine) as session:
        assert uploads.forget(session, portal.services.now() + timedelta(days=1, minutes=1)) == 1
    row = kept(portal.services, address)
    assert (row.state, row.content) == ("failed", None)
    assert "Er is niets veranderd" not in (await portal.as_("coordinator").get(address)).text
