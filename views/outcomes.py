"""What became of people: the counts of many trajects added up, and the shares that follow."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from domain.outcomes import Tally, total
from storage.engine import ReadSession
from storage.errors import TrajectUnreadable
from storage.queries.outcomes import OutcomeFilter
from storage.queries.outcomes import total as stored_total
from storage.tables import trajects
from views.day import Day, Scope
from views.reading import Assessed, assessed, left_out, to_assess


def document(session: ReadSession, day: Day, wanted: OutcomeFilter, traject: str | None = None) -> dict[str, Any]:
    """The JSON of `traject outcomes`; `filter` repeats what was asked, the traject by its key."""
    again = to_assess(session, day, Scope(wanted.traject, wanted.municipality))
    unreadable: list[TrajectUnreadable] = []
    found = assessed(session, day, again, unreadable)
    counts = [one.found.tally for one in found if _in_year(one, wanted.year)]
    judged = set(again) - {one.traject for one in unreadable}
    number, tally = (0, Tally()) if day.as_of else _stored(session, day, wanted, judged)
    return {
        "as_of": day.end.isoformat(),
        "filter": {"traject": traject, "municipality": wanted.municipality, "year": wanted.year},
        "trajects": len(counts) + number,
        **total([*counts, tally]).results(),
        **left_out(unreadable),
    }


def _stored(session: ReadSession, day: Day, wanted: OutcomeFilter, judged: Collection[UUID]) -> tuple[int, Tally]:
    """The counts of the last assessment, without trajects that do not exist yet."""
    return stored_total(session, wanted, trajects.c.created_on <= day.end, trajects.c.id.not_in(judged))


def _in_year(found: Assessed, year: int | None) -> bool:
    ceremony = found.situation.ceremony_on
    return year is None or (ceremony is not None and ceremony.year == year)
