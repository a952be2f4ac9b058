"""Passwords are kept as argon2id; a wrong address takes as long as a wrong password."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

LEAST = 12
"""Characters. Length is what counts; other rules make people write passwords down."""
MOST = 200

_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """What is stored."""
    return _hasher.hash(password)


def fits(stored: str | None, password: str) -> bool:
    """Whether it is the password. Without one stored this takes the same time, and says no."""
    try:
        _hasher.verify(stored or _nobody(), password[:MOST])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


@cache
def _nobody() -> str:
    return _hasher.hash("nobody")
