"""The empty workbook: it reads as nothing, and filled in as its example says it is taken over without a remark."""

from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from domain.programme import shipped
from domain.rows import Sheet
from exporter.cells import columns
from exporter.files import workbook
from exporter.template import example, template
from importer.check import check
from importer.known import Remembered
from importer.problems import Severity
from importer.workbook import read

TODAY = date(2026, 12, 20)


def saved(folder: Path, content: bytes) -> Path:
    path = folder / "leeg.xlsx"
    path.write_bytes(content)
    return path


def test_the_empty_workbook_has_every_sheet_and_nothing_to_take_over(tmp_path: Path) -> None:
    checked = check(read(saved(tmp_path, template())), Remembered(), shipped(), TODAY)
    assert not checked.take_overs
    assert checked.problems == ()
    names = CalamineWorkbook.from_filelike(BytesIO(template())).sheet_names
    assert names == ["uitleg", *Sheet]


def test_its_example_can_be_taken_over(tmp_path: Path) -> None:
    filled = {sheet.value: (columns(sheet), [example(sheet)]) for sheet in Sheet}
    checked = check(read(saved(tmp_path, workbook(filled, "voorbeeld"))), Remembered(), shipped(), TODAY)
    assert [p for p in checked.problems if p.severity is Severity.ERROR] == []
    assert [rows.key for rows in checked.take_overs] == ["VBD-1"]
    assert {row.sheet for row in checked.take_overs[0].rows} == set(Sheet)


def test_words_of_the_definitions_are_offered_and_explained() -> None:
    explained = CalamineWorkbook.from_filelike(BytesIO(template())).get_sheet_by_name("uitleg").to_python()
    words = {row[0]: row[1] for row in explained if row[0] and len(row) > 1}
    for programme in shipped().values():
        assert words[programme.id] == programme.title.nl
        assert {*programme.trainings.core, *programme.questions, *programme.follow_up.months} <= words.keys()
    with ZipFile(BytesIO(template())) as packed:
        for number, columns_with_words in ((2, 1), (4, 1), (7, 1), (9, 1)):
            page = packed.read(f"xl/worksheets/sheet{number}.xml").decode()
            assert page.count("uitleg!$A$") == columns_with_words


def test_every_column_with_fixed_words_offers_them() -> None:
    with ZipFile(BytesIO(template())) as packed:
        participants = packed.read("xl/worksheets/sheet3.xml").decode()
        done = packed.read("xl/worksheets/sheet10.xml").decode()
    assert "uitleg!$A$" in done
    for words in ("ja,nee", "toegelaten,afgewezen,wachtlijst", "v,m,x", "A1,A2,B1,B2,C1,C2"):
        assert words in participants
