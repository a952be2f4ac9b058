"""The plan of sessions: what is still missing of the least counts, which day would fit, and what speaks against one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.calendar import is_working_day
from domain.group import Group
from domain.situation import SessionState
from domain.terms import SessionKind
from domain.texts import Language

_WEEK = timedelta(days=7)
_SATURDAY = 5
_LOOK_AHEAD = 53
"""How many weeks ahead a day is looked for."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One kind of session against its least count; `parts` are core trainings that nobody planned yet."""

    kind: SessionKind
    needed: int
    held: int
    planned: int
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def missing(self) -> int:
        """How many are neither held nor planned."""
        return max(0, self.needed - self.held - self.planned)


def plan_of(group: Group, language: Language) -> list[PlanLine]:
    """A line for each kind that the programme asks for, or that was planned all the same."""
    return [line for kind in SessionKind if (line := _line(group, kind, language)) is not None]


def _line(group: Group, kind: SessionKind, language: Language) -> PlanLine | None:
    rule = group.programme.sessions.get(kind)
    sessions = [session for session in group.planned if session.kind is kind]
    if rule is None or (rule.least == 0 and not sessions):
        return None
    held = sum(group.is_held(session) for session in sessions)
    parts = tuple(_parts(group, sessions, language)) if kind is SessionKind.TRAINING else ()
    return PlanLine(kind, rule.least, held, len(sessions) - held, parts)


def _parts(group: Group, sessions: list[SessionState], language: Language) -> Iterator[tuple[str, str]]:
    planned = {session.part for session in sessions}
    for part, text in group.programme.trainings.core.items():
        if part not in planned:
            yield part, getattr(text, language)


def proposals(group: Group, today: date, number: int = 3) -> list[date]:
    """The next days that keep the programme's rhythm.

    They lie outside weekends, holidays and breaks, before the ceremony if it is planned, and with room around each
    session: half as much where the plan is too full for more.
    """
    room = timedelta(days=group.programme.cadence_days)
    return _with_room(group, today, room, number) or _with_room(group, today, room / 2, number)


def _with_room(group: Group, today: date, room: timedelta, number: int) -> list[date]:
    taken = [session.day for session in group.planned]
    found: list[date] = []
    for day in _rhythm(group, today):
        if len(found) == number:
            break
        if _fits(group, day) and all(abs(day - other) >= room for other in [*taken, *found]):
            found.append(day)
    return found


def _rhythm(group: Group, today: date) -> Iterator[date]:
    """Week after week on the group's weekday, from the first day on which the rhythm asks for something."""
    cadence = timedelta(days=group.programme.cadence_days)
    last = max((session.day for session in group.planned if session.day <= today), default=None)
    start = group.kick_off_on or today + 2 * _WEEK
    first = start if last is None else last + cadence
    while first <= today:
        first += _WEEK
    return (first + week * _WEEK for week in range(_LOOK_AHEAD))


def _fits(group: Group, day: date) -> bool:
    too_late = group.ceremony_on is not None and day >= group.ceremony_on
    return is_working_day(day) and not too_late and break_on(group, day) is None


def break_on(group: Group, day: date) -> tuple[date, date] | None:
    """The break that a day falls in."""
    return next(((start, end) for start, end in group.situation.breaks.items() if start <= day <= end), None)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why somebody may not want this day; `code` says which: weekend, holiday, break, taken, order or too_many."""

    code: str
    number: int = 0
    until: date | None = None


def objections(group: Group, day: date, kind: SessionKind, people: int, *, but: object = None) -> Iterator[Objection]:
    """What speaks against a day, for who plans; `but` is the session that is being moved."""
    if day.weekday() >= _SATURDAY:
        yield Objection("weekend")
    elif not is_working_day(day):
        yield Objection("holiday")
    if (rests := break_on(group, day)) is not None:
        yield Objection("break", until=rests[1])
    if any(session.day == day for session in group.planned if session.id != but):
        yield Objection("taken")
    if any(_in_wrong_order(kind, day, session.kind, session.day) for session in group.planned if session.id != but):
        yield Objection("order")
    if too_many(group, kind, people) and but is None:
        yield Objection("too_many", number=people)


def _in_wrong_order(kind: SessionKind, day: date, other: SessionKind, other_day: date) -> bool:
    """The ceremony is the last meeting, and the kick-off the first (side activities are free)."""
    if SessionKind.SIDE_ACTIVITY in (kind, other):
        return False
    after, before = day > other_day, day < other_day
    if SessionKind.CEREMONY in (kind, other):
        return after if other is SessionKind.CEREMONY else before
    return SessionKind.KICK_OFF in (kind, other) and (before if other is SessionKind.KICK_OFF else after)


def too_many(group: Group, kind: SessionKind, people: int) -> bool:
    """Whether a company visit should be split, and is not by the visits planned already (D22)."""
    if kind is not SessionKind.COMPANY_VISIT:
        return False
    visits = sum(session.kind is kind for session in group.planned)
    return people > group.programme.group.per_company_visit * (visits + 1)
