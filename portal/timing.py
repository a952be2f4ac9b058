"""One line in the log for each request, by the name of its route: addresses hold ids, and people put things in them."""

from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = structlog.stdlib.get_logger("portal")


class Timing:
    """Says how long each answer took, in the log and to the browser."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = perf_counter(), 0

        async def respond(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                took = f"total;dur={1000 * (perf_counter() - began):.1f}".encode()
                message["headers"] = [*message["headers"], (b"server-timing", took)]
            await send(message)

        try:
            await self._app(scope, receive, respond)
        finally:
            route = getattr(scope.get("route"), "name", "static")
            milliseconds = round(1000 * (perf_counter() - began))
            _log.info("request", method=scope["method"], route=route, status=status, ms=milliseconds)
