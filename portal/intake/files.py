"""A handed-in file from browser to importer: packed and encrypted while it lies in Postgres, unpacked to be read.

Unpacked it stands in a folder that only this process may enter, for as long as it is being read.
"""

import io
import os
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from importer.problems import Sentence
from importer.table import NoWorkbook, Workbook
from importer.workbook import read

_NONCE = 12
_BOTH = Sentence("geef één werkmap (.xlsx), of losse .csv-bestanden", "give one workbook (.xlsx), or .csv files")


class Given(NamedTuple):
    """A file as it was handed in."""

    name: str
    content: bytes


class Locker:
    """Encrypts what belongs to one upload; with another upload's id it does not open."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def lock(self, upload: UUID, content: bytes) -> bytes:
        """What may lie in the database."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, content, upload.bytes)

    def unlock(self, upload: UUID, locked: bytes) -> bytes:
        """The content again."""
        return self._cipher.decrypt(locked[:_NONCE], locked[_NONCE:], upload.bytes)


def pack(files: Sequence[Given]) -> bytes:
    """The files as one, under the names that people gave them, without folders."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as package:
        for name, content in files:
            package.writestr(_plain(name), content)
    return packed.getvalue()


@contextmanager
def unpacked(packed: bytes) -> Iterator[Workbook]:
    """The workbook, readable as long as the block lasts.

    Raises:
        NoWorkbook: with one sentence for the person who handed it in.
    """
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(packed)) as package:
        for member in package.infolist():
            (Path(folder) / _plain(member.filename)).write_bytes(package.read(member))
        yield read(_what(Path(folder)))


def _plain(name: str) -> str:
    """Without folders, and without dots that would hide it."""
    return Path(name.replace("\\", "/")).name.lstrip(".") or "bestand"


def _what(folder: Path) -> Path:
    """One file, or all of them when they are CSV."""
    files = sorted(folder.iterdir())
    if len(files) == 1:
        return files[0]
    if any(path.suffix.casefold() != ".csv" for path in files):
        raise NoWorkbook(_BOTH)
    return folder
