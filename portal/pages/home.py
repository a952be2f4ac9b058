"""The way in, the choice of language, and the answer to who asks whether we live."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from portal.addresses import ours
from portal.errors import NotThere
from portal.navigation import entries
from portal.protection import set_cookie
from portal.translations import LANGUAGE_NAMES
from portal.visit import LANGUAGE_COOKIE, Visiting

router = APIRouter()
_A_YEAR = 365 * 24 * 3600


@router.get("/", name="home")
def home(visit: Visiting) -> Response:
    """Everybody begins at their tasks; who has none, where their menu begins."""
    somebody = visit.somebody
    if somebody is None:
        return visit.see(visit.url("sign_in"))
    menu = entries(visit)
    return visit.see(menu[0].address if menu else visit.url("privacy"))


@router.get("/taal/{code}", name="choose_language")
def choose_language(visit: Visiting, code: str, terug: str = "/") -> Response:
    """Show everything in this language from now on, in this browser."""
    if code not in LANGUAGE_NAMES:
        raise NotThere
    response = RedirectResponse(ours(terug), status_code=303)
    set_cookie(visit.request, response, LANGUAGE_COOKIE, code, seconds=_A_YEAR)
    return response


@router.get("/healthz", name="healthz")
def healthz() -> Response:
    """The process answers; whether Postgres and Temporal do is the worker's to say."""
    return PlainTextResponse("ok")
