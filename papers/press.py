"""Sets a paper in type. What it says goes in as data beside the template, so that no name is ever read as markup."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst
from pydantic_core import to_json

from papers.problems import CannotBePrinted, FontsMissing

Template = Literal["certificate", "attendance_sheet", "traject_report"]
FAMILIES = frozenset({"Noto Naskh Arabic", "Noto Sans", "Noto Sans Ethiopic", "Noto Serif Display"})
_HERE = Path(__file__).parent
FONTS = _HERE / "fonts"
_TEMPLATES = _HERE / "templates"
_NO_GLYPH = "could not be displayed"


def printed(template: Template, paper: Mapping[str, Any], day: date, fonts: Path = FONTS) -> bytes:
    """A PDF after PDF/UA-1, dated `day`; the same data give the same file.

    Raises:
        FontsMissing: they were not built here.
        CannotBePrinted: a letter that none of them has.
    """
    try:
        return typst.compile(
            str(_TEMPLATES / f"{template}.typ"),
            root=str(_TEMPLATES),
            font_paths=_fonts(fonts),
            sys_inputs={"paper": to_json(paper).decode()},
            pdf_standards=["ua-1"],
            timestamp=datetime.combine(day, time(12), UTC),
        )
    except typst.TypstError as error:
        if _NO_GLYPH in error.diagnostic:
            raise CannotBePrinted from None  # what typst says quotes the name
        raise


@lru_cache(maxsize=2)
def _fonts(folder: Path) -> typst.Fonts:
    """Ours and no others: what is on this machine besides must not change a paper."""
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    if not set(found.families()) >= FAMILIES:
        raise FontsMissing
    return found
