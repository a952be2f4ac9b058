"""How a traject stands on a day: its sessions held and to come, its kick-off, ceremony and breaks.

Everybody in the traject is judged against this one view, so it is made once an assessment.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import ceil
from uuid import UUID

from domain.clock import Clock
from domain.programme import Programme
from domain.situation import Met, SessionState, Situation
from domain.terms import VISIT_KINDS, SessionKind, SessionStatus, StaffRole, TaskKind

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Municipal:
    """What a municipality does once for all its trajects: the earliest day known of each, None for not yet."""

    agreement_on: date | None = None
    plan_on: date | None = None

    @classmethod
    def said_in(cls, situation: Situation) -> "Municipal":
        """What one of its trajects says of it."""
        return cls(situation.agreement_on, situation.plan_on)

    def together_with(self, other: "Municipal") -> "Municipal":
        """The earliest day that either knows."""
        return Municipal(_earliest(self.agreement_on, other.agreement_on), _earliest(self.plan_on, other.plan_on))


def _earliest(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


class Group:
    """A traject as it stands on the clock's day."""

    def __init__(
        self, situation: Situation, programme: Programme, clock: Clock, municipal: Municipal = Municipal()
    ) -> None:
        self.situation = situation
        self.programme = programme
        self.clock = clock
        self.municipal = municipal
        self.created_on = situation.created_on
        planned = [s for s in situation.sessions.values() if s.status is not SessionStatus.CANCELLED]
        planned.sort(key=lambda s: s.day)  # on one day as they were planned
        self.planned = planned
        self.counted_sessions = [s for s in planned if self._counts(s.kind)]
        self.cancelled = situation.cancelled_on is not None and clock.reached(situation.cancelled_on)
        self.kick_off_on = situation.kick_off_on
        self.ceremony = next((s for s in self._of(SessionKind.CEREMONY) if self.is_held(s)), None)
        self.held = [s for s in self.counted_sessions if self.is_held(s)]
        self.registered = [s for s in self.held if s.attendance]

    def _counts(self, kind: SessionKind) -> bool:
        rule = self.programme.sessions.get(kind)
        return rule is not None and rule.counts

    def _of(self, *kinds: SessionKind) -> list[SessionState]:
        return [s for s in self.planned if s.kind in kinds]

    def is_held(self, session: SessionState) -> bool:
        """Attendance is registered or it is marked held, and its day has come (ATT)."""
        return session.took_place and self.clock.reached(session.day)

    @property
    def ceremony_held_on(self) -> date | None:
        """The day of the first ceremony held."""
        return self.ceremony.day if self.ceremony else None

    @cached_property
    def ceremony_on(self) -> date | None:
        """The ceremony: held, or else the earliest planned."""
        if self.ceremony:
            return self.ceremony.day
        return min((s.day for s in self._of(SessionKind.CEREMONY)), default=None)

    @cached_property
    def ceremony_told_on(self) -> date | None:
        """The ceremony as it is known, whether or not its day has come: what is undated may count from it."""
        return self.situation.ceremony_on

    @property
    def is_final(self) -> bool:
        """Nothing is to come any more: the ceremony was held, or the traject was cancelled."""
        return self.ceremony is not None or self.cancelled

    @property
    def in_programme(self) -> bool:
        """Some counted session held, the ceremony not held, the traject not cancelled."""
        return bool(self.held) and not self.is_final

    @cached_property
    def started_on(self) -> date | None:
        """The day of the kick-off once something was held (a later session proves it took place)."""
        if not self.held:
            return None
        return self.kick_off_on or self.held[0].day

    @cached_property
    def proven_on(self) -> date | None:
        """The first day on which it was known that the kick-off took place."""
        return self.held[0].day if self.held else None

    @property
    def last_held_on(self) -> date | None:
        """The day of the last counted session held."""
        return self.held[-1].day if self.held else None

    @cached_property
    def to_come(self) -> list[SessionState]:
        """Counted sessions planned and not (certifiably) held; nothing once the traject is final."""
        return [] if self.is_final else self._unregistered

    @cached_property
    def missing(self) -> Counter[SessionKind]:
        """The least counts of counted kinds that are neither planned nor held; none once final."""
        return Counter() if self.is_final else self._short

    @cached_property
    def _unregistered(self) -> list[SessionState]:
        held = {s.id for s in self.registered}
        return [s for s in self.counted_sessions if s.id not in held]

    @cached_property
    def _short(self) -> Counter[SessionKind]:
        return self.unplanned(kind for kind, rule in self.programme.sessions.items() if rule.counts)

    def unplanned(self, kinds: Iterable[SessionKind]) -> Counter[SessionKind]:
        """By kind, how many of the least count are neither planned nor held."""
        planned = Counter(s.kind for s in self.planned)
        short = {kind: self.programme.sessions[kind].least - planned[kind] for kind in kinds}
        return Counter({kind: number for kind, number in short.items() if number > 0})

    @cached_property
    def still_to_come(self) -> int:
        """How many counted sessions are to come, planned or not."""
        return len(self.to_come) + self.missing.total()

    @cached_property
    def counted(self) -> int:
        """Held and to come: the group's number, for joiners and leavers too (CRT-HALF)."""
        return len(self.registered) + self.still_to_come

    @cached_property
    def needed(self) -> int:
        """How many sessions make the certificate's half (CRT-HALF)."""
        return self._half_of(self.counted)

    @cached_property
    def needed_before_the_end(self) -> int:
        """The same while what fell away at the end, never registered, still counted."""
        return self._half_of(len(self.registered) + len(self._unregistered) + self._short.total())

    def _half_of(self, counted: int) -> int:
        return ceil(counted * self.programme.certificate.attended_share)

    def comes(self, kind: SessionKind) -> bool:
        """Whether a visit of this kind is still to come, planned or not."""
        return self.missing[kind] > 0 or any(s.kind is kind for s in self.to_come)

    @cached_property
    def visit_kinds(self) -> tuple[SessionKind, ...]:
        """The visit kinds that this programme asks for (VIS-MIN)."""
        return tuple(kind for kind in VISIT_KINDS if self.programme.least(kind) > 0)

    @cached_property
    def _breaks(self) -> list[tuple[date, date]]:
        """Breaks in order, those that touch made one."""
        merged: list[tuple[date, date]] = []
        for start, end in sorted(self.situation.breaks.items()):
            if merged and start <= merged[-1][1] + ONE_DAY:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    @property
    def in_break(self) -> bool:
        """A recorded break has begun and lasts on."""
        reached = self.clock.reached
        return any(reached(start) and not reached(end + ONE_DAY) for start, end in self._breaks)

    def after(self, day: date, days: int) -> date:
        """The day `days` days later, the days of a recorded break not counted."""
        reached = day + timedelta(days=days)
        for start, end in self._breaks:
            first = max(start, day + ONE_DAY)
            if first <= reached and end >= first:
                reached += end - first + ONE_DAY
        return reached

    @cached_property
    def planned_end(self) -> date | None:
        """When the programme's length is over, counted from the kick-off."""
        return self._at(1)

    def _at(self, share: float) -> date | None:
        start = self.kick_off_on or self.proven_on
        return None if start is None else self.after(start, round(self.programme.weeks * 7 * share))

    @cached_property
    def halfway(self) -> date | None:
        """Half of the programme's length after the kick-off."""
        return self._at(1 / 2)

    @cached_property
    def three_quarters(self) -> date | None:
        """Three quarters of the programme's length after the kick-off."""
        return self._at(3 / 4)

    def has_trainer(self) -> bool:
        """Whether a trainer is named."""
        return who_has(StaffRole.TRAINER, self.situation, self.clock) is not None

    def done(self, task: TaskKind) -> list[Met]:
        """What was recorded as done for the whole traject, of one kind, as far as it counts by now."""
        return [
            met
            for met in self.situation.done.values()
            if met.fact.task is task and self.clock.reached(met.fact.on or self.created_on)
        ]


def who_has(role: StaffRole, situation: Situation, clock: Clock) -> UUID | None:
    """Who is named for a role and has it by now."""
    named = situation.staff.get(role)
    said = (who for on, who in named.latest_first() if on is None or clock.reached(on)) if named else iter(())
    return next(said, None)
