"""A traject goes out as a file and in again; an empty workbook is there to begin with."""

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from cli.list_files import save
from tests.cli.conftest import Traject

KEY = "Leiden/T117-05"


@pytest.mark.parametrize("name", ["uit.xlsx", "uit"])
def test_what_goes_out_can_go_in_again(traject: Traject, tmp_path: Path, name: str) -> None:
    out = traject.json("export", KEY, tmp_path / name)
    assert (out["traject"], out["rows"]["trajecten"]) == ("T117-05", 1)
    again = traject.json("import", tmp_path / name, "--dry-run")
    assert (again["trajects"], again["errors"], again["warnings"]) == (1, 0, 0)


def test_a_file_that_is_there_is_never_overwritten(traject: Traject, tmp_path: Path) -> None:
    path = tmp_path / "er-al.xlsx"
    path.write_text("belangrijk")
    for command in (("export", KEY, path), ("template", path)):
        ended = traject(*command)
        assert (ended.status, path.read_text()) == (1, "belangrijk")
        assert "bestaat al" in ended.error


def test_a_folder_that_is_not_there_is_named(traject: Traject, tmp_path: Path) -> None:
    ended = traject("export", KEY, tmp_path / "nergens" / "uit.xlsx")
    assert ended.status == 1
    assert "nergens" in ended.error


def test_the_empty_workbook_is_read_without_a_remark(traject: Traject, tmp_path: Path) -> None:
    assert traject("template", tmp_path / "leeg.xlsx").status == 0
    report = traject.json("import", tmp_path / "leeg.xlsx", "--dry-run")
    assert (report["trajects"], report["errors"], report["warnings"]) == (0, 0, 0)
    assert traject("template", tmp_path / "leeg.ods").status == 2


@pytest.mark.parametrize(
    ("command", "counted"),
    [
        (("tasks", "--overdue"), "tasks"),
        (("stalled",), "stalled"),
        (("forecast", "--weeks", "52"), "tasks"),
        (("certificates", KEY), "participants"),
        (("outcomes",), None),
        (("receipts",), "receipts"),
    ],
)
def test_every_list_goes_out_as_a_workbook_and_as_csv(
    traject: Traject, tmp_path: Path, command: tuple[str, ...], counted: str | None
) -> None:
    for kind in ("xlsx", "csv"):
        assert traject(*command, "--file", tmp_path / f"uit.{kind}").status == 0
    with (tmp_path / "uit.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    sheet = CalamineWorkbook.from_path(tmp_path / "uit.xlsx").get_sheet_by_index(0).to_python()
    assert sheet[0] == lines[0]
    assert len(sheet) == len(lines)
    if counted:
        assert len(lines) - 1 == len(traject.read(*command)[counted])
    else:
        assert ["toegelaten", "", str(traject.read(*command)["participants"]["admitted"])] in lines


def test_counts_in_a_workbook_can_be_added_up(traject: Traject, tmp_path: Path) -> None:
    assert traject("certificates", KEY, "--file", tmp_path / "uit.xlsx").status == 0
    headers, *rows = CalamineWorkbook.from_path(tmp_path / "uit.xlsx").get_sheet_by_index(0).to_python()
    visits = [row[headers.index("Bedrijfsbezoek")] for row in rows]
    assert sum(each for each in visits if isinstance(each, float)) > 0


def test_one_line_is_not_called_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save(tmp_path / "uit.csv", "Taken", ["Taak"], [["Nabellen"]])
    assert capsys.readouterr().out.split()[-2:] == ["1", "regel."]


def test_a_list_goes_into_no_other_kind_of_file(traject: Traject, tmp_path: Path) -> None:
    ended = traject("tasks", "--file", tmp_path / "uit.ods")
    assert ended.status == 2
    assert ".xlsx" in ended.err
