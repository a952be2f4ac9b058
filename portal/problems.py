"""Pages for what goes wrong: each says what happened and what to do, and nothing that was typed is lost."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlencode

import structlog
from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from portal import errors
from portal.protection import HEADERS, PRIVATE
from portal.visit import Visit
from storage.errors import StorageError, TrajectUnreadable
from workers.errors import Unavailable

_log = structlog.stdlib.get_logger("portal")
Sent = list[tuple[str, str]]


def _(sentence: str) -> str:
    """Marks a sentence for translation."""
    return sentence


_TYPED = {
    **dict.fromkeys(("on", "day", "start"), _("Dag")),
    **dict.fromkeys(("until", "end"), _("Laatste dag")),
    "review": _("Wanneer kijkt u opnieuw?"),
    **dict.fromkeys(("reason", "action"), _("Reden")),
    **dict.fromkeys(("phone", "contact_phone"), _("Telefoon")),
    **dict.fromkeys(("email", "contact_email"), _("E-mailadres")),
    "note": _("Opmerking"),
    "wish": _("Leerwens"),
    "interests": _("Interesses"),
    "first_name": _("Voornaam"),
    "infix": _("Tussenvoegsel"),
    "last_name": _("Achternaam"),
    "own_name": _("Schrijft zich als"),
    "birth_date": _("Geboortedatum"),
    "name": _("Naam"),
    "contact_name": _("Contactpersoon"),
    "sector": _("Branche"),
    "coordinator": _("Coördinator"),
    "trainer": _("Trainer"),
    "co_trainer": _("Co-trainer"),
    "kick_off": _("Kick-off"),
}
"""What people type rather than choose, by the name of the field, as they would call it."""
Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]


async def _sign_in_first(request: Request, _error: errors.SignInFirst) -> Response:
    if request.method != "GET":
        return await _lost_form(request, 401)
    visit = _visit(request)
    address = f"{visit.url('sign_in')}?{_back(request)}" if request.url.path != "/" else visit.url("sign_in")
    return _to(request, address)


async def _change_first(request: Request, _error: errors.ChangeFirst) -> Response:
    return _to(request, _visit(request).url("change_password"))


async def _say_why_first(request: Request, error: errors.SayWhyFirst) -> Response:
    return _to(request, f"{_visit(request).url('reason', participant=error.participant)}?{_back(request)}")


async def _forbidden(request: Request, _error: errors.Forbidden) -> Response:
    return _visit(request).page("problems/forbidden.html", status=403)


async def _not_there(request: Request, _error: errors.NotThere) -> Response:
    return _visit(request).page("problems/not_there.html", status=404)


async def _forgotten(request: Request, _error: errors.Forgotten) -> Response:
    return _visit(request).page("problems/forgotten.html", status=404)


async def _foreign_form(request: Request, _error: errors.ForeignForm) -> Response:
    return await _lost_form(request, 403)


async def _http(request: Request, error: HTTPException) -> Response:
    if error.status_code in {404, 405}:
        return _visit(request).page("problems/not_there.html", status=error.status_code)
    return _visit(request).page("problems/broken.html", status=error.status_code)


async def _away(request: Request, _error: StorageError | Unavailable) -> Response:
    """Postgres or Temporal is away: the form can be sent again as it is, and will be one fact."""
    sent = await _sent(request)
    fields = [
        (name, text) for name, text in sent.multi_items() if isinstance(text, str) and not name.startswith("password")
    ]
    visit = _visit(request)
    return visit.page(
        "problems/away.html", status=503, fields=fields, typed=_readable(visit, sent), post=request.method == "POST"
    )


async def _unreadable(request: Request, error: TrajectUnreadable) -> Response:
    """Trying again does not help, and nobody who looks at it can put it right."""
    _log.error("page failed", route=getattr(request.scope.get("route"), "name", ""), why=str(error))
    return _visit(request).page("problems/unreadable.html", status=500)


async def _broken(request: Request, error: Exception) -> Response:
    _log.error("page failed", route=getattr(request.scope.get("route"), "name", ""), exc_info=error)
    answer = _visit(request).page("problems/broken.html", status=500)
    for name, value in {**HEADERS, "Cache-Control": PRIVATE}.items():  # it is made outside of what adds them
        answer.headers.setdefault(name, value)
    return answer


async def _lost_form(request: Request, status: int) -> Response:
    """A form that cannot be taken: what was typed is shown, to be copied."""
    visit = _visit(request)
    typed = _readable(visit, await _sent(request))
    return visit.page("problems/lost_form.html", status=status, typed=typed)


async def _sent(request: Request) -> FormData:
    """What was typed. A form with a file holds nothing else, and nobody who was not let in has us read it."""
    with_a_file = request.headers.get("content-type", "").startswith("multipart/form-data")
    return FormData() if request.method == "GET" or with_a_file else await request.form()


def _readable(visit: Visit, sent: FormData) -> Sent:
    """The texts that were typed. Choices are codes of ours, and mean nothing without their form."""
    return [
        (visit.words.gettext(_TYPED[name]), text)
        for name, text in sent.multi_items()
        if isinstance(text, str) and text.strip() and name in _TYPED
    ]


def _visit(request: Request) -> Visit:
    return Visit(request, request.app.state.services, getattr(request.state, "somebody", None))


def _back(request: Request) -> str:
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return urlencode({"terug": path})


def _to(request: Request, address: str) -> Response:
    del request
    return RedirectResponse(address, status_code=303)


HANDLERS: dict[int | type[Exception], Handler] = {
    errors.SignInFirst: _sign_in_first,
    errors.ChangeFirst: _change_first,
    errors.SayWhyFirst: _say_why_first,
    errors.Forbidden: _forbidden,
    errors.NotThere: _not_there,
    errors.Forgotten: _forgotten,
    errors.ForeignForm: _foreign_form,
    HTTPException: _http,
    StorageError: _away,
    TrajectUnreadable: _unreadable,
    Unavailable: _away,
    Exception: _broken,
}
