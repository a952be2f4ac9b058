"""A traject goes out as a file and in again; an empty workbook is there to begin with."""

from pathlib import Path

import pytest

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
