"""What is said of a group: sessions planned and moved, breaks, people, a new traject, one that stops."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from domain import texts
from domain.calendar import is_working_day
from domain.ids import traject_id
from domain.terms import SessionKind, SessionStatus, StaffRole, TrajectPhase
from portal.reading.plan import proposals
from tests.locks import held
from tests.portal.groups import (
    NEW_SESSION,
    PAGE,
    TRAJECT,
    a_session_of_today,
    marks,
    picture,
    planned,
    said,
    sheet,
)
from tests.portal.portal import Portal, hidden_fields
from tests.portal.stock import ELSEWHERE, HOME
from tests.portal.walk import objects

DETAILS, BREAK, STOP = f"{PAGE}/gegevens", f"{PAGE}/onderbreking", f"{PAGE}/stoppen"


def free_day(portal: Portal) -> date:
    """The first day that the page itself proposes."""
    return proposals(picture(portal).group, portal.services.today)[0]


def a_sunday(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


async def test_a_proposed_day_is_planned_at_once(speaking: Portal) -> None:
    coordinator, day = speaking.as_("coordinator"), free_day(speaking)
    assert is_working_day(day)
    answer = await coordinator.submit(NEW_SESSION, session_kind="training", day=day.isoformat(), note="Zaal 3.")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#bijeenkomsten")
    assert [each.kind for each in picture(speaking).sessions if each.day == day] == [SessionKind.TRAINING]
    assert "Zaal 3." in picture(speaking).notes.values()


async def test_a_host_from_another_municipality_is_no_choice(portal: Portal) -> None:
    elsewhere, day = objects(portal, ELSEWHERE)["organisation"], free_day(portal)
    asked = {"session_kind": "training", "day": day.isoformat(), "organisation": str(elsewhere)}
    answer = await portal.as_("coordinator").submit(NEW_SESSION, **asked)
    assert answer.status_code == 422
    assert "Kies een van de mogelijkheden." in answer.text


async def test_a_weekend_asks_to_be_confirmed_and_then_goes_in(speaking: Portal) -> None:
    coordinator, sunday = speaking.as_("coordinator"), a_sunday(free_day(speaking))
    fields = {"session_kind": "guest_lesson", "day": sunday.isoformat()}
    asked = await coordinator.submit(NEW_SESSION, **fields)
    assert asked.status_code == 422
    assert "Het is weekend." in asked.text
    answer = await coordinator.post(NEW_SESSION, hidden_fields(asked.text) | fields | {"anyway": "true"})
    assert answer.status_code == 303
    assert len(said(speaking, "session_planned")) == 1


async def test_the_second_planner_is_told_what_the_first_one_planned(speaking: Portal) -> None:
    coordinator, day = speaking.as_("coordinator"), free_day(speaking)
    opened = hidden_fields((await coordinator.get(NEW_SESSION)).text)
    await a_session_of_today(speaking)
    overtaken = await coordinator.post(NEW_SESSION, opened | planned(day))
    assert overtaken.status_code == 409
    assert "Training op" in overtaken.text


async def test_of_two_who_plan_at_the_same_moment_one_is_told_of_the_other_and_sends_it_again(speaking: Portal) -> None:
    coordinator, day = speaking.as_("coordinator"), free_day(speaking)
    both = [planned(day), planned(day, "guest_lesson")]
    forms = [hidden_fields((await coordinator.get(NEW_SESSION)).text) | fields for fields in both]
    with held(speaking.services.engine, TRAJECT):
        sent = [asyncio.create_task(coordinator.post(NEW_SESSION, form)) for form in forms]
        await both_are_on_their_way(speaking)
    answers = dict(zip([(await each).status_code for each in sent], zip(sent, forms, strict=True), strict=True))
    assert answers.keys() == {303, 409}
    refused, form = answers[409]
    shown = (await refused).text
    assert "Er is net ook een andere bijeenkomst gepland." in shown
    assert f"op {texts.day(day, 'nl')}" in shown
    again = await coordinator.post(NEW_SESSION, form | hidden_fields(shown))
    assert again.status_code == 303
    kinds = {fact["session"]: fact["session_kind"] for fact in said(speaking, "session_planned")}
    assert sorted(kinds.values()) == ["guest_lesson", "training"]


async def both_are_on_their_way(portal: Portal) -> None:
    """What belongs to a message is laid down once the page is sure that nobody was first."""
    query = text("SELECT count(*) FROM enclosures")
    with portal.services.engine.connect() as connection:
        async with asyncio.timeout(60):
            while connection.execute(query).scalar_one() < 2:  # noqa: ASYNC110 -- nobody tells
                await asyncio.sleep(0.01)


async def test_a_group_too_large_for_one_company_is_told_to_split_the_visit(portal: Portal) -> None:
    shown = picture(portal)
    most = shown.programme.group.per_company_visit
    page = await portal.as_("coordinator").get(f"{NEW_SESSION}?soort=company_visit")
    visits = sum(session.kind is SessionKind.COMPANY_VISIT for session in shown.group.planned)
    assert ("Verdeel de groep over twee bezoeken" in page.text) == (len(shown.taking_part) > most * (visits + 1))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": "2026-13-40"}, "Vul een datum in als dd-mm-jjjj."),
        ({"day": "9999-12-31"}, "Kijk of het jaar klopt."),
        ({"session_kind": "feest"}, "Kies een van de mogelijkheden."),
        ({"part": "zwemmen"}, "Dit onderdeel hoort niet bij deze soort bijeenkomst."),
        ({"day": "2001-01-01"}, "Toen bestond dit traject nog niet."),
    ],
)
async def test_a_session_that_cannot_be_is_shown_again_with_what_is_wrong(
    portal: Portal, fields: dict[str, str], words: str
) -> None:
    answer = await portal.as_("coordinator").submit(NEW_SESSION, **(planned(free_day(portal)) | fields))
    assert answer.status_code == 422
    assert words in answer.text


async def test_a_kick_off_after_other_sessions_asks_to_be_confirmed(portal: Portal) -> None:
    last = max(session.day for session in picture(portal).group.planned)
    fields = planned(last + timedelta(days=1)) | {"session_kind": "kick_off", "anyway": ""}
    asked = await portal.as_("coordinator").submit(NEW_SESSION, **fields)
    assert asked.status_code == 422
    assert "De kick-off is de eerste bijeenkomst" in asked.text


async def test_a_session_is_moved_and_its_host_and_co_trainer_are_said_in_one_form(speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking)
    address = f"{PAGE}/bijeenkomsten/{meeting}"
    day = speaking.services.today - timedelta(days=1)
    fields = {"day": day.isoformat(), "co_trainer_part": "led_a_part", "anyway": "true"}
    answer = await speaking.as_("trainer").post(address, fields)
    assert answer.status_code == 303
    session = picture(speaking).session(meeting)
    assert (session.day, session.co_trainer_part) == (day, "led_a_part")


async def test_cancelling_a_session_asks_why_and_can_be_taken_back(speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking)
    trainer, address = speaking.as_("trainer"), f"{PAGE}/bijeenkomsten/{meeting}"
    assert (await trainer.post(address, {"status": "cancelled"})).status_code == 422
    assert (await trainer.post(address, {"status": "cancelled", "reason": "Ziek."})).status_code == 303
    assert picture(speaking).session(meeting).status is SessionStatus.CANCELLED
    assert (await trainer.post(address, {"status": "planned"})).status_code == 303
    assert picture(speaking).session(meeting).status is SessionStatus.PLANNED


async def test_a_session_with_attendance_is_not_cancelled(speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking)
    trainer, address = speaking.as_("trainer"), f"{PAGE}/bijeenkomsten/{meeting}"
    await trainer.submit(sheet(meeting), **marks(speaking, meeting))
    refused = await trainer.post(address, {"status": "cancelled", "reason": "Toch niet."})
    assert refused.status_code == 409
    assert picture(speaking).session(meeting).status is not SessionStatus.CANCELLED


async def test_a_ninth_pitch_does_not_fit_in_a_visit(speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking, "company_visit")
    everybody = [str(member.id) for member in picture(speaking).taking_part]
    address, today = f"{PAGE}/bijeenkomsten/{meeting}", speaking.services.today.isoformat()
    many = await speaking.as_("trainer").post(address, {"day": today, "pitches": everybody[:9]})
    assert many.status_code == 422
    assert "ten hoogste 8 pitches" in many.text
    fine = await speaking.as_("trainer").post(address, {"day": today, "pitches": everybody[:8]})
    assert fine.status_code == 303
    assert len(picture(speaking).session(meeting).pitches) == 8


async def test_the_pitch_of_somebody_who_was_forgotten_still_counts(speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking, "company_visit")
    first, *others = (str(member.id) for member in picture(speaking).taking_part)
    address, trainer = f"{PAGE}/bijeenkomsten/{meeting}", speaking.as_("trainer")
    form = {"day": speaking.services.today.isoformat(), "part": picture(speaking).session(meeting).part or ""}
    await trainer.post(address, form | {"pitches": [first, *others[:7]]})
    forgotten = {"reason": "request", "sure": "yes"}
    assert (await speaking.as_("coordinator").submit(f"/deelnemers/{first}/vergeten", **forgotten)).status_code == 303
    assert (await trainer.post(address, form | {"pitches": others[:7], "note": "Mooi."})).status_code == 303
    assert len(picture(speaking).session(meeting).pitches) == 8
    assert (await trainer.post(address, form | {"pitches": others[:8]})).status_code == 422
    assert (await trainer.post(address, form | {"pitches": others[4:9]})).status_code == 303
    stand_in = set(map(str, picture(speaking).session(meeting).pitches)) - set(others[4:9])
    assert len(stand_in) == 1


async def test_a_school_holiday_is_taken_over_as_a_break_and_taken_back(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    page = await coordinator.get(f"{BREAK}?regio=Midden")
    assert "Kerstvakantie overnemen" in page.text
    start = picture(speaking).day.today + timedelta(days=400)
    fields = {"start": start.isoformat(), "end": (start + timedelta(days=7)).isoformat(), "reason": "Schoolvakantie"}
    assert (await coordinator.submit(BREAK, **fields)).status_code == 303
    assert start in picture(speaking).situation.breaks
    assert (await coordinator.post(BREAK, {"taken_back": start.isoformat()})).status_code == 303
    assert start not in picture(speaking).situation.breaks


async def test_a_break_that_ends_before_it_starts_is_wrong_input(portal: Portal) -> None:
    answer = await portal.as_("coordinator").submit(BREAK, start="2027-05-10", end="2027-05-01")
    assert answer.status_code == 422
    assert "De laatste dag ligt voor de eerste." in answer.text


async def test_details_record_what_changed_and_nothing_else(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    fields = {"coordinator": "petra.nijland@voorbeeld.example", "trainer": "nieuw@voorbeeld.example"}
    shown = picture(speaking)
    dates = {"agreement": shown.situation.agreement_on, "plan_of_approach": shown.situation.plan_on}
    fields |= {name: day.isoformat() for name, day in dates.items() if day is not None}
    answer = await coordinator.submit(DETAILS, **fields)
    assert answer.status_code == 303, answer.text
    roles = {fact["role"] for fact in said(speaking, "staff_named")}
    assert "trainer" in roles
    assert said(speaking, "agreement_signed") == []
    trainer = picture(speaking).named(StaffRole.TRAINER)
    assert trainer is not None
    assert picture(speaking).called[trainer] == "nieuw@voorbeeld.example"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"trainer": "geen adres"}, "Vul een e-mailadres in."),
        ({"agreement": "2099-01-01"}, "Deze dag moet nog komen."),
        ({"handed_over": "2026-01-01"}, "Zeg ook aan welke co-trainer"),
    ],
)
async def test_details_that_cannot_be_are_shown_again(portal: Portal, fields: dict[str, str], words: str) -> None:
    answer = await portal.as_("coordinator").submit(DETAILS, **fields)
    assert answer.status_code == 422
    assert words in answer.text


async def test_a_traject_that_stops_says_why_and_can_go_on_after_all(speaking: Portal) -> None:
    coordinator, today = speaking.as_("coordinator"), speaking.services.today.isoformat()
    assert (await coordinator.submit(STOP, on=today)).status_code == 422
    assert (await coordinator.submit(STOP, on=today, reason="Te weinig mensen.")).status_code == 303
    assert picture(speaking).found.phase is TrajectPhase.CANCELLED
    assert "Te weinig mensen." in (await coordinator.get(STOP)).text
    refused = await coordinator.get(NEW_SESSION)
    assert "Dit traject is stopgezet." in refused.text
    assert (await coordinator.submit(STOP, reason="Toch weer genoeg.")).status_code == 303
    assert picture(speaking).found.phase is TrajectPhase.PROGRAMME


async def test_after_the_ceremony_nothing_is_planned_or_stopped(portal: Portal) -> None:
    address = f"/trajecten/{traject_id('Amersfoort', 'AMF-1')}"
    lead = portal.as_("project_lead")
    assert "De uitreiking is geweest" in (await lead.get(f"{address}/stoppen")).text
    answer = await lead.post(f"{address}/stoppen", {"on": portal.services.today.isoformat(), "reason": "Klaar."})
    assert "De uitreiking is geweest" in answer.text


async def test_a_new_traject_begins_with_its_first_tasks(speaking: Portal) -> None:
    coordinator = speaking.as_("coordinator")
    fields = {"key": "UTR-nieuw", "trainer": "gijs.oudeman@voorbeeld.example"}
    answer = await coordinator.post("/trajecten/nieuw", hidden_and_usual(speaking) | fields)
    made = traject_id(HOME, "UTR-nieuw")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/trajecten/{made}")
    assert picture(speaking, made).found.phase is TrajectPhase.PREPARATION
    page = await coordinator.get(f"/trajecten/{made}")
    assert "Werf deelnemers" in page.text or "Plan de kick-off" in page.text


def hidden_and_usual(portal: Portal) -> dict[str, str]:
    """What the form of a new traject begins with."""
    return {"municipality": HOME, "programme": "kixworks-2022/1", "on": portal.services.today.isoformat()}


async def test_a_traject_begins_only_in_ones_own_municipality(portal: Portal) -> None:
    fields = hidden_and_usual(portal) | {"municipality": "Groningen", "key": "X-1"}
    answer = await portal.as_("coordinator").post("/trajecten/nieuw", fields)
    assert answer.status_code == 422
    assert "Kies een van uw gemeenten." in answer.text


async def test_a_key_that_is_taken_is_refused_with_what_was_typed(speaking: Portal) -> None:
    answer = await speaking.as_("coordinator").post("/trajecten/nieuw", hidden_and_usual(speaking) | {"key": "UTR-1"})
    assert answer.status_code == 409
    assert 'value="UTR-1"' in answer.text
