"""A file of lines, sealed under the master key piece by piece: whoever has it alone cannot read or change anything.

It is written beside its place and put there when it is whole. Each file has a key of its own, made from the master key
and the salt at its beginning, so that the number of a piece can be its nonce; the last piece says that it is the last.
"""

import os
import secrets
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backup.errors import BackupDamaged, KeysOfAnother, NoBackup

MAGIC = b"Trajectvolger backup 1\n"
SALT_BYTES, KEY_BYTES, NONCE_BYTES = 32, 32, 12
PIECE = 1 << 20
_LENGTH = struct.Struct(">I")
_MORE, _LAST = b"more", b"last"


class Writer:
    """`line` as often as there are lines; `end` makes it whole."""

    def __init__(self, file: BinaryIO, master_key: bytes) -> None:
        salt = os.urandom(SALT_BYTES)
        file.write(MAGIC + salt)
        self._file, self._cipher = file, _cipher(master_key, salt)
        self._pieces, self._waiting = 0, bytearray()

    def line(self, said: bytes) -> None:
        """One line, without its end; it holds none itself."""
        self._waiting += said + b"\n"
        if len(self._waiting) >= PIECE:
            self._seal(_MORE)

    def end(self) -> None:
        self._seal(_LAST)

    def _seal(self, kind: bytes) -> None:
        sealed = self._cipher.encrypt(_nonce(self._pieces), zlib.compress(self._waiting, 1), kind)
        self._file.write(_LENGTH.pack(len(sealed)) + sealed)
        self._pieces += 1
        self._waiting.clear()


@contextmanager
def written(place: Path, master_key: bytes) -> Iterator[Writer]:
    """A new file for its owner alone, there once the block has ended well; otherwise nothing is."""
    with replaced(place) as file:
        writer = Writer(file, master_key)
        yield writer
        writer.end()


@contextmanager
def replaced(place: Path) -> Iterator[BinaryIO]:
    """Write a whole file (0600) in the place of the one before, in one step and on disk when the block has ended."""
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def lines(place: Path, master_key: bytes) -> Iterator[bytes]:
    """The lines of a file, none of which was changed.

    Raises:
        NoBackup: it is something else.
        KeysOfAnother: it was sealed under another master key, or the very first piece was changed.
        BackupDamaged: a later piece was changed, or the end is missing.
    """
    with place.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise NoBackup(place)
        cipher = _cipher(master_key, file.read(SALT_BYTES))
        number, kind = 0, _MORE
        while kind is _MORE:
            kind, said = _opened(cipher, number, _piece(file, place), place)
            yield from said.splitlines()
            number += 1


def _piece(file: BinaryIO, place: Path) -> bytes:
    length = file.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        raise BackupDamaged(place)
    return file.read(_LENGTH.unpack(length)[0])


def _opened(cipher: AESGCM, number: int, piece: bytes, place: Path) -> tuple[bytes, bytes]:
    for kind in (_MORE, _LAST):
        try:
            return kind, zlib.decompress(cipher.decrypt(_nonce(number), piece, kind))
        except InvalidTag:
            continue
    raise BackupDamaged(place) if number else KeysOfAnother(place)


def _cipher(master_key: bytes, salt: bytes) -> AESGCM:
    derived = HKDF(SHA256(), KEY_BYTES, salt, b"trajectvolger backup").derive(master_key)
    return AESGCM(derived)


def _nonce(number: int) -> bytes:
    return number.to_bytes(NONCE_BYTES, "big")
