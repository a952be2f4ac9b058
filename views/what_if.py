"""What would change in a traject if something were said of it, or if another definition held; nothing is written.

The facts are told as they are when they are recorded, and both situations are assessed for the same day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from domain.assess import assess
from domain.assessment import Facts
from domain.checks import not_known
from domain.difference import Difference, Point, What, compared, differences, told_of
from domain.facts import AnyFact, Person, Recorded
from domain.fold import fold
from domain.programme import Programme
from domain.refusals import TrajectUnknown
from domain.situation import Situation
from domain.telling import Told, bound_by, tell
from storage.engine import ReadSession
from storage.errors import TrajectUnreadable
from storage.programmes import Programmes
from storage.queries.facts import Known, session_keys
from storage.tables import trajects
from views.day import Day, Scope
from views.forecast import Horizon, in_sight
from views.reading import Assessed, assessed, left_out, municipal, within

NOBODY = UUID(int=0)
"""The message of what is only supposed."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """A traject as it stands, and as it would."""

    before: Assessed
    after: Assessed

    def differences(self) -> list[Difference]:
        """All that would change; empty when nothing would."""
        return differences(*((one.found, one.programme) for one in (self.before, self.after)))

    def differences_to_come(self, horizon: Horizon) -> list[Difference]:
        """The tasks that will open within the horizon on one side only, or otherwise, if nobody records anything."""
        return compared(_coming(self.before, horizon), _coming(self.after, horizon))


def if_said(session: ReadSession, day: Day, known: Known, facts: Sequence[AnyFact], people: list[Person]) -> Supposed:
    """A traject once these facts were said of it; `people` as their own values would then be.

    Raises:
        Refusal: they would be refused.
        UnknownProgramme: one names a definition that nobody has.
    """
    definitions = Programmes()

    def definition(situation: Situation, fact: AnyFact | None = None) -> Programme:
        bound = bound_by(situation, fact)
        if bound is None:
            raise TrajectUnknown
        return definitions.get(session, *bound)

    told = tell(Told.folded(known.log, people, known.traject), _as_recorded(day, known, facts), definition)
    programme = definition(told.situation)
    now = fold(known.log, known.people, known.traject)
    before = _assessed(day, known, now, definition(now) if now.exists else programme)
    return Supposed(before, _assessed(day, replace(known, log=told.log, people=people), told.situation, programme))


def if_bound(day: Day, found: Assessed, programme: Programme) -> Supposed:
    """A traject under another definition."""
    return Supposed(found, _assessed(day, found.known, found.situation, programme))


def document(session: ReadSession, today: date, supposed: Supposed) -> dict[str, Any]:
    """The JSON of `--what-if`: the definition and every change, the traject's own first."""
    return {"as_of": today.isoformat(), **_of_traject(session, supposed, supposed.differences())}


def documents(session: ReadSession, horizon: Horizon, scope: Scope, programme: Programme) -> dict[str, Any]:
    """The JSON of `traject programme preview`: every running traject that follows this definition otherwise."""
    unreadable: list[TrajectUnreadable] = []
    day = Day(horizon.today, as_of=horizon.today)
    found = assessed(session, day, running_under(session, scope, programme.id), unreadable)
    days = {"as_of": day.end.isoformat(), "until": horizon.until.isoformat()}
    moving = [
        of_move(session, if_bound(day, each, programme), horizon) for each in found if each.programme != programme
    ]
    moving.sort(key=lambda each: (each["municipality"], each["traject"]))
    return {**days, "definition": _name(programme), "trajects": moving, **left_out(unreadable)}


def running_under(session: ReadSession, scope: Scope, programme: str, besides: int | None = None) -> list[UUID]:
    """Trajects that are not at their end and follow a definition, in any version but `besides`."""
    wanted = select(trajects.c.id).where(trajects.c.programme == programme, ~trajects.c.ended)
    if besides is not None:
        wanted = wanted.where(trajects.c.programme_version != besides)
    return [row.id for row in session.execute(within(scope, wanted).order_by(trajects.c.id))]


def _as_recorded(day: Day, known: Known, facts: Iterable[AnyFact]) -> list[Recorded]:
    last = known.log[-1].seq if known.log else 0
    return [
        Recorded.model_construct(seq=last + ordinal, message=NOBODY, recorded_on=day.today, fact=fact)
        for ordinal, fact in enumerate(facts, start=1)
    ]


def _assessed(day: Day, known: Known, situation: Situation, programme: Programme) -> Assessed:
    return Assessed(known, situation, programme, assess(situation, programme, day.end, municipal(known, situation)))


def _coming(found: Assessed, horizon: Horizon) -> dict[Point, Facts]:
    return {
        Point(task.need.participant, What.COMING_TASK, task.need.key): {
            **told_of(task.need, task.found.programme),
            "opens": task.found.found.today,
        }
        for task in in_sight(found, horizon)
    }


def of_move(session: ReadSession, supposed: Supposed, horizon: Horizon) -> dict[str, Any]:
    """One traject of that document; `not_known` and `forgotten` (people at once) are why it could not move."""
    changes = [*supposed.differences(), *supposed.differences_to_come(horizon)]
    lacking = not_known(supposed.after.situation, supposed.after.programme)
    forgotten = len(supposed.after.found.to_forget())
    return {**_of_traject(session, supposed, changes), "not_known": lacking, "forgotten": forgotten}


def _of_traject(session: ReadSession, supposed: Supposed, found: Sequence[Difference]) -> dict[str, Any]:
    known, people = supposed.after.known, supposed.after.participants
    meetings = session_keys(session, [known.traject])
    return {
        "traject": known.key,
        "municipality": known.municipality,
        "definition": {"before": _name(supposed.before.programme), "after": _name(supposed.after.programme)},
        "changes": [_change(one, people, meetings) for one in found],
    }


def _change(one: Difference, people: Mapping[UUID, str], meetings: Mapping[UUID, str]) -> dict[str, Any]:
    who = one.point.participant
    return {
        "participant": None if who is None else people[who],
        "what": one.point.what.value,
        "before": _readable(one.before, meetings),
        "after": _readable(one.after, meetings),
    }


def _readable(said: Mapping[str, Any] | None, meetings: Mapping[UUID, str]) -> dict[str, Any] | None:
    """Sessions by their keys; one that is only supposed has none yet."""
    if said is None:
        return None
    return {**said, **({"session": meetings.get(said["session"])} if said.get("session") else {})}


def _name(programme: Programme) -> str:
    return f"{programme.id}/{programme.version}"
