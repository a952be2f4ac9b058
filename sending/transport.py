"""Where mail leaves: a mail server, or a folder for who has none.

Undelivered
├── Rejected     this mail, for good (5xx): a person must look at it
└── NotNow       this mail, for a while (4xx)
    └── NoServer nobody's mail can leave: away, or it does not let us in
"""

import asyncio
import contextlib
import os
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, Protocol
from uuid import UUID

import aiosmtplib
from aiosmtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

Security = Literal["starttls", "tls", "none"]
PORTS = {"starttls": 587, "tls": 465, "none": 25}
SECONDS = 30.0
_FOR_GOOD = 500


class Undelivered(Exception):
    """A mail did not leave; its text is for whoever looks after mail, and holds no address."""


class Rejected(Undelivered):
    """The server will not take it, now or later."""


class NotNow(Undelivered):
    """It may be taken later."""


class NoServer(NotNow):
    """No mail can leave at present."""


class Transport(Protocol):
    """Takes a mail, or raises `Undelivered`."""

    async def deliver(self, mail: UUID, message: EmailMessage) -> None: ...


@dataclass(frozen=True, slots=True)
class Folder:
    """Mail as files, one each; written again it is the same file."""

    path: Path

    async def deliver(self, mail: UUID, message: EmailMessage) -> None:
        """Write it; raises NoServer when the folder cannot be written."""
        try:
            await asyncio.to_thread(self._write, mail, bytes(message))
        except OSError as error:
            raise NoServer(f"{type(error).__name__}: {error.strerror}") from None

    def read(self, mail: UUID) -> bytes | None:
        """A mail that lies there."""
        try:
            return self._file(mail).read_bytes()
        except OSError:
            return None

    def _write(self, mail: UUID, content: bytes) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self._file(mail).with_suffix(".part")
        unfinished.write_bytes(content)
        os.replace(unfinished, self._file(mail))  # noqa: PTH105 - in one step, also where the file is there already

    def _file(self, mail: UUID) -> Path:
        return self.path / f"{mail}.eml"


class Nowhere:
    """Neither a server nor a folder: mail waits, and whoever looks after it sees why."""

    async def deliver(self, mail: UUID, message: EmailMessage) -> None:  # noqa: ARG002 - there is nothing to do with it
        """Raise NoServer."""
        raise NoServer("no_mail_server")


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server. Its certificate is checked against those the system trusts, or `trusted`."""

    host: str
    port: int
    security: Security = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    trusted: ssl.SSLContext | None = field(default=None, repr=False)

    async def deliver(self, mail: UUID, message: EmailMessage) -> None:  # noqa: ARG002 - the message says its id itself
        """Hand it over; raises Rejected, NotNow or NoServer."""
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            tls_context=self.trusted or ssl.create_default_context(),
            timeout=SECONDS,
        )
        await self._let_in(client)
        try:
            await client.send_message(message)
        except SMTPRecipientsRefused as refused:
            raise _judged(refused.recipients[0]) from None
        except SMTPResponseException as answer:
            raise _judged(answer) from None
        except (SMTPException, OSError) as error:
            raise NoServer(type(error).__name__) from None
        finally:
            await _leave(client)

    async def _let_in(self, client: aiosmtplib.SMTP) -> None:
        """What goes wrong here is not this mail's fault."""
        try:
            await client.connect()
            if self.user is not None:
                await client.login(self.user, self.password or "")
        except SMTPResponseException as answer:
            await _leave(client)
            raise NoServer(f"{type(answer).__name__} {answer.code}") from None
        except (SMTPException, OSError) as error:
            await _leave(client)
            raise NoServer(type(error).__name__) from None


async def _leave(client: aiosmtplib.SMTP) -> None:
    """The mail has been taken or not by now, however the goodbye goes; nothing is left to wait for."""
    transport = client.transport
    with contextlib.suppress(SMTPException, OSError):
        await client.quit()
    client.close()
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


def _judged(answer: SMTPResponseException) -> Undelivered:
    """Only the number: what servers say in words may hold an address."""
    return Rejected(f"SMTP {answer.code}") if answer.code >= _FOR_GOOD else NotNow(f"SMTP {answer.code}")
