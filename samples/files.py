"""Writes sheets as the files that municipalities send: a workbook, or the CSV of a Dutch Excel."""

from pathlib import Path

from exporter import files
from samples.sheets import COLUMNS, Sheets


def write_workbook(made: Sheets, path: Path) -> Path:
    """One .xlsx with a sheet each; dates are dates, yes and no are words."""
    path.write_bytes(files.workbook(_tables(made), "Trajectvolger, voorbeeld"))
    return path


def write_folder(made: Sheets, folder: Path) -> Path:
    """A folder with one .csv a sheet: semicolons, a byte order mark, dd-mm-jjjj."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (headers, table) in _tables(made).items():
        (folder / f"{name}.csv").write_text(files.csv_text(headers, table), encoding="utf-8-sig", newline="")
    return folder


def _tables(made: Sheets) -> files.Sheets:
    return {name: (COLUMNS[name].split(), [list(row.values()) for row in rows]) for name, rows in made.rows.items()}
