"""The portal as a process: `python -m portal` and `traject portal`; `portal.beside` starts one as a child."""

import asyncio
import sys

import uvicorn

from portal.app import create_app
from portal.beside import BEREFT
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
from workers.settling import settle


def services(settings: Settings, portal: PortalSettings) -> Services:
    """All that the pages need; nothing is connected yet."""
    engine = make_engine(settings.database, pool_size=portal.connections)
    ring = KeyRing(settings.master_key)

    async def mailbox() -> Mailbox:
        keys = keys_of(engine, settings.master_key)
        client = await connect(settings.temporal_address, settings.temporal_namespace, keys)
        return Mailbox(client, engine, ring)

    folder = None if settings.mail_folder is None else Folder(settings.mail_folder)
    secret = derive(settings.master_key, "portal")
    return Services(engine, Reconnecting(mailbox), secret, ring, portal, mail_folder=folder)


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
