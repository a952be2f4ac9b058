"""Where nothing moves although something should: since when, and who is waited for (docs/rules.md, Stalls).

One function a rule; each gives at most one stall, from its earliest cause.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from domain.assessment import Facts, Milestone, Need, Stall
from domain.attendance import is_awaited
from domain.group import ONE_DAY, Group
from domain.member import Member
from domain.terms import Decision, FollowUpStatus, Presence, Role, SessionKind, TaskKind, TaskState

_NOT_COUNTED = frozenset({TaskKind.UNBLOCK_TRAJECT, TaskKind.FOLLOW_UP})
PARTICIPANT = "participant"


def traject_stalls(group: Group) -> list[Stall]:
    """The stalls of a traject that follow from its sessions."""
    rules = (_preparation, _kick_off, _cadence, _length, _ceremony)
    return [] if group.cancelled else [stall for rule in rules if (stall := rule(group))]


def participant_stalls(member: Member) -> list[Stall]:
    """The stalls of one participant; withdrawn and refused people do not stall, paused ones only by STL-PAUSE."""
    if member.group.cancelled or member.withdrawn_on is not None or member.decision is Decision.REFUSED:
        return []
    rules = (_pause,) if member.paused_until else (_intake, _absent)
    return [stall for rule in rules if (stall := rule(member))]


def _stall(group: Group, rule: str, since: date, waiting_on: Role, facts: Facts) -> Stall | None:
    return Stall(rule, since, waiting_on, facts) if group.clock.reached(since) else None


def _over(day: date, limit: int) -> date:
    """The first day that is more than `limit` days later."""
    return day + timedelta(days=limit + 1)


def _preparation(group: Group) -> Stall | None:
    """STL-PREP: no kick-off planned or held."""
    if group.kick_off_on is not None or group.held or group.ceremony:
        return None
    since = _over(group.created_on, group.programme.stalls.prep)
    facts = {"created": group.created_on.isoformat(), "limit": group.programme.stalls.prep}
    return _stall(group, "STL-PREP", since, Role.COORDINATOR, facts)


def _kick_off(group: Group) -> Stall | None:
    """STL-KICKOFF: the day of the kick-off has passed and nothing was held."""
    if group.kick_off_on is None or group.held or group.ceremony:
        return None
    since = _over(group.kick_off_on, group.programme.stalls.kick_off)
    facts = {"kick_off": group.kick_off_on.isoformat(), "limit": group.programme.stalls.kick_off}
    return _stall(group, "STL-KICKOFF", since, Role.COORDINATOR, facts)


def _cadence(group: Group) -> Stall | None:
    """STL-CADENCE: no session held for too long, breaks not counted."""
    if not group.in_programme or group.last_held_on is None:
        return None
    limit = group.programme.stalls.cadence
    since = group.after(group.last_held_on, limit + 1)
    facts = {"last_held": group.last_held_on.isoformat(), "limit": limit}
    return _stall(group, "STL-CADENCE", since, Role.COORDINATOR, facts)


def _length(group: Group) -> Stall | None:
    """STL-LENGTH: the programme should have ended, and no ceremony is planned or held; breaks not counted."""
    if not group.in_programme or group.ceremony_on is not None or group.started_on is None:
        return None
    programme = group.programme
    since = group.after(group.started_on, programme.weeks * 7 + programme.stalls.length + 1)
    facts = {
        "kick_off": group.started_on.isoformat(),
        "weeks": programme.weeks,
        "limit": programme.stalls.length,
    }
    return _stall(group, "STL-LENGTH", since, Role.COORDINATOR, facts)


def _ceremony(group: Group) -> Stall | None:
    """STL-CEREMONY: the earliest planned ceremony has passed and was not held."""
    if group.ceremony is not None:
        return None
    planned = next((s for s in group.planned if s.kind is SessionKind.CEREMONY), None)
    if planned is None:
        return None
    limit = group.programme.stalls.ceremony
    facts = {"ceremony": planned.day.isoformat(), "session": str(planned.id), "limit": limit}
    return _stall(group, "STL-CEREMONY", _over(planned.day, limit), Role.TRAINER, facts)


def attendance_stall(group: Group, members: Sequence[Member]) -> Stall | None:
    """STL-ATTENDANCE: of a session long past, to which somebody belongs, no attendance is registered at all."""
    if not group.in_programme:
        return None
    awaited = next((s for s in group.counted_sessions if is_awaited(group, s, members)), None)
    if awaited is None:
        return None
    limit = group.programme.stalls.attendance
    facts = {
        "session": str(awaited.id),
        "session_day": awaited.day.isoformat(),
        "kind": awaited.kind.value,
        "limit": limit,
    }
    return _stall(group, "STL-ATTENDANCE", _over(awaited.day, limit), Role.TRAINER, facts)


def tasks_stall(group: Group, needs: Iterable[Need]) -> Stall | None:
    """STL-TASKS: a task far overdue; `needs` without those of people who do not stall."""
    limit = group.programme.stalls.tasks
    open_ones = [need for need in needs if need.state is TaskState.OPEN and need.kind not in _NOT_COUNTED]
    if group.cancelled or not open_ones:
        return None
    first = min(open_ones, key=lambda need: (need.due, need.key))
    facts = {"task": first.kind.value, "due": first.due.isoformat(), "limit": limit}
    waiting_on = group.programme.tasks[first.kind].role
    return _stall(group, "STL-TASKS", _over(first.due, limit), waiting_on, facts)


def follow_up_stall(group: Group, followed: Sequence[tuple[Member, tuple[Milestone, ...]]]) -> Stall | None:
    """STL-FOLLOWUP: nobody was reached long after the due day, at the longest until the next milestone opens."""
    if group.cancelled:
        return None
    since = [
        (day, milestone)
        for member, milestones in followed
        if not member.paused_until and not member.refuses_contact
        for milestone in milestones
        if (day := _unanswered_since(group, milestone, milestones))
    ]
    if not since:
        return None
    day, milestone = min(since, key=lambda item: item[0])
    facts = {
        "months": milestone.months,
        "follow_up": milestone.due.isoformat(),
        "people": len(since),
        "limit": group.programme.stalls.follow_up,
    }
    return _stall(group, "STL-FOLLOWUP", day, Role.COORDINATOR, facts)


def _unanswered_since(group: Group, milestone: Milestone, milestones: tuple[Milestone, ...]) -> date | None:
    if milestone.status not in (FollowUpStatus.OPEN, FollowUpStatus.MISSED):
        return None
    since = _over(milestone.due, group.programme.stalls.follow_up)
    later = [m.opens for m in milestones if m.months > milestone.months]
    longest = milestone.due + timedelta(days=group.programme.follow_up.stalled_at_the_longest)
    last = min(later) - ONE_DAY if later else longest
    if not group.clock.reached(since) or group.clock.reached(last + ONE_DAY):
        return None
    return since


def _intake(member: Member) -> Stall | None:
    """STL-INTAKE: registered long ago, and nothing decided."""
    group = member.group
    if member.decision is not None or group.is_final:
        return None
    limit = group.programme.stalls.intake
    facts = {"registered": member.registered_on.isoformat(), "limit": limit}
    since = _over(member.registered_on, limit)
    return _own(member, "STL-INTAKE", since, Role.COORDINATOR, facts)


def _absent(member: Member) -> Stall | None:
    """STL-ABSENT: the participant's own last registered attendances were not present."""
    group = member.group
    if not group.in_programme or not member.is_admitted:
        return None
    run: list[date] = []
    for session, presence in member.attendance:
        run = [] if presence is Presence.PRESENT else [*run, session.day]
    least = group.programme.stalls.absences
    if len(run) < least:
        return None
    facts = {"sessions": len(run), "limit": least, "absent": run[-1].isoformat()}
    return _own(member, "STL-ABSENT", run[least - 1], PARTICIPANT, facts)


def _pause(member: Member) -> Stall | None:
    """STL-PAUSE: the review date has long passed."""
    if member.paused_until is None:
        return None
    limit = member.group.programme.stalls.pause
    facts = {"paused_review": member.paused_until.isoformat(), "limit": limit}
    since = _over(member.paused_until, limit)
    return _own(member, "STL-PAUSE", since, Role.COORDINATOR, facts)


def _own(member: Member, rule: str, since: date, waiting_on: Role | str, facts: Facts) -> Stall | None:
    """As `_stall`, on the participant's own clock."""
    return Stall(rule, since, waiting_on, facts, member.id) if member.clock.reached(since) else None
