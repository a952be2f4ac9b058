"""The overview as a workbook, for who wants to count on: the same filters, real days and numbers; or one list of it."""

from fastapi import APIRouter
from fastapi.responses import Response

from exporter.cells import Table
from exporter.files import workbook
from portal.errors import NotThere
from portal.list_files import ListFile, as_file, download
from portal.pages.project_lead.looking import looking
from portal.reading.lead.handing_over import who_has_work
from portal.reading.lead.workbook import LISTS, sheets
from portal.visit import Visiting
from portal.whole_lists import AT_ONCE, whole

router = APIRouter()


@router.get("/projectleider/overzicht.xlsx", name="overview_workbook")
def overview_workbook(visit: Visiting) -> Response:
    """What has stalled and what is late, the follow-up, the outcomes and the trajects, each on its sheet."""
    look = looking(visit)
    with visit.reading_everything() as session:
        found = sheets(session, look, visit.words)
    content = workbook(found, visit.words.gettext("Overzicht"))
    return download(content, "xlsx", f"overzicht-{visit.today.isoformat()}")


@router.get("/projectleider/overdragen/lijst.{kind}", name="reassign_all_sheet")
def reassign_all_sheet(visit: Visiting, kind: str) -> Response:
    """How much work everybody has."""
    _, town = visit.words.gettext, looking(visit).wanted.municipality
    with visit.reading_everything() as session:
        found = whole(lambda after: who_has_work(session, visit.visitor, town, after, AT_ONCE))
        rows: Table = [[load.colleague.name, load.trajects, load.tasks] for load in found]
    return as_file(visit, kind, ListFile(_("Werk"), [_("Collega"), _("Trajecten"), _("Opgepakte taken")], rows))


@router.get("/projectleider/{page}/lijst.{kind}", name="project_lead_sheet")
def project_lead_sheet(visit: Visiting, page: str, kind: str) -> Response:
    """The list of one of these pages, with its filters; people by their initials."""
    if page not in LISTS:
        raise NotThere
    with visit.reading_everything() as session:
        name, headers, rows = LISTS[page](session, looking(visit), visit.words.gettext)
    return as_file(visit, kind, ListFile(name, headers, rows))
