"""Trajects as they stand on a day, assessed from their facts: for another day than today, or because the day that
began has not reached the lists yet (nothing was running, or the clocks have only just struck).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from domain.assess import assess
from domain.assessment import Assessment
from domain.fold import fold
from domain.group import Municipal
from domain.programme import InvalidProgramme, Programme, UnknownProgramme
from domain.situation import Situation
from storage.engine import ReadSession
from storage.errors import TrajectUnreadable
from storage.programmes import Programmes
from storage.queries.facts import Known, load_each
from storage.tables import participants, trajects
from views.day import Day, Scope

BATCH = 50


@dataclass(frozen=True, slots=True)
class Assessed:
    """A traject with all that is known of it, and what the rules say of it on a day."""

    known: Known
    situation: Situation
    programme: Programme
    found: Assessment

    @property
    def participants(self) -> dict[UUID, str]:
        """What the municipality calls everybody."""
        return {person.participant: person.key for person in self.known.people}


def to_assess(session: ReadSession, day: Day, scope: Scope) -> list[UUID]:
    """The trajects whose lists do not answer for this day: all of them on another day than today."""
    query = within(scope, select(trajects.c.id))
    if day.as_of is None:
        waiting = select(participants.c.traject_id).where(participants.c.next_check <= day.today)
        query = query.where(or_(trajects.c.next_check <= day.today, trajects.c.id.in_(waiting)))
    return [row.id for row in session.execute(query.order_by(trajects.c.id))]


def assessed(
    session: ReadSession, day: Day, ids: Sequence[UUID], unreadable: list[TrajectUnreadable] | None = None
) -> Iterator[Assessed]:
    """These trajects on that day, in the order of their ids; those not yet created then are left out.

    Those that cannot be read are added to `unreadable`.

    Raises:
        TrajectUnreadable: one cannot be read, and there is no such list.
    """
    definitions = Programmes()
    for start in range(0, len(ids), BATCH):
        for known in load_each(session, ids[start : start + BATCH]):
            one = known if isinstance(known, TrajectUnreadable) else _assess(session, known, definitions, day)
            if isinstance(one, TrajectUnreadable):
                if unreadable is None:
                    raise one
                unreadable.append(one)
            elif one is not None and one.found.exists:
                yield one


def _assess(
    session: ReadSession, known: Known, definitions: Programmes, day: Day
) -> Assessed | TrajectUnreadable | None:
    """One traject; None when nobody created it yet."""
    situation = fold(known.log, known.people, known.traject)
    if not situation.exists:
        return None
    try:
        programme = definitions.get(session, situation.programme, situation.version)
    except (UnknownProgramme, InvalidProgramme):
        bound = f"{situation.programme}/{situation.version}"
        return TrajectUnreadable(known.traject, known.key, known.municipality, programme=bound)
    return Assessed(known, situation, programme, assess(situation, programme, day.end, municipal(known, situation)))


def one(session: ReadSession, day: Day, traject: UUID) -> Assessed | None:
    """One traject on a day; None when it did not exist yet.

    Raises:
        TrajectUnreadable: see `storage.errors`.
    """
    return next(assessed(session, day, [traject]), None)


def left_out(unreadable: Sequence[TrajectUnreadable]) -> dict[str, list[dict[str, Any]]]:
    """The part of a document that names the trajects for which its list does not answer; without them, no part."""
    named = [{"traject": one.key, "municipality": one.municipality} for one in unreadable]
    return {"unreadable": named} if named else {}


def municipal(known: Known, situation: Situation) -> Municipal:
    """What the municipality did once for all its trajects, whichever of them says so first."""
    return Municipal(known.agreement_elsewhere, known.plan_elsewhere).together_with(Municipal.said_in(situation))


def within(scope: Scope, query: Select[tuple[UUID]]) -> Select[tuple[UUID]]:
    """A query of trajects, for those in scope only."""
    if scope.traject is not None:
        query = query.where(trajects.c.id == scope.traject)
    if scope.municipality is not None:
        query = query.where(func.lower(trajects.c.municipality) == func.lower(scope.municipality.strip()))
    return query
