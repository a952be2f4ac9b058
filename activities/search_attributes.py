"""By which an operator finds a workflow in Temporal: its phase, its traject and some days, never a person."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any
from uuid import UUID

from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from activities.messages import Standing
from domain.calendar import start_of
from domain.terms import Phase, TrajectPhase

PHASE = SearchAttributeKey.for_keyword("TrajectPhase")
TRAJECT = SearchAttributeKey.for_keyword("TrajectId")
MUNICIPALITY = SearchAttributeKey.for_keyword("TrajectMunicipality")
NEXT_DUE = SearchAttributeKey.for_datetime("TrajectNextDue")
LAST_PROGRESS = SearchAttributeKey.for_datetime("TrajectLastProgress")

ATTRIBUTES: tuple[SearchAttributeKey[Any], ...] = (PHASE, TRAJECT, MUNICIPALITY, NEXT_DUE, LAST_PROGRESS)


def at_first(traject: UUID, participant: UUID | None, municipality: str | None) -> TypedSearchAttributes:
    """With what a workflow starts of which nobody knows yet where it stands: a new one need not say so itself."""
    phase = TrajectPhase.PREPARATION if participant is None else Phase.INTAKE
    return of(traject, Standing(phase=phase, municipality=municipality or ""))


def of(traject: UUID, standing: Standing) -> TypedSearchAttributes:
    """With what a workflow starts of which it is known; each change that it makes later costs an action."""
    return TypedSearchAttributes(list(_pairs(traject, standing)))


def _pairs(traject: UUID, standing: Standing) -> Iterator[SearchAttributePair[Any]]:
    yield SearchAttributePair(PHASE, str(standing.phase))
    yield SearchAttributePair(TRAJECT, str(traject))
    if standing.municipality:
        yield SearchAttributePair(MUNICIPALITY, standing.municipality)
    for key, day in ((NEXT_DUE, standing.next_due), (LAST_PROGRESS, standing.last_progress)):
        if day is not None:
            yield SearchAttributePair(key, start_of(day).astimezone(UTC))  # until 1937 ours was off by seconds
