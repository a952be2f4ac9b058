"""One form for everybody in a line: each person gets a fact of their own, and an answer of their own."""

from typing import Any

import pytest

from domain.terms import TaskKind
from portal.completing import TOGETHER
from tests.portal.portal import Person, Portal
from tests.portal.stock import HOME, PEOPLE
from tests.portal.tasks_of import facts_of, rows, state
from tests.portal.walk import objects

LINES = """SELECT tasks.*, municipality FROM tasks JOIN trajects ON trajects.id = traject_id
WHERE state = 'open' AND kind = :kind AND traject_id = (
    SELECT traject_id FROM tasks WHERE state = 'open' AND kind = :kind GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1
) ORDER BY tasks.id"""


def line(portal: Portal, kind: TaskKind) -> list[Any]:
    """The longest line of this kind in the sample, in a municipality that the stranger may now see."""
    found = rows(portal, LINES, kind=kind)
    if found:
        with portal.services.engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO account_scopes (account_id, municipality) SELECT id, lower(%s) FROM accounts "
                "WHERE email = %s ON CONFLICT DO NOTHING",
                (found[0].municipality, PEOPLE["stranger"].email),
            )
    return found


def address(tasks: list[Any]) -> str:
    """Of the form for these tasks."""
    return f"/trajecten/{tasks[0].traject_id}/samen/{tasks[0].kind}"


async def send(person: Person, tasks: list[Any], **fields: Any) -> Any:  # noqa: ANN401 - an answer
    """The form, filled in for some."""
    return await person.post(address(tasks), {"taak": [str(task.id) for task in tasks], **fields})


@pytest.mark.parametrize("kind", sorted(TOGETHER - {TaskKind.RECORD_COMPETENCES}))
async def test_the_form_names_everybody_in_the_line(portal: Portal, kind: TaskKind) -> None:
    tasks = line(portal, kind)
    if not tasks:
        pytest.skip("the sample has no such task today")
    page = await portal.as_("stranger").get(address(tasks))
    assert page.status_code == 200
    assert page.text.count('name="taak"') == len(tasks)


async def test_consent_of_several_people_is_recorded_for_each(speaking: Portal) -> None:
    tasks, today = line(speaking, TaskKind.ASK_CONSENT), speaking.services.today.isoformat()
    stranger = speaking.as_("stranger")
    answers = {f"p-{tasks[0].id}": "nee"} | {f"p-{task.id}": "ja" for task in tasks[1:-1]}
    fields = {"_form": stranger.token(), "on": today, **answers}
    for _ in range(2):
        page = await send(stranger, tasks, **fields)
        assert page.status_code == 200
        assert f"{len(answers)} gedaan" in page.text
    assert len(facts_of(speaking, "consent_recorded")) == len(answers)
    assert state(speaking, tasks[0].id) == "done"


async def test_an_empty_form_says_what_to_do_and_keeps_the_day(portal: Portal) -> None:
    tasks = line(portal, TaskKind.ASK_CONSENT)
    sent = await send(portal.as_("stranger"), tasks, on=portal.services.today.isoformat())
    assert sent.status_code == 422
    assert "Vul voor ten minste één persoon iets in." in sent.text
    sent = await send(portal.as_("stranger"), tasks, on="2999-01-01", **{f"p-{tasks[0].id}": "ja"})
    assert sent.status_code == 422
    assert "Deze dag moet nog komen." in sent.text


async def test_a_decision_against_the_criteria_asks_why(portal: Portal) -> None:
    tasks = line(portal, TaskKind.DECIDE_ADMISSION)
    fields = {"on": portal.services.today.isoformat(), f"p-{tasks[0].id}": "refused"}
    page = await send(portal.as_("stranger"), tasks, **fields)
    assert "0 gedaan, 1 niet" in page.text


async def test_certificates_are_handed_out_to_who_is_ticked(speaking: Portal) -> None:
    tasks, today = line(speaking, TaskKind.ISSUE_CERTIFICATE), speaking.services.today.isoformat()
    page = await send(speaking.as_("stranger"), tasks, on=today, **{f"p-{task.id}": "ja" for task in tasks[:2]})
    assert page.status_code == 200
    assert state(speaking, tasks[0].id) == "done"


async def test_where_certificates_are_handed_out_a_link_leads_to_making_them(portal: Portal) -> None:
    tasks, stranger = line(portal, TaskKind.ISSUE_CERTIFICATE), portal.as_("stranger")
    making = f'href="/trajecten/{tasks[0].traject_id}/certificaten/uitgeven"'
    assert making in (await stranger.get(address(tasks))).text
    assert making in (await stranger.get(f"/deelnemers/{tasks[0].participant_id}/uitreiking")).text


async def test_kinds_that_ask_more_lead_to_a_form_for_each(portal: Portal) -> None:
    tasks = line(portal, TaskKind.FOLLOW_UP)
    page = await portal.as_("stranger").get(address(tasks))
    assert "Dit vult u per persoon in" in page.text
    assert f"/deelnemers/{tasks[0].participant_id}/opvolging/" in page.text


async def test_approving_leads_to_the_certificates(portal: Portal) -> None:
    tasks = line(portal, TaskKind.APPROVE_CERTIFICATE)
    answer = await portal.as_("stranger").get(address(tasks))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/trajecten/{tasks[0].traject_id}/certificaten")


async def test_an_unknown_kind_is_not_there(portal: Portal) -> None:
    tasks = line(portal, TaskKind.ASK_CONSENT)
    answer = await portal.as_("stranger").get(f"/trajecten/{tasks[0].traject_id}/samen/onzin")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("who", "kind"), [("coordinator", TaskKind.RECORD_COMPETENCES), ("trainer", TaskKind.DECIDE_ADMISSION)]
)
async def test_a_line_asks_no_more_of_somebody_than_the_form_of_one_person(
    portal: Portal, who: str, kind: TaskKind
) -> None:
    group = objects(portal, HOME)["traject"]
    where = f"/trajecten/{group}/samen/{kind}"
    assert (await portal.as_(who).get(where)).status_code == 403
    assert (await portal.as_(who).post(where, {"on": "2026-01-05"})).status_code == 403
