"""Nothing that the rules can say is without words, in both languages, and every sentence reads well as it stands."""

import inspect
import re
from datetime import date
from enum import StrEnum
from typing import get_args

import pytest

from domain import terms, texts
from domain.terms import Criterion, Phase, Role, SessionKind, TaskKind
from domain.texts import FACTS, Entry, Language

LANGUAGES = get_args(Language)
STALLS = [
    "STL-PREP",
    "STL-KICKOFF",
    "STL-CADENCE",
    "STL-ATTENDANCE",
    "STL-LENGTH",
    "STL-CEREMONY",
    "STL-TASKS",
    "STL-FOLLOWUP",
    "STL-INTAKE",
    "STL-ABSENT",
    "STL-PAUSE",
]
RULES = [*STALLS, "CRT-HALF", "CRT-VISITS", "CRT-TRAINER", "VIS-MIN", "VIS-PITCH", "FUP", *map(str, Criterion)]
CODES = [*map(str, TaskKind), *RULES]
ENUMS = [
    value
    for _, value in inspect.getmembers(terms, inspect.isclass)
    if issubclass(value, StrEnum) and value is not StrEnum
]
COMPLETE: dict[str, object] = {
    **{fact: "2026-03-02" for fact, said in FACTS.items() if said is texts._day},
    **{fact: 7 for fact, said in FACTS.items() if said is texts._number},
    "kind": "company_visit",
    "missing": {"training": 2, "guest_lesson": 1},
    "missing_visits": ["guest_lesson", "network_meeting"],
    "missing_to_come": ["guest_lesson"],
    "rules": ["STL-CADENCE", "STL-ATTENDANCE"],
    "task": "hold_intake",
    "unknown": ["INT-1", "INT-4", "INT-6"],
}


def sentences(entry: Entry) -> list[str]:
    return [text for part in (entry.title, entry.why, entry.ends) for text in (part.nl, part.en)]


def said(code: str, facts: dict[str, object], language: Language) -> list[str]:
    return [texts.title(code, language), texts.why(code, facts, language), texts.ends(code, facts, language)]


def test_every_task_and_rule_has_a_text_and_no_text_is_left_over() -> None:
    assert sorted(texts.entries()) == sorted(CODES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ENUMS)
def test_every_term_has_a_name_and_no_name_is_left_over(kind: type[StrEnum], language: Language) -> None:
    assert all(texts.name(member, language) for member in kind)
    assert set(texts._book().names.get(kind.__name__, {})) <= {member.value for member in kind}


def test_no_names_are_kept_for_terms_that_do_not_exist() -> None:
    assert set(texts._book().names) == {kind.__name__ for kind in ENUMS} - {"TaskKind"}


@pytest.mark.parametrize("code", CODES)
def test_texts_name_only_facts_that_are_known_and_always_in_a_part_that_can_be_left_out(code: str) -> None:
    for sentence in sentences(texts.entries()[code]):
        assert set(re.findall(r"\{(\w+)\}", sentence)) <= set(FACTS)
        assert "{" not in re.sub(r"\[[^\[\]]*\]", "", sentence)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("facts", [{}, COMPLETE], ids=["no facts", "all facts"])
@pytest.mark.parametrize("code", CODES)
def test_a_text_is_a_whole_sentence_with_and_without_its_facts(
    code: str, facts: dict[str, object], language: Language
) -> None:
    title, *explained = said(code, facts, language)
    assert not title.endswith(".")
    for sentence in (title, *explained):
        assert not re.search(r"[\[\]{}]|  | [.,:;]|None|2026-", sentence), sentence
        assert sentence[0].isupper()
        assert sentence == sentence.strip()
    assert all(sentence.endswith(".") for sentence in explained)


@pytest.mark.parametrize("code", CODES)
def test_the_languages_name_the_same_facts(code: str) -> None:
    entry = texts.entries()[code]
    for text in (entry.title, entry.why, entry.ends):
        assert re.findall(r"\{\w+\}", text.nl) == re.findall(r"\{\w+\}", text.en)


def test_a_reason_tells_its_facts_in_words() -> None:
    facts = {"registered": "2026-03-02", "unknown": ["INT-1", "INT-4", "INT-6"]}
    assert texts.why("hold_intake", facts) == (
        "Aangemeld op 2 maart 2026. Nog niet alles is bekend om te kunnen besluiten. "
        "Nog onbekend: verblijfsvergunning, taalniveau en dag en uur."
    )
    assert texts.why("write_activity_plan", {"missing": {"training": 2, "guest_lesson": 1}}, "en") == (
        "After the kick-off all activities get a date. Not planned yet: 2 × training and 1 × guest lesson."
    )
    assert "te lang geen bijeenkomst" in texts.why("unblock_traject", {"rules": ["STL-CADENCE"]})


def test_a_fact_that_says_nothing_leaves_its_part_out() -> None:
    bare = texts.why("hold_intake", {})
    assert texts.why("hold_intake", {"unknown": [], "registered": None}) == bare
    assert texts.why("hold_intake", {"unknown": ["INT-99"], "registered": "ooit"}) == bare


def test_a_follow_up_rule_knows_its_months() -> None:
    assert texts.title("FUP-6") == "Opvolging na 6 maanden"
    assert texts.title("FUP", "en") == "Follow-up"


def test_who_is_waited_for_has_a_name() -> None:
    assert texts.waiting_on(Role.PROJECT_LEAD) == "projectleider"
    assert texts.waiting_on("participant", "en") == "participant"


def test_names_are_those_of_the_programme() -> None:
    assert texts.name(SessionKind.COMPANY_VISIT) == "bedrijfsbezoek"
    assert texts.name(Phase.FOLLOW_UP, "en") == "follow-up"
    assert texts.name(TaskKind.HOLD_INTAKE) == "Voer het intakegesprek"


def test_a_day_is_written_as_people_write_it() -> None:
    assert texts.day(date(2026, 3, 3)) == "3 maart 2026"
    assert texts.day(date(2026, 3, 3), "en") == "3 March 2026"


def test_an_unknown_code_is_an_error_and_no_empty_text() -> None:
    with pytest.raises(KeyError):
        texts.title("STL-NEVER")
