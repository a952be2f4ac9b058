"""The hidden field of every form: the id that its message will have, signed for who got the form.

It refuses forms that another site made (they can't sign). What is filled in goes into the second half of the id, so a
double click is one fact, and a form that comes again with something else in it is known by the first half.
It differs in every page, so that compression tells nothing about it.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID, uuid4

_BYTES = 16
_HALF = _BYTES // 2


def derive(master: bytes, purpose: str) -> bytes:
    """A key for one purpose."""
    return hmac.digest(master, purpose.encode(), "sha256")


def of_form(form: UUID) -> tuple[UUID, UUID]:
    """The first and last id that messages of this form can have."""
    begin = form.bytes[:_HALF]
    return UUID(bytes=begin + b"\x00" * _HALF), UUID(bytes=begin + b"\xff" * _HALF)


@dataclass(frozen=True, slots=True)
class FormTokens:
    """Makes and checks tokens for one browser; `owner` is its session, or nothing before signing in."""

    secret: bytes
    owner: bytes

    def new(self) -> str:
        """A token with an id that was never used."""
        return self.of(uuid4())

    def of(self, message: UUID) -> str:
        """The token of this message."""
        return base64.urlsafe_b64encode(message.bytes + self._signature(message)).decode().rstrip("=")

    def message(self, token: str) -> UUID | None:
        """The id in a token of ours; None for anything else."""
        try:
            raw = base64.urlsafe_b64decode(token.encode() + b"==")
            message = UUID(bytes=raw[:_BYTES])
        except ValueError:
            return None
        return message if hmac.compare_digest(raw[_BYTES:], self._signature(message)) else None

    def filled_in(self, form: UUID, content: str) -> UUID:
        """The id under which this form is recorded with this content; nobody can read the content out of it."""
        digest = hmac.digest(self.secret, form.bytes + content.encode(), "sha256")
        return UUID(bytes=form.bytes[:_HALF] + digest[:_HALF])

    def _signature(self, message: UUID) -> bytes:
        return hmac.new(self.secret, message.bytes + self.owner, hashlib.sha256).digest()[:_BYTES]


def sealed(secret: bytes, text: str) -> str:
    """A text for a cookie, that nobody else can have written."""
    body = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"{body}.{_seal(secret, body)}"


def unsealed(secret: bytes, cookie: str) -> str | None:
    """The text of a sealed cookie; None when it isn't ours."""
    body, _, seal = cookie.partition(".")
    if not hmac.compare_digest(seal.encode(), _seal(secret, body).encode()):
        return None
    return base64.urlsafe_b64decode(body + "==").decode()


def _seal(secret: bytes, body: str) -> str:
    return hmac.new(secret, body.encode(), hashlib.sha256).hexdigest()[:40]
