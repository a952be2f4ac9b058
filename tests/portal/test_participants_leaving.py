"""Pauses, leaving, coming back and moving, by forms."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from activities.messages import Answer, Enclosure, Message
from domain.facts import ContactRefused, ForgettingAsked, Retracted, TrajectCreated
from domain.ids import participant_workflow, traject_id, traject_workflow
from portal.services import Services
from storage.engine import writing
from tests.portal.participants import (
    facts,
    note,
    one,
    open_tasks,
    recorded,
    refused,
    rows,
    somebody,
    today,
    traject,
    words,
)
from tests.portal.portal import Person, Portal, hidden_fields
from tests.portal.saying import say
from tests.portal.test_participants_follow_up import to_follow_up
from workers.errors import Unavailable
from workers.paper_trail import close
from workers.taking_in import Speaks


def day(services: Services, days: int) -> str:
    """So many days from now."""
    return (services.today + timedelta(days=days)).isoformat()


async def test_a_pause_is_begun_extended_and_ended(speaking: Portal) -> None:
    coordinator, who = speaking.as_("coordinator"), somebody(speaking, "programme")
    pause, on = f"/deelnemers/{who}/pauze", today(speaking)
    assert "Kies een dag die nog moet komen." in await refused(coordinator, pause, on=on, review=on, reason="Ziek.")
    assert "Vul dit in." in await refused(coordinator, pause, on=on, review=day(speaking.services, 30))
    for days in (30, 60):
        await recorded(coordinator, pause, on=on, review=day(speaking.services, days), reason="Ziek.")
    assert note(speaking, who, "pause_reason") == "Ziek."
    assert "review_pause" in open_tasks(speaking, who)
    assert "Op pauze tot" in words(await coordinator.get(f"/deelnemers/{who}"))
    resume = f"/deelnemers/{who}/hervatten"
    early = day(speaking.services, -1)
    assert "nog niet begonnen" in await refused(coordinator, resume, on=early)
    await recorded(coordinator, resume, on=on)
    assert "heeft geen pauze" in words(await coordinator.get(resume))
    assert (await coordinator.post(resume, {"on": on})).status_code == 409


async def test_the_same_resumption_sent_twice_is_recorded_once(speaking: Portal) -> None:
    coordinator, who = speaking.as_("coordinator"), somebody(speaking, "programme")
    on = today(speaking)
    await recorded(coordinator, f"/deelnemers/{who}/pauze", on=on, review=day(speaking.services, 30), reason="Op reis.")
    address = f"/deelnemers/{who}/hervatten"
    fields = hidden_fields((await coordinator.get(address)).text) | {"on": on}
    for _ in range(2):
        assert (await coordinator.client.post(address, data=fields)).status_code == 303
    assert len(facts(speaking, who, "resumed")) == 1


async def test_who_leaves_and_comes_back_keeps_the_history(speaking: Portal) -> None:
    coordinator, who = speaking.as_("coordinator"), somebody(speaking, "programme")
    leave, on = f"/deelnemers/{who}/stoppen", today(speaking)
    assert "Vul dit in." in await refused(coordinator, leave, on=on)
    await recorded(coordinator, leave, on=on, reason="Heeft werk.")
    assert open_tasks(speaking, who) == ["exit_talk"]
    page = words(await coordinator.get(f"/deelnemers/{who}"))
    assert "Heeft werk." in page
    assert "Fase: gestopt" in page
    assert "is gestopt" in words(await coordinator.get(leave))
    back = f"/deelnemers/{who}/terugkomst"
    assert "nog niet gestopt" in await refused(coordinator, back, answer="came_back", on=day(speaking.services, -1))
    await recorded(coordinator, back, answer="came_back", on=on)
    assert "exit_talk" not in open_tasks(speaking, who)
    assert "niet gestopt" in words(await coordinator.get(back))


async def test_leaving_by_mistake_is_cleared(speaking: Portal) -> None:
    coordinator, who = speaking.as_("coordinator"), somebody(speaking, "withdrawn")
    await recorded(coordinator, f"/deelnemers/{who}/terugkomst", answer="mistake", on=today(speaking))
    assert facts(speaking, who, "withdrawn")[0]["cleared"] is True


async def test_who_leaves_after_the_ceremony_may_refuse_contact(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), somebody(speaking, "follow_up", "Groningen")
    fields = {"on": today(speaking), "reason": "Verhuisd.", "no_contact": "true"}
    await recorded(stranger, f"/deelnemers/{who}/stoppen", **fields)
    assert facts(speaking, who, "contact_refused")
    assert "follow_up" not in open_tasks(speaking, who)


async def test_leaving_by_mistake_takes_the_refusal_of_contact_along(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), to_follow_up(speaking)
    before = open_tasks(speaking, who)
    fields = {"on": today(speaking), "reason": "Verhuisd.", "no_contact": "true"}
    await recorded(stranger, f"/deelnemers/{who}/stoppen", **fields)
    await recorded(stranger, f"/deelnemers/{who}/terugkomst", answer="mistake", on=today(speaking))
    assert open_tasks(speaking, who) == before


async def test_a_refusal_of_contact_that_was_said_by_itself_stays(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), to_follow_up(speaking)
    refusal = ContactRefused(participant=who, on=speaking.services.today)
    await recorded(stranger, f"/deelnemers/{who}/stoppen", on=today(speaking), reason="Verhuisd.")
    say(speaking, participant_workflow(who), traject(speaking, "GRO-1"), refusal)
    await recorded(stranger, f"/deelnemers/{who}/terugkomst", answer="mistake", on=today(speaking))
    assert "follow_up" not in open_tasks(speaking, who)


async def test_a_move_registers_there_and_withdraws_here(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), somebody(speaking, "programme", "Groningen")
    target = new_traject(speaking)
    address = f"/deelnemers/{who}/verplaatsen"
    assert "Naar welk traject?" in words(await stranger.get(address))
    fields = hidden_fields((await stranger.get(f"{address}?naar={target}")).text)
    assert (await stranger.client.post(address, data=fields)).status_code == 422
    for _ in range(2):
        sent = await stranger.client.post(address, data=fields | {"reason": "Andere dag."})
        assert sent.status_code == 303, words(sent)
    arrived = one(speaking, "SELECT id FROM participants WHERE traject_id = :id", id=target)
    assert open_tasks(speaking, arrived) == ["decide_admission"]
    assert "GRO-2" in (note(speaking, arrived, "remark") or "")
    assert "Andere dag." in (note(speaking, who, "withdrawal_reason") or "")
    assert open_tasks(speaking, who) == []
    query = "SELECT count(DISTINCT (first_name, last_name, birth_date)) FROM people WHERE participant_id IN (:a, :b)"
    assert one(speaking, query, a=who, b=arrived) == 1


class Interrupted:
    """A mailbox that is away when one workflow is spoken to."""

    def __init__(self, mailbox: Speaks, away: str) -> None:
        self.mailbox, self.away = mailbox, away

    async def say(self, subject: str, traject: UUID, message: Message, enclosure: Enclosure | None = None) -> Answer:
        if subject == self.away:
            raise Unavailable
        return await self.mailbox.say(subject, traject, message, enclosure)


async def test_a_move_that_was_cut_off_goes_on_from_a_new_form_and_registers_nobody_twice(speaking: Portal) -> None:
    who = somebody(speaking, "programme", "Groningen")
    address, target = f"/deelnemers/{who}/verplaatsen", new_traject(speaking)
    there = "SELECT id, key FROM participants WHERE traject_id = :id"
    async with Portal(cut_off(speaking.services, participant_workflow(who))) as half:
        stranger = half.as_("stranger")
        fields = hidden_fields((await stranger.get(f"{address}?naar={target}")).text)
        assert (await stranger.client.post(address, data=fields | {"reason": "Verhuisd."})).status_code == 503
    assert len(rows(speaking, there, id=target)) == 1
    stranger = speaking.as_("stranger")
    anew = hidden_fields((await stranger.get(f"{address}?naar={target}")).text)
    assert (await stranger.client.post(address, data=anew | {"reason": "Verhuisd."})).status_code == 303
    assert [row.key for row in rows(speaking, there, id=target)] == [fields["key"]]
    assert one(speaking, "SELECT phase FROM participants WHERE id = :id", id=who) == "withdrawn"


def cut_off(services: Services, workflow: str) -> Services:
    return replace(services, mailbox=Interrupted(services.mailbox, workflow))


class Meanwhile:
    """A mailbox that has somebody forgotten before it says the first thing."""

    def __init__(self, mailbox: Speaks, who: UUID, home: UUID) -> None:
        self.mailbox, self.home, self.going = mailbox, home, [who]

    async def say(self, subject: str, traject: UUID, message: Message, enclosure: Enclosure | None = None) -> Answer:
        while self.going:
            asked = ForgettingAsked(participant=self.going.pop())
            workflow = participant_workflow(asked.participant)
            await self.mailbox.say(workflow, self.home, Message(id=uuid4(), by="test", facts=(asked,)))
        return await self.mailbox.say(subject, traject, message, enclosure)


async def test_whoever_is_forgotten_while_they_are_moved_is_forgotten_there_too(speaking: Portal) -> None:
    who, target = somebody(speaking, "programme", "Groningen"), new_traject(speaking)
    address = f"/deelnemers/{who}/verplaatsen"
    home = one(speaking, "SELECT traject_id FROM participants WHERE id = :id", id=who)
    services = replace(speaking.services, mailbox=Meanwhile(speaking.services.mailbox, who, home))
    async with Portal(services) as meanwhile:
        stranger = meanwhile.as_("stranger")
        fields = hidden_fields((await stranger.get(f"{address}?naar={target}")).text) | {"reason": "Verhuisd."}
        assert (await stranger.client.post(address, data=fields)).status_code == 404
    assert rows(speaking, "SELECT id FROM participants WHERE traject_id = :id", id=target) == []
    assert one(speaking, "SELECT count(*) FROM receipts WHERE why = 'request'") == 2


async def test_whoever_was_overtaken_has_moved_nobody(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), somebody(speaking, "programme", "Groningen")
    address, target = f"/deelnemers/{who}/verplaatsen", new_traject(speaking)
    overtaken = hidden_fields((await stranger.get(f"{address}?naar={target}")).text)
    await recorded(stranger, f"/deelnemers/{who}/toestemming", on=today(speaking), consent="yes")
    assert (await stranger.client.post(address, data=overtaken | {"reason": "Verhuisd."})).status_code == 409
    assert rows(speaking, "SELECT id FROM participants WHERE traject_id = :id", id=target) == []


async def test_whoever_was_taken_back_there_is_not_withdrawn_here_for_a_move_that_registers_nobody(
    speaking: Portal,
) -> None:
    stranger, who, address, target, _ = await moved(speaking)
    await come_back(speaking, who)
    arrived, said = rows(
        speaking,
        "SELECT participant_id, message_id FROM facts WHERE kind = 'registered' AND traject_id = :id",
        id=target,
    )[0]
    say(speaking, participant_workflow(arrived), target, Retracted(message=said))
    anew = hidden_fields((await stranger.get(f"{address}?naar={target}")).text) | {"reason": "Toch verhuisd."}
    sent = await stranger.client.post(address, data=anew)
    assert sent.status_code == 422
    assert "De aanmelding daar is teruggenomen." in sent.text
    assert one(speaking, "SELECT phase FROM participants WHERE id = :id", id=who) == "programme"


async def test_whoever_was_forgotten_there_is_not_withdrawn_here_for_a_move_that_registers_nobody(
    speaking: Portal,
) -> None:
    stranger, who, address, target, fields = await moved(speaking)
    await come_back(speaking, who)
    arrived = one(speaking, "SELECT id FROM participants WHERE traject_id = :id", id=target)
    await recorded(stranger, f"/deelnemers/{arrived}/vergeten", reason="request", sure="yes")
    anew = hidden_fields((await stranger.get(f"{address}?naar={target}")).text) | {"reason": "Toch verhuisd."}
    for key in (fields["key"], "GRO-9-98"):
        sent = await stranger.client.post(address, data=anew | {"key": key})
        assert sent.status_code == 422
        assert "De gegevens van eerder zijn daar gewist." in sent.text
    assert one(speaking, "SELECT phase FROM participants WHERE id = :id", id=who) == "programme"


async def moved(speaking: Portal) -> tuple[Person, UUID, str, UUID, dict[str, str]]:
    """Somebody who was moved: by whom, the participant, the address of the form, to where, and what was sent."""
    stranger, who = speaking.as_("stranger"), somebody(speaking, "programme", "Groningen")
    address, target = f"/deelnemers/{who}/verplaatsen", new_traject(speaking)
    fields = hidden_fields((await stranger.get(f"{address}?naar={target}")).text) | {"reason": "Verhuisd."}
    assert (await stranger.client.post(address, data=fields)).status_code == 303
    return stranger, who, address, target, fields


async def come_back(speaking: Portal, who: UUID) -> None:
    """Having left was a mistake."""
    left = one(speaking, "SELECT message_id FROM facts WHERE participant_id = :id AND kind = 'withdrawn'", id=who)
    await recorded(speaking.as_("stranger"), f"/deelnemers/{who}/terugnemen/{left}")


async def test_whoever_moves_back_is_shown_as_the_one_who_left_there(speaking: Portal) -> None:
    stranger, who, _, target, _ = await moved(speaking)
    arrived = one(speaking, "SELECT id FROM participants WHERE traject_id = :id", id=target)
    home = one(speaking, "SELECT traject_id FROM participants WHERE id = :id", id=who)
    address, count = f"/deelnemers/{arrived}/verplaatsen", "SELECT count(*) FROM participants WHERE traject_id = :id"
    before = one(speaking, count, id=home)
    page = await stranger.get(f"{address}?naar={home}")
    assert f'href="/deelnemers/{who}"' in page.text
    fields = hidden_fields(page.text) | {"reason": "Toch terug."}
    sent = await stranger.client.post(address, data=fields)
    assert (sent.status_code, "Daar is al iemand met deze naam." in sent.text) == (422, True)
    assert one(speaking, count, id=home) == before
    sent = await stranger.client.post(address, data=fields | {"another": "true"})
    assert (sent.status_code, one(speaking, count, id=home)) == (303, before + 1)


async def test_whoever_was_refused_there_is_not_withdrawn_here(speaking: Portal) -> None:
    stranger, who, address, target, _ = await moved(speaking)
    arrived = one(speaking, "SELECT id FROM participants WHERE traject_id = :id", id=target)
    await recorded(
        stranger, f"/deelnemers/{arrived}/besluit", decision="refused", on=today(speaking), reason="Past hier niet."
    )
    await come_back(speaking, who)
    anew = hidden_fields((await stranger.get(f"{address}?naar={target}")).text) | {"reason": "Toch verhuisd."}
    sent = await stranger.client.post(address, data=anew)
    assert sent.status_code == 422
    assert "Deze deelnemer is daar afgewezen." in sent.text
    assert one(speaking, "SELECT phase FROM participants WHERE id = :id", id=who) == "programme"


async def test_a_form_that_was_recorded_registers_nobody_anywhere_else(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), somebody(speaking, "programme", "Groningen")
    address, target = f"/deelnemers/{who}/verplaatsen", new_traject(speaking)
    other, elsewhere = new_traject(speaking, "GRO-8"), traject(speaking, "UTR-1")
    consent = f"/deelnemers/{who}/toestemming"
    said = hidden_fields((await stranger.get(consent)).text) | {"consent": "yes", "on": today(speaking)}
    assert (await stranger.client.post(consent, data=said)).status_code == 303
    moved = hidden_fields((await stranger.get(f"{address}?naar={target}")).text) | {"reason": "Verhuisd."}
    assert (await stranger.client.post(address, data=moved)).status_code == 303
    for used, to in ((said, elsewhere), (moved, other), (moved, elsewhere)):
        await stranger.client.post(
            address, data={"_form": used["_form"], "to": str(to), "key": "X-77", "reason": "Verhuisd."}
        )
    assert not rows(speaking, "SELECT 1 FROM participants WHERE key = 'X-77'")


async def test_a_form_whose_author_was_told_that_it_did_not_go_in_is_checked_again(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), somebody(speaking, "programme", "Groningen")
    token, elsewhere, address = stranger.token(), traject(speaking, "UTR-1"), f"/deelnemers/{who}/verplaatsen"
    fields = {"to": str(elsewhere), "key": "X-78", "reason": "Verhuisd."}
    given_up = Message(id=stranger.message(token, address, fields), by="test")
    with writing(speaking.services.engine) as session:
        assert close(session, participant_workflow(who), given_up) is None
    sent = await stranger.client.post(address, data={"_form": token, **fields})
    assert sent.status_code == 422
    assert not rows(speaking, "SELECT 1 FROM participants WHERE key = 'X-78'")


async def test_a_move_goes_only_to_trajects_that_one_may_see(speaking: Portal) -> None:
    stranger, who = speaking.as_("stranger"), somebody(speaking, "programme", "Groningen")
    elsewhere = traject(speaking, "UTR-1")
    address = f"/deelnemers/{who}/verplaatsen"
    assert "UTR-1" not in (await stranger.get(f"{address}?naar={elsewhere}")).text
    fields = {"to": str(elsewhere), "key": "UTR-1-99", "reason": "Verhuisd."}
    assert (await stranger.post(address, fields)).status_code == 422
    assert not rows(speaking, "SELECT 1 FROM participants WHERE key = 'UTR-1-99'")
    over = somebody(speaking, "follow_up", "Groningen")
    assert "traject is afgelopen" in words(await stranger.get(f"/deelnemers/{over}/verplaatsen"))


def new_traject(portal: Portal, key: str = "GRO-9") -> UUID:
    """An empty traject in Groningen: the one that a colleague began, as far as rows go."""
    identity = traject_id("Groningen", key)
    created = TrajectCreated(programme="kixworks-2022", version=1, on=portal.services.today)
    say(portal, traject_workflow(identity), identity, created, called=("Groningen", key))
    return identity
