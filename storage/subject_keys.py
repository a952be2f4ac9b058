"""A key for each traject and participant, under which Temporal's payloads about them are encrypted.

Destroying a subject's key makes everything that Temporal still holds about it unreadable.
"""

import hashlib
import hmac
import os
from collections.abc import Collection, Mapping
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from storage.engine import WriteSession
from storage.tables import subject_keys

KEY_BYTES = 32
NONCE_BYTES = 12
SOME = 10
"""So many keys are tried: one that somebody altered must not pass for another master key."""


class MasterKeyWrong(Exception):
    """A subject's key does not open: it was wrapped under another master key, or belongs to another subject."""


class KeyRing:
    """Wraps subjects' keys under the master key (32 bytes)."""

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != KEY_BYTES:
            raise ValueError(f"the master key has {len(master_key)} bytes instead of {KEY_BYTES}")
        self._cipher = AESGCM(master_key)
        self._marking = hmac.digest(master_key, b"trajectvolger receipts", hashlib.sha256)

    def create(self, session: WriteSession, subjects: Collection[UUID]) -> None:
        """Give a key to each subject that has none."""
        if not subjects:
            return
        rows = [{"subject": subject, "wrapped": self.wrap(subject, os.urandom(KEY_BYTES))} for subject in subjects]
        session.execute(insert(subject_keys).values(rows).on_conflict_do_nothing())

    def put_back(self, session: WriteSession, wrapped: Mapping[UUID, bytes]) -> None:
        """Give each subject that has no key the one that it had; what does not open was never theirs."""
        rows = [{"subject": who, "wrapped": one} for who, one in wrapped.items() if self.opens(who, one)]
        if rows:
            session.execute(insert(subject_keys).values(rows).on_conflict_do_nothing())

    def open(self, session: Connection, subjects: Collection[UUID]) -> dict[UUID, bytes]:
        """The keys of these subjects; those without one are left out.

        Raises:
            MasterKeyWrong: one does not open.
        """
        query = select(subject_keys.c.subject, subject_keys.c.wrapped).where(subject_keys.c.subject.in_(subjects))
        return {row.subject: self.unwrap(row.subject, row.wrapped) for row in session.execute(query)}

    def unopened(self, session: Connection) -> set[UUID]:
        """Whose keys do not open: somebody altered them, so nothing is read or written under them."""
        rows = session.execute(select(subject_keys.c.subject, subject_keys.c.wrapped))
        return {row.subject for row in rows if not self.opens(row.subject, row.wrapped)}

    def fits(self, session: Connection, first: UUID) -> bool:
        """Whether this is the master key of the database, by `first` and some others; of an empty one any is."""
        some = select(subject_keys.c.subject, subject_keys.c.wrapped).order_by(subject_keys.c.subject != first)
        rows = session.execute(some.limit(SOME)).all()
        return not rows or any(self.opens(row.subject, row.wrapped) for row in rows)

    def opens(self, subject: UUID, wrapped: bytes) -> bool:
        """Whether it is a key of this subject."""
        try:
            self.unwrap(subject, wrapped)
        except MasterKeyWrong:
            return False
        return True

    def mark(self, subject: UUID) -> bytes:
        """By which a receipt knows whom it is about, if somebody with the master key brings the id."""
        return hmac.digest(self._marking, subject.bytes, hashlib.sha256)

    def wrap(self, subject: UUID, key: bytes) -> bytes:
        """Nonce and ciphertext, bound to the subject."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, key, subject.bytes)

    def unwrap(self, subject: UUID, wrapped: bytes) -> bytes:
        """The key again; raises MasterKeyWrong."""
        try:
            return self._cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], subject.bytes)
        except InvalidTag:
            raise MasterKeyWrong(str(subject)) from None


def destroy(session: WriteSession, subjects: Collection[UUID]) -> None:
    """Nobody reads again what was written under these keys."""
    session.execute(delete(subject_keys).where(subject_keys.c.subject.in_(subjects)))


def having_a_key(session: Connection, subjects: Collection[UUID]) -> set[UUID]:
    """Those whose key is there; a forgotten person's is not."""
    query = select(subject_keys.c.subject).where(subject_keys.c.subject.in_(subjects))
    return set(session.execute(query).scalars())
