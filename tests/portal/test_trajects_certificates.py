"""Certificates of a group: the trainer's word on each or on all, and the handing out, each a message of its own."""

import pytest

from domain.ids import traject_id
from domain.terms import Verdict
from portal.pages.trajects.certificates import waiting
from portal.reading.outlook import standings
from tests.portal.groups import PAGE, picture, said
from tests.portal.portal import Person, Portal, hidden_fields
from tests.portal.walk import everybody

CERTIFICATES = f"{PAGE}/certificaten"


async def test_everybody_has_a_verdict_with_its_reason(portal: Portal) -> None:
    page = await portal.as_("trainer").get(CERTIFICATES)
    assert page.text.count('name="who"') == len(picture(portal).admitted)
    assert "CRT-VISITS" in page.text


def first_two(portal: Portal) -> list[str]:
    return [str(member.id) for member in picture(portal).taking_part[:2]]


async def send(person: Person, token: str, **fields: str | list[str]) -> int:
    """The form as this person sends it; what it is answered with."""
    return (await person.post(CERTIFICATES, {"_form": token, **fields})).status_code


async def test_approval_is_a_message_for_each_person_and_the_same_form_again_says_nothing_twice(
    speaking: Portal,
) -> None:
    trainer, who = speaking.as_("trainer"), first_two(speaking)
    token = trainer.token()
    for _ in range(2):
        assert await send(trainer, token, action="approve", who=who) == 303
    assert [fact["approval"] for fact in said(speaking, "approved")] == [True, True]
    page = await trainer.get(CERTIFICATES)
    assert "Vastgelegd voor 2 deelnemers." in page.text


async def test_approving_all_who_wait_twice_with_one_form_is_told_as_once(speaking: Portal) -> None:
    trainer, group = everybody(speaking), traject_id("Nijmegen", "NIJ-2")
    address, number = f"/trajecten/{group}/certificaten", len(waiting(standings(picture(speaking, group), "nl")))
    assert number > 1
    form = hidden_fields((await trainer.get(address)).text) | {"action": "approve_all"}
    for _ in range(2):
        answer = await trainer.client.post(address, data=form)
        assert answer.status_code == 303, answer.text
        assert f"Vastgelegd voor {number} deelnemers." in (await trainer.get(address)).text
    assert waiting(standings(picture(speaking, group), "nl")) == []
    new = hidden_fields((await trainer.get(address)).text) | {"action": "approve_all"}
    assert "Kies eerst voor wie." in (await trainer.client.post(address, data=new)).text


async def test_a_no_asks_why_and_can_be_taken_back(speaking: Portal) -> None:
    trainer, (somebody, _) = speaking.as_("trainer"), first_two(speaking)
    assert await send(trainer, trainer.token(), action="refuse", who=[somebody]) == 422
    assert await send(trainer, trainer.token(), action="refuse", who=[somebody], reason="Deed niet mee.") == 303
    assert await send(trainer, trainer.token(), action="take_back", who=[somebody]) == 303
    assert [fact["approval"] for fact in said(speaking, "approved")] == [False, None]


async def test_handing_out_to_who_did_not_earn_it_is_refused_for_each_by_name(speaking: Portal) -> None:
    trainer, who = speaking.as_("trainer"), first_two(speaking)
    shown = await trainer.get(CERTIFICATES)
    fields = {"action": "hand_out", "who": who, "on": speaking.services.today.isoformat()}
    answer = await trainer.post(CERTIFICATES, hidden_fields(shown.text) | fields)
    assert answer.status_code == 409
    assert "Niet alles is vastgelegd" in answer.text
    assert said(speaking, "certificate_issued") == []


@pytest.mark.parametrize("action", ["approve", "approve_all", "refuse", "take_back"])
async def test_a_coordinator_does_not_speak_for_the_trainer(portal: Portal, action: str) -> None:
    fields = {"action": action, "who": first_two(portal), "reason": "Goed."}
    assert (await portal.as_("coordinator").post(CERTIFICATES, fields)).status_code == 403


async def test_nobody_chosen_is_wrong_input(portal: Portal) -> None:
    answer = await portal.as_("trainer").post(CERTIFICATES, {"action": "approve"})
    assert answer.status_code == 422
    assert "Kies eerst voor wie." in answer.text


async def test_somebody_of_another_traject_is_not_reached_through_this_one(portal: Portal) -> None:
    other = picture(portal, traject_id("Groningen", "GRO-2")).taking_part[0]
    answer = await portal.as_("trainer").post(CERTIFICATES, {"action": "approve", "who": [str(other.id)]})
    assert answer.status_code == 422


async def test_a_verdict_never_goes_without_a_word(portal: Portal) -> None:
    shown = picture(portal, traject_id("Nijmegen", "NIJ-2"))
    found = standings(shown, "nl")
    assert {each.verdict for each in found} & {Verdict.AWAITING_APPROVAL, Verdict.ELIGIBLE, Verdict.NOT_ELIGIBLE}
    assert all(each.why for each in found if each.verdict is Verdict.NOT_ELIGIBLE)
