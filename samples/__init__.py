"""Sample data, made and not taken from anybody: the seven groups of 2019, and trajects as they stand today.

Both are files as a municipality would send them, so that a demonstration begins where a coordinator begins.
"""

from datetime import date
from pathlib import Path

from samples.cohort_2019 import cohort
from samples.current import extra, shows, trajects
from samples.files import write_folder, write_workbook
from samples.sheets import sheets

__all__ = ["extra", "shows", "write"]


def write(folder: Path, today: date) -> dict[str, Path]:
    """Write `cohort-2019` (a workbook) and `today` (a folder of CSV) below `folder`; the paths by name.

    The same day gives the same bytes. Files that are there already are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "cohort-2019": write_workbook(sheets(cohort()), folder / "cohort-2019.xlsx"),
        "today": write_folder(sheets(trajects(today)), folder / "today"),
    }
