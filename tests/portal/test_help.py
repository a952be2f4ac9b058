"""Help is one click away on every page, in both languages; so is what the portal says of itself."""

from pathlib import Path

import pytest

import portal as package
from portal.help_topics import GENERAL, TITLES, TOPICS, topic_of
from tests.portal.portal import Portal
from tests.portal.walk import EXAMPLES, ROUTES

TEMPLATES = Path(package.__file__).parent / "templates" / "help"
OF_NO_FAMILY = {"/", "/healthz", "/afmelden", "/toegankelijkheid", "/privacy", "/hulp/{topic}", "/taal/{code}"}
OF_NO_FAMILY |= {"/antwoord/{token}", "/agenda/{token}.ics"}  # a participant's own page, and a file


@pytest.mark.parametrize("path", sorted({path for method, path, _ in ROUTES if method == "GET"} - OF_NO_FAMILY))
def test_every_page_has_help_of_its_family(path: str) -> None:
    assert topic_of(path) != GENERAL or path.startswith("/oidc"), path


@pytest.mark.parametrize("topic", TITLES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_topic_is_there_in_both_languages(topic: str, language: str) -> None:
    assert (TEMPLATES / language / f"{topic}.html").is_file()


def test_every_family_has_a_topic_with_a_title() -> None:
    assert set(TOPICS.values()) | {GENERAL} == set(TITLES)
    assert any(part.startswith("/hulp/") for part in EXAMPLES)


@pytest.mark.parametrize(
    ("path", "topic"),
    [
        ("/trajecten/1/evaluatie/eind", "evaluaties"),
        ("/trajecten/1/netwerk", "netwerk"),
        ("/trajecten/1", "trajecten"),
        ("/privacy", "begin"),
    ],
)
def test_a_page_of_a_traject_has_the_help_of_what_it_is_about(path: str, topic: str) -> None:
    assert topic_of(path) == topic


async def test_a_page_leads_to_its_help_and_from_there_to_other_topics(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    assert 'href="/hulp/taken"' in (await coordinator.get("/taken")).text
    for topic in TITLES:
        page = await portal.nobody().get(f"/hulp/{topic}")
        assert page.status_code == 200
    assert (await coordinator.get("/hulp/onzin")).status_code == 404


@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_statements_are_public_in_both_languages(portal: Portal, language: str) -> None:
    nobody = portal.nobody()
    await nobody.get(f"/taal/{language}")
    statement, privacy = await nobody.get("/toegankelijkheid"), await nobody.get("/privacy")
    assert "WCAG 2.2" in statement.text
    assert ("AVG" if language == "nl" else "GDPR") in privacy.text
