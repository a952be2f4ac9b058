"""The phases of a traject with their days, for its timeline."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from domain.terms import TrajectPhase
from portal.reading.traject import Picture

State = Literal["done", "current", "upcoming", "stopped"]
Step = tuple[TrajectPhase, date | None, State]

_ORDER = tuple(phase for phase in TrajectPhase if phase is not TrajectPhase.CANCELLED)


def steps(picture: Picture) -> Iterator[Step]:
    """Each phase, the day it began or is meant to begin, and whether it is past."""
    days = _days(picture)
    phase = picture.found.phase
    if phase is TrajectPhase.CANCELLED:
        came = _ORDER[: _ORDER.index(_reached(picture)) + 1]
        yield from ((step, days.get(step), "done") for step in came)
        yield phase, picture.situation.cancelled_on, "stopped"
        return
    for step in _ORDER:
        yield step, days.get(step), _state(_ORDER.index(step) - _ORDER.index(phase))


def _state(distance: int) -> State:
    if distance < 0:
        return "done"
    return "upcoming" if distance else "current"


def _reached(picture: Picture) -> TrajectPhase:
    """How far a traject came that was cancelled."""
    group = picture.group
    if group.ceremony is not None:
        return TrajectPhase.FOLLOW_UP
    if group.held:
        return TrajectPhase.PROGRAMME
    return TrajectPhase.KICK_OFF if group.kick_off_on else TrajectPhase.PREPARATION


def _days(picture: Picture) -> dict[TrajectPhase, date | None]:
    group = picture.group
    ends = [milestone.expires for person in picture.found.participants.values() for milestone in person.follow_up]
    return {
        TrajectPhase.PREPARATION: group.created_on,
        TrajectPhase.KICK_OFF: group.kick_off_on,
        TrajectPhase.PROGRAMME: group.started_on,
        TrajectPhase.CEREMONY: group.ceremony_on,
        TrajectPhase.FOLLOW_UP: group.ceremony_held_on,
        TrajectPhase.CLOSED: max(ends, default=None) if group.ceremony_held_on else None,
    }
