"""A form that was recorded and comes again with something else in it, as the browser's Back makes possible."""

import re
from html import unescape
from typing import Any

import httpx
import pytest

from domain.terms import TaskKind
from tests.portal.groups import PAGE, a_session_of_today, picture, planned, said
from tests.portal.participants import facts, one, rows, somebody, today, traject, words
from tests.portal.portal import Person, Portal, hidden_fields
from tests.portal.tasks_of import facts_of, open_tasks
from tests.portal.test_network import BAKERY
from tests.portal.test_together import line

USED = "Dit formulier is al vastgelegd, met iets anders erin."
NEW = {"first_name": "Zoë", "last_name": "Testpersoon", "another": "true"}
Fields = dict[str, Any]


def refilled(page: httpx.Response) -> Fields:
    """The hidden fields of a page's last form that has a token of its own."""
    return hidden_fields(page.text) | {"_form": re.findall(r'name="_form" value="([^"]+)"', page.text)[-1]}


async def goes_back(person: Person, address: str, first: Fields, second: Fields) -> httpx.Response:
    """Record the first, double-click, go back and send the second; then the second again, from what was shown."""
    opened = hidden_fields((await person.get(address)).text)
    for _ in range(2):
        sent = await person.client.post(address, data=opened | first)
        assert sent.status_code == 303, words(sent)
    shown = await person.client.post(address, data=opened | second)
    assert shown.status_code == 409, words(shown)
    assert USED in unescape(words(shown))
    assert opened["_form"] not in shown.text
    last = await person.client.post(address, data=refilled(shown) | second)
    assert last.status_code == 303, words(last)
    again = await person.client.post(address, data=opened | first)
    assert again.status_code == 303, words(again)
    return shown


async def test_a_form_about_somebody_says_what_it_recorded_and_keeps_what_was_typed(speaking: Portal) -> None:
    person, who = speaking.as_("coordinator"), somebody(speaking, "programme")
    yes = {"consent": "yes", "on": today(speaking), "note": "Vindt het leuk."}
    no = {**yes, "consent": "no", "note": "Toch liever niet."}
    shown = await goes_back(person, f"/deelnemers/{who}/toestemming", yes, no)
    assert "Toestemming beeld: ja (Coordinator)" in words(shown)
    assert "Toch liever niet." in shown.text
    assert [fact["consent"] for fact in facts(speaking, who, "consent_recorded")] == [True, False]


async def test_who_left_by_a_form_that_comes_again_sees_what_they_typed_and_then_why_not(speaking: Portal) -> None:
    person, who = speaking.as_("coordinator"), somebody(speaking, "programme")
    address = f"/deelnemers/{who}/stoppen"
    opened = hidden_fields((await person.get(address)).text) | {"on": today(speaking)}
    await person.client.post(address, data=opened | {"reason": "Werk gevonden."})
    shown = await person.client.post(address, data=opened | {"reason": "Werk bij de bakker."})
    assert (shown.status_code, USED in words(shown)) == (409, True)
    assert "Werk bij de bakker." in shown.text
    last = await person.client.post(address, data=refilled(shown) | {"on": today(speaking), "reason": "Werk, anders."})
    assert "Dit kan nu niet" in words(last)


async def test_a_registration_that_comes_again_as_somebody_else_registers_them_too(speaking: Portal) -> None:
    person, address = speaking.as_("coordinator"), f"/trajecten/{traject(speaking, 'UTR-1')}/aanmelden"
    first = NEW | {"on": today(speaking), "key": "UTR-1-81"}
    shown = await goes_back(person, address, first, first | {"key": "UTR-1-82", "first_name": "Zara"})
    assert "Zara" in shown.text
    assert len(rows(speaking, "SELECT 1 FROM participants WHERE key IN ('UTR-1-81', 'UTR-1-82')")) == 2


async def test_corrected_names_are_not_said_back(speaking: Portal) -> None:
    person, who = speaking.as_("coordinator"), somebody(speaking, "programme")
    first, second = ({"first_name": name, "last_name": "Testpersoon"} for name in ("Zoë", "Zara"))
    await goes_back(person, f"/deelnemers/{who}/gegevens", first, second)
    assert one(speaking, "SELECT first_name FROM people WHERE participant_id = :id", id=who) == "Zara"


async def test_a_session_is_planned_on_both_days_once_that_is_meant(speaking: Portal) -> None:
    person, day = speaking.as_("coordinator"), speaking.services.today
    before = len(picture(speaking).situation.sessions)
    await goes_back(person, f"{PAGE}/bijeenkomsten/nieuw", planned(day), planned(day, "guest_lesson"))
    assert len(picture(speaking).situation.sessions) == before + 2


async def test_buttons_of_a_session_are_forms_too(speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking)
    address = f"{PAGE}/bijeenkomsten/{meeting}"
    cancelled = {"status": "cancelled", "reason": "Zaal dicht."}
    await goes_back(speaking.as_("coordinator"), address, cancelled, {"status": "planned"})
    assert picture(speaking).session(meeting).status == "planned"


@pytest.mark.parametrize(
    ("path", "field", "values"),
    [
        ("gegevens", "agreement", ("2026-01-05", "2026-01-06")),
        ("onderbreking", "end", ("2026-01-05", "2026-01-06")),
        ("stoppen", "reason", ("Te weinig mensen.", "Geen trainer.")),
    ],
)
async def test_so_are_those_about_a_traject(speaking: Portal, path: str, field: str, values: tuple[str, str]) -> None:
    common = {"start": "2026-01-05", "on": today(speaking)}
    first, second = (common | {field: value} for value in values)
    shown = await goes_back(speaking.as_("coordinator"), f"{PAGE}/{path}", first, second)
    assert values[1] in shown.text


async def test_an_organisation_is_not_changed_by_a_form_that_added_it(speaking: Portal) -> None:
    person = speaking.as_("coordinator")
    first = BAKERY | {"municipality": "Utrecht"}
    await goes_back(person, "/netwerk/nieuw", first, first | {"name": "Bakkerij Maan"})
    assert len(rows(speaking, "SELECT 1 FROM organisations WHERE name IN ('Bakkerij Zon', 'Bakkerij Maan')")) == 2


async def test_approve_take_back_and_approve_with_one_form_is_told_after_the_first(speaking: Portal) -> None:
    trainer, address = speaking.as_("trainer"), f"{PAGE}/certificaten"
    member = picture(speaking).taking_part[0]
    opened = hidden_fields((await trainer.get(address)).text)
    approve, back = ({"action": action, "who": [str(member.id)]} for action in ("approve", "take_back"))
    assert (await trainer.client.post(address, data=opened | approve)).status_code == 303
    shown = await trainer.client.post(address, data=opened | back)
    assert (shown.status_code, USED in words(shown)) == (409, True)
    assert (await trainer.client.post(address, data=opened | approve)).status_code == 303
    assert [fact["approval"] for fact in said(speaking, "approved")] == [True]
    assert (await trainer.client.post(address, data=refilled(shown) | back)).status_code == 303
    assert [fact["approval"] for fact in said(speaking, "approved")] == [True, None]


async def test_whoever_is_added_to_a_form_about_many_goes_in_without_a_word(speaking: Portal) -> None:
    trainer, address = speaking.as_("trainer"), f"{PAGE}/certificaten"
    two = [str(member.id) for member in picture(speaking).taking_part[:2]]
    opened = hidden_fields((await trainer.get(address)).text) | {"action": "approve"}
    for who in (two[:1], two):
        assert (await trainer.client.post(address, data=opened | {"who": who})).status_code == 303
    assert len(said(speaking, "approved")) == 2


async def test_a_task_that_was_taken_is_not_postponed_by_the_same_form(speaking: Portal) -> None:
    person, task = speaking.as_("stranger"), open_tasks(speaking)[0]
    fields = {"_form": person.token(), "taak": str(task.id)}
    assert (await person.post("/taken/acties", fields | {"actie": "oppakken"})).status_code == 303
    shown = await person.post("/taken/acties", fields | {"actie": "vrijgeven"})
    assert (shown.status_code, USED in words(shown)) == (409, True)
    assert len(facts_of(speaking, "task_claimed")) == 1
    released = refilled(shown) | {"actie": "vrijgeven", "taak": str(task.id)}
    assert (await person.client.post("/taken/acties", data=released)).status_code == 303
    assert len(facts_of(speaking, "task_claimed")) == 2


async def test_one_person_of_a_line_who_is_filled_in_otherwise_keeps_all_of_it_from_going_in(speaking: Portal) -> None:
    person, tasks = speaking.as_("stranger"), line(speaking, TaskKind.ASK_CONSENT)[:2]
    address = f"/trajecten/{tasks[0].traject_id}/samen/ask_consent"
    first, second = tasks
    opened = {"_form": person.token(), "on": today(speaking), "taak": [str(task.id) for task in tasks]}
    assert (await person.client.post(address, data=opened | {f"p-{first.id}": "ja"})).status_code == 200
    otherwise = opened | {f"p-{first.id}": "nee", f"p-{second.id}": "ja"}
    shown = await person.client.post(address, data=otherwise)
    assert (shown.status_code, USED in words(shown)) == (409, True)
    assert len(facts_of(speaking, "consent_recorded")) == 1


async def test_a_file_that_replaces_another_in_the_same_form_is_a_file_of_its_own(portal: Portal) -> None:
    person, places = portal.as_("coordinator"), list[str]()
    form = {"_form": person.token()}
    for content in (b"PK-1", b"PK-1", b"PK-2"):
        files = [("files", ("map.xlsx", content))]
        places.append((await person.client.post("/import", data=form, files=files)).headers["location"])
    assert places[0] == places[1] != places[2]


async def test_an_evaluation_that_comes_again_is_another(speaking: Portal) -> None:
    await a_session_of_today(speaking)
    first, second = ({"on": today(speaking), "findings": text} for text in ("Goed.", "Toch minder."))
    person = speaking.as_("trainer")
    await goes_back(person, f"{PAGE}/evaluatie/tussentijds", first, second)
