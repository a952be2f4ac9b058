"""What is true of a traject and everybody in it today: phases, verdicts, needs and stalls, from the facts alone.

It never asks what changed, only what is true; so it may be asked again at any time, for any day.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain import phases, retention, stalls
from domain.assessment import Assessment, Milestone, Need, ParticipantAssessment, Stall
from domain.certificate import certificate
from domain.clock import Clock
from domain.follow_up import follow_up
from domain.group import Group, Municipal, who_has
from domain.intake import criteria_of, intake
from domain.member import Member
from domain.outcomes import Tally
from domain.programme import Programme
from domain.situation import Situation
from domain.tally import Counted, tally
from domain.tasks import participant as participant_tasks
from domain.tasks import traject as traject_tasks
from domain.tasks.asking import Asking
from domain.terms import Decision, StaffRole, TrajectPhase

_NOTHING = Municipal()


@dataclass(frozen=True, slots=True)
class _Judged:
    """A participant with what was found of him or her."""

    member: Member
    counted: Counted
    assessment: ParticipantAssessment


def assess(situation: Situation, programme: Programme, today: date, municipal: Municipal = _NOTHING) -> Assessment:
    """Assess a traject and everybody in it at the end of the day `today`.

    A traject not yet created on that day does not exist, and nobody in it.
    """
    clock = Clock(today)
    if not situation.exists or not clock.reached(situation.created_on):
        return _not_yet(situation, programme, clock)
    group = Group(situation, programme, clock, municipal)
    judged = [_judge(member) for member in _members(group)]
    return _assess_traject(group, judged)


def _not_yet(situation: Situation, programme: Programme, clock: Clock) -> Assessment:
    staff = _staff(situation, clock)
    return Assessment(
        today=clock.today,
        programme=_definition(programme),
        phase=TrajectPhase.PREPARATION,
        needs=(),
        stalls=(),
        participants={},
        tally=Tally(),
        next_check=clock.next_check,
        ended=False,
        exists=False,
        staff=staff,
    )


def _staff(situation: Situation, clock: Clock) -> dict[StaffRole, UUID | None]:
    return {role: who_has(role, situation, clock) for role in StaffRole}


def _definition(programme: Programme) -> str:
    return f"{programme.id} v{programme.version}"


def _members(group: Group) -> list[Member]:
    """Everybody registered by now, each with a clock that knows what the group waits for."""
    situation = group.situation
    known = [
        state
        for state in situation.participants.values()
        if state.registered and group.clock.reached(situation.registered_on(state))
    ]
    waits_for = group.clock.next_check
    return [Member(state, group, Clock(group.clock.today, waits_for)) for state in known]


def _judge(member: Member) -> _Judged:
    criteria = criteria_of(member)
    verdict = certificate(member)
    milestones = follow_up(member)
    phase = phases.participant_phase(member, milestones)
    asking = Asking(member.group, member.clock, member)
    participant_tasks.intake(asking, member, criteria)
    participant_tasks.start(asking, member)
    participant_tasks.absences(asking, member)
    participant_tasks.outlook(asking, member, verdict)
    participant_tasks.catch_up_visits(asking, member)
    participant_tasks.certificate(asking, member, verdict)
    participant_tasks.follow_ups(asking, member, milestones)
    participant_tasks.pause(asking, member)
    participant_tasks.exit_talk(asking, member)
    found = stalls.participant_stalls(member)
    counted = Counted.of(member, verdict, milestones)
    forget_on = retention.forget_on(member, milestones)
    over = forget_on is not None and member.clock.reached(forget_on)
    assessment = ParticipantAssessment(
        participant=member.id,
        phase=phase,
        paused=member.paused_until is not None,
        admitted=member.is_admitted,
        intake=intake(criteria),
        certificate=verdict,
        follow_up=milestones,
        needs=tuple(asking.needs),
        stalls=tuple(found),
        next_check=member.clock.next_check,
        ended=over,
        forget_on=forget_on,
    )
    return _Judged(member, counted, assessment)


def _assess_traject(group: Group, judged: list[_Judged]) -> Assessment:
    milestones = [milestone for one in judged for milestone in one.assessment.follow_up]
    phase = phases.traject_phase(group, milestones)
    needs = _traject_needs(group, [one.member for one in judged], milestones)
    found = _traject_stalls(group, judged, needs)
    asking = Asking(group, group.clock)
    traject_tasks.unblock_traject(asking, found)
    counts = tally(group, [one.counted for one in judged]) + group.situation.forgotten.counts
    staff = _staff(group.situation, group.clock)
    over = phase in (TrajectPhase.CLOSED, TrajectPhase.CANCELLED)
    return Assessment(
        today=group.clock.today,
        programme=_definition(group.programme),
        phase=phase,
        needs=(*needs, *asking.needs),
        stalls=tuple(found),
        participants={one.member.id: one.assessment for one in judged},
        tally=counts,
        next_check=group.clock.next_check,
        ended=over and group.clock.next_check is None,
        undone=retention.undone(group.situation),
        staff=staff,
    )


def _traject_needs(group: Group, members: list[Member], milestones: list[Milestone]) -> list[Need]:
    asking = Asking(group, group.clock)
    traject_tasks.prepare(asking, members)
    traject_tasks.plan(asking)
    traject_tasks.decide_on_traject(asking)
    traject_tasks.sessions(asking, members)
    traject_tasks.evaluate(asking)
    traject_tasks.report_outcomes(asking, milestones)
    return asking.needs


def _traject_stalls(group: Group, judged: list[_Judged], needs: list[Need]) -> list[Stall]:
    moving = [one for one in judged if not _does_not_stall(one.member)]
    everybodys = [*needs, *(need for one in moving for need in one.assessment.needs)]
    followed = [(one.member, one.assessment.follow_up) for one in judged]
    found = [
        *stalls.traject_stalls(group),
        stalls.attendance_stall(group, [one.member for one in judged]),
        stalls.tasks_stall(group, everybodys),
        stalls.follow_up_stall(group, followed),
    ]
    return [stall for stall in found if stall is not None]


def _does_not_stall(member: Member) -> bool:
    """Withdrawn, refused and paused people do not stall (docs/rules.md, Stalls)."""
    gone = member.withdrawn_on is not None or member.decision is Decision.REFUSED
    return gone or member.paused_until is not None
