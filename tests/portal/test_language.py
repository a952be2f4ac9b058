"""Everything that pages say is there in English too, one click away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

import portal
from portal.forms import _SENTENCES
from portal.translations import catalogue
from tests.portal.portal import Portal

FOLDER = Path(portal.__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "PydanticCustomError": (2,)}
OPTIONS = {"templates/**.html": {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true"}}


def sentences() -> Iterator[tuple[str, str]]:
    """Where a sentence stands, and the sentence."""
    found = extract_from_dir(
        FOLDER,
        method_map=METHODS,
        options_map=OPTIONS,
        keywords=KEYWORDS,
        directory_filter=lambda path: Path(path).name not in {"assets", "static"},
    )
    for file, line, message, _, _ in found:
        yield f"{file}:{line}", message[0] if isinstance(message, tuple) else message
    yield from (("portal/forms.py", sentence) for sentence in _SENTENCES.values())


def test_every_sentence_is_there_in_english() -> None:
    english = catalogue("en")
    missing = [f"{where}: {sentence}" for where, sentence in sentences() if not english.knows(sentence)]
    assert missing == []


def test_a_translation_has_the_values_of_its_sentence() -> None:
    english = catalogue("en")
    both = {**{said: (english.gettext(said),) for said in english._said}, **english._counted}
    wrong = [dutch for dutch, said in both.items() if any(dutch.count("%(") != each.count("%(") for each in said)]
    assert wrong == []


@pytest.mark.parametrize(("code", "heading"), [("nl", "Mijn taken"), ("en", "My tasks")])
async def test_one_click_changes_the_language_and_stays_on_the_page(portal: Portal, code: str, heading: str) -> None:
    coordinator = portal.as_("coordinator")
    answer = await coordinator.get(f"/taal/{code}?terug=/taken")
    assert (answer.status_code, answer.headers["location"]) == (303, "/taken")
    page = await coordinator.get("/taken")
    assert f'<html lang="{code}"' in page.text
    assert heading in page.text


async def test_the_way_back_never_leads_to_another_site(portal: Portal) -> None:
    for address in ("//elders.example", "https://elders.example", "/\\elders.example"):
        answer = await portal.nobody().get("/taal/en", params={"terug": address})
        assert answer.headers["location"] == "/"
