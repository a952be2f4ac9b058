"""From registration to the decision, by forms: what is recorded, what is refused, and two people at one form."""

import re
from uuid import UUID

from tests.portal.participants import facts, note, one, open_tasks, recorded, refused, somebody, today, traject, words
from tests.portal.portal import Person, Portal, hidden_fields

NEW = {"first_name": "Zoë", "infix": "van der", "last_name": "Testpersoon", "birth_date": "1990-05-17"}
ALL_YES = dict.fromkeys(("permit", "motivated", "enough_time", "day_and_hour", "interactive"), "yes")


async def registered(portal: Portal, coordinator: Person, **fields: str) -> UUID:
    """Somebody new in UTR-1."""
    address = f"/trajecten/{traject(portal, 'UTR-1')}/aanmelden"
    sent = await recorded(coordinator, address, **(NEW | {"on": today(portal)} | fields))
    return UUID(sent.headers["location"].rsplit("/", 1)[1])


async def test_somebody_is_registered_under_the_next_number_of_the_traject(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    last = one(speaking, "SELECT max(key) FROM participants WHERE key LIKE 'UTR-1-%'")
    who = await registered(speaking, coordinator, level="A2")
    assert one(speaking, "SELECT key FROM participants WHERE id = :id", id=who) == f"UTR-1-{int(last[-2:]) + 1:02d}"
    assert facts(speaking, who, "criteria_recorded")[0]["language"] == "A2"
    assert open_tasks(speaking, who) == ["hold_intake"]
    page = await coordinator.get(f"/deelnemers/{who}")
    assert "Zoë van der Testpersoon" in page.text
    assert "Vastgelegd. 1 nieuwe taak." in page.text


async def test_a_registration_without_a_name_or_with_a_day_to_come_is_shown_again(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    address = f"/trajecten/{traject(speaking, 'UTR-1')}/aanmelden"
    assert "Vul dit in." in await refused(coordinator, address, on=today(speaking))
    assert "Deze dag moet nog komen." in await refused(coordinator, address, **NEW, on="2099-01-01")
    wrong = {**NEW, "birth_date": "1901-10-14"}
    assert "geboortedatum klopt" in await refused(coordinator, address, **wrong, on=today(speaking))
    mail = await refused(coordinator, address, **NEW, on=today(speaking), email="geen-adres")
    assert "Vul een e-mailadres in." in mail


async def test_criteria_are_said_in_words(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    who = await registered(speaking, coordinator, level="A2")
    await recorded(coordinator, f"/deelnemers/{who}/intake", **ALL_YES, level="A2", on=today(speaking))
    page = words(await coordinator.get(f"/deelnemers/{who}"))
    assert "Spreekt en begrijpt Nederlands op A2 of hoger" in page
    assert "Criteria: verblijfsvergunning ja, motivatie ja" in page


async def test_whoever_may_be_there_already_is_shown_before_saving(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    first = await registered(speaking, coordinator)
    address = f"/trajecten/{traject(speaking, 'UTR-1')}/aanmelden"
    sent = await coordinator.submit(address, **NEW, on=today(speaking))
    assert sent.status_code == 422
    assert f'href="/deelnemers/{first}"' in sent.text
    second = await registered(speaking, coordinator, another="true")
    assert second != first


async def test_the_same_registration_sent_twice_is_one_person(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    address = f"/trajecten/{traject(speaking, 'UTR-1')}/aanmelden"
    page = await coordinator.get(address)
    fields = hidden_fields(page.text) | NEW | {"on": today(speaking)}
    answers = [await coordinator.client.post(address, data=fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]


async def test_when_a_colleague_took_the_number_the_next_one_is_proposed(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    address = f"/trajecten/{traject(speaking, 'UTR-1')}/aanmelden"
    mine = hidden_fields((await coordinator.get(address)).text)
    await registered(speaking, speaking.as_("coordinator"))
    fields = mine | {"first_name": "Ander", "last_name": "Mens", "on": today(speaking)}
    sent = await coordinator.client.post(address, data=fields)
    assert sent.status_code == 409
    again = hidden_fields(sent.text)
    assert again["key"] != mine["key"]
    assert (await coordinator.client.post(address, data=fields | again)).status_code == 303


async def test_in_a_traject_that_is_over_nobody_is_registered(speaking: Portal) -> None:
    stranger = speaking.as_("stranger")
    address = f"/trajecten/{traject(speaking, 'GRO-1')}/aanmelden"
    assert "Kies een ander traject" in words(await stranger.get(address))
    sent = await stranger.post(address, NEW | {"on": today(speaking), "key": "GRO-1-99"})
    assert sent.status_code == 409


async def test_personal_details_are_corrected_and_what_is_emptied_is_erased(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    who = await registered(speaking, coordinator, phone="06 1234")
    address = f"/deelnemers/{who}/gegevens"
    unchanged = NEW | {"phone": "06 1234"}
    assert "Er is niets veranderd." in await refused(coordinator, address, **unchanged)
    await recorded(coordinator, address, **NEW, email="zoe@voorbeeld.example")
    query = "SELECT phone IS NULL AND email = 'zoe@voorbeeld.example' FROM people WHERE participant_id = :id"
    assert one(speaking, query, id=who)


async def test_the_second_person_to_correct_details_is_told(speaking: Portal) -> None:
    coordinator, colleague = speaking.as_("coordinator"), speaking.as_("coordinator")
    who = await registered(speaking, coordinator)
    address = f"/deelnemers/{who}/gegevens"
    mine = hidden_fields((await coordinator.get(address)).text)
    await recorded(colleague, address, **NEW, phone="06 5678")
    sent = await coordinator.client.post(address, data=mine | NEW | {"phone": "06 9999"})
    assert sent.status_code == 409
    assert "Iemand anders heeft deze gegevens veranderd" in words(sent)
    sent = await coordinator.client.post(address, data=mine | NEW | {"phone": "06 9999"} | hidden_fields(sent.text))
    assert sent.status_code == 303


async def test_an_intake_records_what_is_new_and_keeps_wishes_apart(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    who = await registered(speaking, coordinator)
    address = f"/deelnemers/{who}/intake"
    fields = {"on": today(speaking), **ALL_YES, "level": "B1", "handholds": "gesprek", "wish": "Wil bakker worden."}
    await recorded(coordinator, address, **fields)
    assert facts(speaking, who, "criteria_recorded")[0]["criteria"]["INT-1"] is True
    assert note(speaking, who, "learning_wish") == "Wil bakker worden."
    assert open_tasks(speaking, who) == ["decide_admission"]
    await recorded(coordinator, address, **fields | {"wish": "", "interactive": "no"})
    assert facts(speaking, who, "criteria_recorded")[1]["criteria"] == {"INT-7": False}
    assert note(speaking, who, "learning_wish") is None


async def test_an_intake_of_tomorrow_is_shown_again_and_one_of_who_left_is_not_shown(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    who = await registered(speaking, coordinator)
    text = await refused(coordinator, f"/deelnemers/{who}/intake", on="2099-01-01", wish="Dit typte ik.")
    assert "Deze dag moet nog komen." in text
    assert "Dit typte ik." in text
    gone = somebody(speaking, "withdrawn")
    assert "Dit kan nu niet" in words(await coordinator.get(f"/deelnemers/{gone}/intake"))


async def test_a_decision_against_the_criteria_needs_a_reason(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    who = await registered(speaking, coordinator)
    address, on = f"/deelnemers/{who}/besluit", today(speaking)
    assert "U wijkt af" in await refused(coordinator, address, decision="admitted", on=on)
    await recorded(coordinator, address, decision="admitted", on=on, reason="Heeft een vriend in de groep.")
    assert note(speaking, who, "decision_reason") == "Heeft een vriend in de groep."
    assert "al besloten" in await refused(coordinator, address, decision="admitted", on=on)
    await recorded(coordinator, address, decision="waiting_list", on=on)


async def test_a_decision_after_the_ceremony_is_explained(speaking: Portal) -> None:
    who = somebody(speaking, "follow_up", "Groningen")
    assert "traject is afgelopen" in words(await speaking.as_("stranger").get(f"/deelnemers/{who}/besluit"))


async def test_consent_is_given_and_withdrawn(speaking: Portal) -> None:
    coordinator, who = speaking.as_("coordinator"), somebody(speaking, "programme")
    address, on = f"/deelnemers/{who}/toestemming", today(speaking)
    assert "Vul dit in." in await refused(coordinator, address, on=on)
    for answer in ("yes", "no"):
        await recorded(coordinator, address, consent=answer, on=on, note="Zelf gezegd.")
    assert [fact["consent"] for fact in facts(speaking, who, "consent_recorded")] == [True, False]
    assert "Beeld: mag niet" in words(await coordinator.get(f"/deelnemers/{who}"))


async def test_the_second_person_at_a_form_is_told_what_changed(speaking: Portal) -> None:
    coordinator, who = speaking.as_("coordinator"), somebody(speaking, "programme")
    address = f"/deelnemers/{who}/toestemming"
    mine = hidden_fields((await coordinator.get(address)).text)
    await recorded(speaking.as_("coordinator"), address, consent="no", on=today(speaking))
    fields = mine | {"consent": "yes", "on": today(speaking)}
    sent = await coordinator.client.post(address, data=fields)
    assert sent.status_code == 409
    assert "Toestemming beeld: nee" in words(sent)
    sent = await coordinator.client.post(address, data=fields | hidden_fields(sent.text))
    assert sent.status_code == 303


async def test_a_form_brings_back_to_where_somebody_came_from(speaking: Portal) -> None:
    coordinator, who = speaking.as_("coordinator"), somebody(speaking, "programme")
    page = await coordinator.get(f"/deelnemers/{who}/toestemming?terug=/taken")
    assert re.search(r'<a[^>]+href="/taken"[^>]*>Annuleren', page.text)
    fields = hidden_fields(page.text) | {"consent": "no", "on": today(speaking)}
    sent = await coordinator.client.post(f"/deelnemers/{who}/toestemming", data=fields)
    assert sent.headers["location"] == "/taken"
