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

from importer.csv_files import read_files
from importer.problems import Sentence
from importer.table import NoWorkbook, Workbook
from importer.workbook import read

_NONCE = 12
_LONGEST = 60
"""Characters of a name, of four bytes at the most: a file system takes 255 bytes."""
_TOGETHER = "upload"
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
    """The files as one, each in a folder of its own: people give two of them the same name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as package:
        for number, (name, content) in enumerate(files):
            package.writestr(f"{number}/{_plain(name)}", content)
    return packed.getvalue()


@contextmanager
def unpacked(packed: bytes) -> Iterator[Workbook]:
    """The workbook, readable as long as the block lasts.

    Raises:
        NoWorkbook: with one sentence for the person who handed it in.
    """
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(packed)) as package:
        paths = []
        for number, member in enumerate(package.infolist()):
            path = Path(folder, str(number), _plain(member.filename))
            path.parent.mkdir()
            path.write_bytes(package.read(member))
            paths.append(path)
        yield _opened(paths)


def _plain(name: str) -> str:
    """Without folders, dots that would hide it, and what a name of a file cannot hold here; of a long one the end."""
    last = Path(name.replace("\\", "/")).name
    readable = "".join(character for character in last if character.isprintable())
    return readable[-_LONGEST:].lstrip(".") or "bestand"


def _opened(files: Sequence[Path]) -> Workbook:
    """One file, or all of them when they are CSV."""
    if len(files) == 1:
        return read(files[0])
    if any(path.suffix.casefold() != ".csv" for path in files):
        raise NoWorkbook(_BOTH)
    return read_files(_TOGETHER, sorted(files, key=lambda path: path.name))
