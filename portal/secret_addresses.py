"""Addresses that open one thing to whoever has them: random, and known here by their hash alone."""

import hashlib
import secrets
from datetime import timedelta
from urllib.parse import urljoin

from portal.signing_in.attempts import Doorkeeper
from portal.visit import Visit

_BYTES = 20
"""160 bits: nobody guesses one, and it still fits into a text message."""


def new() -> tuple[str, bytes]:
    """A token for an address, and the hash that is kept."""
    token = secrets.token_urlsafe(_BYTES)
    return token, hash_of(token)


def hash_of(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def whole(visit: Visit, path: str) -> str:
    """A path as people outside find it."""
    return urljoin(visit.services.settings.address or str(visit.request.base_url), path)


def tried_too_often(visit: Visit, kind: str) -> bool:
    """Remember that an address led nowhere; whether that happened too often from where the visitor is."""
    now, client = visit.services.now(), visit.request.client
    door = Doorkeeper(visit.services.secret, kind, f"{kind}/{client.host if client else ''}")
    with visit.reading() as session:
        if door.wait_of_address(session, now) > timedelta():
            return True
    with visit.writing() as session:
        door.remember(session, now, succeeded=False)
    return False
