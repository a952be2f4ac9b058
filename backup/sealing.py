"""One person's seal, and the veil over everybody: ids and names in what is not sealed mean something only with the key.

Every participant's id is another one in each backup, also inside texts and answers. A name in somebody else's note is
a stand-in too, and what it stands for is sealed with the keys of all who may be meant.
"""

import base64
import hashlib
import hmac
import os
import re
import zlib
from collections.abc import Iterable, Mapping
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Seal:
    """What is closed with a person's key opens with that alone, in the place that it is about."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(hmac.digest(key, b"trajectvolger backup", hashlib.sha256))

    def close(self, said: str, about: str) -> str:
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, zlib.compress(said.encode(), 1), about.encode())
        return base64.b64encode(nonce + sealed).decode()

    def open(self, box: str, about: str) -> str:
        """What was closed; raises `cryptography`'s InvalidTag when it was closed with another key or about another."""
        sealed = base64.b64decode(box)
        said = self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())
        return zlib.decompress(said).decode()


def close_for_all(seals: Iterable[Seal], said: str, about: str) -> str:
    """Only all of them together open it."""
    for seal in seals:
        said = seal.close(said, about)
    return said


def open_with_all(seals: Iterable[Seal], box: str, about: str) -> str:
    """The seals in the order in which it was closed."""
    for seal in reversed(list(seals)):
        box = seal.open(box, about)
    return box


def with_other_ids(line: str, others: Mapping[str, str]) -> str:
    """The same line, with each id that has another one in its place."""
    return _ID.sub(lambda found: others.get(found[0], found[0]), line)


def stand_ins(ids: Iterable[UUID]) -> dict[str, str]:
    """An id that nobody had before for each of these."""
    return {str(one): str(uuid4()) for one in ids}
