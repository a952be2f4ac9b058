"""What is said of tasks, one or many at a time: each has its own fact and its own answer, safe to repeat."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from domain.facts import AttendanceRegistered
from domain.ids import staff_id, traject_workflow
from domain.terms import Presence, TaskKind
from portal.completing import TALKS
from portal.signing_in import accounts
from portal.signing_in.accounts import Account
from portal.visitor import Role
from storage.engine import writing
from tests.portal.groups import TRAJECT, a_session_of_today, marks, picture
from tests.portal.participants import recorded
from tests.portal.portal import Person, Portal
from tests.portal.saying import say
from tests.portal.stock import PEOPLE
from tests.portal.tasks_of import assignee, facts_of, open_tasks, rows, state

STRANGER = staff_id(PEOPLE["stranger"].email)


def talks(portal: Portal) -> list[Any]:
    """Open tasks that a talk ends."""
    return [task for task in open_tasks(portal) if task.kind in TALKS]


async def act(person: Person, what: str, *tasks: Any, **fields: Any) -> Any:  # noqa: ANN401 - an answer
    """The form of the list, with these tasks ticked; with fields, the form that follows."""
    more = {"ingevuld": "true", **fields} if fields else {}
    return await person.post("/taken/acties", {"actie": what, "taak": [str(task.id) for task in tasks], **more})


def colleague(portal: Portal, email: str, municipality: str) -> None:
    """Somebody else with an account."""
    account = Account(email, "Collega", (Role.COORDINATOR,), municipalities=(municipality,))
    with writing(portal.services.engine) as session:
        accounts.create(session, account)


async def test_a_task_is_taken_and_given_back(speaking: Portal) -> None:
    stranger, task = speaking.as_("stranger"), open_tasks(speaking)[0]
    sent = await act(stranger, "oppakken", task)
    assert (sent.status_code, sent.headers["location"]) == (303, "/taken")
    assert assignee(speaking, task.id) == STRANGER
    assert "U hebt deze taak opgepakt" in (await stranger.get("/taken")).text
    await act(stranger, "vrijgeven", task)
    assert assignee(speaking, task.id) is None


async def test_many_tasks_are_taken_at_once_and_again_safely(speaking: Portal) -> None:
    stranger, some = speaking.as_("stranger"), open_tasks(speaking)[:3]
    fields = {"_form": stranger.token(), "actie": "oppakken", "taak": [str(task.id) for task in some]}
    for _ in range(2):
        page = await stranger.post("/taken/acties", fields)
        assert page.status_code == 200
        assert "3 gedaan" in page.text
    assert len(facts_of(speaking, "task_claimed")) == 3


async def test_a_whole_line_is_taken_under_the_filters_of_the_list(speaking: Portal) -> None:
    stranger, first = speaking.as_("stranger"), open_tasks(speaking)[0]
    line = [each for each in open_tasks(speaking) if (each.traject_id, each.kind) == (first.traject_id, first.kind)]
    fields = {"actie": f"oppakken:{first.traject_id}~{first.kind}", "vraag": "lijst=team"}
    await stranger.post("/taken/acties", fields)
    assert {assignee(speaking, each.id) for each in line} == {STRANGER}


async def test_a_task_is_handed_over_with_a_reason_to_who_may_see_it(speaking: Portal) -> None:
    stranger, task = speaking.as_("stranger"), open_tasks(speaking)[0]
    colleague(speaking, "collega@example.org", "groningen")
    colleague(speaking, "elders@example.org", "utrecht")
    page = await act(stranger, "overdragen", task)
    assert str(staff_id("collega@example.org")) in page.text
    assert str(staff_id("elders@example.org")) not in page.text
    refused = await act(stranger, "overdragen", task, staff=str(staff_id("elders@example.org")), reason="Vakantie")
    assert refused.status_code == 422
    sent = await act(stranger, "overdragen", task, staff=str(staff_id("collega@example.org")), reason="Vakantie")
    assert sent.status_code == 303
    assert assignee(speaking, task.id) == staff_id("collega@example.org")
    told = (await stranger.get(f"/taken/{task.id}")).text
    assert "Overgedragen aan Collega" in told
    assert "Vakantie" in told


async def test_handing_over_asks_why(portal: Portal) -> None:
    task = open_tasks(portal)[0]
    sent = await act(portal.as_("stranger"), "overdragen", task, staff=str(STRANGER))
    assert sent.status_code == 422
    assert "Vul dit in." in sent.text


async def test_a_task_is_postponed_to_a_later_day_only(speaking: Portal) -> None:
    stranger, task, today = speaking.as_("stranger"), open_tasks(speaking)[0], speaking.services.today
    sent = await act(stranger, "uitstellen", task, until=today.isoformat(), reason="Ziek")
    assert sent.status_code == 422
    later = today + timedelta(days=20)
    sent = await act(stranger, "uitstellen", task, until=later.isoformat(), reason="Ziek")
    assert sent.status_code == 303
    assert rows(speaking, "SELECT due FROM tasks WHERE id = :id", id=task.id)[0].due >= later
    assert "Ziek" in (await stranger.get(f"/taken/{task.id}")).text


async def test_a_talk_completes_and_a_form_of_its_own_is_pointed_to(speaking: Portal) -> None:
    stranger, talk = speaking.as_("stranger"), talks(speaking)[0]
    other = next(task for task in open_tasks(speaking) if task.kind not in TALKS)
    on = speaking.services.today.isoformat()
    page = await act(stranger, "afronden", talk, other, on=on, note="Goed gesprek")
    assert page.status_code == 200
    assert "1 gedaan, 1 niet" in page.text
    assert "Deze taak rondt u af met een eigen formulier." in page.text
    assert (state(speaking, talk.id), state(speaking, other.id)) == ("done", "open")


async def test_a_completed_task_can_be_undone_for_a_day(speaking: Portal) -> None:
    stranger, talk = speaking.as_("stranger"), talks(speaking)[0]
    await act(stranger, "afronden", talk, on=speaking.services.today.isoformat())
    assert state(speaking, talk.id) == "done"
    assert "Ongedaan maken" in (await stranger.get(f"/taken/{talk.id}")).text
    page = await act(stranger, "ongedaan", talk)
    assert "Gedaan:" in page.text
    sent = await act(stranger, "ongedaan", talk, zeker="ja")
    assert sent.status_code == 303
    assert state(speaking, talk.id) == "open"


async def test_what_closed_because_something_was_taken_back_is_not_undone_by_undoing_something_else(
    speaking: Portal,
) -> None:
    stranger, (care, *_) = speaking.as_("stranger"), open_tasks(speaking, TaskKind.AFTERCARE)
    who, today = care.participant_id, speaking.services.today
    pause = {"on": today.isoformat(), "review": (today + timedelta(days=30)).isoformat(), "reason": "Ziek."}
    await recorded(stranger, f"/deelnemers/{who}/pauze", **pause)
    (paused,) = facts_of(speaking, "paused")
    await act(stranger, "afronden", care, on=today.isoformat())
    await recorded(stranger, f"/deelnemers/{who}/terugnemen/{paused.message_id}")
    query = "SELECT id FROM tasks WHERE participant_id = :who AND kind = 'review_pause' AND state = 'done'"
    await act(stranger, "ongedaan", *rows(speaking, query, who=who), zeker="ja")
    assert state(speaking, care.id) == "done"


async def test_forgetting_is_not_undone_with_the_task_that_it_closed(speaking: Portal) -> None:
    meeting = await a_session_of_today(speaking)
    first, *others = (UUID(field.removeprefix("p-")) for field in marks(speaking, meeting))
    present: dict[UUID, Presence | None] = dict.fromkeys(others, Presence.PRESENT)
    say(speaking, traject_workflow(TRAJECT), TRAJECT, AttendanceRegistered(session=meeting, statuses=present))
    await recorded(speaking.as_("coordinator"), f"/deelnemers/{first}/vergeten", reason="request", sure="yes")
    query = "SELECT id FROM tasks WHERE kind = 'register_attendance' AND session_id = :meeting AND state = 'done'"
    closed = rows(speaking, query, meeting=meeting)
    assert len(closed) == 1
    await act(speaking.as_("trainer"), "ongedaan", *closed, zeker="ja")
    assert picture(speaking).situation.forgotten.number == 1


async def test_where_nothing_was_said_there_is_nothing_to_undo(portal: Portal) -> None:
    page = await act(portal.as_("stranger"), "ongedaan", open_tasks(portal)[0])
    assert "Hier is niets van terug te nemen" in page.text


async def test_a_closed_task_cannot_be_taken(portal: Portal) -> None:
    task = open_tasks(portal)[0]
    with portal.services.engine.begin() as connection:
        close = "UPDATE tasks SET state = 'done', closed_at = now(), closed_on = now()::date WHERE id = %s"
        connection.exec_driver_sql(close, (task.id,))
    sent = await act(portal.as_("stranger"), "oppakken", task)
    assert sent.status_code == 409
    assert "Deze taak is niet meer open." in sent.text


async def test_tasks_of_another_municipality_are_not_touched(portal: Portal) -> None:
    task = open_tasks(portal, town="Utrecht")[0]
    sent = await act(portal.as_("stranger"), "oppakken", task)
    assert (sent.status_code, sent.headers["location"]) == (303, "/taken")
    assert assignee(portal, task.id) is None


async def test_with_temporal_away_each_task_says_so_and_can_be_sent_again(portal: Portal) -> None:
    some = open_tasks(portal)[:3]
    page = await act(portal.as_("stranger"), "oppakken", *some)
    assert "0 gedaan, 3 niet" in page.text
    assert "Opnieuw versturen" in page.text
    one = await act(portal.as_("stranger"), "uitstellen", some[0], until="2030-01-01", reason="Dit typte ik")
    assert one.status_code == 503
    assert "Dit typte ik" in one.text


async def test_nothing_chosen_leads_back_to_the_list(portal: Portal) -> None:
    stranger = portal.as_("stranger")
    for address in ("/taken/acties", "/taken/acties?actie=onzin", f"/taken/acties?actie=oppakken&taak={uuid4()}"):
        sent = await stranger.get(address)
        assert (sent.status_code, sent.headers["location"]) == (303, "/taken")


async def test_a_talk_leads_back_to_where_somebody_was(speaking: Portal) -> None:
    stranger, talk = speaking.as_("stranger"), talks(speaking)[0]
    where = f"/taken/{talk.id}/gesprek?terug=%2Ftaken%3Flijst%3Dteam"
    sent = await stranger.submit(where, on=speaking.services.today.isoformat(), note="Komt volgende week weer.")
    assert (sent.status_code, sent.headers["location"]) == (303, "/taken?lijst=team")
    assert state(speaking, talk.id) == "done"


async def test_the_form_of_a_talk_says_when_the_task_asks_for_something_else(portal: Portal) -> None:
    other = next(task for task in open_tasks(portal) if task.kind not in TALKS)
    page = await portal.as_("stranger").get(f"/taken/{other.id}/gesprek")
    assert page.status_code == 200
    assert "Deze taak rondt u af met een eigen formulier." in page.text
    assert 'name="on"' not in page.text


async def test_a_talk_needs_a_day_that_has_come(portal: Portal) -> None:
    talk = talks(portal)[0]
    later = (portal.services.today + timedelta(days=1)).isoformat()
    sent = await portal.as_("stranger").post(f"/taken/{talk.id}/gesprek", {"on": later, "note": "Dit typte ik."})
    assert sent.status_code == 422
    assert "Deze dag moet nog komen." in sent.text
    assert "Dit typte ik." in sent.text
    assert talk.kind in set(TaskKind)
