"""Taking back what was recorded of a participant: for a day, by whoever may record it."""

import pytest

from tests.portal.participants import one, recorded, somebody, today, words
from tests.portal.portal import Portal

_LATEST = "SELECT message_id FROM facts WHERE participant_id = :id ORDER BY seq DESC LIMIT 1"


async def test_what_was_recorded_today_is_taken_back_with_its_notes(speaking: Portal) -> None:
    coordinator, who = speaking.as_("coordinator"), somebody(speaking, "programme")
    await recorded(coordinator, f"/deelnemers/{who}/stoppen", on=today(speaking), reason="Vergissing.")
    page = await coordinator.get(f"/deelnemers/{who}")
    message = one(speaking, _LATEST, id=who)
    address = f"/deelnemers/{who}/terugnemen/{message}"
    assert f'href="{address}"' in page.text
    await recorded(coordinator, address)
    page = await coordinator.get(f"/deelnemers/{who}")
    assert "Ongedaan gemaakt" in page.text
    assert f'href="{address}"' not in page.text
    assert "Fase: programma" in words(page)
    assert "Dit kan nu niet" in words(await coordinator.get(address))


SAID_BY = [
    pytest.param("coordinator", "stoppen", {"reason": "Gestopt."}, "trainer", id="a coordinator's withdrawal"),
    pytest.param("trainer", "akkoord", {"approval": "no", "reason": "Te vroeg."}, "coordinator", id="a trainer's no"),
]


@pytest.mark.parametrize(("who", "page", "fields", "other"), SAID_BY)
async def test_only_who_may_record_it_takes_it_back(
    speaking: Portal, who: str, page: str, fields: dict[str, str], other: str
) -> None:
    person = somebody(speaking, "programme")
    when = {"on": today(speaking)} if page == "stoppen" else {}
    await recorded(speaking.as_(who), f"/deelnemers/{person}/{page}", **fields, **when)
    message = one(speaking, _LATEST, id=person)
    address = f"/deelnemers/{person}/terugnemen/{message}"
    assert f'href="{address}"' not in (await speaking.as_(other).get(f"/deelnemers/{person}")).text
    answer = await speaking.as_(other).post(address)
    assert (answer.status_code, "die het ook mag vastleggen" in answer.text) == (409, True)
    assert f'href="{address}"' in (await speaking.as_(who).get(f"/deelnemers/{person}")).text
    await recorded(speaking.as_(who), address)


async def test_an_import_or_what_is_about_somebody_else_is_not_taken_back(speaking: Portal) -> None:
    coordinator, who = speaking.as_("coordinator"), somebody(speaking, "programme")
    imported = one(speaking, "SELECT message_id FROM facts WHERE participant_id = :id LIMIT 1", id=who)
    address = f"/deelnemers/{who}/terugnemen/{imported}"
    assert "Dit kan nu niet" in words(await coordinator.get(address))
    assert (await coordinator.post(address)).status_code == 409
    assert (await coordinator.get(f"/deelnemers/{who}/terugnemen/iets")).status_code == 404
