"""What became of people: the counts of many trajects added up, and the shares that follow."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.outcomes import Tally, total
from storage.engine import ReadSession
from storage.queries.outcomes import OutcomeFilter, tallies
from storage.tables import trajects
from views.day import Day, Scope
from views.reading import Assessed, assessed, to_assess


def document(session: ReadSession, day: Day, wanted: OutcomeFilter, traject: str | None = None) -> dict[str, Any]:
    """The JSON of `traject outcomes`; `filter` repeats what was asked, the traject by its key."""
    again = to_assess(session, day, Scope(wanted.traject, wanted.municipality))
    counts = [found.found.tally for found in assessed(session, day, again) if _in_year(found, wanted.year)]
    if day.as_of is None:
        counts += _stored(session, day, wanted, again)
    return {
        "as_of": day.end.isoformat(),
        "filter": {"traject": traject, "municipality": wanted.municipality, "year": wanted.year},
        "trajects": len(counts),
        **total(counts).results(),
    }


def _stored(session: ReadSession, day: Day, wanted: OutcomeFilter, stale: Sequence[UUID]) -> list[Tally]:
    """The counts of the last assessment, without trajects that do not exist yet."""
    query = tallies(wanted).where(trajects.c.created_on <= day.end, trajects.c.id.not_in(stale))
    return [Tally.model_validate_json(counted) for counted in session.execute(query).scalars()]


def _in_year(found: Assessed, year: int | None) -> bool:
    ceremony = found.situation.ceremony_on
    return year is None or (ceremony is not None and ceremony.year == year)
