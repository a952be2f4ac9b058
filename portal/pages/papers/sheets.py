"""Papers about a group: the sheet to sign at a session, and the report for the commissioner."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from domain.texts import Language
from papers.attendance_sheet import attendance_sheet as sheet_of
from papers.problems import PaperProblem
from papers.traject_report import traject_report as report_on
from portal.pages.papers.common import as_file, impossible
from portal.visit import Visiting

router = APIRouter()


@router.get("/trajecten/{traject}/bijeenkomsten/{session}/presentielijst", name="attendance_sheet")
def attendance_sheet(visit: Visiting, traject: UUID, session: UUID) -> Response:
    """Who should be at a session, with room to sign; Dutch, as the meetings are."""
    try:
        with visit.reading() as reading:
            content = sheet_of(reading, visit.today, traject, session, "nl")
    except PaperProblem as problem:
        return impossible(visit, problem, visit.url("session", traject=traject, session=session))
    return as_file(content, "presentielijst.pdf")


@router.get("/trajecten/{traject}/verslag", name="traject_report")
def traject_report(visit: Visiting, traject: UUID, taal: Language | None = None) -> Response:
    """Plan, attendance, before and after, outcomes, hours and budget; it names nobody."""
    try:
        with visit.reading() as reading:
            content = report_on(reading, visit.today, traject, taal or visit.language)
    except PaperProblem as problem:
        return impossible(visit, problem, visit.url("traject", traject=traject))
    return as_file(content, "verslag.pdf")
