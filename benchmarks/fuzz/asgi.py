"""Asks the portal as a server would that lets every byte through: more than a browser, or uvicorn, would send."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from fastapi import FastAPI

Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Request:
    """One request, in bytes as they come in."""

    method: str
    path: str
    query: bytes = b""
    headers: tuple[Header, ...] = ()
    body: bytes = b""

    def __str__(self) -> str:
        headers = "; ".join(f"{name.decode()}: {value!r}" for name, value in self.headers)
        query = f"?{self.query.decode('latin-1')}" if self.query else ""
        return f"{self.method} {self.path}{query} [{headers}] {self.body[:1500]!r} ({len(self.body)} bytes)"


@dataclass(slots=True)
class Answered:
    """What came back; `error` went through to the server, which would log it."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    error: Exception | None = None
    route: str = ""

    @property
    def text(self) -> str:
        """The body, as text."""
        return bytes(self.body).decode(errors="replace")

    @property
    def is_page(self) -> bool:
        """Whether a browser would show it as a page."""
        return self.headers.get("content-type", "").startswith("text/html")


async def ask(app: FastAPI, request: Request) -> Answered:
    """One request, answered to its end."""
    answered = Answered()
    incoming = iter(_messages(request.body))

    async def receive() -> dict[str, Any]:
        for message in incoming:
            return message
        return await asyncio.Future[dict[str, Any]]()  # nobody hangs up

    async def send(message: Any) -> None:  # noqa: ANN401 - as ASGI has it
        if message["type"] == "http.response.start":
            answered.status = message["status"]
            answered.headers = {name.decode().lower(): value.decode("latin-1") for name, value in message["headers"]}
        elif message["type"] == "http.response.body":
            answered.body += message.get("body", b"")

    scope = _scope(request)
    try:
        await app(scope, receive, send)
    except Exception as error:  # noqa: BLE001 - a server logs whatever it is
        answered.error = error
    answered.route = getattr(scope.get("route"), "name", "")
    return answered


def _messages(body: bytes) -> Iterable[dict[str, Any]]:
    """In two parts, as a long one would come."""
    half = len(body) // 2
    yield {"type": "http.request", "body": body[:half], "more_body": True}
    yield {"type": "http.request", "body": body[half:], "more_body": False}


def _scope(request: Request) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(request.path),
        "raw_path": request.path.encode("ascii", errors="replace"),
        "query_string": request.query,
        "root_path": "",
        "headers": [(b"host", b"testserver"), *request.headers],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
        "state": {},
    }
