"""What an operator sees of a workflow in Temporal: search attributes and the current details, never a person."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from temporalio.common import SearchAttributeKey, SearchAttributeUpdate, TypedSearchAttributes

from activities.messages import Standing
from activities.search_attributes import LAST_PROGRESS, MUNICIPALITY, NEXT_DUE, PHASE, TRAJECT
from domain.calendar import start_of

_NAMES = {
    "preparation": "voorbereiding",
    "intake": "intake",
    "refused": "afgewezen",
    "waiting_list": "wachtlijst",
    "kick_off": "wacht op de kick-off",
    "programme": "programma",
    "certificate": "certificaat",
    "ceremony": "certificaatuitreiking",
    "follow_up": "opvolging",
    "withdrawn": "gestopt",
    "cancelled": "gestopt",
    "closed": "afgesloten",
}


def updates(traject: UUID, standing: Standing, shown: TypedSearchAttributes) -> list[SearchAttributeUpdate[Any]]:
    """What to change so that the search attributes show a new phase; empty while the phase is the same.

    The dates go along with the phase and are not kept up to date in between: each update costs an action and an
    event, and the lists of people come from Postgres.
    """
    if shown.get(PHASE) == standing.phase:
        return []
    return [
        PHASE.value_set(standing.phase),
        TRAJECT.value_set(str(traject)),
        *([MUNICIPALITY.value_set(standing.municipality)] if standing.municipality else []),
        *_moment(NEXT_DUE, standing.next_due, shown),
        *_moment(LAST_PROGRESS, standing.last_progress, shown),
    ]


def details(standing: Standing) -> str:
    """One line in Dutch for Temporal's own pages: the phase and what the clock waits for."""
    phase = _NAMES.get(standing.phase, standing.phase)
    return f"Fase: {phase}{' (gepauzeerd)' if standing.paused else ''}. {_waits_for(standing)}"


def _waits_for(standing: Standing) -> str:
    if standing.ended:
        return "Er komt niets meer."
    if standing.next_check is None:
        return "Wacht op een bericht."
    return f"Kijkt weer op {standing.next_check:%d-%m-%Y}."


def _moment(
    key: SearchAttributeKey[datetime], day: date | None, shown: TypedSearchAttributes
) -> list[SearchAttributeUpdate[Any]]:
    if day is not None:
        return [key.value_set(start_of(day))]
    return [] if shown.get(key) is None else [key.value_unset()]
