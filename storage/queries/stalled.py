"""Where nothing moves although something should, longest first."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, select

from storage.tables import participants, stalls, trajects


@dataclass(frozen=True, slots=True)
class StalledLine:
    """One stall of a traject, or of a participant in it, with the keys that people know."""

    rule: str
    traject_id: UUID
    traject: str
    municipality: str
    participant_id: UUID | None
    participant: str | None
    since: date
    waiting_on: str
    facts: dict[str, Any]
    programme: str
    programme_version: int


def stalled(session: Connection, *, municipality: str | None = None, traject: UUID | None = None) -> list[StalledLine]:
    """All stalls, of one municipality or traject where given."""
    return [StalledLine(*row) for row in session.execute(listing(municipality, traject))]


def listing(municipality: str | None, traject: UUID | None) -> Select[Any]:
    """The statement behind `stalled`, for who wants to look at its plan."""
    query = (
        select(
            stalls.c.rule,
            stalls.c.traject_id,
            trajects.c.key,
            trajects.c.municipality,
            stalls.c.participant_id,
            participants.c.key,
            stalls.c.since,
            stalls.c.waiting_on,
            stalls.c.facts,
            trajects.c.programme,
            trajects.c.programme_version,
        )
        .join_from(stalls, trajects, trajects.c.id == stalls.c.traject_id)
        .join(participants, participants.c.id == stalls.c.participant_id, isouter=True)
        .order_by(stalls.c.since, trajects.c.municipality, trajects.c.key, stalls.c.rule, participants.c.key)
    )
    if municipality is not None:
        query = query.where(func.lower(trajects.c.municipality) == func.lower(municipality.strip()))
    if traject is not None:
        query = query.where(stalls.c.traject_id == traject)
    return query
