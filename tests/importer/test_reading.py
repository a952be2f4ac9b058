"""Whatever is handed over: it is read as Excel meant it, or one clear sentence says why it cannot be."""

import random
import zipfile
from datetime import date, datetime
from pathlib import Path
from unicodedata import normalize

import pytest
import xlsxwriter

from importer import csv_files, package
from importer.table import NoWorkbook
from importer.workbook import read
from tests.importer.files import (
    Rows,
    a_file,
    a_person,
    as_csv,
    checked,
    checked_path,
    columns,
    refused,
    said,
    taken,
    write_folder,
    write_xlsx,
)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_in_every_form_of_dutch_excel_says_the_same(tmp_path: Path, separator: str, encoding: str) -> None:
    sheets = a_file(deelnemers=[a_person("d1", achternaam="Ben Saïd; de 'jonge', \"S\""), a_person("d2")])
    folder = write_folder(tmp_path / "in", sheets, separator, encoding)
    assert checked_path(folder).problems == ()
    assert taken(checked_path(folder)) == taken(checked(sheets))


def test_letters_with_their_accents_apart_say_the_same(tmp_path: Path) -> None:
    """As macOS names files, and as text copied from a PDF is."""
    sheets = a_file(deelnemers=[a_person("d1", achternaam="Ben Saïd"), a_person("d2")])
    sheets["trajecten"][0]["gemeente"] = "Súdwest-Fryslân"
    for rows in sheets.values():
        for row in rows:
            row.update({name: "É1" for name in ("traject",) if name in row})
            row.update({name: "é-1" for name in ("deelnemer",) if row.get(name) == "d1"})
    together = checked_path(write_folder(tmp_path / "together", sheets))
    apart = {
        sheet: [{name: normalize("NFD", cell) for name, cell in row.items()} for row in sheets[sheet]]
        for sheet in sheets
    }
    assert taken(checked_path(write_folder(tmp_path / "apart", apart))) == taken(together)
    sheets["deelnemers"] = apart["deelnemers"]
    assert taken(checked_path(write_folder(tmp_path / "mixed", sheets))) == taken(together)


def test_a_workbook_says_what_the_csv_files_say(tmp_path: Path) -> None:
    sheets = a_file()
    book = a_file()
    book["bijeenkomsten"][0]["datum"] = date(2026, 1, 12)
    book["bijeenkomsten"][1]["datum"] = datetime(2026, 1, 26, 13, 30)  # noqa: DTZ001 - Excel knows no zones
    book["opvolging"][0]["maanden"] = 3
    book["metingen"][0]["antwoord"] = 4
    book["metingen"][2]["antwoord"] = 8.5
    book["deelnemers"][0]["verblijfsvergunning"] = True
    found = checked_path(write_xlsx(tmp_path / "a.xlsx", book))
    assert found.problems == ()
    assert taken(found) == taken(checked(sheets))


def test_keys_that_look_like_numbers_stay_what_people_see(tmp_path: Path) -> None:
    sheets = a_file()
    for rows in sheets.values():
        for row in rows:
            row.update({name: 101 for name in ("traject",) if name in row})
            row.update({name: 7 for name in ("deelnemer",) if row.get(name) == "d1"})
    found = checked_path(write_xlsx(tmp_path / "a.xlsx", sheets))
    assert found.problems == ()
    assert found.take_overs[0].key == "101"
    assert "7" in {named.key for named in taken(found)[0].participants}


def test_names_of_sheets_and_columns_may_be_in_any_case_and_order(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, rows in a_file().items():
        turned = list(reversed(columns(rows)))
        content = as_csv([{f" {key.upper()} ": cell for key, cell in row.items()} for row in rows])
        assert turned
        (folder / f"{name.title()}.CSV").write_text(content, encoding="utf-8", newline="")
    assert checked_path(folder).problems == ()


def test_excels_own_first_line_is_no_row(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", a_file())
    people = as_csv([a_person("d1"), a_person("d2", taalniveau="Z9")], ",")
    (folder / "deelnemers.csv").write_text(f"sep=,\r\n{people}", newline="")
    assert ("deelnemers", 3) in refused(checked_path(folder))


def test_blank_rows_are_passed_over_and_counted(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", a_file(gedaan=None))
    (folder / "gedaan.csv").write_text("\r\ntraject;taak\r\n;\r\n\r\nT1;koffie\r\n", newline="")
    assert said(checked_path(folder)) == [("gedaan", 5, "taak", "error")]


def test_columns_that_nobody_knows_are_reported_and_left_alone() -> None:
    people = [a_person("d1", schoenmaat="38"), a_person("d2")]
    found = checked(a_file(deelnemers=people))
    assert said(found) == [("deelnemers", 1, "schoenmaat", "warning")]
    assert taken(found) == taken(checked(a_file(deelnemers=[a_person("d1"), a_person("d2")])))


def test_a_missing_required_column_keeps_the_sheet_out() -> None:
    people = [{key: cell for key, cell in a_person(name).items() if key != "voornaam"} for name in ("d1", "d2")]
    found = checked(a_file(deelnemers=people, aanwezigheid=None, metingen=None, certificaten=None, opvolging=None))
    assert said(found)[0] == ("deelnemers", None, "voornaam", "error")
    assert found.report.refused


def test_a_column_that_is_there_twice_keeps_the_sheet_out(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", a_file(gedaan=None))
    (folder / "gedaan.csv").write_text("traject;taak;Taak\nT1;exit_talk;refer_on\n")
    assert said(checked_path(folder)) == [("gedaan", None, "taak", "error")]


@pytest.mark.parametrize("content", ["", "\n\n"])
def test_an_empty_sheet_is_only_mentioned(tmp_path: Path, content: str) -> None:
    folder = write_folder(tmp_path / "in", a_file(gedaan=None))
    (folder / "gedaan.csv").write_text(content)
    assert said(checked_path(folder)) == [("gedaan", None, None, "warning")]


def test_a_sheet_with_headers_alone_has_nothing_to_say(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", a_file(gedaan=None))
    (folder / "gedaan.csv").write_text("traject;taak\n")
    assert said(checked_path(folder)) == []


def test_an_empty_sheet_of_a_workbook_is_only_mentioned(tmp_path: Path) -> None:
    found = checked_path(write_xlsx(tmp_path / "a.xlsx", a_file(gedaan=[])))
    assert said(found) == [("gedaan", None, None, "warning")]


def test_a_quote_that_does_not_close_costs_one_row(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", a_file(gedaan=None))
    rows = 'traject;taak;datum\nT1;refer_on;\nT1;"exit_talk;\nT1;aftercare;\nT1;koffie;\n'
    (folder / "gedaan.csv").write_text(rows)
    found = checked_path(folder)
    assert refused(found) == {("gedaan", 3), ("gedaan", 5)}


def test_a_cell_with_a_separator_and_no_quotes_is_noticed(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", a_file(certificaten=None))
    (folder / "certificaten.csv").write_text("deelnemer,akkoord_trainer,competenties\nd1,ja,luisteren,netwerken\n")
    assert refused(checked_path(folder)) == {("certificaten", 2)}


def test_cells_left_out_at_the_end_of_a_row_are_empty(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", a_file(certificaten=None))
    (folder / "certificaten.csv").write_text("deelnemer;akkoord_trainer;reden;uitgereikt_op\nd1;ja\n")
    assert checked_path(folder).problems == ()


def test_broken_bytes_cost_their_rows(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", a_file(aanwezigheid=None, gedaan=None))
    people = as_csv([a_person("d1", achternaam="Sa\x00d"), a_person("d2", achternaam="Ren\x01e")]).encode()
    (folder / "deelnemers.csv").write_bytes(people.replace(b"\x00", b"\x81").replace(b"\x01", b"\xe9"))
    found = checked_path(folder)
    assert ("deelnemers", 2) in refused(found)
    assert ("deelnemers", 3) not in refused(found)
    assert [person.last_name for person in taken(found)[0].people] == ["Renée"]


def test_one_broken_byte_does_not_turn_utf_8_into_gibberish() -> None:
    text = csv_files.decoded("naam\nAyd\u0131n\nZoë\nSaïd\n".encode() + b"Ren\xe9\n")
    assert text.splitlines() == ["naam", "Ayd\u0131n", "Zoë", "Saïd", "Ren\ufffd"]


def test_formulas_and_error_values_of_a_workbook_are_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "good.xlsx", a_file(gedaan=None))
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("trajecten")
    sheet.write_row(2, 1, ["traject", "gemeente", "coordinator", "trainer"])
    sheet.write_row(3, 1, ["T1", "Leiden"])
    sheet.write_formula(3, 3, "=1/0", value="#DIV/0!")
    sheet.write_row(4, 1, ["T2", "Leiden"])
    sheet.write_formula(4, 4, "=B5", value="")
    sheet.write_row(5, 1, ["T3", "Leiden"])
    sheet.write_string(5, 4, "=1+1")
    book.close()
    found = checked_path(tmp_path / "a.xlsx")
    assert said(found) == [
        ("trajecten", 4, "coordinator", "error"),
        ("trajecten", 5, "trainer", "error"),
        ("trajecten", 6, "trainer", "error"),
    ]
    assert checked_path(path).problems == ()


def test_the_result_of_a_formula_counts_once_it_was_calculated(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("trajecten")
    sheet.write_row(0, 0, ["traject", "gemeente"])
    sheet.write_string(1, 0, "T1")
    sheet.write_formula(1, 1, '="Lei"&"den"', value="Leiden")
    book.close()
    assert refused(checked_path(tmp_path / "a.xlsx")) == {("trajecten", 2)}
    _as_if_calculated(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    found = checked_path(tmp_path / "b.xlsx")
    assert found.problems == ()
    assert found.take_overs[0].municipality == "Leiden"


def _as_if_calculated(path: Path, saved: Path) -> None:
    """Excel leaves out the wish to have everything calculated first, which xlsxwriter puts in."""
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(saved, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b' fullCalcOnLoad="1"', b""))


def test_a_cell_far_outside_the_table_fills_no_memory(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("trajecten")
    sheet.write_row(0, 0, ["traject", "gemeente"])
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    assert said(checked_path(tmp_path / "a.xlsx")) == [("trajecten", None, None, "error")]


def test_other_sheets_and_files_are_left_alone(tmp_path: Path) -> None:
    book = checked_path(write_xlsx(tmp_path / "a.xlsx", a_file(notities=[{"lees": "mij"}])))
    assert said(book) == [("notities", None, None, "warning")]
    folder = write_folder(tmp_path / "in", a_file())
    (folder / "README.md").write_text("lees mij")
    (folder / "uitleg.csv").write_text("lees;mij\n")
    assert said(checked_path(folder)) == [("uitleg.csv", None, None, "warning")]


def test_two_files_for_one_sheet_are_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", a_file())
    (folder / "Trajecten .csv").write_text("traject;gemeente\nT8;Delft\n")
    found = checked_path(folder)
    assert found.report.refused
    assert len(found.take_overs) == 1


def _junk(path: Path) -> None:
    path.write_bytes(random.Random(7).randbytes(50 * 1024 * 1024))  # noqa: S311 - junk


def _text(path: Path) -> None:
    path.write_text("dit is geen werkmap")


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


def _other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")


def _cut_off(path: Path) -> None:
    write_xlsx(path, a_file())
    path.write_bytes(path.read_bytes()[:-400])


def _damaged(path: Path) -> None:
    write_xlsx(path, a_file())
    content = bytearray(path.read_bytes())
    content[400:900] = bytes(500)
    path.write_bytes(content)


def _old(path: Path) -> None:
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))


@pytest.mark.parametrize("spoil", [_junk, _text, _nothing, _other_zip, _cut_off, _damaged, _old])
def test_what_is_no_workbook_is_refused_in_one_sentence(tmp_path: Path, spoil: object) -> None:
    assert callable(spoil)
    spoil(tmp_path / "a.xlsx")
    with pytest.raises(NoWorkbook) as refusal:
        checked_path(tmp_path / "a.xlsx")
    assert refusal.value.what.nl
    assert "\n" not in refusal.value.what.en


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_BYTES", 1000)
    with pytest.raises(NoWorkbook, match="unpacks to over"):
        read(write_xlsx(tmp_path / "a.xlsx", a_file()))


def test_a_workbook_without_a_sheet_of_the_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoWorkbook, match="no sheet of the format"):
        read(write_xlsx(tmp_path / "a.xlsx", {"Blad1": [{"a": "b"}]}))


def test_a_folder_without_csv_and_a_path_to_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NoWorkbook, match="no file of the format"):
        read(tmp_path)
    with pytest.raises(NoWorkbook, match="no file or folder"):
        read(tmp_path / "weg.xlsx")


@pytest.mark.parametrize(
    "content",
    [
        random.Random(8).randbytes(5 * 1024 * 1024),  # noqa: S311 - junk
        b"abcdef ghij\n" * 500_000,
        b"x" * 10 * 1024 * 1024,
        b"traject;" * 500_000,
        b'"' * 1_000_001,
        b"\xff\xfet\x00r\x00",
    ],
    ids=["bytes", "words", "one line", "one header", "quotes", "utf-16"],
)
def test_a_junk_sheet_costs_one_error_and_no_other_sheet(tmp_path: Path, content: bytes) -> None:
    folder = write_folder(tmp_path / "in", a_file(gedaan=None))
    (folder / "gedaan.csv").write_bytes(content)
    found = checked_path(folder)
    errors = [one for one in found.problems if one.severity == "error"]
    assert [one.sheet for one in errors] == ["gedaan"]
    assert max(len(line) for line in found.report.lines()) < 400
    assert len(found.take_overs) == 1


def test_a_file_too_large_to_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "LARGEST", 10)
    folder = write_folder(tmp_path / "in", a_file())
    assert all(one.what.en.startswith("the file is larger") for one in checked_path(folder).problems)


def test_a_single_csv_file_is_a_sheet(tmp_path: Path) -> None:
    rows: Rows = [{"traject": "T1", "gemeente": "Leiden"}]
    folder = write_folder(tmp_path / "in", {"trajecten": rows})
    assert len(checked_path(folder / "trajecten.csv").take_overs) == 1


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", a_file())
    book = read(folder)
    assert [list(table.lines()) for table in book.tables.values()] == [
        list(table.lines()) for table in book.tables.values()
    ]
