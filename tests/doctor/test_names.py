"""A name that somebody altered by hand is found by the id that follows from it, and put back where it still stands."""

from collections.abc import Sequence
from unicodedata import normalize

import pytest
from sqlalchemy import Engine, text

from activities.messages import Enclosure
from doctor.checks import Finding, Wrong, findings
from doctor.names import call_by_their_names, misnamed
from domain.ids import as_typed, participant_id
from domain.rows import Sheet
from domain.take_over_values import ImportedRow, TakeOverRows
from domain.terms import SessionKind
from storage.engine import reading
from tests.activities.town import Town
from tests.doctor.meddling import by_hand

Names = Sequence[tuple[object, ...]]
ANOTHER = """
    INSERT INTO participants SELECT (
        jsonb_populate_record(one, jsonb_build_object('id', CAST(:id AS text), 'key', CAST(:key AS text)))
    ).* FROM participants AS one WHERE key = 'D1'
"""


def found_in(town: Town) -> list[Finding]:
    with reading(town.engine) as session:
        return misnamed(session)


def what(town: Town) -> list[tuple[Wrong, str]]:
    return [(one.wrong, one.what) for one in found_in(town)]


def names(engine: Engine) -> Names:
    """Of everything that has a name."""
    tables = ("trajects", "participants", "sessions")
    queries = (f"SELECT id, municipality, key FROM {table}" for table in tables)  # noqa: S608
    with engine.connect() as session:
        return [tuple(row) for row in session.execute(text(f"{' UNION '.join(queries)} ORDER BY 1"))]


def mended(town: Town) -> None:
    """The doctor finds nothing any more."""
    call_by_their_names(town.engine)
    assert found_in(town) == []
    with reading(town.engine) as session:
        assert findings(session, town.today) == []


def taken_in(town: Town, *people: str) -> None:
    """The traject and these people, with their keys, as their municipality's file has them."""
    rows = [ImportedRow(sheet=Sheet.TRAJECTS, key=town.key, values={"traject": town.key, "gemeente": town.name})]
    rows += [
        ImportedRow(
            sheet=Sheet.PARTICIPANTS,
            key=key,
            values={"deelnemer": key, "traject": town.key, "voornaam": "Noor", "achternaam": "Voorbeeld"},
            participant=town.participant(key),
        )
        for key in people
    ]
    brought = TakeOverRows(
        traject=town.traject,
        key=town.key,
        municipality=town.name,
        programme="kixworks-2022",
        version=1,
        rows=tuple(rows),
    )
    town.say(enclosure=Enclosure(rows=brought))


@pytest.mark.parametrize("table", ["trajects", "participants", "sessions"])
def test_a_municipality_that_was_altered_is_named_and_put_back(group: Town, table: str) -> None:
    group.plan("B1", SessionKind.KICK_OFF, group.today)
    before = names(group.engine)
    by_hand(group.engine, f"UPDATE {table} SET municipality = 'Elders'")  # noqa: S608

    assert {(one.wrong, one.what.partition("/")[0]) for one in found_in(group)} == {(Wrong.NAME, "Elders")}

    mended(group)
    assert names(group.engine) == before


def test_a_municipality_that_was_altered_everywhere_is_known_from_what_was_answered(group: Town) -> None:
    before = names(group.engine)
    for table in ("trajects", "participants", "sessions"):
        by_hand(group.engine, f"UPDATE {table} SET municipality = 'Elders'")  # noqa: S608

    mended(group)

    assert names(group.engine) == before


def test_people_who_were_given_each_others_keys_get_their_own_back(group: Town) -> None:
    before = names(group.engine)
    for before_that, then in (("D1", "?"), ("D2", "D1"), ("?", "D2")):
        change = "UPDATE participants SET key = :then WHERE key = :before_that"
        by_hand(group.engine, change, then=then, before_that=before_that)

    assert sorted(what(group)) == [(Wrong.NAME, "Oostmeer/D1 → Oostmeer/D2"), (Wrong.NAME, "Oostmeer/D2 → Oostmeer/D1")]

    mended(group)
    assert names(group.engine) == before


@pytest.mark.parametrize(("table", "key"), [("trajects", "OM-1"), ("participants", "D1")])
def test_a_key_that_a_file_named_is_put_back(group: Town, table: str, key: str) -> None:
    taken_in(group, "D1", "D2")
    before = names(group.engine)
    by_hand(group.engine, f"UPDATE {table} SET key = 'X' WHERE key = :key", key=key)  # noqa: S608

    assert what(group) == [(Wrong.NAME, f"Oostmeer/X → Oostmeer/{key}")]

    mended(group)
    assert names(group.engine) == before


@pytest.mark.parametrize(("table", "key"), [("trajects", "OM-1"), ("participants", "D1")])
def test_a_key_that_stands_nowhere_any_more_is_left_until_a_file_names_it(group: Town, table: str, key: str) -> None:
    before = names(group.engine)
    by_hand(group.engine, f"UPDATE {table} SET key = 'X' WHERE key = :key", key=key)  # noqa: S608
    call_by_their_names(group.engine)
    assert what(group) == [(Wrong.NAME_LOST, "Oostmeer/X")]

    taken_in(group, "D1", "D2")

    mended(group)
    assert names(group.engine) == before


def test_a_lost_name_that_stands_in_the_way_of_a_known_one_makes_room_and_stays_lost(group: Town) -> None:
    taken_in(group, "D1")
    by_hand(group.engine, "UPDATE participants SET key = 'X' WHERE key = 'D1'")
    by_hand(group.engine, "UPDATE participants SET key = 'D1' WHERE key = 'D2'")

    call_by_their_names(group.engine)

    assert what(group) == [(Wrong.NAME_LOST, f"Oostmeer/D1 {group.participant('D2')}")]


def test_whoever_was_never_given_a_name_has_none_to_lose(group: Town) -> None:
    by_hand(group.engine, "UPDATE participants SET key = id::text")

    assert found_in(group) == []


def test_what_was_stored_with_its_accents_apart_is_called_what_its_id_says(group: Town) -> None:
    """Ids followed from letters as they were typed, before everything came in composed."""
    apart = normalize("NFD", "Zoë-1")
    old = participant_id(group.name, apart, letters=as_typed)
    assert old != participant_id(group.name, apart)
    by_hand(group.engine, ANOTHER, id=str(old), key=apart)
    assert found_in(group) == []

    by_hand(group.engine, "UPDATE participants SET municipality = 'Elders' WHERE id = :old", old=old)

    assert what(group) == [(Wrong.NAME, f"Elders/{apart} → Oostmeer/{apart}")]
