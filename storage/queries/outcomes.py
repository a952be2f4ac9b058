"""Results of many trajects at once: the sum of what each traject's assessment counted."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, Text, cast, extract, func, select

from domain.outcomes import Tally
from storage.tables import trajects


@dataclass(frozen=True, slots=True)
class OutcomeFilter:
    """Which trajects; None is all. `year` is that of the ceremony."""

    traject: UUID | None = None
    municipality: str | None = None
    year: int | None = None


def total(session: Connection, wanted: OutcomeFilter) -> tuple[int, Tally]:
    """How many trajects there are, and their counts added up."""
    count, tally = 0, Tally()
    for (counted,) in session.execute(tallies(wanted)):
        count, tally = count + 1, tally + Tally.model_validate_json(counted)
    return count, tally


def tallies(wanted: OutcomeFilter) -> Select[Any]:
    """The statement behind `total`, for who wants to look at its plan."""
    query = select(cast(trajects.c.tally, Text)).order_by(trajects.c.id)
    if wanted.traject is not None:
        query = query.where(trajects.c.id == wanted.traject)
    if wanted.municipality is not None:
        query = query.where(func.lower(trajects.c.municipality) == func.lower(wanted.municipality.strip()))
    if wanted.year is not None:
        query = query.where(extract("year", trajects.c.ceremony_on) == wanted.year)
    return query
