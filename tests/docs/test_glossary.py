"""The glossary says what the code says: every term, in both languages, and every word of the import format."""

import inspect
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import pytest

from domain import terms, texts
from domain.rows import Sheet
from importer import format as import_format
from tests.docs.pages import page

GLOSSARY = page("docs/glossary.md")
ENUMS = [
    kind for _, kind in inspect.getmembers(terms, inspect.isclass) if issubclass(kind, StrEnum) and kind is not StrEnum
]
COLUMNS = import_format.columns_of(date(2026, 1, 1))
WORDS: Mapping[str, Mapping[str, StrEnum]] = {
    "soort": import_format.SESSION_KINDS,
    "status of a session": import_format.STATUSES,
    "status of attendance": import_format.PRESENCES,
    "besluit": import_format.DECISIONS,
    "geslacht": import_format.GENDERS,
    "moment": import_format.MOMENTS,
    "uitkomst": import_format.OUTCOMES,
    "vrijstelling": import_format.VISITS,
}


@pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
def test_every_word_of_the_code_has_its_dutch_and_english(kind: type[StrEnum]) -> None:
    expected = [[f"`{member.value}`", texts.name(member), texts.name(member, "en")] for member in kind]
    assert GLOSSARY.rows(kind.__name__) == expected


@pytest.mark.parametrize("sheet", list(Sheet))
def test_every_column_is_explained_and_the_required_ones_stand_out(sheet: Sheet) -> None:
    rows = GLOSSARY.rows(sheet.value)
    assert [row[0] for row in rows] == [f"**{one.name}**" if one.required else one.name for one in COLUMNS[sheet]]
    assert all(row[1] for row in rows)


@pytest.mark.parametrize("column", WORDS)
def test_every_word_of_the_files_has_its_code(column: str) -> None:
    expected = [[f"`{word}`", f"`{code.value}`"] for word, code in WORDS[column].items()]
    assert GLOSSARY.rows(f"Words for {column}") == expected


PROGRAMME_TERMS = """
traject, participant, journey, coordinator, trainer, co-trainer, project lead, mentor, intake, kick-off, baseline,
end measurement, core training, company visit, guest lesson, network meeting, certificate ceremony, follow-up, outcome,
session, task, stalled
"""


def test_every_term_of_the_programme_is_explained() -> None:
    explained = {row[0] for row in GLOSSARY.rows("The programme")}
    assert {term.strip() for term in PROGRAMME_TERMS.split(",")} <= explained
