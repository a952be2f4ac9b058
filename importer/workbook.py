"""Opens what a coordinator hands over, whatever it is: a workbook, a folder of CSV files, or neither."""

from pathlib import Path

from importer.csv_files import read_files, read_folder
from importer.excel import read_workbook
from importer.problems import Sentence
from importer.table import NoWorkbook, Workbook

__all__ = ["NoWorkbook", "Workbook", "read"]


def read(path: Path) -> Workbook:
    """The sheets of a workbook, of a folder with CSV files, or of a single CSV file named after its sheet.

    Raises:
        NoWorkbook: with one sentence for the person who gave the path.
    """
    if path.is_dir():
        return read_folder(path)
    if not path.is_file():
        raise NoWorkbook(Sentence(f"er is geen bestand of map {path.name}", f"there is no file or folder {path.name}"))
    if path.suffix.casefold() == ".csv":
        return read_files(path.name, [path])
    return read_workbook(path)
