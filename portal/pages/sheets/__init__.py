"""Every list of the portal as a file, with the filters of the page it stands on; and the files of the import."""

from fastapi import APIRouter

from portal.pages.sheets import import_format, management, of_traject, work

router = APIRouter()
for _page in (work, of_traject, management, import_format):
    router.routes.extend(_page.router.routes)
