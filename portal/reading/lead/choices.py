"""What a project lead can filter by: the municipalities, years and coordinators that there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import extract, func, select

from portal.reading.lead.filters import Look
from storage.engine import ReadSession
from storage.tables import staff, trajects

MANY = 200
"""More coordinators than these are no choice in a list: a municipality, or a name on the page, leads to them."""


@dataclass(frozen=True, slots=True)
class Choices:
    """`coordinators` are id and name; a name is that of a colleague, which a project lead does see.

    Where there are too many of them for a list, only the one that is chosen is there.
    """

    municipalities: Sequence[str]
    years: Sequence[int]
    coordinators: Sequence[tuple[UUID, str]]

    @property
    def towns(self) -> Sequence[tuple[str, str]]:
        """The municipalities as options of a form."""
        return [(name, name) for name in self.municipalities]

    @property
    def ceremonies(self) -> Sequence[tuple[int, str]]:
        """The years as options of a form."""
        return [(year, str(year)) for year in self.years]


def choices(session: ReadSession, look: Look) -> Choices:
    """All that there is to choose from in the trajects they may see."""
    visitor = look.visitor
    year = extract("year", trajects.c.ceremony_on)
    towns = (
        select(func.min(trajects.c.municipality)).where(visitor.sees()).group_by(func.lower(trajects.c.municipality))
    )
    years = select(year).where(visitor.sees(), trajects.c.ceremony_on.is_not(None)).distinct()
    return Choices(
        municipalities=sorted(session.execute(towns).scalars(), key=str.casefold),
        years=sorted((int(found) for found in session.execute(years).scalars()), reverse=True),
        coordinators=_coordinators(session, look),
    )


def _coordinators(session: ReadSession, look: Look) -> Sequence[tuple[UUID, str]]:
    chosen, name = look.wanted.coordinator, func.coalesce(staff.c.name, staff.c.email)
    named = select(trajects.c.coordinator_id).where(look.visitor.sees())
    query = select(staff.c.id, name).where(staff.c.id.in_(named)).order_by(func.lower(name), staff.c.id)
    found = [(row[0], row[1]) for row in session.execute(query.limit(MANY + 1))]
    if len(found) <= MANY:
        return found
    return [(row[0], row[1]) for row in session.execute(query.where(staff.c.id == chosen))] if chosen else []
