"""Attendance on a phone: everyone present, then the exceptions; corrected later with a trail."""

from datetime import timedelta
from uuid import UUID

from playwright.async_api import Page

from domain.terms import Presence, SessionKind, SessionStatus
from portal.reading.traject import count_of
from tests.portal.browser import Browser, barriers, overflow
from tests.portal.groups import PAGE, a_session_of_today, marks, open_tasks, picture, planned, said, sheet
from tests.portal.portal import Portal, hidden_fields


async def test_everyone_is_present_but_for_the_exceptions_and_the_consequences_appear(speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking)
    fields = marks(speaking, meeting, first=Presence.ABSENT, second=Presence.EXCUSED)
    answer = await speaking.as_("trainer").submit(sheet(meeting), report_made="true", **fields)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#bijeenkomsten")
    session = picture(speaking).session(meeting)
    assert count_of(session) == {Presence.PRESENT: len(fields) - 2, Presence.EXCUSED: 1, Presence.ABSENT: 1}
    assert session.report_made is True
    absent = next(who for who, status in session.attendance.items() if status is Presence.ABSENT)
    assert absent in open_tasks(speaking, "call_absentee")


async def test_a_correction_is_a_new_fact_and_the_trail_tells_of_both(speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking)
    trainer = speaking.as_("trainer")
    await trainer.submit(sheet(meeting), **marks(speaking, meeting, first=Presence.ABSENT))
    await trainer.submit(sheet(meeting), **marks(speaking, meeting, first=Presence.EXCUSED))
    statuses = [fact["statuses"] for fact in said(speaking, "attendance_registered")]
    assert [len(each) for each in statuses] == [len(marks(speaking, meeting)), 1]
    page = await trainer.get(sheet(meeting))
    assert "Wat er is vastgelegd" in page.text
    assert "afwezig → afgemeld" in page.text


async def test_what_was_filled_in_by_mistake_can_be_emptied(speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking)
    trainer, fields = speaking.as_("trainer"), marks(speaking, meeting)
    name = next(iter(fields))
    empty = f'name="{name}" value=""'
    assert empty not in (await trainer.get(sheet(meeting))).text
    await trainer.submit(sheet(meeting), **fields)
    assert empty in (await trainer.get(sheet(meeting))).text
    await trainer.submit(sheet(meeting), **fields | {name: ""})
    assert said(speaking, "attendance_registered")[-1]["statuses"] == {name.removeprefix("p-"): None}
    assert f"{empty} checked" in (await trainer.get(sheet(meeting))).text
    await trainer.submit(sheet(meeting), **dict.fromkeys(fields, ""))
    assert picture(speaking).session(meeting).attendance == {}


async def test_the_same_form_twice_is_one_fact(speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking)
    trainer = speaking.as_("trainer")
    fields = marks(speaking, meeting) | {"_form": trainer.token()}
    for _ in range(2):
        assert (await trainer.post(sheet(meeting), fields)).status_code == 303
    assert len(said(speaking, "attendance_registered")) == 1


async def test_the_second_person_at_the_form_is_told_what_changed_and_can_send_it_again(speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking)
    trainer, coordinator = speaking.as_("trainer"), speaking.as_("coordinator")
    fields = marks(speaking, meeting, first=Presence.EXCUSED)
    opened = hidden_fields((await coordinator.get(sheet(meeting))).text)
    await trainer.submit(sheet(meeting), **marks(speaking, meeting))
    overtaken = await coordinator.post(sheet(meeting), opened | fields)
    assert overtaken.status_code == 409
    assert f"Aanwezigheid: {len(fields)} aanwezig" in overtaken.text
    again = await coordinator.post(sheet(meeting), hidden_fields(overtaken.text) | fields)
    assert again.status_code == 303
    assert count_of(picture(speaking).session(meeting))[Presence.EXCUSED] == 1


async def test_before_the_day_the_form_refuses_in_words(portal: Portal) -> None:
    to_come = next(s for s in picture(portal).sessions if s.day > portal.services.today)
    page = await portal.as_("trainer").get(sheet(to_come.id))
    assert "Deze bijeenkomst moet nog komen." in page.text
    assert '<form class="tv-form"' not in page.text


async def test_a_cancelled_session_has_no_attendance(speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking)
    await speaking.as_("trainer").post(f"{PAGE}/bijeenkomsten/{meeting}", {"status": "cancelled", "reason": "Ziek."})
    answer = await speaking.as_("trainer").post(sheet(meeting), {})
    assert picture(speaking).session(meeting).status is SessionStatus.CANCELLED
    assert "Deze bijeenkomst is vervallen." in answer.text


async def test_a_mark_that_does_not_exist_is_wrong_input(portal: Portal) -> None:
    held = picture(portal).group.registered[0]
    somebody = next(iter(held.attendance))
    answer = await portal.as_("trainer").submit(sheet(held.id), **{f"p-{somebody}": "te laat"})
    assert answer.status_code == 422


async def test_with_temporal_away_the_marks_stay(portal: Portal) -> None:
    held = picture(portal).group.registered[0]
    somebody = next(who for who, status in held.attendance.items() if status is Presence.PRESENT)
    fields = {f"p-{who}": status.value for who, status in held.attendance.items()} | {f"p-{somebody}": "excused"}
    answer = await portal.as_("trainer").submit(sheet(held.id), **fields)
    assert answer.status_code == 503
    assert f'name="p-{somebody}" value="excused" checked' in answer.text


async def test_whoever_is_left_out_of_the_form_keeps_what_was_registered(portal: Portal) -> None:
    held = picture(portal).group.registered[0]
    answer = await portal.as_("trainer").post(sheet(held.id), {})
    assert answer.status_code == 303
    assert said(portal, "attendance_registered") == []


async def test_nothing_changed_is_said_and_not_recorded(portal: Portal) -> None:
    held = picture(portal).group.registered[0]
    fields = {f"p-{who}": status.value for who, status in held.attendance.items()}
    answer = await portal.as_("trainer").submit(sheet(held.id), **fields)
    assert answer.status_code == 303
    assert said(portal, "attendance_registered") == []


async def test_whoever_joined_later_is_shown_as_such(speaking: Portal) -> None:
    shown = picture(speaking)
    day = max(member.decided_on for member in shown.admitted) - timedelta(days=1)
    coordinator = speaking.as_("coordinator")
    planning = f"{PAGE}/bijeenkomsten/nieuw"
    await coordinator.submit(planning, **planned(max(day, shown.group.created_on), SessionKind.TRAINING))
    meeting = (set(picture(speaking).situation.sessions) - set(shown.situation.sessions)).pop()
    page = await coordinator.get(sheet(meeting))
    assert "kwam er later bij" in page.text


async def open_the_form(page: Page, meeting: UUID) -> None:
    await page.goto(PAGE)
    await page.click(f'a[href="{sheet(meeting)}"]')
    await page.wait_for_selector(".tv-savebar")


async def test_a_trainer_registers_attendance_on_a_phone_and_the_consequences_appear(
    browser: Browser, speaking: Portal
) -> None:
    meeting = await a_session_of_today(speaking)
    page = await browser.signed_in("trainer", width=390)
    await open_the_form(page, meeting)
    assert await barriers(page) == []
    assert await overflow(page) == 0
    heights = await page.eval_on_selector_all(".tv-segment", "all => all.map(one => one.offsetHeight)")
    assert min(heights) >= 48
    await page.locator(".tv-segment:has(input[value=absent])").first.click()
    await page.click(".tv-savebar button")
    await page.wait_for_selector("text=Vastgelegd.")
    assert len(said(speaking, "attendance_registered")) == 1
    coordinator = await browser.signed_in("coordinator", width=390)
    await coordinator.goto(PAGE)
    await coordinator.wait_for_selector("text=Bel deze deelnemer")


async def test_a_form_that_was_filled_in_fits_a_phone(browser: Browser, speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking)
    await speaking.as_("trainer").submit(sheet(meeting), **marks(speaking, meeting))
    page = await browser.signed_in("trainer", width=390)
    await open_the_form(page, meeting)
    assert await barriers(page) == []
    assert await overflow(page) == 0
    cut_off = "bars => bars.filter(bar => bar.scrollWidth > bar.clientWidth).length"
    assert await page.eval_on_selector_all(".tv-segments__bar", cut_off) == 0
    bare = "all => all.filter(one => one.querySelector('span').offsetHeight < one.offsetHeight).length"
    assert await page.eval_on_selector_all(".tv-segment", bare) == 0


async def test_without_javascript_the_same_form_does_the_same(browser: Browser, speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking)
    page = await browser.signed_in("trainer", width=390, script=False)
    await open_the_form(page, meeting)
    await page.locator(".tv-segment:has(input[value=absent])").first.click()
    await page.click(".tv-savebar button")
    await page.wait_for_selector("text=Vastgelegd.")
    assert count_of(picture(speaking).session(meeting))[Presence.ABSENT] == 1


async def test_a_double_click_gives_one_fact(browser: Browser, speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking)
    page = await browser.signed_in("trainer", width=390, script=False)
    await open_the_form(page, meeting)
    await page.dblclick(".tv-savebar button")
    await page.wait_for_selector("text=/Vastgelegd|al vastgelegd/")
    assert len(said(speaking, "attendance_registered")) == 1


async def test_without_a_connection_the_page_says_so_and_keeps_what_was_chosen(
    browser: Browser, speaking: Portal
) -> None:
    meeting = await a_session_of_today(speaking)
    page = await browser.signed_in("trainer", width=390)
    await open_the_form(page, meeting)
    await page.locator(".tv-segment:has(input[value=excused])").first.click()
    await page.route("**/aanwezigheid/**", lambda route: route.abort())
    await page.click(".tv-savebar button")
    await page.wait_for_selector("[data-offline]:visible")
    assert await page.locator("input[value=excused]:checked").count() == 1
    await page.unroute("**/aanwezigheid/**")
    await page.click(".tv-savebar button")
    await page.wait_for_selector("text=Vastgelegd.")
    browser.complaints.clear()
