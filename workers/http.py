"""A few plain answers over HTTP (health, metrics) from inside the worker's own event loop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

_PATIENCE = 5.0  # seconds, for a client to say what it wants


@dataclass(frozen=True, slots=True)
class Page:
    """What is answered to a GET."""

    status: HTTPStatus
    body: str
    kind: str = "text/plain; version=0.0.4; charset=utf-8"


Pages = Mapping[str, Callable[[], Awaitable[Page]]]


@contextlib.asynccontextmanager
async def serving(pages: Pages, port: int, host: str = "127.0.0.1") -> AsyncIterator[int]:
    """Serve while inside the block; gives the port, which is chosen by the system when 0 is asked.

    Raises:
        OSError: the port is taken.
    """

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            async with asyncio.timeout(_PATIENCE):
                path = await _asked_for(reader)
            page = await _page(pages, path)
            writer.write(_as_response(page))
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, host, port)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _asked_for(reader: asyncio.StreamReader) -> str:
    request = await reader.readuntil(b"\r\n\r\n")
    method, target, _ = request.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
    return target.partition("?")[0] if method in {"GET", "HEAD"} else ""


async def _page(pages: Pages, path: str) -> Page:
    page = pages.get(path)
    return await page() if page else Page(HTTPStatus.NOT_FOUND, "not here\n")


def _as_response(page: Page) -> bytes:
    body = page.body.encode()
    head = (
        f"HTTP/1.1 {page.status.value} {page.status.phrase}\r\nContent-Type: {page.kind}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
