"""Who is meant: the file's own rows first, then what the database knows, never a guess."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.ids import participant_id, session_id, traject_id
from domain.programme import shipped
from domain.rows import Row, Sheet
from domain.take_over import plan
from domain.terms import SessionKind
from importer.check import check
from importer.csv_files import table_of
from importer.known import Calendar, KnownMember, KnownTraject, Meeting, Remembered
from importer.subjects import AT_ONCE
from importer.table import Workbook
from tests.importer.files import TODAY, Sheets, a_file, a_person, a_session, as_csv, checked, refused, said, taken

LEIDEN = KnownTraject(traject_id("Leiden", "T1"), "T1", "Leiden", "kixworks-2022", 1)
DELFT = KnownTraject(traject_id("Delft", "T1"), "T1", "Delft", "kixworks-2022", 1)
KICK_OFF = session_id("Leiden", "b1")


def a_database(**more: Any) -> Remembered:  # noqa: ANN401 - whatever Remembered takes
    """T1 of Leiden with participant d1 and its kick-off; more trajects where a test says so."""
    known = {
        "known_trajects": [LEIDEN],
        "known_participants": [KnownMember(participant_id("Leiden", "d1"), "d1", LEIDEN)],
        "known_sessions": [KnownMember(KICK_OFF, "b1", LEIDEN)],
        "calendars": {
            LEIDEN.id: Calendar({KICK_OFF: Meeting(SessionKind.KICK_OFF, date(2026, 1, 12), cancelled=False)})
        },
    }
    return Remembered(**{**known, **more})


def only(**sheets: Any) -> Sheets:  # noqa: ANN401 - rows
    """A file with these sheets and no other."""
    return a_file(**{name: sheets.get(name) for name in a_file()})


ATTENDANCE = [{"bijeenkomst": "b1", "deelnemer": "d1", "status": "aanwezig"}]


def test_a_file_with_attendance_alone_speaks_of_what_the_database_knows() -> None:
    found = checked(only(aanwezigheid=ATTENDANCE), a_database())
    assert found.problems == ()
    [one] = found.take_overs
    assert (one.traject, one.key, one.municipality) == (LEIDEN.id, "T1", "Leiden")
    assert (one.rows[0].session, one.rows[0].participant) == (KICK_OFF, participant_id("Leiden", "d1"))


def test_a_key_of_two_municipalities_needs_its_municipality() -> None:
    both = a_database(
        known_trajects=[LEIDEN, DELFT],
        known_participants=[
            KnownMember(participant_id("Leiden", "d1"), "d1", LEIDEN),
            KnownMember(participant_id("Delft", "d1"), "d1", DELFT),
        ],
    )
    found = checked(only(aanwezigheid=ATTENDANCE), both)
    assert refused(found) == {("aanwezigheid", 2)}
    assert "Delft/d1, Leiden/d1" in found.problems[0].what.en
    said_so = checked(only(aanwezigheid=[{**ATTENDANCE[0], "deelnemer": "leiden/d1"}]), both)
    assert said_so.problems == ()
    assert said_so.take_overs[0].rows[0].key == '["b1", "d1"]'


def test_a_key_may_itself_hold_a_slash() -> None:
    people = [a_person("2026/1"), a_person("d2")]
    rows = [{"bijeenkomst": "b1", "deelnemer": "2026/1", "status": "aanwezig"}]
    found = checked(a_file(deelnemers=people, aanwezigheid=rows, metingen=None, certificaten=None, opvolging=None))
    assert found.problems == ()
    assert {named.key for named in taken(found)[0].participants} == {"2026/1", "d2"}


def test_a_reference_may_name_the_municipality_of_this_file() -> None:
    rows = [{"bijeenkomst": "LEIDEN/b1", "deelnemer": "Leiden/d1", "status": "aanwezig"}]
    found = checked(a_file(aanwezigheid=rows))
    assert taken(found)[0].facts == taken(checked(a_file(aanwezigheid=ATTENDANCE)))[0].facts


def test_a_refused_row_leaves_what_the_database_knows_reachable() -> None:
    sheets = only(deelnemers=[a_person("d1", taalniveau="Z9")], aanwezigheid=ATTENDANCE)
    assert refused(checked(sheets, a_database())) == {("deelnemers", 2)}


def test_a_refused_row_is_not_taken_for_somebody_elsewhere() -> None:
    elsewhere = a_database(
        known_trajects=[LEIDEN, DELFT],
        known_participants=[KnownMember(participant_id("Delft", "d1"), "d1", DELFT)],
    )
    sheets = a_file(deelnemers=[a_person("d1", taalniveau="Z9"), a_person("d2")], certificaten=None, opvolging=None)
    found = checked(sheets, elsewhere)
    assert {("metingen", 2), ("metingen", 3), ("metingen", 4), ("aanwezigheid", 2)} < refused(found)


def test_nobody_moves_to_another_traject_by_spreadsheet() -> None:
    trajects = [{"traject": "T2", "gemeente": "Leiden"}]
    people = [a_person("d1", traject="T2")]
    found = checked(only(trajecten=trajects, deelnemers=people), a_database())
    assert said(found) == [("deelnemers", 2, "traject", "error")]


def test_a_municipality_is_spelled_as_the_database_spells_it() -> None:
    found = checked(only(trajecten=[{"traject": "T5", "gemeente": " LEIDEN "}]), a_database())
    assert found.take_overs[0].municipality == "Leiden"
    again = checked(only(trajecten=[{"traject": "T1", "gemeente": "leiden"}]), a_database())
    assert again.take_overs[0].traject == LEIDEN.id


def test_another_municipality_with_the_same_key_is_another_traject() -> None:
    found = checked(only(trajecten=[{"traject": "T1", "gemeente": "Delft"}]), a_database())
    assert found.take_overs[0].traject == DELFT.id


def test_a_running_traject_keeps_its_version_and_a_change_of_programme_is_odd() -> None:
    known = KnownTraject(LEIDEN.id, "T1", "Leiden", "kixworks-2022", 1)
    same = checked(only(trajecten=[{"traject": "T1", "gemeente": "Leiden"}]), a_database(known_trajects=[known]))
    assert (same.take_overs[0].programme, same.take_overs[0].version) == ("kixworks-2022", 1)
    assert plan(same.take_overs[0], {}).facts == ()
    rows = [{"traject": "T1", "gemeente": "Leiden", "programma": "kixworks-2018"}]
    if ("kixworks-2018", 1) in shipped():
        other = checked(only(trajecten=rows), a_database())
        assert said(other) == [("trajecten", 2, "programma", "warning")]
        assert other.take_overs[0].programme == "kixworks-2018"


def test_a_file_that_says_the_same_as_before_does_not_move_a_traject_back() -> None:
    moved = KnownTraject(LEIDEN.id, "T1", "Leiden", "kixworks-2018", 1)
    stored: dict[tuple[Sheet, str], Row] = {(Sheet.TRAJECTS, "T1"): {"programma": "kixworks-2022"}}
    row = {"traject": "T1", "gemeente": "Leiden", "programma": "kixworks-2022"}
    found = checked(only(trajecten=[row]), a_database(known_trajects=[moved], rows={LEIDEN.id: stored}))
    assert found.problems == ()
    assert found.take_overs[0].programme == "kixworks-2018"


@pytest.mark.parametrize(
    ("sheet", "key", "stored", "row"),
    [
        ("aanwezigheid", '["b1", "d1"]', {"status": "present"}, {**ATTENDANCE[0], "status": ""}),
        (
            "opvolging",
            '["d1", "3", "2026-10-01"]',
            {"maanden": 3, "datum": "2026-10-01", "bereikt": True},
            {"deelnemer": "d1", "maanden": "3", "datum": "01-10-2026", "bereikt": ""},
        ),
        (
            "metingen",
            '["d1", "baseline", "netwerk"]',
            {"moment": "baseline", "vraag": "netwerk", "antwoord": 3},
            {"deelnemer": "d1", "moment": "nulmeting", "vraag": "netwerk", "antwoord": ""},
        ),
        (
            "onderbrekingen",
            '["T1", "2026-05-01"]',
            {"van": "2026-05-01", "tot": "2026-05-08"},
            {"traject": "T1", "van": "01-05-2026", "tot": ""},
        ),
    ],
)
def test_an_emptied_required_cell_takes_back_what_was_said(
    sheet: str, key: str, stored: Row, row: dict[str, str]
) -> None:
    database = a_database(rows={LEIDEN.id: {(Sheet(sheet), key): stored}})
    assert refused(checked(only(**{sheet: [row]}), a_database())) == {(sheet, 2)}
    found = checked(only(**{sheet: [row]}), database)
    assert found.problems == ()
    [one] = found.take_overs
    assert [draft.key for draft in one.rows] == [key]
    assert len(plan(one, database.rows[LEIDEN.id]).facts) == 1


def test_an_undated_row_may_rest_on_what_is_stored() -> None:
    row = {"deelnemer": "d1", "akkoord_trainer": "ja"}
    assert refused(checked(only(certificaten=[row]), a_database())) == {("certificaten", 2)}
    stored = {LEIDEN.id: {(Sheet.CERTIFICATES, "d1"): {"datum": "2026-06-29"}}}
    assert checked(only(certificaten=[row]), a_database(rows=stored)).problems == ()
    ceremony = {UUID(int=5): Meeting(SessionKind.CEREMONY, date(2026, 6, 29), cancelled=False)}
    planned = a_database(calendars={LEIDEN.id: Calendar(ceremony)})
    assert checked(only(certificaten=[row]), planned).problems == ()


def test_a_session_that_the_file_cancels_is_no_kick_off_any_more() -> None:
    rows = [{"deelnemer": "d1", "moment": "nulmeting", "vraag": "netwerk", "antwoord": "3"}]
    assert checked(only(metingen=rows), a_database()).problems == ()
    cancelled = [a_session("b1", "kick-off", "12-01-2026", status="vervallen")]
    found = checked(only(metingen=rows, bijeenkomsten=cancelled), a_database())
    assert refused(found) == {("metingen", 2)}


def test_a_session_without_a_column_for_its_status_keeps_it() -> None:
    meeting = Meeting(SessionKind.KICK_OFF, date(2026, 1, 12), cancelled=True)
    database = a_database(calendars={LEIDEN.id: Calendar({KICK_OFF: meeting})})
    row = {"bijeenkomst": "b1", "traject": "T1", "soort": "kick-off", "datum": "12-01-2026"}
    found = checked(only(bijeenkomsten=[row], aanwezigheid=ATTENDANCE), database)
    assert said(found) == [("aanwezigheid", 2, "bijeenkomst", "warning")]


def test_the_row_of_somebody_who_was_forgotten_stays_out_with_all_that_speaks_of_them() -> None:
    database = a_database(known_participants=(), forgotten_people={participant_id("Leiden", "d1")})
    found = checked(a_file(), database)
    theirs = {("metingen", row) for row in (2, 3, 4)}
    theirs |= {(sheet, 2) for sheet in ("deelnemers", "aanwezigheid", "certificaten", "opvolging")}
    assert refused(found) == theirs
    [first] = [one for one in found.problems if one.sheet == "deelnemers"]
    assert (first.row, first.column, first.found) == (2, "deelnemer", "d1")
    assert "vergeten" in first.what.nl
    [one] = found.take_overs
    assert [row.key for row in one.rows if row.sheet is Sheet.PARTICIPANTS] == ["d2"]


def test_a_second_row_of_somebody_who_was_forgotten_does_not_bring_them_back() -> None:
    forgotten = Remembered(forgotten_people={participant_id("Leiden", "d1")})
    twice = only(trajecten=a_file()["trajecten"], deelnemers=[a_person("d1"), a_person("d1"), a_person("d2")])
    assert refused(checked(twice, forgotten)) == {("deelnemers", 2), ("deelnemers", 3)}


def test_after_whom_the_database_does_not_know_is_asked_for_many_at_once() -> None:
    asked: list[set[UUID]] = []

    class Counting(Remembered):
        def forgotten(self, people: Any) -> Any:  # noqa: ANN401 - as the protocol
            asked.append(set(people))
            return super().forgotten(people)

    people = [a_person(f"d{number}") for number in range(AT_ONCE + 1)]
    known = [KnownMember(participant_id("Leiden", "d1"), "d1", LEIDEN)]
    checked(only(deelnemers=people), Counting(known_trajects=[LEIDEN], known_participants=known))
    assert [len(some) for some in asked] == [AT_ONCE - 1, 1]
    assert participant_id("Leiden", "d1") not in asked[0]


def test_the_database_is_asked_once_for_each_kind_of_key() -> None:
    asked: list[str] = []

    class Counting(Remembered):
        def participants(self, keys: Any) -> Any:  # noqa: ANN401 - as the protocol
            asked.append("participants")
            return super().participants(keys)

    tables = {Sheet(name): table_of(Sheet(name), as_csv(rows)) for name, rows in a_file().items()}
    check(Workbook("test", tables), Counting(), shipped(), TODAY)
    assert asked == ["participants"]
