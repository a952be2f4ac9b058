"""Files bent in every way: never an exception, and what stays out is what was bent or rests on it."""

import csv
import io
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.programme import shipped
from domain.rows import Sheet
from importer.check import Checked, check
from importer.csv_files import decoded, table_of
from importer.known import Remembered
from importer.table import NoWorkbook, Workbook
from importer.workbook import read
from tests.importer.files import (
    TODAY,
    Sheets,
    a_file,
    as_csv,
    checked,
    columns,
    refused,
    taken,
    write_xlsx,
)

SHEETS = [sheet.value for sheet in Sheet]
JUNK = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["=1+1", "#REF!", "31-02-2026", "ja", "3", "\x00", "\ufffd", "'", '"', ";", "1e400", "NaN", "d1", "T1"]
    ),
)
BOUND = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def checked_bytes(files: dict[str, bytes]) -> Checked:
    tables = {Sheet(name): table_of(Sheet(name), decoded(content)) for name, content in files.items()}
    return check(Workbook("test", tables), Remembered(), shipped(), TODAY)


@BOUND
@given(data=st.data())
def test_shuffled_columns_separators_and_encodings_change_nothing(data: st.DataObject) -> None:
    files = {}
    for name, rows in a_file().items():
        order = data.draw(st.permutations(columns(rows)))
        separator = data.draw(st.sampled_from(";,\t"))
        encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
        files[name] = as_csv(rows, separator, order).encode(encoding)
    found = checked_bytes(files)
    assert found.problems == ()
    assert taken(found) == taken(checked(a_file()))


@BOUND
@given(
    sheet=st.sampled_from(SHEETS),
    place=st.integers(0, 10),
    column=st.integers(0, 20),
    junk=JUNK,
)
def test_one_bent_cell_keeps_out_only_its_row_and_what_rests_on_it(
    sheet: str, place: int, column: int, junk: str
) -> None:
    sheets = a_file()
    row = sheets[sheet][place % len(sheets[sheet])]
    names = columns(sheets[sheet])
    row[names[column % len(names)]] = junk
    out = refused(checked(sheets))
    bent = (sheet, 2 + place % len(sheets[sheet]))
    earlier = {other for other in SHEETS if SHEETS.index(other) < SHEETS.index(sheet)}
    assert not {where for where, _ in out} & earlier
    assert {number for where, number in out if where == sheet} <= {bent[1]}
    if sheet not in {"trajecten", "deelnemers", "bijeenkomsten"}:
        assert out <= {bent}


@BOUND
@given(sheet=st.sampled_from(SHEETS[3:]), bent=st.dictionaries(st.integers(0, 2), st.integers(0, 10), max_size=3))
def test_exactly_the_rows_with_a_broken_cell_stay_out(sheet: str, bent: dict[int, int]) -> None:
    sheets = a_file()
    names = columns(sheets[sheet])
    broken = {place: column for place, column in bent.items() if place < len(sheets[sheet])}
    for place, column in broken.items():
        sheets[sheet][place][names[column % len(names)]] = "\ufffd"
    assert refused(checked(sheets)) == {(sheet, place + 2) for place in broken}


@BOUND
@given(sheet=st.sampled_from(SHEETS), content=st.binary(max_size=400))
def test_any_bytes_for_a_sheet_give_a_report(sheet: str, content: bytes) -> None:
    files = {name: as_csv(rows).encode() for name, rows in a_file().items()}
    checked_bytes({**files, sheet: content})


@BOUND
@given(sheet=st.sampled_from(SHEETS), at=st.integers(0, 5000), junk=st.binary(min_size=1, max_size=6))
def test_bytes_spilled_into_a_file_give_a_report(sheet: str, at: int, junk: bytes) -> None:
    files = {name: as_csv(rows).encode() for name, rows in a_file().items()}
    content = files[sheet]
    at %= len(content)
    found = checked_bytes({**files, sheet: content[:at] + junk + content[at + len(junk) :]})
    assert len(list(found.report.lines("en"))) == len(found.problems)
    assert found.report.as_json()["errors"] == found.report.errors


@BOUND
@given(sheet=st.sampled_from(SHEETS), dropped=st.integers(0, 30))
def test_a_dropped_column_is_missed_only_where_it_is_required(sheet: str, dropped: int) -> None:
    sheets: Sheets = a_file()
    names = columns(sheets[sheet])
    name = names[dropped % len(names)]
    sheets[sheet] = [{key: cell for key, cell in row.items() if key != name} for row in sheets[sheet]]
    mine = [one for one in checked(sheets).problems if one.sheet == sheet and one.severity == "error"]
    assert [(one.row, one.column) for one in mine] in ([], [(None, name)])


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, 20_000), junk=st.binary(min_size=1, max_size=30))
def test_a_damaged_workbook_is_refused_or_reported(at: int, junk: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_xlsx(Path(folder) / "a.xlsx", a_file())
        content = bytearray(path.read_bytes())
        at %= len(content)
        content[at : at + len(junk)] = junk
        path.write_bytes(content)
        with suppress(NoWorkbook):
            check(read(path), Remembered(), shipped(), TODAY)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_workbook_with_any_text_says_what_csv_with_that_text_says(data: st.DataObject) -> None:
    text = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=["Cc", "Cs"]), max_size=20)
    sheets = a_file()
    for row in sheets["deelnemers"]:
        row["achternaam"] = "N " + data.draw(text)
    with tempfile.TemporaryDirectory() as folder:
        book = read(write_xlsx(Path(folder) / "a.xlsx", sheets))
        from_book = check(book, Remembered(), shipped(), TODAY)
        from_csv = checked(sheets)
        assert taken(from_book) == taken(from_csv)
        assert refused(from_book) == refused(from_csv)


@BOUND
@given(rows=st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=5), max_size=6))
def test_what_csv_writes_is_read_back_with_the_numbers_of_its_rows(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows([["traject", "taak"], *rows])
    lines = list(table_of(Sheet.DONE, text.getvalue()).lines())
    assert [list(line.cells) for line in lines] == rows
    assert [line.number for line in lines] == list(range(2, len(rows) + 2))
