"""Somebody's calendar, as a program reads it that knows the address and nothing else."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from uuid import uuid4

import httpx
import pytest
from icalendar import Calendar, Event
from sqlalchemy import event, text

from domain.facts import SessionPlanned
from domain.ids import session_id, traject_workflow
from domain.terms import SessionKind, SessionStatus
from tests.portal.participants import one, rows, words
from tests.portal.portal import Portal
from tests.portal.saying import say
from tests.portal.stock import ELSEWHERE, HOME
from tests.portal.test_private import call_everybody_so, tells

NAME = re.compile(r"<code>http://testserver(/agenda/[^<]+\.ics)</code>")
ITS_SESSIONS = (
    "SELECT sessions.id FROM sessions JOIN trajects ON trajects.id = traject_id WHERE trajects.municipality = :town"
)
EARLIEST = """
    SELECT min(due) FROM tasks JOIN trajects ON trajects.id = traject_id
    WHERE state = 'open' AND role = 'coordinator' AND municipality = 'Utrecht'
"""


async def address(portal: Portal, who: str = "coordinator") -> str:
    """The path that somebody copies to their calendar."""
    made = await portal.as_(who).post("/agenda", {"act": "make"})
    found = NAME.search(made.text)
    assert found is not None, words(made)
    return found[1]


async def fetched(portal: Portal, path: str, **headers: str) -> httpx.Response:
    """What a program gets."""
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    return await portal.nobody().get(path, headers=asked)


async def read(portal: Portal, path: str) -> dict[str, Event]:
    """The events by UID."""
    answer = await fetched(portal, path)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(each.uid): each for each in found if isinstance(each, Event)}


def _same(moment: datetime) -> datetime:
    """A clock that stands still."""
    return moment


def sessions(events: Iterable[str]) -> set[str]:
    """The ids of sessions among UIDs."""
    return {each.removeprefix("session-").partition("@")[0] for each in events if each.startswith("session-")}


async def test_sessions_and_tasks_are_whole_days_that_a_parser_understands(portal: Portal) -> None:
    events = await read(portal, await address(portal))
    assert {uid.partition("-")[0] for uid in events} == {"session", "tasks"}
    for each in events.values():
        begins, ends = each.DTSTART, each.DTEND
        assert type(begins) is date
        assert ends == begins + timedelta(days=1)
        assert each.DTSTAMP is not None
        assert each.DTSTAMP.utcoffset() == timedelta()
        assert str(each["url"]).startswith("http://testserver/trajecten/")
    assert not any(each.errors for each in events.values())


async def test_programs_are_told_to_look_again_every_hour_each_in_the_way_it_knows(portal: Portal) -> None:
    answer = await portal.nobody().get(await address(portal))
    lines = answer.content.decode().splitlines()
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    assert "X-PUBLISHED-TTL:PT1H" in lines


async def test_the_tasks_are_those_of_the_own_list(portal: Portal) -> None:
    events = await read(portal, await address(portal))
    tasks = [each for uid, each in events.items() if uid.startswith("tasks-")]
    listed = words(await portal.as_("coordinator").get("/taken"))
    due = one(portal, EARLIEST)
    assert min(each.DTSTART for each in tasks) == due
    assert all(str(each.summary).partition(" – ")[0].partition(" (")[0] in listed for each in tasks[:3])


async def test_another_municipalitys_sessions_and_nobodys_name_are_ever_in_it(portal: Portal) -> None:
    call_everybody_so(portal)
    home = sessions(await read(portal, await address(portal)))
    elsewhere = sessions(await read(portal, await address(portal, "stranger")))
    all_of = {town: {str(row[0]) for row in rows(portal, ITS_SESSIONS, town=town)} for town in (HOME, ELSEWHERE)}
    assert home
    assert elsewhere
    assert home <= all_of[HOME]
    assert elsewhere <= all_of[ELSEWHERE]
    for who in ("coordinator", "trainer", "project_lead"):
        assert not tells((await fetched(portal, await address(portal, who))).text)
    trainers = sessions(await read(portal, await address(portal, "trainer")))
    assert trainers
    assert trainers <= home


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31), date(2027, 3, 29)])
async def test_the_change_of_the_clock_moves_nothing(portal: Portal, day: date) -> None:
    traject = one(portal, "SELECT id FROM trajects WHERE municipality = 'Utrecht' ORDER BY key LIMIT 1")
    path = await address(portal)
    with portal.services.engine.begin() as connection:
        session = session_id("Utrecht", f"klok-{day}")
        added = "INSERT INTO sessions (id, traject_id, municipality, key) VALUES (:id, :traject, 'Utrecht', :key)"
        connection.execute(text(added), {"id": session, "traject": traject, "key": f"klok-{day}"})
    planned = SessionPlanned(session=session, session_kind=SessionKind.COMPANY_VISIT, day=day)
    say(portal, traject_workflow(traject), traject, planned)
    for late in (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)):
        async with Portal(replace(portal.services, now=partial(_same, late))) as then:
            found = (await read(then, path))[f"session-{session}@trajectvolger"]
            begins, ends = found.DTSTART, found.DTEND
            assert (begins, ends) == (day, day + timedelta(days=1))
    say(portal, traject_workflow(traject), traject, planned.model_copy(update={"status": SessionStatus.CANCELLED}))
    assert f"session-{session}@trajectvolger" not in await read(portal, path)


async def test_a_program_that_has_it_already_is_told_so(portal: Portal) -> None:
    path = await address(portal)
    first = await fetched(portal, path)
    tag, since = first.headers["etag"], first.headers["last-modified"]
    again = await fetched(portal, path)
    assert (again.content, again.headers["etag"], again.headers["last-modified"]) == (first.content, tag, since)
    for headers in ({"if_none_match": tag}, {"if_none_match": f'W/{tag}, "other"'}, {"if_modified_since": since}):
        assert (await fetched(portal, path, **headers)).status_code == 304
    for headers in ({"if_none_match": '"other"', "if_modified_since": since}, {"if_modified_since": "gisteren"}):
        assert (await fetched(portal, path, **headers)).status_code == 200


async def test_what_disappears_is_news_too(portal: Portal) -> None:
    path = await address(portal)
    first = await fetched(portal, path)
    later = portal.services.now() + timedelta(hours=1)
    with portal.services.engine.begin() as connection:
        closing = "UPDATE tasks SET state = 'done', closed_at = now(), closed_on = current_date WHERE state = 'open'"
        connection.exec_driver_sql(closing)
    async with Portal(replace(portal.services, now=lambda: later)) as then:
        headers = {"if_modified_since": first.headers["last-modified"]}
        second = await fetched(then, path, **headers)
    assert second.status_code == 200
    before, after = (parsedate_to_datetime(each.headers["last-modified"]) for each in (first, second))
    assert after > before


async def test_an_address_that_was_withdrawn_or_replaced_is_not_there(portal: Portal) -> None:
    first, second = await address(portal), await address(portal)
    assert (await fetched(portal, first)).status_code == 404
    assert (await fetched(portal, second)).status_code == 200
    assert "sinds" in words(await portal.as_("coordinator").get("/agenda"))
    gone = await portal.as_("coordinator").post("/agenda", {"act": "withdraw"})
    assert (gone.status_code, gone.headers["location"]) == (303, "/agenda")
    answers = [await fetched(portal, path) for path in (second, f"/agenda/{uuid4()}.ics")]
    assert {(each.status_code, each.text) for each in answers} == {(404, "")}


async def test_who_lost_their_account_or_role_has_no_calendar(portal: Portal) -> None:
    path = await address(portal)
    for change in ("roles = '{administrator}'", "roles = '{coordinator}', disabled_at = now()"):
        with portal.services.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE accounts SET {change} WHERE email = 'coordinator@example.org'")  # noqa: S608 - ours
        assert (await fetched(portal, path)).status_code == 404


async def test_who_tries_many_addresses_must_wait(portal: Portal) -> None:
    path = await address(portal)
    tried = [(await fetched(portal, f"/agenda/{number}.ics")).status_code for number in range(52)]
    assert (tried[0], tried[-1]) == (404, 429)
    assert (await fetched(portal, path)).status_code == 200


async def test_the_address_gets_into_no_log_and_only_its_hash_is_kept(
    portal: Portal, capfd: pytest.CaptureFixture[str]
) -> None:
    path = await address(portal)
    await fetched(portal, path)
    token = path.removeprefix("/agenda/").removesuffix(".ics")
    logged = capfd.readouterr()
    assert "calendar_feed" in logged.out
    assert token not in logged.out + logged.err
    assert token not in str(rows(portal, "SELECT * FROM calendar_feeds"))


async def test_however_much_there_is_it_takes_the_same_few_statements(portal: Portal) -> None:
    counted: list[str] = []
    event.listen(portal.services.engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
    seen = []
    for who in ("trainer", "project_lead"):
        path = await address(portal, who)
        await fetched(portal, path)  # notes what it says
        counted.clear()
        await fetched(portal, path)
        seen.append(len([each for each in counted if each.lstrip().upper().startswith(("SELECT", "UPDATE", "INSERT"))]))
    assert seen[0] == seen[1] <= 4


async def test_a_form_that_says_nothing_changes_nothing(portal: Portal) -> None:
    path = await address(portal)
    assert (await portal.as_("coordinator").post("/agenda")).status_code == 422
    assert (await fetched(portal, path)).status_code == 200
