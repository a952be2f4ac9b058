"""A list that leaves as a file: a workbook, or CSV as a Dutch Excel reads it.

Who is named in a file can be read elsewhere from then on, so the log of access has each of them.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fastapi.responses import Response

from domain.calendar import amsterdam_day
from exporter.cells import Table
from exporter.files import csv_text, workbook
from portal.errors import NotThere
from portal.visit import Visit
from portal.whole_lists import as_many_as_fit
from storage import access

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
"""What a list can be taken away as, by the end of its name."""

_NO_FILE_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class ListFile:
    """A list from beginning to end; `name` is what file and sheet are called, `people` are whom it is about."""

    name: str
    headers: Sequence[str]
    rows: Table
    people: Collection[UUID] = ()


def as_file(visit: Visit, kind: str, found: ListFile) -> Response:
    """The list as an answer.

    Raises:
        NotThere: there are no such files.
    """
    if kind not in KINDS:
        raise NotThere
    if found.people and visit.visitor.sees_names:
        _note(visit, found.people)
    rows = as_many_as_fit(found.rows, visit.words)
    file = _NO_FILE_NAME.sub("-", found.name.lower())
    if kind == "csv":
        return download(csv_text(found.headers, rows).encode("utf-8-sig"), kind, file)
    return download(workbook({found.name: (found.headers, rows)}, found.name), kind, file)


def download(content: bytes, kind: str, name: str) -> Response:
    """A file that a browser keeps instead of showing it."""
    disposition = f'attachment; filename="{name}.{kind}"'
    return Response(content, media_type=KINDS[kind], headers={"content-disposition": disposition})


def yes_or_no(visit: Visit, *, said: bool) -> str:
    """As a cell says it."""
    return visit.words.gettext("ja") if said else visit.words.gettext("nee")


def day_of(moment: datetime | None) -> date | None:
    """The day of a moment, on the calendars of the Netherlands: a cell has days."""
    return None if moment is None else amsterdam_day(moment)


def _note(visit: Visit, people: Collection[UUID]) -> None:
    account = visit.visitor.account
    with visit.writing() as session:
        access.taken_away(session, account, people, visit.request.scope["route"].name)
