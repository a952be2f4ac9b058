"""Where the rows of a file lie until their traject's turn: on disk, so that a file of any size fits in memory."""

import os
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import Any, BinaryIO, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic_core import from_json, to_json

from domain.rows import Sheet
from domain.take_over_values import ImportedRow
from importer.parse import Parsed

MOST_IN_MEMORY = 2_000
_NONCE_BYTES = 12


class Draft(NamedTuple):
    """A row that may go in, and whom it is about. One that is `void` stays out, and so does any after it about the same
    thing.
    """

    sheet: Sheet
    key: str
    row: Parsed
    participant: UUID | None = None
    session: UUID | None = None
    known: bool = False
    void: bool = False

    def imported(self) -> ImportedRow:
        """The row as the take-over carries it; what it says was checked when it was read."""
        return ImportedRow.model_construct(
            sheet=self.sheet,
            key=self.key,
            values=self.row.values,
            participant=self.participant,
            session=self.session,
            known=self.known,
        )


class Shelf:
    """The drafts of one file: a few in memory, the others on disk, in a file without a name that goes with the shelf.

    It holds what people's rows say, so it is encrypted, with a key that nobody else ever has.
    """

    def __init__(self) -> None:
        self._cipher = AESGCM(AESGCM.generate_key(128))
        self._disk: BinaryIO | None = None
        self._fresh: dict[UUID, list[Draft]] = {}
        self._in_memory = 0
        self._bundles: dict[UUID, list[tuple[int, int]]] = {}

    def put(self, traject: UUID, draft: Draft) -> None:
        """Keep a draft of a traject."""
        self._fresh.setdefault(traject, []).append(draft)
        self._in_memory += 1
        if self._in_memory >= MOST_IN_MEMORY:
            self._put_away()

    def of(self, traject: UUID) -> Iterator[Draft]:
        """The drafts of a traject, in the order in which they came."""
        for start, length in self._bundles.get(traject, ()):
            yield from self._bundle(start, length)
        yield from self._fresh.get(traject, ())

    @property
    def _file(self) -> BinaryIO:
        """Opened when there is something to put away."""
        if self._disk is None:
            self._disk = TemporaryFile()  # noqa: SIM115 -- closed with the shelf
            weakref.finalize(self, self._disk.close)
        return self._disk

    def _put_away(self) -> None:
        end = self._file.seek(0, os.SEEK_END)
        for traject, drafts in self._fresh.items():
            nonce = os.urandom(_NONCE_BYTES)
            sealed = nonce + self._cipher.encrypt(nonce, to_json([_plain(draft) for draft in drafts]), None)
            self._file.write(sealed)
            self._bundles.setdefault(traject, []).append((end, len(sealed)))
            end += len(sealed)
        self._fresh.clear()
        self._in_memory = 0

    def _bundle(self, start: int, length: int) -> list[Draft]:
        self._file.seek(start)
        sealed = self._file.read(length)
        return [
            _draft(one) for one in from_json(self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None))
        ]


def _plain(draft: Draft) -> list[Any]:
    row = draft.row
    whom = draft.participant, draft.session
    return [draft.sheet, draft.key, row.number, row.values, *whom, draft.known, draft.void]


def _draft(plain: list[Any]) -> Draft:
    sheet, key, number, values, participant, session, known, void = plain
    return Draft(Sheet(sheet), key, Parsed(number, values), _id(participant), _id(session), known, void)


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


@dataclass(slots=True)
class Drafts:
    """Those of one traject. Of several about the same thing the first counts."""

    shelf: Shelf
    traject: UUID
    count: int = field(default=0, init=False)

    def append(self, draft: Draft) -> None:
        """Keep one more."""
        self.shelf.put(self.traject, draft)
        self.count += 1

    def claim(self, draft: Draft) -> None:
        """Keep the place of a row that says nothing. Whether it does may differ from one time to the next, and what
        comes after it would then count the one time and not the other.
        """
        self.shelf.put(self.traject, draft._replace(void=True))

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Draft]:
        return iter(self.sorted_out()[0])

    def sorted_out(self) -> tuple[list[Draft], list[Draft]]:
        """Those that go in, and those about which an earlier row said something already."""
        first: dict[tuple[Sheet, str], Draft] = {}
        again = [
            draft
            for draft in self.shelf.of(self.traject)
            if first.setdefault((draft.sheet, draft.key), draft) is not draft and not draft.void
        ]
        return [draft for draft in first.values() if not draft.void], again
