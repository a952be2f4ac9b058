"""How a rule asks something of people: the rule says what came up and whether it is met, this says how it stands."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from domain.assessment import Facts, Need, task_id
from domain.calendar import next_working_day
from domain.clock import Clock
from domain.group import Group
from domain.member import Member
from domain.programme import TaskRule
from domain.situation import Postponed, SessionState
from domain.terms import TaskKind, TaskState

Days = Mapping[str, date | None]

_OF_THE_CERTIFICATE = frozenset({TaskKind.RECORD_COMPETENCES, TaskKind.APPROVE_CERTIFICATE, TaskKind.ISSUE_CERTIFICATE})
_OF_FOLLOW_UP = frozenset({TaskKind.FOLLOW_UP, TaskKind.AFTERCARE})
_NEVER_SHIFTED = frozenset({TaskKind.FOLLOW_UP, TaskKind.REVIEW_PAUSE, TaskKind.EXIT_TALK})


class Asking:
    """Collects the needs of a traject, or of one participant in it."""

    def __init__(self, group: Group, clock: Clock, member: Member | None = None) -> None:
        self.group = group
        self.clock = clock
        self.member = member
        self.needs: list[Need] = []
        self._whose = f":{member.id}" if member else ""

    def ask(  # noqa: PLR0913 - each argument is a column of the table in docs/rules.md
        self,
        kind: TaskKind,
        days: Days,
        *,
        met: bool,
        opens: date | None = None,
        due: date | None = None,
        pointless: bool = False,
        comes_back: bool = False,
        met_since: date | None = None,
        session: SessionState | None = None,
        milestone: int | None = None,
        suffix: str = "",
        facts: Facts | None = None,
    ) -> None:
        """Add what a rule asks, if the definition has this kind of task, and its opening day is known and has come.

        `days` are those that the definition's deadlines count from (that of the session comes with it); `opens` and
        `due` default to what those say; `met` is whether the need is met, `pointless` whether it went away; a need
        that `comes_back` is met only by what was done since it opened, or since `met_since`.
        """
        anchors = {**days, "session": session.day} if session else days
        rule = self.group.programme.tasks.get(kind)
        term = rule and self._term(rule, anchors, opens, due)
        if not rule or not term:
            return
        day, key = term[0], self._key(kind, suffix)
        due = self._moved(kind, key, *term)
        where = session.id if session else None
        expires = None if rule.until_ceremony else due + timedelta(days=rule.expires_after)
        done = met or self._is_done(kind, where, day if comes_back else met_since)
        state = TaskState.DONE if done else self._state(kind, expires, pointless=pointless)
        known = {name: on.isoformat() for name, on in anchors.items() if on} | (facts or {})
        who = self.member.id if self.member else None
        self.needs.append(
            Need(key, kind, day, due, expires, state, known, participant=who, session=where, milestone=milestone)
        )

    def is_open(self, kind: TaskKind) -> bool:
        """Whether something of this kind was asked and still is to be done."""
        return any(need.kind is kind and need.state is TaskState.OPEN for need in self.needs)

    def _term(self, rule: TaskRule, anchors: Days, opens: date | None, due: date | None) -> tuple[date, date] | None:
        """The day a task opens and the day it is due, once both are known and it has opened."""
        day = opens or (rule.opens.day(anchors) if rule.opens else None)
        due = due or (rule.due.due(anchors) if day else None)
        return (day, due) if day and due and self.clock.reached(day) else None

    def _key(self, kind: TaskKind, suffix: str) -> str:
        return f"{kind}{self._whose}:{suffix}" if suffix else f"{kind}{self._whose}"

    def _moved(self, kind: TaskKind, key: str, opens: date, due: date) -> date:
        """Postponed by somebody, and shifted by the days paused."""
        if postponed := self._postponed(key):
            until = next_working_day(postponed.until)
            return self.member.shifted(opens, until, postponed.said_on) if self.member else until
        if self.member is None or kind in _NEVER_SHIFTED:
            return due
        return self.member.shifted(opens, due)

    def _postponed(self, key: str) -> Postponed | None:
        situation = self.group.situation
        if not situation.postponed or not situation.traject:
            return None
        return situation.postponed.get(task_id(situation.traject, key))

    def _is_done(self, kind: TaskKind, session: UUID | None, since: date | None) -> bool:
        recorded = self.member.done(kind) if self.member else self.group.done(kind)
        return any(met.meets(session, since) for met in recorded)

    def _state(self, kind: TaskKind, expires: date | None, *, pointless: bool) -> TaskState:
        if pointless or self._is_pointless(kind):
            return TaskState.CANCELLED
        if expires is not None and self.clock.reached(expires + timedelta(days=1)):
            return TaskState.MISSED
        return TaskState.OPEN

    def _is_pointless(self, kind: TaskKind) -> bool:
        """A cancelled traject, a ceremony held, or somebody who withdrew takes the need away."""
        if kind is TaskKind.EXIT_TALK:
            return False
        ended = self.group.ceremony is not None and self.group.programme.tasks[kind].until_ceremony
        return self.group.cancelled or ended or self._is_pointless_for_leaver(kind)

    def _is_pointless_for_leaver(self, kind: TaskKind) -> bool:
        """The certificate goes by who was there at the ceremony; follow-up is asked only of who keeps it."""
        if self.member is None or kind in _OF_FOLLOW_UP:
            return False
        if kind in _OF_THE_CERTIFICATE:
            return self.member.left_during
        return self.member.withdrawn_on is not None
