"""A real mail server (aiosmtpd) on a port of its own: it keeps what it takes, and refuses what it is told to."""

import ssl
from asyncio import Server
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sending.transport import Security, Smtp

HOST = "127.0.0.1"
USER, PASSWORD = "trajectvolger", "een goed wachtwoord"


class _AnyPort(Controller):
    """On a port that the machine chooses."""

    def _trigger_server(self) -> None:
        if isinstance(self.server, Server):
            self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@dataclass
class MailServer:
    """`refusing` gives the answer to an address, such as `550 no such user`; None takes the mail."""

    security: Security = "none"
    login: bool = False
    certificate: ssl.SSLContext | None = None
    trusted: ssl.SSLContext | None = None
    refusing: Callable[[str], str | None] = lambda _: None
    taken: list[EmailMessage] = field(default_factory=list)
    after_taking: Callable[[], object] = lambda: None

    def __enter__(self) -> Self:
        options: dict[str, Any] = {}
        if self.login:
            options = {"authenticator": self._authenticated, "auth_required": True}
        if self.security == "starttls":
            options |= {"tls_context": self.certificate, "require_starttls": True}
        if self.security == "tls":
            options |= {"ssl_context": self.certificate}
        self._controller = _AnyPort(self, hostname=HOST, port=0, **options)
        self._controller.start()
        self.port: int = self._controller.port
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Nobody listens any more."""
        if self._controller.server is not None:
            self._controller.stop()

    def transport(self, password: str = PASSWORD) -> Smtp:
        """How mail gets there."""
        user = USER if self.login else None
        return Smtp(HOST, self.port, self.security, user, password if self.login else None, self.trusted)

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self, _server: object, _session: object, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.refusing(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        self.after_taking()
        return "250 taken"

    def _authenticated(self, _server: object, _session: object, _envelope: object, _how: str, data: Any) -> AuthResult:  # noqa: ANN401 - as aiosmtpd has it
        right = LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=data == right, handled=False)


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate for this machine, and the trust in it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test's own mail server")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem = folder / "server.pem"
    pem.write_bytes(key.private_bytes(*plain) + made.public_bytes(serialization.Encoding.PEM))
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(pem)
    return serving, ssl.create_default_context(cafile=str(pem))
