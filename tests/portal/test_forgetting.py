"""A coordinator shows somebody what is held about them, and forgets them; the log says who looked."""

import json
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import Engine, delete, select, update

from domain.ids import participant_workflow
from portal import scope
from storage import access
from storage.engine import reading, writing
from storage.tables import access_log, accounts, notes, participants, people, receipts
from tests.portal.portal import Portal
from tests.portal.stock import ELSEWHERE, HOME
from tests.workflows.town import Town


def somebody(engine: Engine) -> Any:  # noqa: ANN401 - a row
    """A participant of the coordinator's municipality, with a name."""
    with reading(engine) as session:
        query = select(participants.c.id, participants.c.key, participants.c.traject_id, people.c.last_name).join_from(
            participants, people
        )
        found = session.execute(query.where(participants.c.municipality == HOME).order_by(participants.c.key).limit(1))
        return found.one()


def seen(engine: Engine, who: UUID) -> list[tuple[str, str | None]]:
    with reading(engine) as session:
        query = select(access_log.c.act, access_log.c.page).where(access_log.c.participant_id == who)
        rows = session.execute(query.where(access_log.c.act != "changed").order_by(access_log.c.seq))
        return [(row.act, row.page) for row in rows]


async def test_all_that_is_held_is_shown_and_can_be_taken_along(portal: Portal, engine: Engine) -> None:
    who = somebody(engine)
    coordinator = portal.as_("coordinator")

    page = await coordinator.get(f"/deelnemers/{who.id}/inzage")
    file = await coordinator.get(f"/deelnemers/{who.id}/inzage.json")

    assert who.last_name in page.text
    held = json.loads(file.text)
    assert held["person"]["last_name"] == who.last_name
    assert held["said"]
    assert held["taken_over"]
    assert "attachment" in file.headers["content-disposition"]


async def test_somebody_of_whom_nothing_was_noted_can_be_shown_too(portal: Portal, engine: Engine) -> None:
    who = somebody(engine)
    with writing(engine) as session:
        session.execute(delete(notes).where(notes.c.participant_id == who.id))

    page = await portal.as_("coordinator").get(f"/deelnemers/{who.id}/inzage")

    assert page.status_code == 200
    assert who.last_name in page.text


async def test_the_log_says_who_opened_whom(portal: Portal, engine: Engine) -> None:
    who = somebody(engine)

    await portal.as_("coordinator").get(f"/deelnemers/{who.id}")
    await portal.as_("coordinator").get(f"/deelnemers/{who.id}/inzage")

    assert seen(engine, who.id) == [("opened", "participant"), ("inspected", "inspection")]
    with writing(engine) as session:
        assert access.seal(session) > 0
        assert access.verify(session).broken == ()


async def test_only_who_may_can_inspect_or_forget(portal: Portal, engine: Engine) -> None:
    who = somebody(engine)
    for page in ("inzage", "vergeten"):
        assert (await portal.as_("trainer").get(f"/deelnemers/{who.id}/{page}")).status_code in {403, 404}
        assert (await portal.as_("stranger").get(f"/deelnemers/{who.id}/{page}")).status_code == 404


async def looked_up(portal: Portal, key: str) -> httpx.Response:
    """An administrator's form, filled in."""
    return await portal.as_("administrator").submit("/inzage", key=key)


async def test_an_administrator_gets_to_somebody_by_their_key(portal: Portal, engine: Engine) -> None:
    who = somebody(engine)
    administrator = portal.as_("administrator")
    assert 'href="/inzage"' in (await administrator.get("/taken")).text

    for key in (who.key, f"{HOME}/{who.key}", f" {who.key} "):
        answer = await looked_up(portal, key)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/deelnemers/{who.id}/inzage")
        assert who.last_name in (await administrator.get(answer.headers["location"])).text


async def test_a_key_of_nobody_or_of_two_says_so(portal: Portal, engine: Engine) -> None:
    who = somebody(engine)
    with writing(engine) as session:
        other = select(participants.c.id).where(participants.c.municipality == ELSEWHERE).limit(1).scalar_subquery()
        session.execute(update(participants).where(participants.c.id == other).values(key=who.key))

    nobody, two = await looked_up(portal, "NIEMAND-1"), await looked_up(portal, who.key)

    assert (nobody.status_code, two.status_code) == (422, 422)
    assert "Er is geen deelnemer met de sleutel NIEMAND-1." in nobody.text
    assert f"Kies uit: {ELSEWHERE}/{who.key}, {HOME}/{who.key}." in two.text


async def test_a_key_of_somebody_that_they_may_not_see_is_nobodys(portal: Portal, engine: Engine) -> None:
    who = somebody(engine)
    with writing(engine) as session:
        session.execute(update(accounts).where(accounts.c.roles == ["administrator"]).values(everywhere=False))

    answer = await looked_up(portal, who.key)

    assert f"Er is geen deelnemer met de sleutel {who.key}." in answer.text


async def test_who_is_erased_between_the_door_and_the_page_is_said_to_be_forgotten(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "may_see", lambda *_: True)
    for page in ("", "/inzage", "/vergeten"):
        answer = await portal.as_("coordinator").get(f"/deelnemers/{uuid4()}{page}")
        assert answer.status_code == 404
        assert "Deze deelnemer is vergeten" in answer.text


async def test_nobody_is_forgotten_without_saying_why_and_being_sure(portal: Portal, engine: Engine) -> None:
    who = somebody(engine)

    page = await portal.as_("coordinator").submit(f"/deelnemers/{who.id}/vergeten", reason="request")

    assert page.status_code == 422
    assert somebody(engine).id == who.id


async def test_a_coordinator_forgets_somebody_for_good(speaking: Portal, town: Town, engine: Engine) -> None:
    who = somebody(engine)
    coordinator = speaking.as_("coordinator")

    answer = await coordinator.submit(f"/deelnemers/{who.id}/vergeten", reason="request", sure="yes")

    assert answer.status_code == 303
    assert (await coordinator.get(f"/deelnemers/{who.id}/vergeten")).status_code == 404
    with reading(engine) as session:
        assert session.execute(select(people).where(people.c.participant_id == who.id)).first() is None
        assert session.execute(select(receipts.c.why)).scalar_one() == "request"
    assert (await town.handle(participant_workflow(who.id)).result())["ended"]
