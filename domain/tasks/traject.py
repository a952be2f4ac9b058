"""What a traject asks of coordinator, trainer and project lead, from its creation to the last report."""

from collections.abc import Sequence
from datetime import date

from domain.assessment import Milestone, Stall
from domain.attendance import unregistered
from domain.calendar import next_working_day
from domain.follow_up import closed_on, is_settled
from domain.group import Group
from domain.member import Member
from domain.situation import SessionState
from domain.tasks.asking import Asking
from domain.terms import EvaluationMoment, SessionKind, TaskKind


def prepare(asking: Asking, members: Sequence[Member]) -> None:
    """Before the kick-off: the agreement, the plan, a trainer, participants and a date."""
    group = asking.group
    days = {"created": group.created_on, "kick_off": group.kick_off_on}
    municipal = group.municipal
    asking.ask(TaskKind.SIGN_AGREEMENT, days, met=_counts(group, municipal.agreement_on))
    asking.ask(TaskKind.WRITE_PLAN_OF_APPROACH, days, met=_counts(group, municipal.plan_on))
    asking.ask(TaskKind.APPOINT_TRAINER, days, met=group.has_trainer())
    planned = group.kick_off_on is not None or bool(group.held)
    asking.ask(TaskKind.PLAN_KICK_OFF, days, met=planned)
    recruit_participants(asking, members, days)


def _counts(group: Group, day: date | None) -> bool:
    return day is not None and group.clock.reached(day)


def fills_a_place(member: Member) -> bool:
    """Counts for the least size of the group."""
    start, left = member.group.started_on, member.withdrawn_on
    return member.is_admitted and (left is None or (start is not None and left > start))


def recruit_participants(asking: Asking, members: Sequence[Member], days: dict[str, date | None]) -> None:
    """Until the least group size is admitted; who left before the start has to be replaced."""
    admitted = asking.group.situation.forgotten.took_part + sum(fills_a_place(member) for member in members)
    least = asking.group.programme.group.least
    facts = {"admitted": admitted, "least": least}
    asking.ask(TaskKind.RECRUIT_PARTICIPANTS, days, met=admitted >= least, facts=facts)


def plan(asking: Asking) -> None:
    """Once the kick-off was held: the plan of activities, the visits, the next activity and the ceremony."""
    group = asking.group
    write_activity_plan(asking)
    organise(asking, TaskKind.ORGANISE_COMPANY_VISIT, SessionKind.COMPANY_VISIT)
    organise(asking, TaskKind.ORGANISE_GUEST_LESSON, SessionKind.GUEST_LESSON)
    organise(asking, TaskKind.ORGANISE_NETWORK_MEETING, SessionKind.NETWORK_MEETING)
    plan_next_activity(asking)
    asking.ask(
        TaskKind.PLAN_CEREMONY,
        {"planned_end": group.planned_end, "kick_off": group.kick_off_on},
        met=group.ceremony_on is not None,
    )


def write_activity_plan(asking: Asking) -> None:
    """Every least count is planned or held, the ceremony too; the kick-off was held once this is asked."""
    group = asking.group
    short = group.unplanned(kind for kind in group.programme.sessions if kind is not SessionKind.KICK_OFF)
    asking.ask(
        TaskKind.WRITE_ACTIVITY_PLAN,
        {"kick_off": group.started_on},
        opens=group.proven_on,
        met=not short,
        facts={"missing": {kind.value: number for kind, number in sorted(short.items())}},
    )


def organise(asking: Asking, kind: TaskKind, visit: SessionKind) -> None:
    """At least one visit of each kind, in time."""
    group = asking.group
    if group.programme.least(visit) == 0:
        return
    asking.ask(
        kind,
        {"kick_off": group.started_on, "halfway": group.halfway, "three_quarters": group.three_quarters},
        opens=group.proven_on,
        met=any(session.kind is visit for session in group.planned),
    )


def plan_next_activity(asking: Asking) -> None:
    """Something planned within the cadence of the last session held, of which the days of a break do not count.

    Nobody is asked while a break lasts.
    """
    group = asking.group
    last = group.last_held_on
    if last is None:
        return
    until = group.after(last, group.programme.cadence_days)
    latest = group.held[-1].id
    planned = any(last < session.day <= until and session.id != latest for session in group.planned)
    asking.ask(
        TaskKind.PLAN_NEXT_ACTIVITY,
        {"last_held": last},
        opens=last,
        due=_next_activity_due(group, last),
        met=planned,
        pointless=not group.is_final and group.in_break,
        comes_back=True,
        suffix=str(group.held[-1].id),
        facts={"cadence_days": group.programme.cadence_days},
    )


def _next_activity_due(group: Group, last: date) -> date | None:
    """As the definition says, the days of a break not counted; only the day that this gives moves to a working day."""
    rule = group.programme.tasks.get(TaskKind.PLAN_NEXT_ACTIVITY)
    day = rule.due.day({"last_held": last}) if rule else None
    return day and next_working_day(group.after(last, (day - last).days))


def decide_on_traject(asking: Asking) -> None:
    """Nothing held for so long that the project lead must decide how to go on."""
    group = asking.group
    last = group.last_held_on
    if last is None or group.cancelled:
        return
    rule = group.programme.tasks.get(TaskKind.DECIDE_ON_TRAJECT)
    decide = (rule.opens.day({"last_held": last}) if rule and rule.opens else None) or last
    if group.ceremony_held_on and group.ceremony_held_on < decide:
        return
    asking.ask(
        TaskKind.DECIDE_ON_TRAJECT,
        {"last_held": last, "decide": decide},
        met=False,
        comes_back=True,
        suffix=str(group.held[-1].id),
    )


def sessions(asking: Asking, members: Sequence[Member]) -> None:
    """Of single meetings: talk with the guest, register who was there, confirm the ceremony."""
    for session in asking.group.planned:
        if session.kind is SessionKind.GUEST_LESSON:
            prepare_guest(asking, session)
        if session.kind is SessionKind.CEREMONY:
            confirm_ceremony(asking, session)
        elif asking.group.programme.sessions[session.kind].counts:
            register_attendance(asking, session, members)


def prepare_guest(asking: Asking, session: SessionState) -> None:
    """The trainer talks with the guest before the lesson; afterwards there is nothing to prepare."""
    asking.ask(
        TaskKind.PREPARE_GUEST,
        {"created": asking.group.created_on},
        opens=asking.group.created_on,
        met=False,
        pointless=asking.group.is_held(session),
        session=session,
        suffix=str(session.id),
    )


def register_attendance(asking: Asking, session: SessionState, members: Sequence[Member]) -> None:
    """Of everyone of a session, in the programme phase or at the kick-off."""
    group = asking.group
    asked = group.in_programme or session.kind is SessionKind.KICK_OFF
    if not asked or not group.clock.reached(session.day):
        return
    everyone = sum(member.belongs_to(session) for member in members)
    unknown = len(unregistered(group, session, members))
    asking.ask(
        TaskKind.REGISTER_ATTENDANCE,
        {},
        met=unknown == 0,
        met_since=session.day,
        session=session,
        suffix=str(session.id),
        facts={"everyone": everyone, "unknown": unknown, "kind": session.kind.value},
    )


def confirm_ceremony(asking: Asking, session: SessionState) -> None:
    """Whether the planned ceremony took place, was moved or called off."""
    group = asking.group
    if group.ceremony is not None and group.ceremony.id != session.id:
        return
    asking.ask(
        TaskKind.CONFIRM_CEREMONY,
        {"ceremony": session.day},
        met=group.is_held(session),
        session=session,
        suffix=f"{session.id}:{session.day}",
    )


def evaluate(asking: Asking) -> None:
    """Midway after the 4th and the 8th or else the last training, and at the end."""
    group = asking.group
    trainings = _evaluated_trainings(group)
    for number, session in enumerate(trainings, 1):
        asking.ask(
            TaskKind.INTERIM_EVALUATION,
            {"evaluation": session.day},
            met=_was_evaluated(group, session, trainings),
            comes_back=True,
            session=session,
            suffix=str(number),
            facts={"number": number},
        )
    if group.ceremony_held_on:
        final = any(
            e.moment is EvaluationMoment.FINAL and group.clock.reached(e.on)
            for e in group.situation.evaluations.values()
        )
        asking.ask(TaskKind.EVALUATE_TRAJECT, {"ceremony": group.ceremony_held_on}, met=final)


def _was_evaluated(group: Group, training: SessionState, trainings: Sequence[SessionState]) -> bool:
    """An interim evaluation belongs to the training it names, or else to those of its day and before."""
    named = {session.id for session in trainings}
    held = [
        e
        for e in group.situation.evaluations.values()
        if e.moment is EvaluationMoment.INTERIM and group.clock.reached(e.on)
    ]
    return any(e.session == training.id if e.session in named else e.on >= training.day for e in held)


def _evaluated_trainings(group: Group) -> list[SessionState]:
    """The trainings held after which one evaluates; the last stands in for a number never reached."""
    held = [session for session in group.held if session.kind is SessionKind.TRAINING]
    after = group.programme.interim_evaluations
    evaluated = [held[number - 1] for number in after if number <= len(held)]
    falls_short = len(evaluated) < len(after) and not _trainings_ahead(group)
    last = [session for session in held[-1:] if falls_short and session not in evaluated]
    return [*evaluated, *last]


def _trainings_ahead(group: Group) -> bool:
    """One marked held is behind us, though for the certificate it is to come until its attendance is known."""
    planned = (session for session in group.to_come if session.kind is SessionKind.TRAINING)
    return group.missing[SessionKind.TRAINING] > 0 or any(not group.is_held(session) for session in planned)


def report_outcomes(asking: Asking, milestones: Sequence[Milestone]) -> None:
    """Once the last follow-up of the last milestone is closed."""
    last = [m for m in milestones if m.months == asking.group.programme.follow_up.months[-1]]
    if last and all(is_settled(milestone) for milestone in last):
        asking.ask(TaskKind.REPORT_OUTCOMES, {"closed": max(closed_on(m) for m in last)}, met=False)


def unblock_traject(asking: Asking, stalls: Sequence[Stall]) -> None:
    """The project lead looks at a traject that has stalled."""
    if stalls:
        first = min(stalls, key=lambda stall: (stall.since, stall.rule))
        asking.ask(
            TaskKind.UNBLOCK_TRAJECT,
            {"stalled": first.since},
            met=False,
            comes_back=True,
            suffix=str(first.since),
            facts={"rules": sorted({stall.rule for stall in stalls})},
        )
