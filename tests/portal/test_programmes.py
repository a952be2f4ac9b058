"""Definitions as people read them, and checking one."""

import pytest
from httpx import Response
from sqlalchemy import text

from domain.deadline import ANCHORS, Deadline
from domain.deadline_words import ANCHOR_WORDS, said
from domain.facts import TrajectCreated
from domain.ids import traject_id, traject_workflow
from domain.programme import latest, shipped, shipped_text
from portal.reading import moving
from portal.reading.programmes import differences
from storage import programmes
from storage.engine import writing
from tests.doctor.meddling import spoil_a_fact
from tests.portal.portal import Person, Portal
from tests.portal.saying import say
from tests.portal.stock import HOME

TEXT = shipped_text("kixworks-2022", 1)


def test_every_day_that_a_deadline_counts_from_has_a_name() -> None:
    assert set(ANCHOR_WORDS) == ANCHORS


@pytest.mark.parametrize(
    ("deadline", "nl", "en"),
    [
        ("kick_off - 1 d", "1 dag voor de kick-off", "1 day before the kick-off"),
        ("absent + 3 wd", "3 werkdagen na de gemiste bijeenkomst", "3 working days after the missed session"),
        ("session", "op de bijeenkomst", "on the session"),
    ],
)
def test_a_deadline_is_said_in_words(deadline: str, nl: str, en: str) -> None:
    assert (said(Deadline.parse(deadline), "nl"), said(Deadline.parse(deadline), "en")) == (nl, en)


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_every_definition_can_be_read_in_both_languages(portal: Portal, language: str) -> None:
    person = portal.as_("trainer")
    await person.get(f"/taal/{language}")
    for programme, version in shipped():
        page = await person.get(f"/programmas/{programme}/{version}")
        assert page.status_code == 200
    assert (await person.get("/programmas/kixworks-2022/99")).status_code == 404


async def test_what_is_wrong_with_a_definition_is_said_at_its_place(portal: Portal) -> None:
    wrong = TEXT.replace("weeks = 26", "weeks = 'half een jaar'").replace(
        'attended_share = "1/2"', 'attended_share = "2"'
    )
    sent = await checked(portal.as_("coordinator"), wrong)
    assert sent.status_code == 422
    assert all(part in sent.text for part in ("2 dingen kloppen niet", "weeks", "certificate.attended_share"))


async def checked(person: Person, definition: str) -> Response:
    """The answer to a file with this definition."""
    files = {"file": ("eigen.toml", definition)}
    return await person.client.post("/programmas/nakijken", data={"_form": person.token()}, files=files)


async def test_a_definition_that_is_right_shows_what_it_would_change(portal: Portal) -> None:
    person = portal.as_("coordinator")
    mended = TEXT.replace("version = 1", "version = 2").replace("weeks = 26", "weeks = 30")
    sent = await checked(person, mended)
    assert sent.status_code == 200
    assert all(part in sent.text for part in ("Deze definitie klopt", "Lengte in weken", ">26<", ">30<"))
    assert "Wat zij zou veranderen in lopende trajecten" in sent.text
    assert (await person.get("/programmas/kixworks-2022/2")).status_code == 404


async def test_a_draft_in_use_that_was_changed_and_kept_its_number_shows_what_it_would_change(portal: Portal) -> None:
    draft = TEXT.replace('id = "kixworks-2022"', 'id = "eigen"').replace('status = "final"', 'status = "draft"')
    with writing(portal.services.engine) as session:
        programmes.add(session, draft, "eigen.toml")
    traject = traject_id(HOME, "EIGEN-1")
    begun = TrajectCreated(programme="eigen", version=1, on=portal.services.today)
    say(portal, traject_workflow(traject), traject, begun, called=(HOME, "EIGEN-1"))
    person = portal.as_("coordinator")
    same, changed = (
        await checked(person, draft),
        await checked(person, draft.replace("created + 28 d", "created + 35 d")),
    )
    assert "Wat zij zou veranderen in lopende trajecten" not in same.text
    assert "Wat zij zou veranderen in lopende trajecten" in changed.text
    assert f"EIGEN-1, {HOME}" in changed.text


async def test_a_file_with_the_number_of_a_definition_lies_beside_that_one(portal: Portal) -> None:
    with writing(portal.services.engine) as session:
        programmes.add(session, TEXT.replace("version = 1", "version = 2", 1), "second.toml")
    page = (await checked(portal.as_("coordinator"), TEXT.replace("weeks = 26", "weeks = 30"))).text
    assert "Wat er verandert naast versie 1" in page
    assert "Wat er verandert naast versie 2" in (await checked(portal.as_("coordinator"), TEXT)).text


async def test_of_lots_of_trajects_the_first_are_shown_and_those_that_cannot_be_read_are_named(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "MOST_SHOWN", 1)
    with portal.services.engine.connect() as connection:
        running = "SELECT * FROM trajects WHERE programme = 'kixworks-2022' AND NOT ended ORDER BY municipality, key"
        first, *others = connection.execute(text(running)).all()
    spoil_a_fact(portal.services.engine, first.id)
    page = (await checked(portal.as_("project_lead"), TEXT.replace("version = 1", "version = 2", 1))).text
    assert f"{first.key} ({first.municipality})" in page
    assert f"En nog {len(others)} traject" in page


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"x" * 600_000])
async def test_what_is_no_text_is_refused(portal: Portal, content: bytes | None) -> None:
    person = portal.as_("coordinator")
    files = {"file": ("eigen.toml", content)} if content else None
    sent = await person.client.post("/programmas/nakijken", data={"_form": person.token()}, files=files)
    assert sent.status_code == 422


def test_a_definition_beside_itself_has_no_difference() -> None:
    assert differences(latest("kixworks-2022"), latest("kixworks-2022"), "nl") == []


async def test_two_definitions_lie_side_by_side(portal: Portal) -> None:
    page = await portal.as_("coordinator").get("/programmas/kixworks-2022/1/verschil?met=kix-2015~1")
    assert "Leeftijd, jongste" in page.text
