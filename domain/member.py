"""How one participant stands on a day within the group: decision, withdrawal, pause and attendance."""

from datetime import date
from functools import cached_property
from typing import TypeVar

from domain.calendar import next_working_day
from domain.clock import Clock
from domain.group import Group
from domain.situation import Met, ParticipantState, SessionState, Timeline, days_of_the_last
from domain.terms import Criterion, Decision, Moment, Presence, SessionKind, TaskKind

Value = TypeVar("Value")
Pause = tuple[date, date]


class Member:
    """A participant as he or she stands on the day of `clock`."""

    def __init__(self, state: ParticipantState, group: Group, clock: Clock) -> None:
        self.state = state
        self.group = group
        self.clock = clock
        self.id = state.id
        self.registered_on = group.situation.registered_on(state)
        self.decisions = self._decisions()
        self.decision: Decision | None = self.decisions[-1][1] if self.decisions else None
        self.decided_on = self._decided_since()
        self.is_admitted = self.decision is Decision.ADMITTED
        """Whether or not withdrawn later."""
        self._left = [day for day in state.withdrawals if clock.reached(day)]
        self._back = [day for day in state.re_entries if clock.reached(day)]
        self.withdrawn_on = self._gone_since(clock.today)

    def _decisions(self) -> list[tuple[date, Decision]]:
        """What was decided by now, in order of day."""
        return [said for said in self.group.situation.decisions_of(self.state) if self.clock.reached(said[0])]

    def _decided_since(self) -> date:
        """The first day of the decision that stands."""
        return next(iter(days_of_the_last(self.decisions)), date.max)

    def _gone_since(self, day: date) -> date | None:
        """When who was gone on a day had left; None for who took part, or had come back."""
        left = max((on for on in self._left if on <= day), default=None)
        back = max((on for on in self._back if on <= day), default=None)
        return left if left and (back is None or back < left) else None

    @property
    def came_back_on(self) -> date | None:
        """When who left now had come back the last time before."""
        left = self.withdrawn_on or date.max
        return max((on for on in self._back if on < left), default=None)

    @property
    def takes_part(self) -> bool:
        """Admitted and not withdrawn."""
        return self.is_admitted and self.withdrawn_on is None

    @property
    def left_during(self) -> bool:
        """Gone on the day of the ceremony, whether or not they came back since; gone now while there was none."""
        return self._gone_since(self.group.ceremony_held_on or self.clock.today) is not None

    @property
    def was_admitted_in_time(self) -> bool:
        """Admitted on or before the day of the ceremony, or while there is none."""
        return self.is_admitted and self.decided_on <= (self.group.ceremony_held_on or date.max)

    @property
    def refuses_contact(self) -> bool:
        """Wants no follow-up any more."""
        return self.counts(self.state.contact_refused_on)

    @cached_property
    def paused_until(self) -> date | None:
        """The review date of the pause in force, None when there is none."""
        last = self._pause_events[-1] if self._pause_events else None
        return last[1] if last and self.withdrawn_on is None else None

    @property
    def pause_said_on(self) -> date | None:
        """When the pause in force began or was last extended, None when there is none."""
        return self.pauses_known_until if self.paused_until else None

    @property
    def pauses_known_until(self) -> date | None:
        """The last day on which a pause began, was extended or ended, None when there never was one."""
        return self._pause_events[-1][0] if self._pause_events else None

    def began_pause_by(self, day: date) -> bool:
        """Whether the pause in force may have begun on a day already, as no other one was after it."""
        return self.paused_since is not None and not any(end > day for _, end in self._pauses[:-1])

    @cached_property
    def paused_since(self) -> date | None:
        """The first day of the pause in force."""
        return self._pauses[-1][0] if self.paused_until else None

    @cached_property
    def _pause_events(self) -> list[tuple[date, date | None]]:
        """When a pause began or was extended, with its review, and when one ended; leaving ends it for good.

        What was said of a day on which the participant turned out to be gone counts no more.
        """
        said = [event for event in self.state.pauses if self.clock.reached(event[0])]
        counting = [event for event in said if self._gone_since(event[0]) is None]
        ended = [(day, None) for day in self._left]
        return sorted([*ended, *counting], key=lambda event: event[0])

    @cached_property
    def _pauses(self) -> list[Pause]:
        """From the first day through the day before it ended; one in force is taken to last until its review."""
        pauses: list[Pause] = []
        begun: date | None = None
        review: date | None = None
        for day, until in self._pause_events:
            if until is None and begun is not None:
                pauses.append((begun, day))
                begun = None
            elif until is not None:
                begun, review = begun or day, until
        if begun is not None and review is not None:
            pauses.append((begun, review))
        return pauses

    def was_paused(self, day: date) -> bool:
        """Whether the participant was paused on a day; a pause in force lasts on when its review has passed."""
        in_force = self.paused_since is not None and self.paused_since <= day
        return in_force or any(start <= day < end for start, end in self._pauses)

    def shifted(self, opens: date, due: date, known: date = date.min) -> date:
        """What is due shifts by the days paused since it opened, to a working day (decision 5).

        Whoever named the day itself knew of the pauses that had begun by the day `known`.
        """
        moved = due
        for start, end in self._pauses:
            first = max(start, opens)
            if known < start and first <= moved and first < end:
                moved += end - first
        return due if moved == due else next_working_day(moved)

    @cached_property
    def attendance(self) -> list[tuple[SessionState, Presence]]:
        """The participant's own registered attendances of counted sessions, in order of day."""
        own = ((session, session.attendance.get(self.id)) for session in self.group.registered)
        return [(session, presence) for session, presence in own if presence is not None]

    @cached_property
    def attended(self) -> list[SessionState]:
        """The counted sessions where the participant was present."""
        return [s for s, presence in self.attendance if presence is Presence.PRESENT]

    @cached_property
    def waived(self) -> dict[SessionKind, date]:
        """The visit kinds that the trainer waived, and since when."""
        known = ((kind, self._at_ceremony(on)) for kind, on in self.state.waived.items())
        return {kind: day for kind, day in known if day and self.clock.reached(day)}

    def _at_ceremony(self, on: date | None) -> date | None:
        return on or self.group.ceremony_told_on

    def _said(self, timeline: Timeline[Value], default: date | None) -> tuple[date, Value] | None:
        """What counts by now of what was said, and since when; undated it counts from `default`."""
        for on, value in timeline.latest_first():
            day = on or default
            if day is not None and self.clock.reached(day):
                return day, value
        return None

    def criterion(self, criterion: Criterion) -> tuple[date, bool | None]:
        """What is known of a yes-or-no criterion, and since when."""
        timeline = self.state.criteria.get(criterion)
        return self.known(timeline) if timeline else (self.registered_on, None)

    def known(self, timeline: Timeline[Value]) -> tuple[date, Value | None]:
        """What counts of something said without a date of its own, and since when."""
        return self._said(timeline, self.registered_on) or (self.registered_on, None)

    def at_certificate(self, timeline: Timeline[Value]) -> tuple[date, Value] | None:
        """What counts of something that belongs to the certificate (undated: from the ceremony)."""
        return self._said(timeline, self.group.ceremony_told_on)

    def answers(self, moment: Moment) -> dict[str, bool | int | float]:
        """The answers of one questionnaire (undated: of the kick-off or the ceremony)."""
        group = self.group
        default = (group.kick_off_on if moment is Moment.BASELINE else group.ceremony_told_on) or self.registered_on
        answered = self.state.answers.get(moment, {}).items()
        latest = ((question, self._said(said, default)) for question, said in answered)
        return {question: known[1] for question, known in latest if known and known[1] is not None}

    @property
    def issued_on(self) -> date | None:
        """When the certificate's file existed or was handed out."""
        on = self.state.issued_on
        return on if on and self.clock.reached(on) else None

    def counts(self, day: date | None) -> bool:
        """Whether something of a known day counts by now."""
        return day is not None and self.clock.reached(day)

    def done(self, task: TaskKind) -> list[Met]:
        """What was recorded as done for this participant, or for everybody registered by then, of one kind."""
        own = [
            met
            for met in self.state.done.values()
            if met.fact.task is task and self.clock.reached(met.fact.on or self.registered_on)
        ]
        return own + [met for met in self.group.done(task) if met.by >= self.registered_on]

    def belongs_to(self, session: SessionState) -> bool:
        """One of *everyone* of a session: admitted on or before its day, not withdrawn by then, not paused (ATT)."""
        return (
            self.is_admitted
            and self.decided_on <= session.day
            and self._gone_since(session.day) is None
            and not self.was_paused(session.day)
        )
