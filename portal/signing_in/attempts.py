"""How often somebody may be wrong: each further mistake makes the next attempt wait longer."""

import hmac
import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select

from storage.engine import ReadSession, WriteSession
from storage.tables import sign_in_attempts

FREE = 5
"""Mistakes for one e-mail address that cost nothing."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
PER_ADDRESS = 50
"""Mistakes from one network address within `WINDOW`: many people may share it."""
WINDOW = timedelta(minutes=15)
_KEPT = timedelta(days=1)


class Doorkeeper:
    """Counts by keyed hash: the table tells nobody which addresses exist, or who came from where."""

    def __init__(self, secret: bytes, email: str, address: str) -> None:
        self._email = _hash(secret, email.strip().casefold())
        self._address = _hash(secret, address)

    def wait(self, session: ReadSession, now: datetime) -> timedelta:
        """How long until the next attempt may be made; zero is now."""
        return max(self._wait_of_email(session, now), self.wait_of_address(session, now))

    def remember(self, session: WriteSession, now: datetime, *, succeeded: bool) -> None:
        """An attempt; those of more than a day ago are forgotten."""
        session.execute(delete(sign_in_attempts).where(sign_in_attempts.c.at < now - _KEPT))
        row = {"at": now, "email_hash": self._email, "address_hash": self._address, "succeeded": succeeded}
        session.execute(insert(sign_in_attempts).values(row))

    def _wait_of_email(self, session: ReadSession, now: datetime) -> timedelta:
        rows = session.execute(
            select(sign_in_attempts.c.at, sign_in_attempts.c.succeeded)
            .where(sign_in_attempts.c.email_hash == self._email, sign_in_attempts.c.at > now - _KEPT)
            .order_by(sign_in_attempts.c.at.desc(), sign_in_attempts.c.seq.desc())
            .limit(FREE + 10)
        ).all()
        mistakes = _since_success([(row.at, row.succeeded) for row in rows])
        return _left(mistakes, now)

    def wait_of_address(self, session: ReadSession, now: datetime) -> timedelta:
        """The same for the network address alone."""
        attempts = sign_in_attempts.c
        mistakes = session.execute(
            select(func.count()).where(
                attempts.address_hash == self._address, attempts.at > now - WINDOW, ~attempts.succeeded
            )
        ).scalar_one()
        return WINDOW if mistakes >= PER_ADDRESS else timedelta()


def _since_success(attempts: Sequence[tuple[datetime, bool]]) -> list[datetime]:
    """The mistakes after the last success, newest first."""
    found: list[datetime] = []
    for at, succeeded in attempts:
        if succeeded:
            break
        found.append(at)
    return found


def _left(mistakes: Sequence[datetime], now: datetime) -> timedelta:
    """Thirty seconds after the fifth mistake, and twice as long after each next one."""
    if len(mistakes) < FREE:
        return timedelta()
    wait = min(FIRST_WAIT * math.pow(2, len(mistakes) - FREE), LONGEST_WAIT)
    return max(timedelta(), mistakes[0] + wait - now)


def _hash(secret: bytes, text: str) -> bytes:
    return hmac.digest(secret, text.encode(), "sha256")
