"""Telling a traject's story in a test: who did what, in order, and how it stands on a day."""

from datetime import date, timedelta
from typing import Any, Self
from uuid import UUID, uuid5

from domain import facts as f
from domain.assess import assess
from domain.assessment import Assessment, Need, ParticipantAssessment
from domain.facts import Person, Recorded
from domain.fold import fold
from domain.group import Municipal
from domain.programme import Programme, latest
from domain.situation import Situation
from domain.terms import (
    Decision,
    EvaluationMoment,
    Moment,
    Outcome,
    Presence,
    SessionKind,
    SessionStatus,
    TaskKind,
    TaskState,
)

TRAJECT = UUID("00000000-0000-5000-8000-000000000001")
MONDAY = date(2026, 3, 2)
COURSE = {
    "kick-off": (date(2026, 3, 2), SessionKind.KICK_OFF),
    "training 1": (date(2026, 3, 16), SessionKind.TRAINING),
    "training 2": (date(2026, 3, 30), SessionKind.TRAINING),
    "training 3": (date(2026, 4, 13), SessionKind.TRAINING),
    "training 4": (date(2026, 4, 28), SessionKind.TRAINING),
    "company": (date(2026, 5, 11), SessionKind.COMPANY_VISIT),
    "guest": (date(2026, 5, 26), SessionKind.GUEST_LESSON),
    "training 5": (date(2026, 6, 8), SessionKind.TRAINING),
    "training 6": (date(2026, 6, 22), SessionKind.TRAINING),
    "network": (date(2026, 7, 6), SessionKind.NETWORK_MEETING),
}
CEREMONY = date(2026, 7, 20)
ALL_YES = dict.fromkeys(("INT-1", "INT-2", "INT-5", "INT-6", "INT-7"), True)


def ident(name: str) -> UUID:
    """The id of whatever a test calls by this name."""
    return uuid5(TRAJECT, name)


class Story:
    """One traject, told fact by fact; `start` is the day of its kick-off, if it has one."""

    def __init__(self, programme: str = "kixworks-2022", created: date | None = MONDAY - timedelta(days=56)) -> None:
        self.programme: Programme = latest(programme)
        self.log: list[Recorded] = []
        self.people: dict[UUID, Person] = {}
        self.told_on = created or MONDAY
        self.tell(f.TrajectCreated(programme=programme, version=1, on=created))

    def __repr__(self) -> str:
        told = "\n".join(f"  {recorded.recorded_on} {recorded.fact!r}" for recorded in self.log)
        return f"Story of {self.programme.id}:\n{told}"

    def tell(self, *facts: f.Fact, on: date | None = None) -> Self:
        """Record facts, on a day (the day of the last telling unless given)."""
        self.told_on = on or self.told_on
        message = ident(f"message {len(self.log)}")
        for fact in facts:
            recorded = {"seq": len(self.log), "message": message, "recorded_on": self.told_on, "fact": fact}
            self.log.append(Recorded.model_validate(recorded))
        return self

    def registered(self, *names: str, on: date | None = None, born: date | None = date(1990, 5, 1)) -> Self:
        """People put forward."""
        day = on or MONDAY - timedelta(days=28)
        for name in names:
            self.people[ident(name)] = Person(participant=ident(name), key=name, birth_date=born, gender="woman")
            self.tell(f.Registered(participant=ident(name), on=day))
        return self

    def criteria(self, name: str, on: date | None = None, language: str = "A2", **answers: bool | None) -> Self:
        """What is known of the criteria; all yes but for those given, as `int_5=False`."""
        given = {key.upper().replace("_", "-"): value for key, value in answers.items()}
        fact = {"participant": ident(name), "criteria": ALL_YES | given, "language": language, "on": on}
        return self.tell(f.CriteriaRecorded.model_validate(fact))

    def admitted(self, *names: str, on: date | None = None) -> Self:
        """Registered, all criteria yes, and admitted three weeks before the kick-off."""
        day = on or MONDAY - timedelta(days=21)
        for name in names:
            if ident(name) not in self.people:
                self.registered(name, on=min(day, MONDAY - timedelta(days=28)))
            self.criteria(name).decided(name, Decision.ADMITTED, on=day)
        return self

    def decided(self, name: str, decision: Decision, on: date) -> Self:
        """The decision after the intake."""
        return self.tell(f.Decided(participant=ident(name), decision=decision, on=on))

    def session(
        self,
        name: str,
        day: date,
        kind: SessionKind = SessionKind.TRAINING,
        status: SessionStatus = SessionStatus.PLANNED,
    ) -> Self:
        """A meeting of the group."""
        return self.tell(f.SessionPlanned(session=ident(name), session_kind=kind, day=day, status=status))

    def attendance(self, name: str, **presences: str | None) -> Self:
        """Who was at a session, as `amal="present"`."""
        statuses = {ident(who): Presence(said) if said else None for who, said in presences.items()}
        return self.tell(f.AttendanceRegistered(session=ident(name), statuses=statuses))

    def held(self, name: str, day: date, kind: SessionKind = SessionKind.TRAINING, **presences: str) -> Self:
        """A session with its attendance."""
        return self.session(name, day, kind).attendance(name, **presences)

    def kick_off(self, *present: str, day: date = MONDAY) -> Self:
        """The kick-off, with everybody named present."""
        return self.held("kick-off", day, SessionKind.KICK_OFF, **dict.fromkeys(present, "present"))

    def course(self, *names: str) -> Self:
        """The ten counted sessions of a course, planned; everybody named is admitted before it starts."""
        self.admitted(*names)
        for name, (day, kind) in COURSE.items():
            self.session(name, day, kind)
        return self

    def attended(self, who: str, *sessions: str, said: str = "present") -> Self:
        """What the attendance forms of these sessions say of somebody."""
        for session in sessions:
            self.attendance(session, **{who: said})
        return self

    def cancelled(self, name: str) -> Self:
        """A session of the course called off."""
        day, kind = COURSE[name]
        return self.session(name, day, kind, SessionStatus.CANCELLED)

    def ceremony(self, day: date = CEREMONY, status: SessionStatus = SessionStatus.HELD) -> Self:
        """The certificate ceremony."""
        return self.session("ceremony", day, SessionKind.CEREMONY, status)

    def contacted(self, name: str, months: int, on: date, *outcomes: Outcome, **more: Any) -> Self:  # noqa: ANN401
        """Somebody was reached for a milestone; `reached=False` for an attempt."""
        said = {"participant": ident(name), "months": months, "on": on, "reached": True, "outcomes": outcomes}
        return self.tell(f.FollowedUp.model_validate(said | more))

    def withdrew(self, name: str, on: date) -> Self:
        """Somebody left."""
        return self.tell(f.Withdrawn(participant=ident(name), on=on))

    def reentered(self, name: str, on: date) -> Self:
        """Somebody who left came back."""
        return self.tell(f.Reentered(participant=ident(name), on=on))

    def paused(self, name: str, on: date, review: date) -> Self:
        """Somebody's journey rests."""
        return self.tell(f.Paused(participant=ident(name), on=on, review=review))

    def resumed(self, name: str, on: date) -> Self:
        """Somebody's pause is over."""
        return self.tell(f.Resumed(participant=ident(name), on=on))

    def approved(self, name: str, on: date | None = None, approval: bool | None = True) -> Self:  # noqa: FBT001, FBT002
        """What the trainer says of the certificate."""
        return self.tell(f.Approved(participant=ident(name), approval=approval, on=on))

    def waived(self, name: str, *visits: SessionKind, on: date | None = None) -> Self:
        """Visits that somebody need not make."""
        return self.tell(*(f.Waived(participant=ident(name), visit=visit, on=on) for visit in visits))

    def measured(
        self,
        name: str,
        moment: Moment = Moment.BASELINE,
        on: date | None = None,
        **answers: Any,  # noqa: ANN401 - any answer
    ) -> Self:
        """Answers of a questionnaire."""
        return self.tell(f.Measured(participant=ident(name), moment=moment, answers=answers or {"netwerk": 3}, on=on))

    def pausing(self, start: date, end: date) -> Self:
        """A break of the whole group."""
        return self.tell(f.BreakRecorded(start=start, end=end))

    def evaluated(self, on: date, moment: EvaluationMoment = EvaluationMoment.INTERIM) -> Self:
        """An evaluation was held."""
        return self.tell(f.EvaluationRecorded(evaluation=ident(f"evaluation {on}"), moment=moment, on=on))

    def stopped(self, on: date) -> Self:
        """The traject is cancelled."""
        return self.tell(f.TrajectCancelled(on=on))

    def done(self, task: TaskKind, name: str | None = None, on: date | None = None, session: str | None = None) -> Self:
        """A need was met: a talk, a report."""
        who, where = (ident(what) if what else None for what in (name, session))
        return self.tell(f.Done(task=task, participant=who, session=where, on=on))

    def situation(self, known_by: date = date.max) -> Situation:
        """What is known, of what was told by a day."""
        log = [recorded for recorded in self.log if recorded.recorded_on <= known_by]
        return fold(log, list(self.people.values()), TRAJECT)

    def on(self, today: date, municipal: Municipal | None = None) -> Assessment:
        """How everything stands on a day."""
        situation = self.situation()
        own = Municipal(situation.agreement_on, situation.plan_on)
        return assess(situation, self.programme, today, municipal or own)

    def person(self, name: str, today: date) -> ParticipantAssessment:
        """How one participant stands on a day."""
        return self.on(today).participants[ident(name)]

    def needs(self, today: date, kind: TaskKind, name: str | None = None) -> list[Need]:
        """The needs of one kind on a day, of one participant or of everybody."""
        found = [need for need in self.on(today).all_needs() if need.kind is kind]
        return [need for need in found if name is None or need.participant == ident(name)]

    def task(self, today: date, kind: TaskKind, name: str | None = None) -> Need | None:
        """The one open task of a kind on a day, None when there is none."""
        still_open = [need for need in self.needs(today, kind, name) if need.state is TaskState.OPEN]
        assert len(still_open) <= 1, still_open
        return still_open[0] if still_open else None

    def window(self, today: date, kind: TaskKind, name: str | None = None) -> tuple[date, date, date | None]:
        """When the one open task of a kind opened, is due and expires."""
        task = self.task(today, kind, name)
        assert task is not None, f"no {kind.value} is open on {today}"
        return task.opens, task.due, task.expires

    def states(self, today: date, kind: TaskKind, name: str | None = None) -> list[TaskState]:
        """How the needs of one kind stand on a day, by their opening day."""
        return [need.state for need in sorted(self.needs(today, kind, name), key=lambda need: (need.opens, need.key))]

    def stalls(self, today: date) -> dict[str, date]:
        """Which rules say that something stalled on a day, and since when."""
        return {stall.rule: stall.since for stall in self.on(today).all_stalls()}
