"""The portal as a browser without script sees it: pages, forms, cookies, redirects."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from html import unescape
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import httpx
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select
from starlette.datastructures import FormData

from portal.app import create_app
from portal.forms import content
from portal.services import Services
from portal.signing_in import sessions
from portal.tokens import FormTokens
from storage.engine import writing
from storage.tables import accounts
from tests.portal.stock import PEOPLE

ADDRESS = "http://testserver"


class Person:
    """Somebody with a browser, signed in or not."""

    def __init__(self, app: FastAPI, services: Services, cookie: str | None) -> None:
        cookies = {sessions.COOKIE: cookie} if cookie else {}
        self._owner = sessions._id(cookie) if cookie else b""
        self._services = services
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False), base_url=ADDRESS, cookies=cookies
        )

    async def get(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - as httpx
        """A page, without following where it points."""
        return await self.client.get(path, **options)

    async def post(self, path: str, fields: dict[str, Any] | None = None, **options: Any) -> httpx.Response:  # noqa: ANN401
        """A form with a token of this session, as if its page had been opened."""
        return await self.client.post(path, data={"_form": self.token(), **(fields or {})}, **options)

    async def submit(self, path: str, **fields: Any) -> httpx.Response:  # noqa: ANN401
        """Open the page at `path`, fill in its form and send it."""
        page = await self.get(path)
        assert page.status_code == httpx.codes.OK, page.status_code
        return await self.client.post(path, data=hidden_fields(page.text) | fields)

    def token(self) -> str:
        """A new token for a form of this session."""
        return FormTokens(self._services.secret, self._owner).new()

    def form(self, token: str) -> UUID:
        """The id of the form with this token."""
        form = FormTokens(self._services.secret, self._owner).message(token)
        assert form is not None
        return form

    def message(self, token: str, path: str, fields: dict[str, str]) -> UUID:
        """Under which what a form with this token says is stored."""
        tokens = FormTokens(self._services.secret, self._owner)
        return tokens.filled_in(self.form(token), f"{path} {content(FormData(fields))}")


class Portal:
    """The portal with everybody in `tests.portal.stock.PEOPLE`."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.app = create_app(services)
        self._people: list[Person] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for person in self._people:
            await person.client.aclose()

    def nobody(self) -> Person:
        """Who is not signed in."""
        return self._remembered(None)

    def as_(self, who: str) -> Person:
        """Somebody of PEOPLE, signed in."""
        return self._remembered(self.cookie(who))

    def cookie(self, who: str) -> str:
        """A new session of somebody, without a password: what its browser keeps."""
        with writing(self.services.engine) as session:
            query = select(accounts.c.id).where(accounts.c.email == PEOPLE[who].email)
            return sessions.begin(session, session.execute(query).scalar_one(), datetime.now(UTC))

    def _remembered(self, cookie: str | None) -> Person:
        person = Person(self.app, self.services, cookie)
        self._people.append(person)
        return person


def hidden_fields(html: str) -> dict[str, str]:
    """The hidden fields of the form in a page's main part."""
    main = html.partition("<main")[2]
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main)
    return {name: unescape(value) for name, value in inputs}


@asynccontextmanager
async def serving(portal: Portal) -> AsyncIterator[str]:
    """The same on a port, in this very event loop, for a browser."""
    config = uvicorn.Config(portal.app, host="127.0.0.1", port=0, log_config=None, access_log=False, lifespan="on")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    running = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running
