"""What is wrong with a row is said with its place, and only that row and those that rest on it stay out."""

import pytest

from importer.problems import Severity
from tests.importer.files import a_file, a_person, a_session, checked, refused, said, taken

PERSON_CELLS = [
    ("geboortedatum", "31-02-1990"),
    ("geboortedatum", "1990/01/02"),
    ("geboortedatum", "21-11-2026"),
    ("geboortedatum", "01-01-1899"),
    ("geslacht", "vrouw"),
    ("taalniveau", "A3"),
    ("verblijfsvergunning", "misschien"),
    ("aangemeld_op", "01-01-1989"),
    ("intake_op", "01-01-2101"),
    ("intake_op", "45000"),
    ("besluit", "ja"),
    ("voornaam", ""),
    ("achternaam", "=B2"),
    ("achternaam", "#VERW!"),
    ("telefoon", "06\x00123"),
    ("leerwens", "\ufffd"),
    ("voornaam", "x" * 201),
]


def test_a_good_file_goes_in_without_a_word() -> None:
    found = checked(a_file())
    assert found.problems == ()
    assert not found.report.refused
    assert len(found.take_overs) == 1


@pytest.mark.parametrize(("column", "cell"), PERSON_CELLS)
def test_a_cell_that_cannot_be_read_keeps_its_row_out(column: str, cell: str) -> None:
    people = [a_person("d1"), a_person("d2"), a_person("d3", **{column: cell})]
    found = checked(a_file(deelnemers=people))
    errors = [one for one in found.problems if one.severity is Severity.ERROR]
    assert [(one.sheet, one.row, one.column) for one in errors] == [("deelnemers", 4, column)]
    assert found.report.refused
    assert {named.key for named in taken(found)[0].participants} == {"d1", "d2"}
    for language in ("nl", "en"):
        assert errors[0].line(language)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("05-12-2025", "2025-12-05"),
        ("5-12-2025", "2025-12-05"),
        (" 2025-12-05 ", "2025-12-05"),
        ("2025-12-05 00:00:00", "2025-12-05"),
    ],
)
def test_dates_may_be_written_in_the_dutch_way_or_as_iso(cell: str, day: str) -> None:
    found = checked(a_file(deelnemers=[a_person("d1", besluit_op=cell), a_person("d2")]))
    assert found.problems == ()
    rows = {row.key: row.values for row in found.take_overs[0].rows if row.sheet == "deelnemers"}
    assert rows["d1"]["besluit_op"] == day


def test_what_rests_on_a_refused_row_is_refused_with_that_reason() -> None:
    found = checked(a_file(deelnemers=[a_person("d1", taalniveau="Z9"), a_person("d2")]))
    assert refused(found) == {
        ("deelnemers", 2),
        ("aanwezigheid", 2),
        ("metingen", 2),
        ("metingen", 3),
        ("metingen", 4),
        ("certificaten", 2),
        ("opvolging", 2),
    }
    reasons = {one.what.nl for one in found.problems if one.sheet == "aanwezigheid"}
    assert reasons == {"de rij van deze deelnemer is geweigerd"}


def test_without_its_traject_nothing_of_a_group_goes_in() -> None:
    found = checked(a_file(trajecten=[{"traject": "T1", "gemeente": ""}]))
    assert len(found.take_overs) == 0
    assert found.report.counts
    assert all(count.accepted == 0 for count in found.report.counts.values())


@pytest.mark.parametrize(
    ("sheet", "rows", "column"),
    [
        ("aanwezigheid", [{"bijeenkomst": "b9", "deelnemer": "d1", "status": "aanwezig"}], "bijeenkomst"),
        ("aanwezigheid", [{"bijeenkomst": "b1", "deelnemer": "d9", "status": "aanwezig"}], "deelnemer"),
        ("aanwezigheid", [{"bijeenkomst": "b1", "deelnemer": "d1", "status": "te laat"}], "status"),
        ("aanwezigheid", [{"bijeenkomst": "b1", "deelnemer": "d1", "status": ""}], "status"),
        ("bijeenkomsten", [a_session("b9", "feest", "12-01-2026")], "soort"),
        ("bijeenkomsten", [a_session("b9", "training", "")], "datum"),
        ("bijeenkomsten", [a_session("b9", "training", "12-01-2026", onderdeel="koken")], "onderdeel"),
        ("bijeenkomsten", [a_session("b9", "training", "12-01-2026", status="misschien")], "status"),
        ("onderbrekingen", [{"traject": "T1", "van": "10-05-2026", "tot": "01-05-2026"}], "tot"),
        ("onderbrekingen", [{"traject": "T9", "van": "01-05-2026", "tot": "10-05-2026"}], "traject"),
        ("metingen", [{"deelnemer": "d1", "moment": "nulmeting", "vraag": "netwerk", "antwoord": "6"}], "antwoord"),
        ("metingen", [{"deelnemer": "d1", "moment": "nulmeting", "vraag": "netwerk", "antwoord": "2,5"}], "antwoord"),
        ("metingen", [{"deelnemer": "d1", "moment": "nulmeting", "vraag": "netwerk", "antwoord": "ja"}], "antwoord"),
        ("metingen", [{"deelnemer": "d1", "moment": "nulmeting", "vraag": "geluk", "antwoord": "3"}], "vraag"),
        ("metingen", [{"deelnemer": "d1", "moment": "tussen", "vraag": "netwerk", "antwoord": "3"}], "moment"),
        ("metingen", [{"deelnemer": "d1", "moment": "eindmeting", "vraag": "cijfer", "antwoord": "11"}], "antwoord"),
        ("certificaten", [{"deelnemer": "d1", "vrijstelling": "training"}], "vrijstelling"),
        ("opvolging", [{"deelnemer": "d1", "maanden": "4", "datum": "01-10-2026", "bereikt": "ja"}], "maanden"),
        ("opvolging", [{"deelnemer": "d1", "maanden": "3", "datum": "01-10-2026", "bereikt": ""}], "bereikt"),
        (
            "opvolging",
            [{"deelnemer": "d1", "maanden": "3", "datum": "01-10-2026", "bereikt": "ja", "uitkomst": "rijk"}],
            "uitkomst",
        ),
        ("gedaan", [{"traject": "T1", "taak": "koffie"}], "taak"),
        ("gedaan", [{"traject": "T1", "taak": "exit_talk", "deelnemer": "d9"}], "deelnemer"),
    ],
)
def test_each_sheet_says_what_it_cannot_take(sheet: str, rows: list[dict[str, str]], column: str) -> None:
    own = a_file()[sheet] if sheet == "bijeenkomsten" else []
    found = checked(a_file(**{sheet: [*own, *rows]}))
    assert said(found) == [(sheet, 2 + len(own), column, "error")]


def test_the_range_of_an_answer_is_named() -> None:
    rows = [{"deelnemer": "d1", "moment": "nulmeting", "vraag": "netwerk", "antwoord": "6"}]
    problem = checked(a_file(metingen=rows)).problems[0]
    assert problem.expected is not None
    assert problem.expected.nl == "een heel getal van 1 tot en met 5"
    assert problem.found == "6"


def test_an_unknown_programme_names_those_there_are() -> None:
    found = checked(a_file(trajecten=[{"traject": "T1", "gemeente": "Leiden", "programma": "kix-1999"}]))
    problem = found.problems[0]
    assert (problem.sheet, problem.row, problem.column) == ("trajecten", 2, "programma")
    assert problem.expected is not None
    assert "kixworks-2022" in problem.expected.en


@pytest.mark.parametrize(
    ("sheet", "column"),
    [
        ("trajecten", "traject"),
        ("deelnemers", "deelnemer"),
        ("bijeenkomsten", "bijeenkomst"),
        ("aanwezigheid", None),
        ("onderbrekingen", None),
        ("metingen", None),
        ("certificaten", None),
        ("opvolging", None),
        ("gedaan", None),
    ],
)
def test_of_two_rows_with_one_key_the_first_counts(sheet: str, column: str | None) -> None:
    rows = a_file()[sheet]
    found = checked(a_file(**{sheet: [*rows, rows[0]]}))
    assert said(found) == [(sheet, len(rows) + 2, column, "error")]
    assert taken(found) == taken(checked(a_file()))


def test_a_bad_second_row_does_not_take_the_first_along() -> None:
    found = checked(a_file(deelnemers=[a_person("d1"), a_person("d2"), a_person("d1", taalniveau="Z9")]))
    assert refused(found) == {("deelnemers", 4)}


def test_attendance_of_a_cancelled_session_is_reported_and_left_out() -> None:
    sessions = a_file()["bijeenkomsten"]
    sessions[0]["status"] = "vervallen"
    sessions.append(a_session("b4", "kick-off", "19-01-2026"))
    found = checked(a_file(bijeenkomsten=sessions, metingen=None))
    left_out = [one for one in said(found) if one[0] == "aanwezigheid"]
    assert left_out == [("aanwezigheid", 2, "bijeenkomst", "warning"), ("aanwezigheid", 3, "bijeenkomst", "warning")]
    assert not found.report.refused
    assert not [fact for fact in taken(found)[0].facts if fact.kind == "attendance_registered"]


def test_undated_rows_need_a_ceremony_or_a_kick_off() -> None:
    sessions = [a_session("b2", "training", "26-01-2026")]
    trajects = [{"traject": "T1", "gemeente": "Leiden"}]
    found = checked(a_file(trajecten=trajects, bijeenkomsten=sessions, aanwezigheid=None))
    assert refused(found) == {("metingen", 2), ("metingen", 3), ("certificaten", 2)}
    assert {one.column for one in found.problems} == {"datum"}


def test_a_planned_kick_off_date_stands_in_for_a_baseline_without_date() -> None:
    sessions = [a_session("b2", "training", "26-01-2026"), a_session("b3", "certificaatuitreiking", "29-06-2026")]
    found = checked(a_file(bijeenkomsten=sessions, aanwezigheid=None))
    assert found.problems == ()


def test_participant_and_session_of_different_trajects_do_not_go_together() -> None:
    sheets = a_file(metingen=None, certificaten=None, opvolging=None)
    sheets["trajecten"].append({"traject": "T2", "gemeente": "Delft"})
    sheets["deelnemers"].append(a_person("d3", traject="T2", voornaam="Omar"))
    sheets["aanwezigheid"].append({"bijeenkomst": "b1", "deelnemer": "d3", "status": "aanwezig"})
    sheets["gedaan"].append({"traject": "T1", "deelnemer": "d3", "taak": "exit_talk"})
    assert said(checked(sheets)) == [
        ("aanwezigheid", 4, "deelnemer", "error"),
        ("gedaan", 3, "deelnemer", "error"),
    ]


def test_competences_are_kept_by_key_and_unknown_ones_as_written() -> None:
    rows = [{"deelnemer": "d1", "competenties": "Omgaan met tegenslag, listening, koken, koken"}]
    found = checked(a_file(certificaten=rows))
    assert said(found) == [("certificaten", 2, "competenties", "warning")]
    facts = [fact for fact in taken(found)[0].facts if fact.kind == "competences_recorded"]
    assert facts[0].competences == ("omgaan-met-tegenslag", "luisteren", "koken")


def test_no_problem_meant_for_a_log_holds_what_was_found() -> None:
    people = [a_person("d1", voornaam="=Abdi"), a_person("d2", telefoon="06\x07999")]
    found = checked(a_file(deelnemers=people))
    assert "=Abdi" in str(found.report.as_json())
    logged = str(found.report.for_log())
    assert "Abdi" not in logged
    assert "999" not in logged
