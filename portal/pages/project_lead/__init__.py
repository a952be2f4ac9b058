"""The project lead's pages: what all trajects together say, down to each of them, and handing over the work."""

from fastapi import APIRouter

from portal.pages.project_lead import handing_over, lists, results, start, workbook

router = APIRouter()
for _page in (start, lists, results, handing_over, workbook):
    router.routes.extend(_page.router.routes)
