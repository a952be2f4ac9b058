"""What one participant's journey asks of coordinator and trainer, from registration to the talk on leaving."""

from datetime import date

from domain.assessment import Certificate, Milestone
from domain.certificate import eligible_since, outlook_since
from domain.facts import FollowedUp
from domain.follow_up import contacts_of
from domain.intake import Criteria, known_on
from domain.member import Member
from domain.situation import SessionState
from domain.tasks.asking import Asking
from domain.terms import (
    Decision,
    FollowUpStatus,
    Moment,
    Outcome,
    Outlook,
    Presence,
    SessionKind,
    TaskKind,
    Verdict,
)

_NEEDS_CARE = {Outcome.LOOKING, Outcome.NONE}
_OUTLOOKS = (
    (Outlook.AT_RISK, TaskKind.TALK_AT_RISK, 1),
    (Outlook.OUT_OF_REACH, TaskKind.TALK_OUT_OF_REACH, -1),
)


def intake(asking: Asking, member: Member, criteria: Criteria) -> None:
    """From registration to the decision, and what a refusal asks."""
    hold_intake(asking, member, criteria)
    decide_admission(asking, member, criteria)
    ask_again(asking, member)
    refused = member.decision is Decision.REFUSED
    if refused:
        asking.ask(TaskKind.REFER_ON, {"decided": member.decided_on}, met=False)


def hold_intake(asking: Asking, member: Member, criteria: Criteria) -> None:
    """Until the seven criteria are known; who was refused needs no talk any more."""
    unknown = [c.value for c, (_, value) in criteria.items() if value is None]
    group = member.group
    at_kick_off = group.kick_off_on if group.programme.intake_at == "kick_off" else None
    asking.ask(
        TaskKind.HOLD_INTAKE,
        {"registered": max(member.registered_on, at_kick_off or member.registered_on)},
        met=not unknown,
        pointless=member.decision is Decision.REFUSED,
        facts={"registered": member.registered_on.isoformat(), "unknown": sorted(unknown)},
    )


def decide_admission(asking: Asking, member: Member, criteria: Criteria) -> None:
    """Once the criteria are known, in time for the kick-off."""
    known = known_on(criteria)
    if known is None:
        return
    asking.ask(
        TaskKind.DECIDE_ADMISSION,
        {"criteria_known": known, "kick_off": member.group.kick_off_on},
        met=member.decision is not None,
    )


def ask_again(asking: Asking, member: Member) -> None:
    """Who waits is asked again when somebody leaves before the third session, once at a time (docs/rules.md)."""
    if Decision.WAITING_LIST not in member.state.decisions.values():
        return
    for day in _places_freed(member):
        decided = _decided_since(member, day)
        if decided is not None:
            asking.ask(
                TaskKind.DECIDE_ADMISSION,
                {"criteria_known": day},
                opens=day,
                met=decided,
                comes_back=True,
                suffix=f"again:{day}",
            )
        if asking.is_open(TaskKind.DECIDE_ADMISSION):
            return


def _decided_since(member: Member, day: date) -> bool | None:
    """Whether a newer decision followed when a place came free that day; None for who was not waiting for one."""
    said = member.decisions
    before = sum(on < day for on, _ in said) or sum(on == day for on, _ in said)
    if before == 0 or said[before - 1][1] is not Decision.WAITING_LIST:
        return None
    return len(said) > before


def _places_freed(member: Member) -> list[date]:
    """The days on which somebody admitted left while newcomers could still join."""
    group = member.group
    limit = group.programme.waiting_list_sessions
    if limit == 0:
        return []
    third = group.held[limit - 1].day if len(group.held) >= limit else date.max
    left = {
        day
        for other in group.situation.participants.values()
        if Decision.ADMITTED in other.decisions.values()
        for day in other.withdrawals
    }
    return sorted(day for day in left if day < third)


def start(asking: Asking, member: Member) -> None:
    """Once admitted: consent, and the baseline after the kick-off."""
    if not member.is_admitted:
        return
    group = member.group
    back = member.came_back_on or date.min
    asking.ask(
        TaskKind.ASK_CONSENT,
        {"kick_off": group.kick_off_on, "admitted": member.decided_on},
        met=member.known(member.state.consent)[1] is not None,
    )
    if group.proven_on and group.started_on:
        asking.ask(
            TaskKind.RECORD_BASELINE,
            {"kick_off": group.started_on, "joined": max(group.started_on, member.decided_on, back)},
            opens=max(group.proven_on, member.decided_on),
            met=bool(member.answers(Moment.BASELINE)),
        )


def absences(asking: Asking, member: Member) -> None:
    """A call after an absence, or two sessions in a row not attended; met by a talk or by being back."""
    cause: SessionState | None = None
    in_a_row = 0
    for session, presence in _attendance_since_back(member):
        if presence is Presence.PRESENT or _was_called(member, cause, session.day):
            _call(asking, member, cause, met=True)
            cause, in_a_row = None, 0
        if presence is Presence.PRESENT or member.was_paused(session.day):
            continue
        in_a_row += 1
        if cause is None and (presence is Presence.ABSENT or in_a_row > 1):
            cause = session
    _call(asking, member, cause, met=False)


def _attendance_since_back(member: Member) -> list[tuple[SessionState, Presence]]:
    """Who came back is not called about absences before leaving."""
    back = member.came_back_on or date.min
    return [(session, presence) for session, presence in member.attendance if session.day >= back]


def _was_called(member: Member, cause: SessionState | None, until: date) -> bool:
    """Whether somebody talked about an absence by a day."""
    if cause is None:
        return False
    talks = [met for met in member.done(TaskKind.CALL_ABSENTEE) if met.fact.on is None or met.by <= until]
    return any(met.meets(cause.id, cause.day) for met in talks)


def _call(asking: Asking, member: Member, cause: SessionState | None, *, met: bool) -> None:
    if cause is not None and member.is_admitted:
        asking.ask(
            TaskKind.CALL_ABSENTEE,
            {"absent": cause.day},
            met=met,
            pointless=member.paused_until is not None,
            comes_back=True,
            session=cause,
            suffix=str(cause.id),
        )


def outlook(asking: Asking, member: Member, certificate: Certificate) -> None:
    """A talk when no more than one session may be missed, another when the half is out of reach."""
    for state, kind, margin in _OUTLOOKS:
        if member.is_admitted and certificate.outlook is state:
            asking.ask(
                kind,
                {"outlook": outlook_since(member, margin)},
                met=False,
                facts={
                    "attended": certificate.attended,
                    "counted": certificate.counted,
                    "may_miss": certificate.may_miss,
                },
            )


def catch_up_visits(asking: Asking, member: Member) -> None:
    """A visit was held without this participant: attend another, waive it, or plan one."""
    if not member.is_admitted:
        return
    for kind in member.group.visit_kinds:
        held = [session for session in member.group.registered if session.kind is kind]
        made = [session.day for session in member.attended if session.kind is kind]
        missed = [session for session in held if not made or session.day < made[0]]
        if missed:
            _catch_up(asking, member, kind, missed)


def _catch_up(asking: Asking, member: Member, kind: SessionKind, missed: list[SessionState]) -> None:
    planned = any(session.kind is kind for session in member.group.to_come)
    attended = any(session.kind is kind for session in member.attended)
    asking.ask(
        TaskKind.CATCH_UP_VISIT,
        {"visit": max(missed[-1].day, member.decided_on, member.came_back_on or date.min)},
        met=attended or kind in member.waived or planned,
        met_since=missed[0].day,
        session=missed[-1],
        suffix=kind.value,
        facts={"kind": kind.value},
    )


def certificate(asking: Asking, member: Member, verdict: Certificate) -> None:
    """Competences and approval before the ceremony, and the certificate itself."""
    if not member.is_admitted:
        return
    ceremony = member.group.ceremony_on
    competences = member.at_certificate(member.state.competences)
    said = member.at_certificate(member.state.approval)
    recorded = bool(competences and competences[1] is not None)
    asking.ask(TaskKind.RECORD_COMPETENCES, {"ceremony": ceremony}, met=recorded)
    asking.ask(TaskKind.APPROVE_CERTIFICATE, {"ceremony": ceremony}, met=bool(said and said[1] is not None))
    if verdict.verdict is Verdict.ELIGIBLE:
        asking.ask(
            TaskKind.ISSUE_CERTIFICATE,
            {"eligible": eligible_since(member), "ceremony": ceremony},
            met=member.issued_on is not None,
        )
    if member.group.ceremony_held_on and member.was_admitted_in_time and not member.left_during:
        asking.ask(
            TaskKind.RECORD_END_MEASUREMENT,
            {"ceremony": member.group.ceremony_held_on},
            met=bool(member.answers(Moment.END_MEASUREMENT)),
        )


def follow_ups(asking: Asking, member: Member, milestones: tuple[Milestone, ...]) -> None:
    """Contact at each milestone, and care for who is looking, back on benefits, or asks for it."""
    for milestone in milestones:
        asking.ask(
            TaskKind.FOLLOW_UP,
            {"follow_up": milestone.due},
            met=milestone.status in (FollowUpStatus.REACHED, FollowUpStatus.NOT_REACHED),
            comes_back=True,
            milestone=milestone.months,
            suffix=str(milestone.months),
        )
        aftercare(asking, member, milestone.months)


def aftercare(asking: Asking, member: Member, months: int) -> None:
    """A follow-up says looking or none, or benefits again, or that the participant wants to be called.

    Who wants no more questions is left alone, but for the call that they asked for.
    """
    for number, worrying in enumerate(_causes_of_aftercare(member, months), start=1):
        asking.ask(
            TaskKind.AFTERCARE,
            {"contact": worrying.on},
            met=False,
            pointless=member.refuses_contact and not worrying.call,
            comes_back=True,
            milestone=months,
            suffix=str(months) if number == 1 else f"{months}:{number}",
        )


def _causes_of_aftercare(member: Member, months: int) -> list[FollowedUp]:
    """The first contact that worries, or the one that asks for a call; after aftercare was given a later one anew."""
    given = [met.by for met in member.done(TaskKind.AFTERCARE)]
    causes: list[FollowedUp] = []
    for contact in contacts_of(member, months):
        if not contact.reached or not _worries(member, contact):
            continue
        if not causes or any(causes[-1].on <= day < contact.on for day in given):
            causes.append(contact)
        elif contact.call and not causes[-1].call:
            causes[-1] = contact
    return causes


def _worries(member: Member, contact: FollowedUp) -> bool:
    earlier = (c for c in member.state.contacts.values() if c.on < contact.on and c.benefits is False)
    again = bool(contact.benefits) and any(True for _ in earlier)
    return contact.call or again or not _NEEDS_CARE.isdisjoint(contact.outcomes)


def pause(asking: Asking, member: Member) -> None:
    """Look at a pause again on its review date."""
    if member.paused_until and member.paused_since:
        asking.ask(
            TaskKind.REVIEW_PAUSE,
            {"paused_review": member.paused_until},
            opens=member.paused_since,
            met=False,
            comes_back=True,
            suffix=f"{member.paused_since}:{member.paused_until}",
        )


def exit_talk(asking: Asking, member: Member) -> None:
    """A talk with whoever withdrew."""
    if member.withdrawn_on is not None:
        asking.ask(
            TaskKind.EXIT_TALK,
            {"withdrawn": member.withdrawn_on},
            met=False,
            met_since=member.came_back_on,
            suffix=str(member.withdrawn_on),
        )
