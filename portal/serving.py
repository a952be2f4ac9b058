"""The portal as a process: `python -m portal`, `traject portal`, and the child that `traject up` starts."""

import asyncio
import contextlib
import errno
import gc
import os
import socket
import sys
from collections.abc import AsyncIterator
from enum import Enum, auto
from time import monotonic

import uvicorn

from portal.app import create_app
from portal.services import Reconnecting, Services
from portal.settings import PortalSettings
from portal.tokens import derive
from sending.transport import Folder
from storage.engine import make_engine
from storage.subject_keys import KeyRing
from workers import logs
from workers.client import Mailbox
from workers.connection import connect, keys_of
from workers.settings import Settings, read_settings

BEREFT = "--until-standard-input-closes"
"""For who starts us as a child: when the parent is gone, however it ended, so is the portal."""
_STARTING = 20.0
"""Seconds that the portal may take to answer."""


class Start(Enum):
    """What became of a portal that was started beside others."""

    ANSWERS = auto()
    PORT_TAKEN = auto()
    FAILED = auto()


def services(settings: Settings, portal: PortalSettings) -> Services:
    """All that the pages need; nothing is connected yet."""
    engine = make_engine(settings.database, pool_size=portal.connections)

    async def mailbox() -> Mailbox:
        keys = keys_of(engine, settings.master_key)
        client = await connect(settings.temporal_address, settings.temporal_namespace, keys)
        return Mailbox(client, engine, KeyRing(settings.master_key))

    folder = None if settings.mail_folder is None else Folder(settings.mail_folder)
    secret = derive(settings.master_key, "portal")
    return Services(engine, Reconnecting(mailbox), secret, portal, mail_folder=folder)


def configuration(made: Services) -> uvicorn.Config:
    """How the server listens. Only a proxy that was named may say for whom it asks, and whether that was over TLS."""
    portal = made.settings
    return uvicorn.Config(
        create_app(made),
        host=portal.host,
        port=portal.port,
        access_log=False,  # addresses hold ids; `portal.timing` logs the names of routes
        log_config=None,
        proxy_headers=bool(portal.trusted_proxies),
        forwarded_allow_ips=list(portal.trusted_proxies),
        server_header=False,
    )


def settle() -> None:
    """What is loaded by now stays to the end: looking through it for garbage made somebody wait a third of a second."""
    gc.collect()
    gc.freeze()


async def serve(settings: Settings, portal: PortalSettings, *, until_bereft: bool = False) -> None:
    """Serve until a signal comes, or until standard input closes where that is asked."""
    made = services(settings, portal)
    server = uvicorn.Server(configuration(made))
    if until_bereft:
        asyncio.get_running_loop().add_reader(sys.stdin, lambda: setattr(server, "should_exit", True))
    settle()
    try:
        await server.serve()
    finally:
        made.engine.dispose()


def main(arguments: list[str]) -> int:
    """0 after a clean stop. The environment says where everything is."""
    settings = read_settings()
    logs.configure(settings.log_format, settings.log_level)
    asyncio.run(serve(settings, PortalSettings(), until_bereft=BEREFT in arguments))
    return 0


@contextlib.asynccontextmanager
async def beside(settings: Settings, host: str, port: int) -> AsyncIterator[Start]:
    """A portal in a process of its own, for as long as the block lasts; tells whether it came to answer."""
    if is_taken(host, port):
        yield Start.PORT_TAKEN
        return
    environment = os.environ | _as_environment(settings) | {"PORTAL_HOST": host, "PORTAL_PORT": str(port)}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "portal",
        BEREFT,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for our parent, who stops us
    )
    try:
        yield Start.ANSWERS if await _answers(process, host, port) else Start.FAILED
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


def is_taken(host: str, port: int) -> bool:
    """Whether somebody else listens there; what answers would not be ours."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


async def _answers(process: asyncio.subprocess.Process, host: str, port: int) -> bool:
    """Whether the port opens before the process ends, or `_STARTING` is over."""
    until = monotonic() + _STARTING
    while process.returncode is None and monotonic() < until:
        try:
            _, writer = await asyncio.open_connection(host if host != "0.0.0.0" else "127.0.0.1", port)  # noqa: S104
        except OSError:
            await asyncio.sleep(0.1)
            continue
        writer.close()
        await asyncio.sleep(0.2)  # who finds the port taken by another ends about now
        return process.returncode is None
    return False


def _as_environment(settings: Settings) -> dict[str, str]:
    return {
        "DATABASE_URL": settings.database,
        "TEMPORAL_ADDRESS": settings.temporal_address,
        "TEMPORAL_NAMESPACE": settings.temporal_namespace,
        "TRAJECT_MASTER_KEY": settings.traject_master_key.get_secret_value(),
        "TRAJECT_HOME": str(settings.traject_home),
        "LOG_FORMAT": settings.log_format,
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),  # a line for each request is for who asks for it
    }
