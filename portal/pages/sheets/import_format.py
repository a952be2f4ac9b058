"""A traject in the import format, and the empty workbook to begin with."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from exporter.files import workbook
from exporter.template import template
from exporter.traject import taken_out
from portal.errors import NotThere
from portal.list_files import download
from portal.visit import Visiting
from storage import access

router = APIRouter()


@router.get("/trajecten/{traject}/traject.xlsx", name="traject_file")
def traject_file(visit: Visiting, traject: UUID) -> Response:
    """All that is known of a traject, in the import format: it goes in again unchanged."""
    with visit.reading() as session:
        found = taken_out(session, visit.today, traject)
    if found is None:
        raise NotThere
    account = visit.visitor.account
    with visit.writing() as session:
        access.exported(session, str(account), account, traject, "traject_file")
    return download(workbook(found.sheets, found.key), "xlsx", "traject")


@router.get("/import/leeg.xlsx", name="empty_workbook")
def empty_workbook() -> Response:
    """To fill in, with lists to choose from and an example."""
    return download(template(), "xlsx", "trajectvolger-leeg")
