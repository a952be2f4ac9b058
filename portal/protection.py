"""What stands between the pages and the world: headers, cookies, the origin of forms, and how much may be sent."""

from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.settings import PortalSettings

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
PRIVATE = "private, no-cache"
"""Checked again at every visit; going back shows the form as it was, with the token it had."""
_STRICT_TRANSPORT = "max-age=31536000"
UPLOADS = frozenset({"/import", "/programmas/nakijken"})
"""Where files may be handed in; everywhere else a form is small."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class TooLarge(Exception):
    """More was sent than a form or file may be."""


class Protection:
    """Adds the headers to every answer and stops reading when more is sent than may be."""

    def __init__(self, app: ASGIApp, settings: PortalSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._settings.upload_bytes if _is_upload(scope) else self._settings.form_bytes
        respond = _with_headers(send, elsewhere=not _is_here(HTTPConnection(scope)))
        try:
            await self._app(scope, _at_most(most, receive), respond)
        except TooLarge:
            refusal = PlainTextResponse("Dit is te groot. / This is too large.", status_code=413)
            await refusal(scope, receive, respond)


def _is_upload(scope: Scope) -> bool:
    if scope["path"] not in UPLOADS:
        return False
    kind = HTTPConnection(scope).headers.get("content-type", "")
    return kind.startswith("multipart/form-data")


def _at_most(most: int, receive: Receive) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooLarge
        return message

    return counted


def _with_headers(send: Send, *, elsewhere: bool) -> Send:
    async def respond(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", PRIVATE)
            if elsewhere:
                headers.setdefault("Strict-Transport-Security", _STRICT_TRANSPORT)
        await send(message)

    return respond


def comes_from_us(request: Request) -> bool:
    """Whether a request that changes something was sent by a page of ours, as far as the browser says."""
    if request.method in _SAFE:
        return True
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    return origin is None or _host_of(origin) == request.headers.get("host")


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # half an address
        return None


def is_secure(connection: HTTPConnection) -> bool:
    """Cookies are for TLS alone, unless the browser is on this very machine and came without it."""
    return connection.url.scheme == "https" or not _is_here(connection)


def _is_here(connection: HTTPConnection) -> bool:
    host = connection.url.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in {"localhost", "testserver"}


def set_cookie(  # noqa: PLR0913 - a cookie has as many properties
    request: Request,
    response: Response,
    name: str,
    value: str,
    *,
    seconds: int | None = None,
    same_site: Literal["lax", "strict"] = "lax",
) -> None:
    """Keep something in the browser, out of reach of scripts."""
    secure = is_secure(request)
    response.set_cookie(
        cookie_name(request, name), value, max_age=seconds, path="/", secure=secure, httponly=True, samesite=same_site
    )


def clear_cookie(request: Request, response: Response, name: str) -> None:
    """Forget it."""
    secure = is_secure(request)
    response.delete_cookie(cookie_name(request, name), path="/", secure=secure, httponly=True, samesite="lax")


def cookie_name(request: HTTPConnection, name: str) -> str:
    """A browser refuses a `__Host-` cookie that another host or plain HTTP sets."""
    return f"__Host-{name}" if is_secure(request) else name


def cookie(request: HTTPConnection, name: str) -> str | None:
    """What the browser kept."""
    return request.cookies.get(cookie_name(request, name))
