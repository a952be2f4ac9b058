"""Questionnaires, visits, competences, approval and the certificate, by forms."""

from uuid import UUID

import pytest

from tests.portal.participants import facts, note, one, recorded, refused, rows, somebody, today, words
from tests.portal.portal import Portal

SEVEN = ("vaardigheden", "netwerk", "netwerk_belang", "arbeidsmarkt", "zelfbeeld", "eigen_kracht", "schoolsysteem")


def refused_one(portal: Portal) -> UUID:
    """Somebody who was not admitted."""
    return somebody(portal, "refused")


async def test_a_baseline_records_what_is_new_and_takes_back_what_was_emptied(speaking: Portal) -> None:
    trainer, who = speaking.as_("trainer"), somebody(speaking, "programme")
    address, on = f"/deelnemers/{who}/meting/nulmeting", today(speaking)
    answers = {f"a-{question}": "3" for question in SEVEN}
    await recorded(trainer, address, on=on, **answers)
    await recorded(trainer, address, on=on, **answers | {"a-netwerk": "-", "a-zelfbeeld": "5"})
    said = facts(speaking, who, "measured")
    assert said[-1]["answers"] == {"netwerk": None, "zelfbeeld": 5}
    text = await refused(trainer, address, on=on, **answers | {"a-netwerk": "-", "a-zelfbeeld": "5"})
    assert "Vul ten minste één antwoord in" in text


@pytest.mark.parametrize("answer", ["6", "0", "veel", "inf", "1e400"])
async def test_an_answer_outside_its_scale_is_shown_again(speaking: Portal, answer: str) -> None:
    trainer, who = speaking.as_("trainer"), somebody(speaking, "programme")
    address = f"/deelnemers/{who}/meting/nulmeting"
    assert "Kies een van de mogelijkheden." in await refused(
        trainer, address, on=today(speaking), **{"a-netwerk": answer}
    )


async def test_an_end_measurement_has_statements_and_a_mark_and_waits_for_the_ceremony(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), somebody(speaking, "follow_up", "Groningen")
    address, on = f"/deelnemers/{who}/meting/eindmeting", today(speaking)
    await recorded(stranger, address, on=on, **{"a-cijfer": "7,5", "a-meer_zelfvertrouwen": "no"})
    assert {"cijfer": 7.5, "meer_zelfvertrouwen": False}.items() <= facts(speaking, who, "measured")[0][
        "answers"
    ].items()
    early = somebody(speaking, "programme")
    page = await speaking.as_("trainer").get(f"/deelnemers/{early}/meting/eindmeting")
    assert "Die is nog niet geweest" in words(page)
    assert (await stranger.get(f"/deelnemers/{who}/meting/tussenmeting")).status_code == 404


async def test_a_visit_is_waived_with_a_reason_and_the_waiver_taken_back(speaking: Portal) -> None:
    trainer, who = speaking.as_("trainer"), somebody(speaking, "programme")
    address = f"/deelnemers/{who}/vrijstelling"
    assert "Vul dit in." in await refused(trainer, address, choice="network_meeting")
    assert "Kies een van de mogelijkheden." in await refused(trainer, address, choice="training", reason="x")
    await recorded(trainer, address, choice="network_meeting", reason="Werkt die dag.")
    assert note(speaking, who, "certificate_reason") == "Werkt die dag."
    assert "Vrijgesteld sinds" in words(await trainer.get(f"/deelnemers/{who}"))
    await recorded(trainer, address, choice="network_meeting:back", reason="Kan toch.")
    assert [fact.get("cleared", False) for fact in facts(speaking, who, "waived")] == [False, True]


async def test_nobody_is_waived_who_does_not_take_part(speaking: Portal) -> None:
    trainer = speaking.as_("trainer")
    for who, why in ((refused_one(speaking), "niet toegelaten"), (somebody(speaking, "withdrawn"), "gestopt")):
        page = await trainer.get(f"/deelnemers/{who}/vrijstelling")
        assert why in words(page)
        sent = await trainer.post(f"/deelnemers/{who}/vrijstelling", {"choice": "guest_lesson", "reason": "x"})
        assert sent.status_code == 409


async def test_competences_come_from_the_programme(speaking: Portal) -> None:
    trainer, who = speaking.as_("trainer"), somebody(speaking, "programme")
    address = f"/deelnemers/{who}/competenties"
    assert "Kies" in await refused(trainer, address)
    assert "Kies" in await refused(trainer, address, competences="toveren")
    await recorded(trainer, address, competences=["netwerken", "luisteren"])
    assert set(facts(speaking, who, "competences_recorded")[0]["competences"]) == {"netwerken", "luisteren"}
    assert "niet toegelaten" in words(await trainer.get(f"/deelnemers/{refused_one(speaking)}/competenties"))


async def test_a_trainer_who_does_not_approve_says_why(speaking: Portal) -> None:
    trainer, who = speaking.as_("trainer"), somebody(speaking, "programme")
    address = f"/deelnemers/{who}/akkoord"
    assert "Bij nee hoort een reden." in await refused(trainer, address, approval="no")
    assert "nog niets gezegd" in await refused(trainer, address, approval="taken_back")
    for fields in ({"approval": "no", "reason": "Te vroeg."}, {"approval": "taken_back"}, {"approval": "yes"}):
        await recorded(trainer, address, **fields)
    assert [fact["approval"] for fact in facts(speaking, who, "approved")] == [False, None, True]
    assert "gestopt" in words(await trainer.get(f"/deelnemers/{somebody(speaking, 'withdrawn')}/akkoord"))


async def test_a_certificate_is_handed_out_only_to_who_earned_it(speaking: Portal) -> None:
    trainer, who = speaking.as_("trainer"), somebody(speaking, "programme")
    assert "nog geen recht" in words(await trainer.get(f"/deelnemers/{who}/uitreiking"))
    stranger, earned = speaking.as_("stranger"), somebody(speaking, "follow_up", "Groningen")
    address = f"/deelnemers/{earned}/uitreiking"
    assert "Deze dag moet nog komen." in await refused(stranger, address, answer="issued", on="2099-01-01")
    await recorded(stranger, address, answer="taken_back", on=today(speaking))
    await recorded(stranger, address, answer="issued", on=today(speaking))
    assert [fact["on"] for fact in facts(speaking, earned, "certificate_issued")] == [None, today(speaking)]


async def test_a_mentor_comes_from_the_network_of_the_municipality(speaking: Portal) -> None:
    coordinator, who = speaking.as_("coordinator"), somebody(speaking, "programme")
    address = f"/deelnemers/{who}/mentor"
    assert "netwerk van deze gemeente is nog leeg" in words(await coordinator.get(address))
    mentor, other = (company(speaking, where) for where in ("Utrecht", "Groningen"))
    fields = {"on": today(speaking)}
    assert "Er is niets veranderd." in await refused(coordinator, address, **fields)
    assert "Kies een van de mogelijkheden." in await refused(coordinator, address, mentor=str(other), **fields)
    await recorded(coordinator, address, mentor=str(mentor), **fields)
    assert "Bakkerij Utrecht" in words(await coordinator.get(f"/deelnemers/{who}"))
    await recorded(coordinator, address, mentor="", **fields)
    assert [fact["mentor"] for fact in facts(speaking, who, "mentor_assigned")] == [str(mentor), None]


def company(portal: Portal, municipality: str) -> UUID:
    """Somebody in a network."""
    with portal.services.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO organisations (id, municipality, name, kind) VALUES (gen_random_uuid(), %s, %s, 'company')",
            (municipality, f"Bakkerij {municipality}"),
        )
    found: UUID = one(portal, "SELECT id FROM organisations WHERE municipality = :where", where=municipality)
    assert rows(portal, "SELECT 1")
    return found
