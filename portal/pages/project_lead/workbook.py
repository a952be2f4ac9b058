"""The overview as a workbook, for who wants to count on: the same filters, real days and numbers."""

from fastapi import APIRouter
from fastapi.responses import Response

from exporter.files import workbook
from portal.pages.project_lead.looking import looking
from portal.reading.lead.workbook import sheets
from portal.visit import Visiting

router = APIRouter()
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/projectleider/overzicht.xlsx", name="overview_workbook")
def overview_workbook(visit: Visiting) -> Response:
    """What has stalled and what is late, the follow-up, the outcomes and the trajects, each on its sheet."""
    look = looking(visit)
    with visit.reading_everything() as session:
        found = sheets(session, look, visit.words)
    content = workbook(found, visit.words.gettext("Overzicht"))
    name = f"overzicht-{visit.today.isoformat()}.xlsx"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
