"""Puts the portal together: routes, what runs before each, and what is shown when something is wrong."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from anyio import to_thread
from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from portal import access, problems
from portal.admission import admit
from portal.pages import ROUTERS
from portal.protection import Protection
from portal.services import Services
from portal.static_files import Assets
from portal.timing import Timing


def create_app(services: Services) -> FastAPI:
    """The portal as an ASGI application.

    Raises:
        NotInTheTable: a route that `portal.access` does not decide about.
    """
    app = FastAPI(
        title="Trajectvolger",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan,
        routes=list(_routes()),
        middleware=[
            Middleware(Timing),
            Middleware(Protection, settings=services.settings),
            Middleware(GZipMiddleware, minimum_size=500),
        ],
        exception_handlers=problems.HANDLERS,
    )
    app.state.services = services
    app.mount("/static", Assets(), name="static")
    app.state.routes = frozenset(access.names(route for router in ROUTERS for route in router.routes))
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """All pages, each behind the same door. FastAPI takes a tenth of a second to work them out, so once a process."""
    whole = APIRouter(dependencies=[Depends(admit)])
    for router in ROUTERS:
        access.insist(router.routes)
        whole.include_router(router)
    return tuple(whole.routes)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Pages run in threads, so that they read as what they do; each waits for Postgres or Temporal most of its time."""
    services: Services = app.state.services
    to_thread.current_default_thread_limiter().total_tokens = services.settings.threads
    await services.intake.go_on()
    yield
    await services.intake.stop()
