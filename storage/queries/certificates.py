"""Certificates as they stand: what became of each follows from the facts, so that paper and journey cannot disagree."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, or_, select

from storage.queries.undone import was_undone
from storage.tables import certificates, facts

State = Literal["prepared", "valid", "replaced", "taken_back"]

_said = facts.alias("said")
_later = certificates.alias("later")
_later_said = facts.alias("later_said")
_back = facts.alias("back")


@dataclass(frozen=True, slots=True)
class Certificate:
    """One paper, without its file. `prepared`: the file exists, and nobody was told yet."""

    id: UUID
    participant: UUID
    traject: UUID
    message: UUID
    number: str
    language: str
    issued_on: date
    content_hash: bytes | None
    code_hash: bytes
    state: State


def of_traject(session: Connection, traject: UUID) -> list[Certificate]:
    """All papers of a traject's participants, in the order of their numbers."""
    return _found(session, and_(certificates.c.traject_id == traject, certificates.c.participant_id.is_not(None)))


def of_participant(session: Connection, participant: UUID) -> list[Certificate]:
    """All papers of one participant, in the order of their numbers."""
    return _found(session, certificates.c.participant_id == participant)


def of_participants(session: Connection, participants: Collection[UUID]) -> list[Certificate]:
    """All papers of several participants, in the order of their numbers."""
    return _found(session, certificates.c.participant_id.in_(participants))


def of_number(session: Connection, number: str) -> Certificate | None:
    """The paper with this number."""
    return next(iter(_found(session, certificates.c.number == number)), None)


def latest(papers: Sequence[Certificate]) -> Certificate | None:
    """The one that is valid now."""
    return next((paper for paper in papers if paper.state == "valid"), None)


def file_of(session: Connection, identity: UUID) -> bytes | None:
    """The PDF; None where it was erased."""
    query = select(certificates.c.file).where(certificates.c.id == identity)
    found: bytes | None = session.execute(query).scalar_one_or_none()
    return found


def _found(session: Connection, which: ColumnElement[bool]) -> list[Certificate]:
    return [Certificate(*row) for row in session.execute(listing(which))]


def listing(which: ColumnElement[bool]) -> Select[Any]:
    """The statement behind all of these, for who wants to look at its plan."""
    paper = certificates.c
    said = and_(_said.c.message_id == paper.message_id, _said.c.kind == "certificate_issued")
    columns = (
        paper.id, paper.participant_id, paper.traject_id, paper.message_id, paper.number, paper.language,
        paper.issued_on, paper.content_hash, paper.code_hash,
    )  # fmt: skip
    query = select(*columns, _state()).join_from(certificates, _said, said, isouter=True)
    return query.where(which).order_by(paper.series, paper.year, paper.sequence)


def _state() -> ColumnElement[str]:
    return case(
        (certificates.c.kept_as.is_not(None), certificates.c.kept_as),  # of somebody forgotten: see storage.erasing
        (_said.c.seq.is_(None), "prepared"),
        (_replaced(), "replaced"),
        (_taken_back(), "taken_back"),
        else_="valid",
    )


def _replaced() -> ColumnElement[bool]:
    """A later paper of the same person was said to be issued, and that still stands."""
    return exists().where(
        _later.c.participant_id == certificates.c.participant_id,
        _later_said.c.message_id == _later.c.message_id,
        _later_said.c.seq > _said.c.seq,
        ~was_undone(_later_said, "undone_later"),
    )


def _taken_back() -> ColumnElement[bool]:
    """Its message was undone, or somebody said later that nothing was issued, and that still stands."""
    denied = exists().where(
        _back.c.participant_id == certificates.c.participant_id,
        _back.c.kind == "certificate_issued",
        _back.c.data["on"].astext.is_(None),
        _back.c.seq > _said.c.seq,
        ~was_undone(_back, "undone_back"),
    )
    return or_(was_undone(_said, "undone_said"), denied)
