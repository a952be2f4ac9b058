"""The data map names every column of every table, once; a new column must be classified before it is released."""

import re
from collections import Counter

from domain.programme import shipped
from domain.retention import AT_LEAST
from storage.tables import metadata, participants
from tests.docs.pages import page
from views.inspection import shown

PRIVACY = page("docs/privacy.md")
ROWS = PRIVACY.rows("Data map")
CLASSES = {"personal", "pseudonym", "staff", "none"}
GROUNDS = {row[0].strip("*") for row in PRIVACY.rows("Grounds")}


def named() -> list[tuple[str, str]]:
    return [
        (table, column)
        for row in ROWS
        for table in re.findall(r"`(\w+)`", row[0])
        for column in re.findall(r"`(\w+)`", row[1])
    ]


def test_every_column_is_classified_once_and_none_is_invented() -> None:
    there = {(table.name, column.name) for table in metadata.sorted_tables for column in table.columns}
    assert set(named()) == there
    assert [twice for twice, number in Counter(named()).items() if number > 1] == []


def test_each_has_a_class_a_ground_and_a_time() -> None:
    for table, _, kind, ground, kept in ROWS:
        assert kind in CLASSES, table
        assert ground[0] in GROUNDS, table
        assert kept, table


def test_what_refers_to_a_participant_is_never_of_nobody() -> None:
    of_nobody = {(row[0].strip("`"), column) for row in ROWS if row[2] == "none" for column in row[1].split("`")}
    referring = {
        (table.name, key.parent.name)
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column is participants.c.id
    }
    assert referring & of_nobody == set()


def test_whoever_asks_is_shown_every_table_that_says_something_of_them_or_is_told_why_not() -> None:
    about_them = {
        table for row in ROWS if row[2] in {"personal", "pseudonym"} for table in re.findall(r"`(\w+)`", row[0])
    }
    left_out = {row[0].strip("`") for row in PRIVACY.rows("Inspection")}

    assert shown() | left_out == about_them
    assert shown() & left_out == set()


def test_the_times_are_those_of_the_rules() -> None:
    assert f"Never sooner than {AT_LEAST.days} days" in PRIVACY.text
    assert {definition.retention_months for definition in shipped().values()} == {24}
