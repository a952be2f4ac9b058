"""Issues certificates: first the numbered file, then the word that it exists. So whoever is told has a paper.

A paper whose word never came (the engine was away) keeps its number and is made anew by the next attempt, so the
numbers of a municipality's year have no gaps.
"""

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, bindparam, func, insert, select, text, update

from domain.facts import CertificateIssued
from domain.texts import Language
from papers.certificate import Draft, Marks, draft, final
from papers.problems import AlreadyIssued, NotEarned, TakenBackSince
from storage.current import lock_traject
from storage.engine import WriteSession, reading, writing
from storage.queries.certificates import Certificate, latest, of_participant
from storage.tables import certificates

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Those that nobody mistakes for one another; twelve of them are 59 bits."""
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('certificates/' || :series, 0))")
_LAST = select(func.coalesce(func.max(certificates.c.sequence), 0)).where(
    certificates.c.series == bindparam("series"), certificates.c.year == bindparam("year")
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for. `again` replaces a certificate that still says the same.

    `address` is where number and code can be checked, as it stands on the paper. `message` is what the word of it will
    be said under: asked again under the same one, the same certificate is given.
    """

    participant: UUID
    traject: UUID
    language: Language
    by: str
    address: str | None = None
    again: bool = False
    message: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that exists, and what must now be said to the participant's journey, under this message."""

    certificate: UUID
    number: str
    message: UUID
    fact: CertificateIssued
    replaces: str | None = None


def prepare(engine: Engine, today: date, wish: Wish) -> Prepared:
    """Number and store the certificate; it is issued once `fact` is recorded under `message`.

    Raises:
        PaperProblem: see `papers.problems`; nothing was stored.
        StorageError: see `storage.errors`.
    """
    with reading(engine) as session:
        found = draft(session, today, wish.participant, wish.traject, wish.language)
    if not found.eligible:
        raise NotEarned
    with writing(engine) as session:
        lock_traject(session, wish.traject)  # whoever says that it was issued waits, and finds what is stored here
        return _Press(session, found, wish, today).make()


@dataclass(frozen=True, slots=True)
class _Press:
    """Makes one certificate, under the lock of its traject."""

    session: WriteSession
    found: Draft
    wish: Wish
    today: date

    def make(self) -> Prepared:
        papers = of_participant(self.session, self.wish.participant)
        asked = next((paper for paper in papers if paper.message == self.wish.message), None)
        if asked is not None and asked.state == "taken_back":
            raise TakenBackSince
        if asked is not None and asked.state != "prepared":
            return Prepared(asked.id, asked.number, asked.message, self._fact(asked.issued_on))
        standing = latest(papers)
        if standing is not None and not self.wish.again and standing.content_hash == self.found.content.hash:
            raise AlreadyIssued
        waiting = next((paper for paper in papers if paper.state == "prepared"), None)
        made = self._numbered() if waiting is None else self._anew(waiting)
        return replace(made, replaces=standing.number if standing else None)

    def _numbered(self) -> Prepared:
        """A new number: one more than the last of this municipality and year."""
        series, year = series_of(self.found.content.municipality), self.today.year
        self.session.execute(_ONE_AT_A_TIME, {"series": series})
        sequence = self.session.execute(_LAST, {"series": series, "year": year}).scalar_one() + 1
        made = Prepared(uuid4(), f"{series}-{year}-{sequence:04}", self.wish.message, self._fact(self.today))
        row = {
            "id": made.certificate,
            "traject_id": self.wish.traject,
            "participant_id": self.wish.participant,
            "series": series,
            "year": year,
            "sequence": sequence,
            "number": made.number,
        }
        self.session.execute(insert(certificates).values(row | self._paper(made.number)))
        return made

    def _anew(self, waiting: Certificate) -> Prepared:
        """Nobody had this paper yet, so it may still change; its word stays the one that may be on its way already."""
        paper = self._paper(waiting.number) | {"message_id": waiting.message}
        self.session.execute(update(certificates).where(certificates.c.id == waiting.id).values(paper))
        return Prepared(waiting.id, waiting.number, waiting.message, self._fact(self.today))

    def _paper(self, number: str) -> dict[str, Any]:
        """The file and what is kept beside it; the code itself stands on the paper alone."""
        code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
        content = self.found.content
        return {
            "message_id": self.wish.message,
            "code_hash": code_hash(number, code),
            "language": self.wish.language,
            "issued_on": self.today,
            "made_by": self.wish.by,
            "content_hash": content.hash,
            "file": final(content, self.today, Marks(number, code, self.wish.address)),
        }

    def _fact(self, on: date) -> CertificateIssued:
        return CertificateIssued(participant=self.wish.participant, on=on)


def series_of(municipality: str) -> str:
    """A municipality's name in capitals without accents: De Bilt is DE-BILT, 's-Hertogenbosch S-HERTOGENBOSCH."""
    plain = unicodedata.normalize("NFKD", municipality).encode("ascii", "ignore").decode().upper()
    return re.sub(r"[^A-Z0-9]+", "-", plain).strip("-") or "GEMEENTE"


def code_hash(number: str, code: str) -> bytes:
    """What is kept of a code; written with or without its dashes, in capitals or not, it is the same."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"{normal(number)}:{letters}".encode()).digest()


def normal(number: str) -> str:
    """A number as somebody types it from paper."""
    return "-".join(number.upper().replace("–", "-").replace("-", " ").split())
