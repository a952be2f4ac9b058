"""The page on which participants answer, in every language: complete, offered only when it may be, and on a phone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from importlib.resources import files

import pytest
from pydantic import ValidationError

from domain.terms import Outcome
from portal.answers import wording
from portal.services import Services
from portal.settings import PortalSettings
from tests.portal.browser import Browser, barriers, browsing, overflow
from tests.portal.participants import facts, open_tasks
from tests.portal.portal import Portal, serving
from tests.portal.test_answers import link
from tests.portal.test_participants_follow_up import to_follow_up
from tests.workflows.town import Town

DUTCH = (files("portal.answers") / "languages" / "nl.toml").read_text(encoding="utf-8")


@pytest.fixture
async def drafts(services: Services, town: Town) -> AsyncIterator[Portal]:
    """A portal whose administrator allows drafts."""
    settings = PortalSettings(draft_translations=True)
    async with Portal(replace(services, mailbox=town.mailbox, settings=settings)) as made:
        yield made


@pytest.fixture
async def phone(chromium_path: str, drafts: Portal) -> AsyncIterator[Browser]:
    """A browser at it."""
    async with serving(drafts) as address, browsing(chromium_path, address) as opened:
        yield opened


def test_there_are_five_languages_and_each_says_everything() -> None:
    there = wording.languages()
    assert list(there) == ["nl", "ar", "en", "ti", "tr"]
    assert {code for code, said in there.items() if said.direction == "rtl"} == {"ar"}
    assert all(set(said.questions.outcomes) == set(Outcome) for said in there.values())
    assert len({said.name for said in there.values()}) == len(there)


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        ('send = "Verstuur"\n', ""),
        ('send = "Verstuur"', 'send = " "'),
        ('send = "Verstuur"', 'send = "Verstuur"\nsent = "Verstuurd"'),
        ('looking = "Ik zoek werk of een opleiding"\n', ""),
        (', "Heel goed"]', "]"),
        ('direction = "ltr"', 'direction = "down"'),
    ],
)
def test_a_file_that_is_not_complete_is_no_language(what: str, instead: str) -> None:
    assert what in DUTCH
    with pytest.raises(ValidationError):
        wording.read("xx", DUTCH.replace(what, instead))


def test_another_language_is_one_more_file() -> None:
    said = wording.read("fr", DUTCH.replace('reviewed_by = ""', 'reviewed_by = "A. Lecteur"'))
    assert (said.code, said.is_draft) == ("fr", False)
    assert wording.read("fr", DUTCH).is_draft


def test_what_no_native_speaker_signed_off_is_a_draft_and_not_offered() -> None:
    unsigned = [code for code, said in wording.languages().items() if not said.reviewed_by and code != wording.FIRST]
    assert [said.code for said in wording.offered(drafts=False) if said.code in unsigned] == []
    assert {said.code for said in wording.offered(drafts=True)} == set(wording.languages())


@pytest.mark.parametrize(
    ("wanted", "accepts", "code"),
    [
        ("tr", "ar", "tr"),
        (None, "ar-SY,ar;q=0.9,en;q=0.8", "ar"),
        (None, "fr;q=0.9,ti;q=0.5,en;q=0.4", "ti"),
        ("xx", "fr", "nl"),
        (None, "tr;q=0,en;q=much", "nl"),
        (None, "", "nl"),
    ],
)
def test_the_language_is_what_was_chosen_or_else_the_browsers(wanted: str | None, accepts: str, code: str) -> None:
    assert wording.best(wording.offered(drafts=True), wanted, accepts).code == code


async def test_without_leave_for_drafts_the_page_is_in_dutch_alone(portal: Portal) -> None:
    path = await link(portal, to_follow_up(portal))
    page = await portal.nobody().get(f"{path}?taal=ar", headers={"accept-language": "ar"})
    assert '<html lang="nl" dir="ltr"' in page.text
    assert "العربية" not in page.text


async def test_a_draft_says_that_it_is_one_and_speaks_its_language_throughout(drafts: Portal) -> None:
    path = await link(drafts, to_follow_up(drafts))
    for code, said in wording.languages().items():
        page = await drafts.nobody().get(f"{path}?taal={code}")
        assert f'<html lang="{code}" dir="{said.direction}"' in page.text
        assert said.questions.title in page.text
        assert (said.draft in page.text) == said.is_draft
        wrong = await drafts.nobody().submit(f"{path}?taal={code}", benefits="yes")
        assert said.problems.work in wrong.text
    nowhere = await drafts.nobody().get("/antwoord/nergens")
    assert all(said.endings.closed.title in nowhere.text for said in wording.languages().values())


@pytest.mark.parametrize("code", ["ar", "tr", "ti", "nl"])
async def test_on_a_phone_without_script_somebody_answers_in_their_language(
    phone: Browser, drafts: Portal, code: str
) -> None:
    said, who = wording.languages()[code], to_follow_up(drafts)
    path = await link(drafts, who)
    reader = await phone.page(width=390, dark=code == "ti")
    await reader.goto(path)
    await reader.get_by_role("link", name=said.name).click()
    await reader.locator(f'html[lang="{code}"]').wait_for(state="attached")
    await reader.wait_for_load_state()
    assert await reader.evaluate("[document.documentElement.lang, getComputedStyle(document.body).direction]") == [
        code,
        said.direction,
    ]
    assert await barriers(reader) == []
    assert await overflow(reader) == 0
    plain = await phone.page(width=390, script=False)
    await plain.goto(f"{path}?taal={code}")
    await plain.get_by_text(said.questions.outcomes[Outcome.VOLUNTEERING]).click()
    await plain.get_by_text(said.questions.going[3], exact=True).click()
    await plain.get_by_role("button", name=said.questions.send).click()
    await plain.get_by_role("heading", name=said.endings.thanks.title).wait_for()
    assert facts(drafts, who, "followed_up")[0]["outcomes"] == ["volunteering"]
    assert "follow_up" not in open_tasks(drafts, who)
    await reader.reload()
    assert await reader.get_by_role("heading", name=said.endings.already.title).count() == 1
    assert await barriers(reader) == []
