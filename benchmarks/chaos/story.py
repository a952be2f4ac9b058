"""What clients say in a chaos run: drawn at random, mostly possible, now and then something that must be refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import UUID

from activities.messages import Enclosure, Message, Note, PersonValues
from benchmarks.chaos.group import PLAN, Group, spreadsheet, told
from domain import facts as f
from domain.ids import participant_workflow
from domain.terms import (
    VISIT_KINDS,
    Decision,
    EvaluationMoment,
    Moment,
    Outcome,
    Presence,
    SessionKind,
    SessionStatus,
    TaskKind,
)

Drawn = tuple[f.AnyFact, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One message, to whom, and what is enclosed."""

    group: Group
    subject: str
    message: Message
    enclosure: Enclosure | None = None


def beginning(group: Group, rng: Random) -> Said:
    """The first message about a group: said by somebody, or taken over from a spreadsheet."""
    if rng.random() < 0.5:
        return saying(group, rng, (), spreadsheet(group, rng, whole=True))
    facts, enclosure = told(group)
    return saying(group, rng, facts, enclosure)


def anything(group: Group, rng: Random) -> Said:
    """Something of everything that can be said, corrections and nonsense included."""
    draw = rng.choices(list(_DRAWS), list(_DRAWS.values()))[0]
    drawn = draw(group, rng)
    if isinstance(drawn, Enclosure):
        return saying(group, rng, (), drawn)
    enclosure = _personal(group, rng) if rng.random() < 0.1 else None
    return saying(group, rng, drawn, enclosure)


def saying(group: Group, rng: Random, facts: Drawn, enclosure: Enclosure | None) -> Said:
    """In one message, to the traject, or to the participant whom it is about."""
    message = Message(id=_uuid(rng), by="chaos", facts=facts, enclosed=enclosure is not None)
    participant = getattr(facts[0], "participant", None) if len(facts) == 1 else None
    known = participant in group.people()
    subject = participant_workflow(participant) if known and participant and rng.random() < 0.6 else group.workflow
    return Said(group, subject, message, enclosure)


def _uuid(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _somebody(group: Group, rng: Random) -> UUID:
    return rng.choice(list(group.people()))


def _personal(group: Group, rng: Random) -> Enclosure:
    who = _somebody(group, rng)
    return Enclosure(
        people=(PersonValues(participant=who, phone=f"06 {rng.randrange(10**8):08}"),),
        notes=(Note(field="learning_wish", text=f"wens {rng.randrange(1000)}", participant=who),),
    )


def _attendance(group: Group, rng: Random) -> Drawn:
    sessions = group.past() or list(group.meetings())
    who = rng.sample(list(group.people()), rng.randint(1, group.size))
    marks = [*[Presence.PRESENT] * 6, Presence.EXCUSED, Presence.ABSENT, None]
    return (f.AttendanceRegistered(session=rng.choice(sessions), statuses={one: rng.choice(marks) for one in who}),)


def _meeting_moved(group: Group, rng: Random) -> Drawn:
    session, (_, kind, day) = rng.choice(list(group.meetings().items()))
    moved = day + timedelta(days=rng.choice([0, 0, 1, 7, -7, 28]))
    status = rng.choice([SessionStatus.PLANNED, SessionStatus.HELD, SessionStatus.CANCELLED])
    return (f.SessionPlanned(session=session, session_kind=kind, day=moved, status=status),)


def _intake(group: Group, rng: Random) -> Drawn:
    who, on = _somebody(group, rng), group.days(rng.randrange(group.age + 30))
    decision = rng.choice([*Decision, Decision.ADMITTED, Decision.ADMITTED, None])
    return rng.choice(
        [
            (f.Decided(participant=who, decision=decision, on=on),),
            (f.IntakeHeld(participant=who, on=on), f.Decided(participant=who, decision=Decision.ADMITTED, on=on)),
            (f.ConsentRecorded(participant=who, consent=rng.choice([True, False, None])),),
            (f.BenefitsRecorded(participant=who, benefits=rng.choice([True, False])),),
        ]
    )


def _pause(group: Group, rng: Random) -> Drawn:
    on = group.days(rng.randrange(40))
    return (f.Paused(participant=_somebody(group, rng), on=on, review=on + timedelta(days=rng.randint(0, 60))),)


def _resume(group: Group, rng: Random) -> Drawn:
    return (f.Resumed(participant=_somebody(group, rng), on=group.days(rng.randrange(20))),)


def _leave(group: Group, rng: Random) -> Drawn:
    return (f.Withdrawn(participant=_somebody(group, rng), on=group.days(rng.randrange(60))),)


def _come_back(group: Group, rng: Random) -> Drawn:
    return (f.Reentered(participant=_somebody(group, rng), on=group.days(rng.randrange(10))),)


def _refuses_contact(group: Group, rng: Random) -> Drawn:
    return (f.ContactRefused(participant=_somebody(group, rng), on=group.today, cleared=rng.random() < 0.4),)


def _measure(group: Group, rng: Random) -> Drawn:
    moment = rng.choice(list(Moment))
    return (f.Measured(participant=_somebody(group, rng), moment=moment, answers={"cijfer": rng.randint(0, 10)}),)


def _certificate(group: Group, rng: Random) -> Drawn:
    who = _somebody(group, rng)
    return rng.choice(
        [
            (f.Approved(participant=who, approval=rng.choice([True, True, False, None])),),
            (f.Waived(participant=who, visit=rng.choice(VISIT_KINDS), cleared=rng.random() < 0.3),),
            (f.CertificateIssued(participant=who, on=group.today),),
        ]
    )


def _follow_up(group: Group, rng: Random) -> Drawn:
    outcomes = tuple(rng.sample(list(Outcome), rng.randint(1, 2)))
    months, on = rng.choice([0, 3, 6, 12, 5]), group.days(rng.randrange(30))
    reached = rng.choice([True, True, False, None])
    who = _somebody(group, rng)
    return (f.FollowedUp(participant=who, months=months, on=on, reached=reached, outcomes=outcomes if reached else ()),)


def _of_the_town(group: Group, rng: Random) -> Drawn:
    on = rng.choice([group.days(rng.randrange(group.age + 90)), None])
    return (rng.choice([f.AgreementSigned, f.PlanOfApproachWritten])(on=on),)


def _done(group: Group, rng: Random) -> Drawn:
    who = rng.choice([None, _somebody(group, rng)])
    kinds = [TaskKind.HOLD_INTAKE, TaskKind.EXIT_TALK, TaskKind.CALL_ABSENTEE, TaskKind.WRITE_ACTIVITY_PLAN]
    return (f.Done(task=rng.choice(kinds), participant=who, on=group.today, cleared=rng.random() < 0.2),)


def _evaluation(group: Group, rng: Random) -> Drawn:
    return (f.EvaluationRecorded(evaluation=_uuid(rng), moment=rng.choice(list(EvaluationMoment)), on=group.today),)


def _stop(group: Group, rng: Random) -> Drawn:
    return (f.TrajectCancelled(on=rng.choice([None, None, group.today])),)


def _undo(group: Group, rng: Random) -> Drawn:
    """Never of the message that made the traject or its people: a town without people has nothing to tell."""
    return (f.Retracted(message=rng.choice(group.said) if group.said else _uuid(rng)),)


def _stranger(group: Group, rng: Random) -> Drawn:
    return rng.choice(
        [
            (f.Paused(participant=_uuid(rng), on=group.today, review=group.today + timedelta(days=7)),),
            (f.SessionPlanned(session=_uuid(rng), session_kind=SessionKind.TRAINING, part="taart", day=group.today),),
            (f.AttendanceRegistered(session=_uuid(rng), statuses={}),),
        ]
    )


def _several(group: Group, rng: Random) -> Drawn:
    """One message that holds a possible and perhaps an impossible fact: all of it, or nothing."""
    return (*_measure(group, rng), *_attendance(group, rng), *_certificate(group, rng))


def _import(group: Group, rng: Random) -> Enclosure:
    return spreadsheet(group, rng)


_DRAWS: dict[Callable[[Group, Random], Drawn | Enclosure], int] = {
    _attendance: 24,
    _meeting_moved: 8,
    _intake: 10,
    _pause: 8,
    _resume: 4,
    _leave: 5,
    _come_back: 5,
    _refuses_contact: 2,
    _measure: 6,
    _certificate: 8,
    _follow_up: 10,
    _of_the_town: 2,
    _done: 5,
    _evaluation: 2,
    _stop: 1,
    _undo: 6,
    _stranger: 3,
    _several: 4,
    _import: 4,
}
OLDEST = 14 * len(PLAN) + 400
"""Days since the kick-off of the oldest group: its last follow-up is behind it."""
